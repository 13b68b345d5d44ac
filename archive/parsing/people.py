"""People that an item reports on, with the titles printed before their names and the posts those certainly are.

Names are proposed by `names.propose` (or another tagger behind the same type) and judged by what stands around
them: a title, a list, a verb of speech. A name once sure is then found everywhere in the item.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archive.parsing.changes import Said, changes_in
from archive.parsing.evidence import SPEAKS, WORKPLACES, Mention
from archive.parsing.lattice import Lattice, flag_of, known, lattice_of
from archive.parsing.mentions import mentions, occurrences
from archive.parsing.names import Propose, propose
from archive.parsing.nearby import Nearby
from archive.parsing.phrases import phrase_start
from archive.parsing.posts import Printed, is_foreign, posts_by_title, posts_of
from archive.parsing.structures import FIELDS, Change, Field, Item, Person, Post, Span
from archive.parsing.surnames import JAPANESE, NO_PEOPLE
from archive.parsing.titles import Titles, titles_before

_DOT = re.compile("[·•・‧]")
# Small words that stand behind a name and end hardly any.
_SMALL_WORDS = frozenset("一也又就才先便将自不要对在正刚再还却")
_GENERAL_SECRETARY = Post("中国共产党中央委员会", "总书记")
_OF_THE_PARTY = ("中央总书记", "中央委员会总书记")
# A part of a foreigner's name stands for all of it from this many characters on.
_SHORTEST_FORM = 3


@dataclass
class _Found:
    """What is known of one name so far."""

    titles: dict[str, None] = field(default_factory=dict)
    groups: list[Printed] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    odds: float = 0.0

    def add(self, mention: Mention, name: Field) -> None:
        """Take in one more mention, which stands in field `name`."""
        self.odds = max(self.odds, mention.odds)
        self.rules.append(mention.rule)
        self.hold(Printed(mention.titles, name, mention.start))

    def hold(self, printed: Printed) -> None:
        """Take in titles printed side by side."""
        if printed.titles:
            self.groups.append(printed)
            self.titles.update(dict.fromkeys(printed.titles))


def find_people(item: Item, area: tuple[str, ...], propose: Propose = propose) -> tuple[Person, ...]:
    """The people of the item, in the order they appear. Those who only sign it are not among them.

    `propose` gives the candidates (the seam for another tagger); the rules around them stay the same.
    """
    found: dict[str, _Found] = defaultdict(_Found)
    signed = {byline.name for byline in item.bylines}
    texts = [(name, getattr(item, name)) for name in FIELDS if getattr(item, name)]
    padded: dict[str, str] = {}
    for name, text in texts:
        for mention in mentions(lattice_of(item, name), propose):
            if mention.name in signed and not mention.titles:
                continue
            found[mention.name].add(mention, name)
            padded[text[mention.start : mention.end]] = mention.name
    _drop_overruns(found)
    forms = {printed: name for printed, name in padded.items() if name in found} | _forms(found)
    nearby = Nearby(item, area)
    for name, text in texts:
        cut = lattice_of(item, name)
        named = [span for span in occurrences(text, forms) if not _begins_another(cut, *span)]
        for said in changes_in(text, named, headline=name != "text"):
            for form in dict.fromkeys(text[start:end] for start, end in said.names):
                if form in forms:
                    _enter(found[forms[form]], forms[form], said, item, name, nearby)
        for start, end in named:
            person = found[forms[text[start:end]]]
            person.spans.append(item.span(name, start, end))
            if titles := titles_before(cut, start) or _body_before(cut, start, end, person):
                person.hold(Printed(titles.titles, name, start))
    order = {name: number for number, name in enumerate(FIELDS)}
    people = [_person(name, each, nearby) for name, each in found.items() if each.spans]
    people = _one_general_secretary(people)
    return tuple(sorted(people, key=lambda person: (order[person.spans[0].field], person.spans[0].start)))


def _one_general_secretary(people: list[Person]) -> list[Person]:
    """Where two are called 总书记, only who is called 中共中央总书记 is certainly that of this country."""
    holders = [person for person in people if _GENERAL_SECRETARY in person.posts]
    if len(holders) < 2:
        return people
    doubted = {person.name for person in holders if not any(title.endswith(_OF_THE_PARTY) for title in person.titles)}
    return [
        replace(person, posts=tuple(post for post in person.posts if post != _GENERAL_SECRETARY))
        if person.name in doubted
        else person
        for person in people
    ]


def _drop_overruns(found: dict[str, _Found]) -> None:
    """Drop names that are another one and the small word behind it: 马小川一 of 马小川一想到."""
    for name in list(found):
        shorter = found.get(name[:-1])
        if (
            shorter
            and name[-1] in _SMALL_WORDS
            and not found[name].titles
            and len(shorter.rules) >= len(found[name].rules)
        ):
            del found[name]


def _begins_another(cut: Lattice, start: int, end: int) -> bool:
    """Whether a name of two characters is the beginning of one of three that the tagger sees there: 马川 of 马川民."""
    word = cut.tags.at(start) if cut.tags.by != "jieba" else None
    if word is None or word.tag != "PER" or (word.start, word.end) != (start, start + 3) or end != start + 2:
        return False
    if cut.text[end].isspace() or cut.text[end] in _SMALL_WORDS:
        return False
    return cut.edge(word.end) and cut.edge(end)


def _forms(found: dict[str, _Found]) -> dict[str, str]:
    """Whom each printed form names: 穆萨·卡里姆 is 卡里姆, 小泉太郎 小泉 from then on, where nobody else is called so.

    What was found under the short form is joined to the long one.
    """
    forms = {name: name for name in found}
    short: dict[str, set[str]] = defaultdict(set)
    for name in found:
        parts = _DOT.split(name)
        for part in set(parts) if len(parts) > 1 else ():
            if len(part) >= _SHORTEST_FORM or (part == parts[-1] and len(part) > 1):
                short[part].add(name)
        if len(name) > _SHORTEST_FORM and name[:2] in JAPANESE:
            short[name[:2]].add(name)
    for form, names in short.items():
        if len(names) > 1 or form in NO_PEOPLE:
            continue
        if form not in found and known(form) and not flag_of(form).startswith("nr"):
            continue  # 华盛顿 of 乔治·华盛顿 is the city
        (name,) = names
        forms[form] = name
        if seen := found.pop(form, None):
            for printed in seen.groups:
                found[name].hold(printed)
    return forms


def _enter(person: _Found, who: str, said: Said, item: Item, name: Field, nearby: Nearby) -> None:
    """Enter what is said of the person's posts: the titles, and the change of each."""
    printed = Printed(said.titles, name, said.start)
    person.hold(printed)
    if said.kind:
        span = item.span(name, said.start, said.end)
        posts = posts_by_title(printed, who, nearby)
        person.changes += [
            Change(said.kind, title, post, span=span) for title, post in zip(said.titles, posts, strict=True)
        ]


def _person(name: str, found: _Found, nearby: Nearby) -> Person:
    titles = _distinct(found.titles)
    posts: dict[Post, None] = {}
    if not is_foreign(titles):
        posts = dict.fromkeys(post for group in found.groups for post in posts_of(group, name, nearby))
    return Person(
        name=name,
        titles=titles,
        posts=tuple(posts),
        spans=tuple(found.spans),
        rule="title" if titles else found.rules[0],
        confidence=round(min(0.99, 0.6 + found.odds / 50), 2),
        changes=tuple(found.changes),
    )


def _body_before(cut: Lattice, start: int, end: int, person: _Found) -> Titles | None:
    """The body that somebody speaks for who is printed without a title: 设备部周明说."""
    following = cut.word_from(end)
    if person.titles or following is None or following.text not in SPEAKS:
        return None
    begin = phrase_start(cut, start)
    named = start - begin > 3 and cut.text[begin:start].endswith(WORKPLACES)
    return Titles(begin, (cut.text[begin:start],), True) if named else None


def _distinct(titles: Iterable[str]) -> tuple[str, ...]:
    """The titles without those that another one says more fully."""
    kept = list(titles)
    return tuple(
        t for t in kept if not any(t != other and other.endswith(t) and len(t) < len(other) for other in kept)
    )

"""People that an item reports on, with the titles printed before their names and the posts those certainly are.

Names are proposed by `names.propose` (or another tagger behind the same type) and judged by what stands around
them: a title, a list, a verb of speech. A name once sure is then found everywhere in the item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.parsing.lattice import Lattice, lattice_of
from archive.parsing.mentions import SPEAKS, WORKPLACES, mentions, occurrences
from archive.parsing.names import Propose, propose
from archive.parsing.phrases import phrase_start
from archive.parsing.posts import posts_of
from archive.parsing.structures import FIELDS, Item, Person, Span
from archive.parsing.titles import Titles, titles_before


@dataclass
class _Found:
    """What is known of one name so far."""

    titles: dict[str, None] = field(default_factory=dict)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    odds: float = 0.0


def find_people(item: Item, area: tuple[str, ...], propose: Propose = propose) -> tuple[Person, ...]:
    """The people of the item, in the order they appear. Those who only sign it are not among them.

    `propose` gives the candidates (the seam for another tagger); the rules around them stay the same.
    """
    found: dict[str, _Found] = defaultdict(_Found)
    signed = {byline.name for byline in item.bylines}
    texts = [(name, getattr(item, name)) for name in FIELDS if getattr(item, name)]
    for name, _ in texts:
        for mention in mentions(lattice_of(item, name), propose):
            if mention.name in signed and not mention.titles:
                continue
            person = found[mention.name]
            person.odds = max(person.odds, mention.odds)
            person.rules.append(mention.rule)
            if mention.titles:
                person.groups.append(mention.titles)
                person.titles.update(dict.fromkeys(mention.titles))
    for name, text in texts:
        cut = lattice_of(item, name)
        for start, end in occurrences(text, found):
            person = found[text[start:end]]
            person.spans.append(item.span(name, start, end))
            if titles := titles_before(cut, start) or _body_before(cut, start, end, person):
                person.groups.append(titles.titles)
                person.titles.update(dict.fromkeys(titles.titles))
    order = {name: number for number, name in enumerate(FIELDS)}
    people = [_person(name, each, area) for name, each in found.items() if each.spans]
    return tuple(sorted(people, key=lambda person: (order[person.spans[0].field], person.spans[0].start)))


def _person(name: str, found: _Found, area: tuple[str, ...]) -> Person:
    titles = _distinct(found.titles)
    posts = tuple(dict.fromkeys(post for group in found.groups for post in posts_of(group, area)))
    return Person(
        name=name,
        titles=titles,
        posts=posts,
        spans=tuple(found.spans),
        rule="title" if titles else found.rules[0],
        confidence=round(min(0.99, 0.6 + found.odds / 50), 2),
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

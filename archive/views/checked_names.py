"""Who bears the names of a list: exactly one, several of the name, nobody; and of whom little is to be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, product

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils.translation import gettext_lazy as _
from haystack.query import SearchQuerySet

from archive.models import Membership, Mention, OtherName, Person
from archive.search import likeness, pinyin
from archive.search.fold import fold_query, is_han
from archive.search.shown import Shown
from archive.search.state import IndexNotReady
from archive.search.tree import Among
from archive.views.name_lists import Entry

MOST_NAMESAKES = 60  # Of one name; the list of people has the others.
NEAR = 3  # Names that sound like one nobody bears.
HEARD = 1000  # Records looked at for those that sound like a name of the list, the most reported first.
SOUNDS = 8  # Ways to read one name: doubtful characters multiply.
LONGEST_HEARD = 8  # Characters. What is longer is no name to be misheard.

# How somebody is called as the list has it, who is called otherwise here.
ALIAS, SPELT, WRITTEN = _("又名"), _("拼音"), _("字形不同")


@dataclass(frozen=True, slots=True)
class Post:
    """The post somebody was seen in last: its name, the last day seen, the day it was left."""

    name: str
    last_seen: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who bears a name, with what tells them from others of it.

    `articles` published articles name them, the first and the last of them on the days `first` and `last`; `how` says
    by what they are known by the name of the list, "" where it is their own. `within` is the home with all it lies in.
    """

    pk: int
    name: str
    note: str
    home: str | None
    within: str | None
    post: Post | None
    articles: int
    first: date | None
    last: date | None
    how: str = ""

    def get_absolute_url(self) -> str:
        """/people/56/"""
        return Person(pk=self.pk).get_absolute_url()


@dataclass(slots=True)
class Bearers:
    """The keys of those who bear each name, with how each is known by it; of those whose names sound like it; whether
    the index was there to be asked for other spellings."""

    known: dict[str, dict[int, str]]
    near: dict[str, list[int]] = field(default_factory=dict)
    heard: bool = True

    def keys(self, names: Iterable[str]) -> set[int]:
        """All people that the answers for these names show."""
        return {key for name in names for key in (*self.known.get(name, ()), *self.near.get(name, ()))}

    def kind(self, name: str) -> str:
        """One, several or none."""
        return ("none", "one")[len(self.known[name])] if len(self.known.get(name, ())) < 2 else "several"


@dataclass(frozen=True, slots=True)
class Answer:
    """A row: a name of the list with those who bear it, the most reported first, or whose names sound like it."""

    number: int
    entry: Entry
    kind: str
    people: list[Found]
    near: list[Found]


def bearers(names: Collection[str]) -> Bearers:
    """Look up to 1,000 names up, in three queries at the most and one search: names, other names, and of those that
    nobody bears the spellings and sounds."""
    known: dict[str, dict[int, str]] = defaultdict(dict)
    public = Person.objects.named_in_public()
    for key, name in public.filter(name__in=names).order_by("pk").values_list("pk", "name"):
        known[name][key] = ""
    named = Mention.objects.public().filter(person=OuterRef("person"))
    others = OtherName.objects.filter(Exists(named), name__in=names)
    for key, name in others.order_by("person").values_list("person", "name"):
        known[name].setdefault(key, str(ALIAS))
    found = Bearers(known)
    if missing := [name for name in names if name not in known]:
        _hear(missing, found)
    for name, keys in known.items():
        known[name] = dict(islice(keys.items(), MOST_NAMESAKES))
    return found


def answers(entries: Sequence[tuple[int, Entry]], among: Bearers) -> list[Answer]:
    """The rows for these numbered names, in three queries: people, their posts, the articles that name them."""
    people = _people(among.keys({entry.name for _, entry in entries}))
    return [
        Answer(
            number,
            entry,
            among.kind(entry.name),
            _ranked(people, among.known.get(entry.name, {})),
            _ranked(people, dict.fromkeys(among.near.get(entry.name, ()), "")),
        )
        for number, entry in entries
    ]


def _ranked(people: Mapping[int, Found], keys: Mapping[int, str]) -> list[Found]:
    found = [replace(people[key], how=how) if how else people[key] for key, how in keys.items() if key in people]
    return sorted(found, key=lambda each: -each.articles)


def _people(keys: Collection[int]) -> dict[int, Found]:
    """Those of the people whom published articles name. Plain values: there may be thousands, of one row each."""
    named = Mention.objects.public().filter(person__in=keys).order_by().values_list("person")
    counted = named.annotate(Count("article", distinct=True), Min("article__date"), Max("article__date"))
    figures = {key: rest for key, *rest in counted}
    posts = _posts(figures)
    told = Person.objects.filter(pk__in=figures).order_by()
    rows = told.values_list("pk", "name", "note", "home__name", "home__path")
    return {row[0]: Found(*row, posts.get(row[0]), *figures[row[0]]) for row in rows}


def _posts(keys: Collection[int]) -> dict[int, Post]:
    """The post that each was seen in last."""
    seen = Membership.objects.in_public().filter(person__in=keys)
    found: dict[int, Post] = {}
    for person, body, title, *days in seen.values_list(
        "person", "post__organization__name", "post__title", "last_seen", "end"
    ):
        found.setdefault(person, Post(f"{body}{title}", *days))
    return found


def _hear(missing: Collection[str], found: Bearers) -> None:
    """Add whom the index knows by other forms and sounds of these names."""
    asked: dict[str, list[str]] = defaultdict(list)
    for name in missing:
        for key in {pinyin.typed(name), *_sounds(fold_query(name))} - {""}:
            asked[key].append(name)
    rows = SearchQuerySet().models(Person).filter(content=Among("called", tuple(asked)))
    try:
        rows = list(rows.order_by("-weight", "-django_id")[:HEARD])
    except IndexNotReady:
        found.heard = False
        return
    public = Person.objects.named_in_public().filter(pk__in=[int(row.pk) for row in rows])
    seen = set(public.order_by().values_list("pk", flat=True))
    for row in rows:
        if int(row.pk) in seen:
            _add(int(row.pk), Shown.read(row.shown).names, asked, found)


def _add(person: int, called: Iterable[str], asked: Mapping[str, list[str]], found: Bearers) -> None:
    """Put somebody with the names of the list that they may be meant by."""
    for other in map(fold_query, called):
        for key in (other, *_sounds(other)):
            for name in asked.get(key, ()):
                if key == other:
                    found.known.setdefault(name, {}).setdefault(person, str(WRITTEN))
                elif key == pinyin.typed(name):
                    found.known.setdefault(name, {}).setdefault(person, str(SPELT))
                elif person not in (near := found.near.setdefault(name, [])) and len(near) < NEAR:
                    near.append(person)


def _sounds(name: str) -> list[str]:
    """A Chinese name in pinyin, as it may be read."""
    if not name or len(name) > LONGEST_HEARD or not all(map(is_han, name)):
        return []
    readings = list(map(likeness.syllables, name))
    return ["".join(each) for each in islice(product(*readings), SOUNDS)]

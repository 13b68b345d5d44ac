"""Who stands in the news together with somebody: as a table, and as a small picture of who stands with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi, sin, sqrt

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from archive.models import Mention, Person
from archive.models.bulk import fetch_plain
from archive.templatetags.printed import shown

# Of somebody whom thousands of articles name the newest tell who stands beside them; all of them, how often.
LOOKED_AT = 500
MOST = 20  # People in the table.
DRAWN = 10  # Of them in the picture: more names would lie upon each other.
FEWEST = 2  # Articles that two of them share: one alone is chance.

# The picture, in its own units; it is shown about as large on a telephone.
WIDTH, HEIGHT = 360.0, 320.0
RING = (118.0, 118.0)  # Half axes of the ring on which the names stand.
LONGEST = 7  # Characters of a name beside its point.
THICKEST = 5.0


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody named in the same articles, in how many of all, and in how many of those looked at together with which
    others of those drawn."""

    person: Person
    count: int
    others: list[tuple[Person, int]]

    @property
    def others_told(self) -> str:
        """The others in words, for readers: a page has some two hundred."""
        return _("、").join(f"{shown(one.name)} {number_format(n, 0, force_grouping=True)}" for one, n in self.others)


@dataclass(frozen=True, slots=True)
class Node:
    """A person in the picture: the point, its size, and where the name stands beside it."""

    person: Person
    label: str
    count: int
    x: str
    y: str
    r: str
    text_x: str
    text_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two people, the thicker the more articles name both; `inner` between two of those around."""

    x1: str
    y1: str
    x2: str
    y2: str
    width: str
    inner: bool


@dataclass(frozen=True, slots=True)
class Company:
    """Those named beside somebody, most often first; in how many of the newest articles they were looked for, and
    whether these are all there are."""

    fellows: list[Fellow]
    nodes: list[Node]
    ties: list[Tie]
    looked_at: int
    is_all: bool


def company(person: Person, newest: Sequence[int]) -> Company:
    """Who else is named in the newest of somebody's articles, and in how many of all of them; these are their ids."""
    rows = Mention.objects.filter(article__in=newest[:LOOKED_AT], person__isnull=False)
    named: dict[int, set[int]] = defaultdict(set)
    for article, other in fetch_plain(rows.order_by().values_list("article", "person")):
        if other != person.pk:
            named[article].add(other)
    counted = Counter(other for people in named.values() for other in people)
    first = sorted(counted, key=lambda pk: (-counted[pk], pk))[:MOST]
    if len(newest) > LOOKED_AT:
        counted = _in_all(first, newest)
        first.sort(key=lambda pk: (-counted[pk], pk))
    people = Person.objects.select_related("home").only("name", "note", "home__name").in_bulk(first)
    drawn = [people[pk] for pk in first[:DRAWN] if counted[pk] >= FEWEST]
    pairs = _pairs(named.values(), {each.pk for each in drawn})
    fellows = [Fellow(people[pk], counted[pk], _others(pk, drawn, pairs)) for pk in first]
    nodes, ties = _picture([(each, counted[each.pk]) for each in drawn], pairs)
    return Company(fellows, nodes, ties, min(len(newest), LOOKED_AT), len(newest) <= LOOKED_AT)


def _in_all(people: Sequence[int], articles: Sequence[int]) -> Counter[int]:
    """How many of the articles name each of these people.

    An index alone answers in which articles somebody stands. Which of them are somebody else's as well is known here
    already; the database would find out whose state each is once more.
    """
    rows = Mention.objects.filter(person__in=people).order_by().values_list("person", "article").distinct()
    these = set(articles)
    return Counter(other for other, article in fetch_plain(rows) if article in these)


def _pairs(named: Iterable[set[int]], drawn: set[int]) -> dict[tuple[int, int], int]:
    """How many articles name both of two people drawn, where that is more than chance."""
    counted = Counter(pair for people in named for pair in combinations(sorted(people & drawn), 2))
    return {pair: number for pair, number in counted.items() if number >= FEWEST}


def _others(pk: int, drawn: Sequence[Person], pairs: dict[tuple[int, int], int]) -> list[tuple[Person, int]]:
    found = [(each, number) for each in drawn if (number := pairs.get((min(pk, each.pk), max(pk, each.pk))))]
    return sorted(found, key=lambda other: (-other[1], other[0].pk))


def _picture(drawn: list[tuple[Person, int]], pairs: dict[tuple[int, int], int]) -> tuple[list[Node], list[Tie]]:
    """Whoever the page is of in the middle, the others around in the order of the table, from above and clockwise."""
    if len(drawn) < 2:
        return [], []
    most = max(number for _, number in drawn)
    places = {person.pk: _place(index, len(drawn)) for index, (person, _) in enumerate(drawn)}
    middle = (WIDTH / 2, HEIGHT / 2)
    ties = [_tie(places[one], places[two], number / most, inner=True) for (one, two), number in sorted(pairs.items())]
    ties += [_tie(middle, places[person.pk], number / most, inner=False) for person, number in drawn]
    return [_node(person, number, places[person.pk], most) for person, number in drawn], ties


def _place(index: int, number: int) -> tuple[float, float]:
    turn = 2 * pi * index / number
    return WIDTH / 2 + RING[0] * sin(turn), HEIGHT / 2 - RING[1] * cos(turn)


def _node(person: Person, number: int, place: tuple[float, float], most: int) -> Node:
    x, y = place
    aside = (x - WIDTH / 2) / RING[0]
    r = 4 + 5 * sqrt(number / most)
    # Names stand outside the ring: beside it, and above and below where the ring turns.
    anchor = "middle" if abs(aside) < 0.3 else "start" if aside > 0 else "end"
    text_x = x if anchor == "middle" else x + (r + 4 if aside > 0 else -r - 4)
    text_y = y + 5 if anchor != "middle" else y - r - 6 if y < HEIGHT / 2 else y + r + 16
    name = person.name if len(person.name) <= LONGEST else person.name[: LONGEST - 1] + "…"
    return Node(person, name, number, *(f"{value:.1f}" for value in (x, y, r, text_x, text_y)), anchor)


def _tie(one: tuple[float, float], two: tuple[float, float], share: float, inner: bool) -> Tie:
    ends = (f"{value:.1f}" for value in (*one, *two))
    return Tie(*ends, width=f"{max(1.0, THICKEST * min(share, 1.0)):.1f}", inner=inner)

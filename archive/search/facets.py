"""The facets of a search: what can be chosen, what its values are called, in which order they stand.

A facet's values are counted under every filter but those values of its own that were chosen, so that others can be
added to them. The values chosen are always among those counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from archive.models import Article, Newspaper, Organization, Person
from archive.search.fold import fold_query
from archive.search.placetree import places_around, places_shown

# Years and pages that there are: 0 is what the index holds where the number is unknown.
NUMBER = re.compile(r"[1-9][0-9]{0,3}")
MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")
DAY = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
RECORD = re.compile(r"[1-9][0-9]{0,8}")  # A primary key.
ANYTHING = re.compile(r"[^\0]{1,200}")  # Characters: no newspaper, section or title has a longer name.

MOST = 20  # Values of a facet that has many: what somebody reads through; the rest is found by typing it.
MOST_MONTHS = 4_000  # Whose names are kept: all that an archive of some lifetimes has, in each language.

Counts = list[tuple[Any, int]]


@dataclass(frozen=True)
class FacetFilter:
    """Chosen values of one facet: any of `include` (all, if empty), none of `exclude`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)


@dataclass(frozen=True)
class FacetCount:
    """One value of a facet with the number of articles found that have it; `depth` indents a place in its tree."""

    value: str
    label: str
    count: int
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A facet by name: the field that is counted, and how its values look from outside.

    `stored` turns values as given in an address into what the index holds, leaving out those that do not
    exist; `shown` turns what the index counted into values and labels, in the order to show them. Every value
    is written like `pattern`. At most `limit` values are counted (None: all), and those of `kept`: the chosen ones,
    if nothing else is said. While a facet is counted, the choices of the fields `beside` it do not count either
    (years beside the chosen month).
    """

    name: str
    field: str
    stored: Callable[[Iterable[str]], list[Any]]
    shown: Callable[[Counts, FacetFilter], list[FacetCount]]
    pattern: re.Pattern[str] = ANYTHING
    limit: int | None = None
    beside: tuple[str, ...] = ()
    around: Callable[[Iterable[str]], list[Any]] | None = None

    def kept(self, chosen: FacetFilter) -> list[Any]:
        """Return what of the index is counted however rare it is: the chosen values and what is shown around them."""
        return (self.around or self.stored)(chosen.include)


def shown(name: str, counted: Mapping[str, Counts], chosen: Mapping[str, FacetFilter]) -> list[FacetCount]:
    """Name what the index counted, by field, of one facet."""
    facet = FACETS[name]
    found = counted.get(facet.field, [])
    # Not even a query that finds nothing is composed for nothing.
    return facet.shown(found, chosen.get(name, FacetFilter())) if found else []


def labels(name: str, values: Iterable[str]) -> dict[str, str]:
    """Return what readers call values of a facet; a value that does not exist is called what it is."""
    values = list(values)
    if not values:
        return {}
    facet = FACETS[name]
    found = facet.shown([(stored, 0) for stored in facet.stored(values)], FacetFilter(tuple(values)))
    known = {each.value: each.label for each in found}
    return {value: known.get(value, value) for value in values}


def _newspapers_stored(slugs: Iterable[str]) -> list[int]:
    slugs = list(slugs)
    if not slugs:
        return []
    # What it is called is shown even where nothing is found: no newspaper that readers do not know.
    return list(Newspaper.objects.public().filter(slug__in=slugs).values_list("pk", flat=True))


def _newspapers_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    rows = Newspaper.objects.filter(pk__in=[pk for pk, _ in found]).order_by().values_list("pk", "slug", "name")
    newspapers = {pk: (slug, name) for pk, slug, name in rows}
    return [FacetCount(*newspapers[pk], count) for pk, count in found if pk in newspapers]


def _numbers_stored(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if NUMBER.fullmatch(value)]


def _years_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    years = sorted(found, reverse=True)
    return [FacetCount(str(year), gettext("%(year)s年") % {"year": year}, count) for year, count in years]


def _months_stored(values: Iterable[str]) -> list[int]:
    return [int(value.replace("-", "")) for value in values if MONTH.fullmatch(value)]


def _months_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    language = get_language()
    return [FacetCount(*_month(month, language), count) for month, count in sorted(found, reverse=True)]


@lru_cache(MOST_MONTHS)
def _month(number: int, _language: str | None) -> tuple[str, str]:
    """The value and the name of a month of the index: 202303."""
    first = date(number // 100, number % 100, 1)
    return f"{first:%Y-%m}", date_format(first, "YEAR_MONTH_FORMAT")


def _days_stored(values: Iterable[str]) -> list[date]:
    days = []
    for value in values:
        try:
            days.append(date.fromisoformat(value))
        except ValueError:
            continue  # 30 February: no article has it.
    return days


def _days_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    days = sorted(((_day(value), count) for value, count in found), reverse=True)
    return [FacetCount(day.isoformat(), date_format(day), count) for day, count in days]


def _day(value: date | int) -> date:
    """Read a day of the index: 20230305, or a date."""
    return value if isinstance(value, date) else date(value // 10_000, value // 100 % 100, value % 100)


def _pages_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    return [
        FacetCount(str(number), gettext("第%(number)s版") % {"number": number}, count)
        for number, count in sorted(found)
    ]


def _kinds_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    names: Mapping[str, Any] = dict(Article.Kind.choices)
    return [FacetCount(kind, str(names.get(kind, kind)), count) for kind, count in found]


def _folded(values: Iterable[str]) -> list[str]:
    return [fold_query(value) for value in values]


def _as_printed(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    return [FacetCount(value, value, count) for value, count in found]


def _records_stored(values: Iterable[str]) -> list[str]:
    return [value for value in values if RECORD.fullmatch(value)]


def _people_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    people = Person.objects.named_in_public().filter(pk__in=_keys(found)).order_by()
    rows = people.values_list("pk", "name", "note", "home__name")
    return _records_shown(found, {pk: _person_label(name, note or home or "") for pk, name, note, home in rows})


def _person_label(name: str, beside: str) -> str:
    """Return the name, and what tells its bearer from others of that name."""
    return gettext("%(name)s（%(beside)s）") % {"name": name, "beside": beside} if beside else name


def _organizations_shown(found: Counts, _chosen: FacetFilter) -> list[FacetCount]:
    named = Organization.objects.named_in_public().filter(pk__in=_keys(found))
    bodies: dict[int, str] = dict(named.order_by().values_list("pk", "name"))
    if rest := _keys(found) - bodies.keys():
        # Seen only in somebody's post, which takes longer to find out.
        bodies |= dict(Organization.objects.public().filter(pk__in=rest).order_by().values_list("pk", "name"))
    return _records_shown(found, bodies)


def _keys(found: Counts) -> set[int]:
    return {int(pk) for pk, _ in found}


def _records_shown(found: Counts, labels: Mapping[int, str]) -> list[FacetCount]:
    """Name records; the index may still hold one that no reader may see any more."""
    return [FacetCount(str(pk), labels[int(pk)], count) for pk, count in found if int(pk) in labels]


def _places_around(values: Iterable[str]) -> list[str]:
    return [str(pk) for pk in places_around(int(pk) for pk in _records_stored(values))]


def _places_shown(found: Counts, chosen: FacetFilter) -> list[FacetCount]:
    centres = {int(pk) for pk in _records_stored(chosen.include)}
    tree = places_shown({int(pk): count for pk, count in found}, centres)
    return [FacetCount(str(place.pk), place.name, count, depth) for place, count, depth in tree]


FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("newspaper", "newspaper", _newspapers_stored, _newspapers_shown),
        Facet("year", "year", _numbers_stored, _years_shown, NUMBER, beside=("month", "date")),
        Facet("month", "month", _months_stored, _months_shown, MONTH, beside=("date",)),
        Facet("day", "date", _days_stored, _days_shown, DAY),
        Facet("place", "place", _records_stored, _places_shown, RECORD, MOST, around=_places_around),
        Facet("person", "person", _records_stored, _people_shown, RECORD, MOST),
        Facet("organization", "organization", _records_stored, _organizations_shown, RECORD, MOST),
        Facet("title", "title", _folded, _as_printed, limit=MOST),
        Facet("event_type", "event_type", list, _as_printed, limit=MOST),
        Facet("kind", "kind", list, _kinds_shown),
        Facet("section", "section", list, _as_printed, limit=MOST),
        Facet("byline", "byline", _folded, _as_printed, limit=MOST),
        # Not "page": in an address that is the page of results.
        Facet("page_number", "page", _numbers_stored, _pages_shown, NUMBER),
    )
}
# What is counted without being asked for; an archive has tens of thousands of days.
USUAL = tuple(name for name in FACETS if name != "day")

"""The facets of a search: what can be chosen, what its values are called, in which order they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from archive.models import Article, Newspaper

# Years and pages that there are: 0 is what the index holds where the number is unknown.
NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class FacetFilter:
    """Chosen values of one facet: any of `include` (all, if empty), none of `exclude`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)


@dataclass(frozen=True)
class FacetCount:
    """One value of a facet with the number of articles found that have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    """A facet by name: the field that is counted, and how its values look from outside.

    `stored` turns values as given in an address into what the index holds, leaving out those that do not
    exist; `shown` turns what the index counted into values and labels, in the order to show them. The values
    of a `numeric` facet are written like NUMBER. `limit` is how many values are shown, None for all; while a
    facet is counted, the choices of the fields `beside` it do not count either (months beside the chosen days).
    """

    name: str
    field: str
    stored: Callable[[Iterable[str]], list[Any]]
    shown: Callable[[list[tuple[Any, int]]], list[FacetCount]]
    numeric: bool = False
    limit: int | None = None
    beside: tuple[str, ...] = ()


def _newspapers_stored(slugs: Iterable[str]) -> list[int]:
    return list(Newspaper.objects.filter(slug__in=list(slugs)).values_list("pk", flat=True))


def _newspapers_shown(counts: list[tuple[int, int]]) -> list[FacetCount]:
    newspapers = Newspaper.objects.in_bulk([pk for pk, _ in counts])
    return [FacetCount(newspapers[pk].slug, newspapers[pk].name, count) for pk, count in counts if pk in newspapers]


def _numbers_stored(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if NUMBER.fullmatch(value)]


def _years_shown(counts: list[tuple[int, int]]) -> list[FacetCount]:
    years = sorted(counts, reverse=True)
    return [FacetCount(str(year), gettext("%(year)s年") % {"year": year}, count) for year, count in years]


def _pages_shown(counts: list[tuple[int, int]]) -> list[FacetCount]:
    return [
        FacetCount(str(number), gettext("第%(number)s版") % {"number": number}, count)
        for number, count in sorted(counts)
    ]


def _kinds_shown(counts: list[tuple[str, int]]) -> list[FacetCount]:
    labels: Mapping[str, Any] = dict(Article.Kind.choices)
    return [FacetCount(kind, str(labels.get(kind, kind)), count) for kind, count in counts]


FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("newspaper", "newspaper", _newspapers_stored, _newspapers_shown),
        Facet("year", "year", _numbers_stored, _years_shown, numeric=True),
        Facet("kind", "kind", list, _kinds_shown),
        # Not "page": in an address that is the page of results.
        Facet("page_number", "page", _numbers_stored, _pages_shown, numeric=True),
    )
}

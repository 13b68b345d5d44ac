"""What a search that finds nothing would find without one of its conditions or words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.http import QueryDict
from django.utils.translation import gettext as _

from archive import search as engine
from archive.search import FacetFilter, Request
from archive.search.looser import looser
from archive.search.state import IndexNotReady
from archive.views import filters

MOST_TRIED = 8  # Each is a search of its own, of some milliseconds at most.


@dataclass(frozen=True, slots=True)
class Way:
    """A looser search: what is left out, its address, how many articles it finds."""

    text: str
    address: str
    count: int


def ways(asked: Request, query: QueryDict) -> list[Way]:
    """The searches with one thing less that find something, those that find the least first: they are the closest."""
    try:
        found = [
            Way(_("不限“%(what)s”") % {"what": what}, address, engine.count(request))
            for what, address, request in islice(_tried(asked, query), MOST_TRIED)
        ]
    except IndexNotReady:
        return []
    return sorted((way for way in found if way.count), key=lambda way: way.count)


def _tried(asked: Request, query: QueryDict) -> Iterator[tuple[str, str, Request]]:
    """What may be left out, with the address and the request of the search without it."""
    for condition, request in zip(filters.conditions(asked, query), _with_one_less(asked), strict=True):
        yield condition.text, condition.without, request
    for left_out, q in looser(asked.q):
        yield left_out, filters.replacing(query, (), q=q), replace(asked, q=q)


def _with_one_less(asked: Request) -> Iterator[Request]:
    """The request without each of its conditions, in the order in which `filters.conditions` names them."""
    if asked.date_from:
        yield replace(asked, date_from=None)
    if asked.date_to:
        yield replace(asked, date_to=None)
    for name, chosen in asked.facets.items():
        fewer = [FacetFilter(_but(chosen.include, value), chosen.exclude) for value in chosen.include]
        fewer += [FacetFilter(chosen.include, _but(chosen.exclude, value)) for value in chosen.exclude]
        for each in fewer:
            yield replace(asked, facets={**asked.facets, name: each})


def _but(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)

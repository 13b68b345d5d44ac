"""Search: ask with a `Request`, get a `Result`.

The face of this package. It speaks to whichever engine Haystack is set to; queries, folding, marking and
facets know none. Only what is published is found, and of that only what the database still shows to every reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from haystack import connections
from haystack.constants import DEFAULT_ALIAS, DJANGO_CT
from haystack.query import SearchQuerySet
from haystack.utils import get_model_ct

from archive.models import Article
from archive.search import facets, highlight
from archive.search.facets import FACETS, USUAL, Facet, FacetCount, FacetFilter
from archive.search.hits import Hit, hits_of
from archive.search.query import ReadAs, exactly, read
from archive.search.state import IndexNotReady, State
from archive.search.timelines import Timeline, timeline
from archive.search.tree import Node

MAX_SIZE = 100  # Hits on one page.
SORTS = {
    "relevance": ("-score", "-date"),
    "newest": ("-date",),
    "oldest": ("date",),
    "added": ("-django_id",),  # What came into the archive last, first: no reader's choice, but a feed's.
}
GAPS = ("year", "month", "day")  # What a bar of the histogram may stand for.

__all__ = [
    "FACETS",
    "GAPS",
    "MAX_SIZE",
    "SORTS",
    "Facet",
    "FacetCount",
    "FacetFilter",
    "Hit",
    "ReadAs",
    "Request",
    "Result",
    "State",
    "Timeline",
    "USUAL",
    "count",
    "counts",
    "exactly",
    "facets",
    "frequent_values",
    "frequent_words",
    "generation",
    "highlight",
    "keys",
    "printing",
    "read",
    "search",
    "spread",
    "those_found",
    "timeline",
]


@dataclass(frozen=True)
class Request:
    """What is looked for, which page of it, and what is to be counted; ValueError for what no form should let through.

    `counted` names the facets that are wanted, `limits` how many values of a facet are (its own limit otherwise;
    None for all), `histogram` one of GAPS or nothing.
    """

    q: str = ""
    page: int = 1
    size: int = 20
    sort: str = "relevance"
    date_from: date | None = None
    date_to: date | None = None
    facets: Mapping[str, FacetFilter] = field(default_factory=dict)
    counted: tuple[str, ...] = USUAL
    limits: Mapping[str, int | None] = field(default_factory=dict)
    histogram: str = ""

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"page {self.page} is before the first")
        if not 1 <= self.size <= MAX_SIZE:
            raise ValueError(f"size {self.size} is not from 1 to {MAX_SIZE}")
        if self.sort not in SORTS:
            raise ValueError(f"sort {self.sort} is not one of {', '.join(SORTS)}")
        if unknown := sorted({*self.facets, *self.counted, *self.limits} - set(FACETS)):
            raise ValueError(f"no such facet: {', '.join(unknown)}")
        if self.histogram and self.histogram not in GAPS:
            raise ValueError(f"no histogram by {self.histogram}")


@dataclass(frozen=True)
class Result:
    """One page of what was found; `count` is exact and counts all pages.

    `histogram` gives the first day of each year, month or day that has hits, and how many; ascending, under all
    filters. Undated articles stand in no bar.
    """

    count: int
    hits: list[Hit]
    facets: dict[str, list[FacetCount]]
    read_as: ReadAs
    state: State = State.READY
    histogram: list[tuple[date, int]] = field(default_factory=list)


def search(request: Request) -> Result:
    """Search the published articles. While there is no index, the result is empty and its state says so."""
    query = read(request.q)
    found = SearchQuerySet().models(Article).filter(content=query.tree)
    found = _counting(_filtered(found, request), request).order_by(*_order(request, query.read_as))
    start = (request.page - 1) * request.size
    try:
        rows = found[start : start + request.size]
        counted = found.facet_counts()
    except IndexNotReady:
        return Result(0, [], {name: [] for name in request.counted}, query.read_as, State.BUILDING)
    return Result(
        len(found),
        hits_of(rows, query.read_as),
        {name: facets.shown(name, counted["fields"], request.facets) for name in request.counted},
        query.read_as,
        histogram=counted["dates"].get("date", []),
    )


def count(request: Request) -> int:
    """Count what a request finds, and read none of it; raises IndexNotReady."""
    found = SearchQuerySet().models(Article).filter(content=read(request.q).tree)
    return len(_filtered(found, request).order_by(*SORTS["newest"]))


def spread(request: Request) -> list[tuple[date, int]]:
    """Return the histogram of what a request finds, and read none of it; raises IndexNotReady."""
    found = SearchQuerySet().models(Article).filter(content=read(request.q).tree)
    found = _counting(_filtered(found, request), request).order_by(*SORTS["newest"])
    found[:1]
    dates: list[tuple[date, int]] = found.facet_counts()["dates"].get("date", [])
    return dates


def keys(request: Request, most: int) -> tuple[int, list[int]]:
    """Count what a request finds, and list the primary keys of the first `most`, whatever its page; raises
    IndexNotReady.

    One look at the index: what is written meanwhile moves nothing. What has been withdrawn since may be among them.
    """
    query = read(request.q)
    found = _filtered(SearchQuerySet().models(Article).filter(content=query.tree), request)
    found = found.order_by(*_order(request, query.read_as))
    first = [int(row.pk) for row in found[:most]]
    return len(found), first


def _order(request: Request, read_as: ReadAs) -> tuple[str, ...]:
    """Words have nothing to rank by where there are none: then the newest come first."""
    return SORTS["newest" if request.sort == "relevance" and not read_as.terms else request.sort]


def those_found(request: Request, articles: Iterable[int]) -> list[int]:
    """Return those of the articles, given by primary key, that a request finds, in its order; raises IndexNotReady."""
    found = SearchQuerySet().models(Article).filter(content=read(request.q).tree, pk__in=list(articles))
    found = _filtered(found, request).order_by(*SORTS[request.sort])
    return [int(row.pk) for row in found[: len(found)]]


def _filtered(found: SearchQuerySet, request: Request) -> SearchQuerySet:
    """Apply the request's dates and facets."""
    if request.date_from or request.date_to:
        found = found.filter(date__range=(request.date_from, request.date_to))
    for name, chosen in request.facets.items():
        facet = FACETS[name]
        if chosen.include:
            found = found.filter(**{f"{facet.field}__in": facet.stored(chosen.include)})
        if chosen.exclude:
            found = found.exclude(**{f"{facet.field}__in": facet.stored(chosen.exclude)})
    return found


def _counting(found: SearchQuerySet, request: Request) -> SearchQuerySet:
    """Ask for the facets and the histogram.

    A facet's values are counted under every filter but the choice of its own values (and that of those `beside` it),
    so that others can be added to it; the chosen ones are always among them.
    """
    found = found.all()
    for name in request.counted:
        facet = FACETS[name]
        chosen = request.facets.get(name, FacetFilter())
        found.query.add_field_facet(  # like found.facet(), which copies the whole query each time
            facet.field,
            limit=request.limits.get(name, facet.limit),
            keep=tuple(facet.kept(chosen)),
            without=(facet.field, *facet.beside),
        )
    return found.date_facet("date", date.min, date.max, request.histogram) if request.histogram else found


def counts(tree: Node, models: Iterable[type[Model]]) -> dict[type[Model], int]:
    """Count the published records of each model that answer the tree, in one search; empty while there is no index."""
    models = list(models)
    found = SearchQuerySet().models(*models).filter(content=tree).order_by("-django_id").facet(DJANGO_CT)
    try:
        found[:1]
        counted = dict(found.facet_counts()["fields"][DJANGO_CT])
    except IndexNotReady:
        return {}
    return {model: counted.get(get_model_ct(model), 0) for model in models}


def generation() -> str:
    """Return what stands for the index as it is now, another after each commit; raises IndexNotReady."""
    return str(connections[DEFAULT_ALIAS].get_backend().generation())


def frequent_words(prefix: str, limit: int = 10) -> list[tuple[str, int]]:
    """Return words of two and more characters that begin with the folded prefix, by how many articles have them."""
    return connections[DEFAULT_ALIAS].get_backend().frequent_words(prefix, limit)


def printing(strings: Iterable[str]) -> dict[str, int]:
    """Return in how many articles each of the folded strings stands; raises IndexNotReady."""
    return connections[DEFAULT_ALIAS].get_backend().printing(strings)


def frequent_values(name: str, prefix: str, limit: int = 10, model: type[Model] = Article) -> list[tuple[str, int]]:
    """Return values of a term field that begin with the prefix, by how many published records have them."""
    return connections[DEFAULT_ALIAS].get_backend().frequent_values(name, prefix, limit, model)

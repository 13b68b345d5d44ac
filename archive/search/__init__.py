"""Search: ask with a `Request`, get a `Result`.

The face of this package. It speaks to whichever engine Haystack is set to; queries, folding, marking and
facets know none. Only what is published is found; who shows the hits reads their rows from the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString
from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search import highlight
from archive.search.facets import FACETS, NUMBER, FacetCount, FacetFilter
from archive.search.query import ReadAs, exactly, read
from archive.search.state import IndexNotReady, State

MAX_SIZE = 100  # Hits on one page.
SORTS = {
    "relevance": ("-score", "-date"),
    "newest": ("-date",),
    "oldest": ("date",),
}
SHOWN = ("text", "captions", "kicker", "deck")  # What a hit's snippet may be taken from; of equals the first.

__all__ = [
    "FACETS",
    "MAX_SIZE",
    "NUMBER",
    "SORTS",
    "FacetCount",
    "FacetFilter",
    "Hit",
    "ReadAs",
    "Request",
    "Result",
    "State",
    "exactly",
    "highlight",
    "read",
    "search",
]


@dataclass(frozen=True)
class Request:
    """What is looked for, and which page of it; ValueError for what no form should let through."""

    q: str = ""
    page: int = 1
    size: int = 20
    sort: str = "relevance"
    date_from: date | None = None
    date_to: date | None = None
    facets: Mapping[str, FacetFilter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"page {self.page} is before the first")
        if not 1 <= self.size <= MAX_SIZE:
            raise ValueError(f"size {self.size} is not from 1 to {MAX_SIZE}")
        if self.sort not in SORTS:
            raise ValueError(f"sort {self.sort} is not one of {', '.join(SORTS)}")
        if unknown := sorted(set(self.facets) - set(FACETS)):
            raise ValueError(f"no such facet: {', '.join(unknown)}")


@dataclass(frozen=True)
class Hit:
    """An article found: its headline and the passage that matches best, escaped and marked."""

    article_id: int
    score: float
    headline: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Result:
    """One page of what was found; `count` is exact and counts all pages."""

    count: int
    hits: list[Hit]
    facets: dict[str, list[FacetCount]]
    read_as: ReadAs
    state: State = State.READY


def search(request: Request) -> Result:
    """Search the published articles. While there is no index, the result is empty and its state says so."""
    query = read(request.q)
    # Words have nothing to rank by where there are none: then the newest come first.
    order = SORTS["newest" if request.sort == "relevance" and not query.read_as.terms else request.sort]
    found = _filtered(SearchQuerySet().models(Article).filter(content=query.tree), request).order_by(*order)
    for facet in FACETS.values():
        found = found.facet(facet.field)
    start = (request.page - 1) * request.size
    try:
        rows = found[start : start + request.size]
        counts = {name: _counts(name, found, query.tree, request) for name in FACETS}
    except IndexNotReady:
        return Result(0, [], {name: [] for name in FACETS}, query.read_as, State.BUILDING)
    return Result(len(found), _hits(rows, query.read_as), counts, query.read_as)


def _filtered(found: SearchQuerySet, request: Request, *, without: str = "") -> SearchQuerySet:
    """Apply the request's dates and facets; not the values that the facet `without` asks for."""
    if request.date_from or request.date_to:
        found = found.filter(date__range=(request.date_from, request.date_to))
    for name, chosen in request.facets.items():
        facet = FACETS[name]
        if chosen.include and name != without:
            found = found.filter(**{f"{facet.field}__in": facet.stored(chosen.include)})
        if chosen.exclude:
            found = found.exclude(**{f"{facet.field}__in": facet.stored(chosen.exclude)})
    return found


def _counts(name: str, found: SearchQuerySet, tree: object, request: Request) -> list[FacetCount]:
    """Count a facet's values under every filter but the facet's own choice, so that others can be added to it."""
    facet = FACETS[name]
    chosen = request.facets.get(name)
    if chosen and chosen.include:
        found = _filtered(SearchQuerySet().models(Article).filter(content=tree), request, without=name)
        found = found.order_by("-date").facet(facet.field)
        found[:1]  # asks for the counts without all the hits
    return facet.shown(found.facet_counts()["fields"][facet.field])


def _hits(rows: list, read_as: ReadAs) -> list[Hit]:
    fields = ("headline", "kicker", "deck", "text", "captions", "section")
    articles = Article.objects.public().only(*fields).in_bulk([int(row.pk) for row in rows])
    return [_hit(row, articles[int(row.pk)], read_as) for row in rows if int(row.pk) in articles]


def _hit(row: object, article: Article, read_as: ReadAs) -> Hit:
    marks = read_as.marks
    return Hit(
        article_id=article.pk,
        score=row.score,
        headline=highlight.mark(article.title, marks, "headline"),
        snippet=highlight.snippet({name: getattr(article, name) for name in SHOWN}, marks),
    )

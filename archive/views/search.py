"""The search page: articles, and in tabs beside them the people, bodies, places and events that a query finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import search as engine
from archive.search import named, spelling
from archive.search.state import IndexNotReady
from archive.views import bars, filters, loosening
from archive.views.paging import EXPORTED
from archive.views.reading import not_ready, read_only
from archive.views.search_form import ARTICLES, SIZES, SORTS, TABS, SearchForm

# An index is built in minutes, and put in place in a moment.


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the near-identical ones under it."""

    hit: engine.Hit
    alike: list[engine.Hit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of record: its name for readers, how many the query finds, its address, whether it is shown now."""

    label: str
    count: int
    address: str
    current: bool


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """Form, filters, hits. What is malformed in the address is named and left out of the search."""
    form = SearchForm(request.GET)
    form.is_valid()
    asked = form.asked()
    context = {"form": form, "asked": asked, "problems": form.problems(), "sizes": SIZES, "sorts": SORTS}
    show = _articles if form.kind() == ARTICLES else _records
    found = show(request, asked, form.kind())
    if found is None:
        return not_ready(request, context)
    return render(request, found.pop("template"), {**context, **found})


def _articles(request: HttpRequest, asked: engine.Request, _kind: str) -> dict[str, Any] | None:
    """The page of articles; None while there is no index."""
    result = engine.search(asked)
    if result.state != engine.State.READY:
        return None
    return {
        "template": "search/search.html",
        "result": result,
        "found": folded(result.hits),
        "page": Paginator(range(result.count), asked.size).get_page(asked.page),
        "carried": "?" + urlencode({"q": asked.q}) if asked.q else "",
        "chart": bars.chart(engine.timeline(result.facets, asked.facets), request.GET),
        "filters": filters.choices(result, asked, request.GET),
        "conditions": filters.conditions(asked, request.GET),
        "named": named.named(asked.q) if asked.page == 1 else named.Named([]),
        "corrections": spelling.did_you_mean(asked, result.count) if asked.q else [],
        "undated": undated(result, asked),
        "trend": trend(result.read_as),
        "exported": EXPORTED,
        "ways": [] if result.count else loosening.ways(asked, request.GET),
        "tabs": _tabs(request, asked, ARTICLES, result.count),
    }


def _records(request: HttpRequest, asked: engine.Request, kind: str) -> dict[str, Any] | None:
    """The page of records of another kind; None while there is no index."""
    result = named.find(kind, asked.q, asked.page, asked.size)
    if result.state != engine.State.READY:
        return None
    try:
        articles = engine.count(asked)
    except IndexNotReady:
        return None
    return {
        "template": "search/records.html",
        "kind": kind,
        "result": result,
        "page": Paginator(range(result.count), asked.size).get_page(asked.page),
        "tabs": _tabs(request, asked, kind, articles),
    }


def _tabs(request: HttpRequest, asked: engine.Request, current: str, articles: int) -> list[Tab]:
    """The kinds of records with how many of each the query finds; articles under their filters."""
    counts = {**named.counts(asked.q), ARTICLES: articles}
    address = filters.replacing(request.GET, ("of",))
    start = f"{address}{'&' * (address != '?')}of="
    return [
        Tab(str(label), counts.get(kind, 0), address if kind == ARTICLES else start + kind, kind == current)
        for kind, label in TABS
    ]


def trend(read_as: engine.ReadAs) -> str:
    """The phrase whose trend may be asked for: that of a query which is nothing else."""
    if len(read_as.terms) != 1:
        return ""
    [term] = read_as.terms
    return term.text if term.kind in ("words", "exact") and not (term.excluded or term.field) else ""


def undated(result: engine.Result, asked: engine.Request) -> int:
    """How many of the articles found stand in no year, which neither the bars nor any date can show."""
    years = result.facets.get("year", [])
    if asked.date_from or asked.date_to or not years or not {"year", "month", "day"}.isdisjoint(asked.facets):
        return 0
    return result.count - sum(each.count for each in years)


def folded(hits: Iterable[engine.Hit]) -> list[Found]:
    """The hits of a page with near-identical ones under the first of them, which stays where it is."""
    tops: list[Found] = []
    of_family: dict[int, Found] = {}
    for hit in hits:
        if hit.family in of_family:
            of_family[hit.family].alike.append(hit)
            continue
        tops.append(Found(hit))
        if hit.family:
            of_family[hit.family] = tops[-1]
    return tops

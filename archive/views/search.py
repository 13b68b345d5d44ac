"""The search page: articles, and in tabs beside them the people, bodies, places and events that a query finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from archive import search as engine
from archive.search import named, spelling
from archive.search.state import IndexNotReady
from archive.views import bars, filters, loosening
from archive.views.paging import EXPORTED
from archive.views.reading import not_ready, read_only
from archive.views.search_form import ARTICLES, SIZES, SORTS, TABS, SearchForm

ALSO = "also"  # The parameter of words that are looked for in what was found.
UNDATED_ONLY = "日期:不详"


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
    if (address := canonical(request.GET)) is not None:
        return redirect(address)
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
        "only_undated": filters.replacing(request.GET, (), q=narrowed(asked.q, UNDATED_ONLY)),
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


def canonical(query: QueryDict) -> str | None:
    """The address that says the same without blank parameters, and with the words to be looked for in what was found
    among the others; None for the address itself.

    A form sends its empty fields, and without scripts nothing keeps it from that.
    """
    if ALSO not in query and all(value for _name, values in query.lists() for value in values):
        return None
    said = query.copy()
    also = " ".join(said.pop(ALSO, []))
    if also.strip():
        said["q"] = narrowed(said.get("q", ""), also.strip())
        said.pop("page", None)
    for name, values in list(said.lists()):
        said.setlist(name, [value for value in values if value])
    return f"{reverse('search')}?{said.urlencode()}".rstrip("?")


def narrowed(q: str, words: str) -> str:
    """The query for what has the words as well."""
    return f"{q} {words}".strip()


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
    found = result.count - sum(each.count for each in years)
    return found if found < result.count else 0


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

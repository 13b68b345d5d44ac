"""The search page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from archive import search as engine
from archive.models import Article
from archive.views import bars, filters
from archive.views.reading import read_only
from archive.views.search_form import SIZES, SORTS, SearchForm

# An index is built in minutes, and put in place in a moment.
NOT_READY = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit and the article it stands for, as the database has it now, with the near-identical ones under it."""

    article: Article
    hit: engine.Hit
    alike: list[Found] = field(default_factory=list)


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """Form, filters, hits. What is malformed in the address is named and left out of the search."""
    form = SearchForm(request.GET)
    form.is_valid()
    asked = form.asked()
    context = {"form": form, "asked": asked, "problems": form.problems(), "sizes": SIZES, "sorts": SORTS}
    result = engine.search(asked)
    if result.state != engine.State.READY:
        page = render_to_string("search/not_ready.html", context, request)
        return HttpResponse(page, status=503, headers=NOT_READY)
    pages = Paginator(range(result.count), asked.size)
    return render(
        request,
        "search/search.html",
        {
            **context,
            "result": result,
            "found": folded(still_public(result.hits)),
            "page": pages.get_page(asked.page),
            "carried": "?" + urlencode({"q": asked.q}) if asked.q else "",
            "chart": bars.chart(engine.timeline(result.facets, asked.facets), request.GET),
            "filters": filters.choices(result, asked, request.GET),
            "conditions": filters.conditions(asked, request.GET),
        },
    )


def still_public(hits: Iterable[engine.Hit]) -> list[Found]:
    """The hits in their order, those left out that the database no longer shows to every reader."""
    hits = list(hits)
    articles = Article.objects.public().for_lists().in_bulk([hit.article_id for hit in hits])
    return [Found(articles[hit.article_id], hit) for hit in hits if hit.article_id in articles]


def folded(found: Iterable[Found]) -> list[Found]:
    """The hits of a page with near-identical ones under the first of them, which stays where it is."""
    tops: list[Found] = []
    of_family: dict[int, Found] = {}
    for each in found:
        if each.hit.family in of_family:
            of_family[each.hit.family].alike.append(each)
            continue
        tops.append(each)
        if each.hit.family:
            of_family[each.hit.family] = each
    return tops

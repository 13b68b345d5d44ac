"""The JSON twin of the search page: same parameters, same order, same hits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive import search as engine
from archive.search.state import IndexNotReady
from archive.views.api.answering import answering
from archive.views.api.values import Answer
from archive.views.search_form import SearchForm


class SearchRead(Answer, frozen=True, kw_only=True):
    """How a search was read."""

    read_as: dict[str, Any]


class Hit(Answer, frozen=True, kw_only=True):
    """An article found."""

    id: int
    url: str
    headline: str
    date: date | None
    newspaper: str
    page: int | None
    family: int | None
    snippet: str


class FacetValue(Answer, frozen=True, kw_only=True):
    """A value that the search can be narrowed by, and how many articles that leaves."""

    value: str
    label: str
    count: int


class Bar(Answer, frozen=True, kw_only=True):
    """A year, month or day, and how many articles were found in it."""

    value: str
    count: int


class Histogram(Answer, frozen=True, kw_only=True):
    """How what was found is spread over time."""

    unit: str
    bars: list[Bar]


class SearchAnswer(Answer, frozen=True, kw_only=True):
    """A page of what a search found."""

    query: SearchRead
    count: int
    page: int
    size: int
    results: list[Hit]
    facets: dict[str, list[FacetValue]]
    histogram: Histogram


@answering(SearchAnswer, gettext_lazy("检索，与检索页同"), SearchForm, may=(503,))
def search(_request: HttpRequest, form: SearchForm) -> SearchAnswer:
    """Answer a search; raises IndexNotReady while there is no index."""
    asked = form.asked()
    result = engine.search(asked)
    if result.state != engine.State.READY:
        raise IndexNotReady("the index is being built")
    spread = engine.timeline(result.facets, asked.facets)
    return SearchAnswer(
        query=SearchRead(read_as=result.read_as.as_dict()),
        count=result.count,
        page=asked.page,
        size=asked.size,
        results=[_hit(hit) for hit in result.hits],
        facets={
            name: [FacetValue(value=each.value, label=each.label, count=each.count) for each in counts]
            for name, counts in result.facets.items()
        },
        histogram=Histogram(unit=spread.unit, bars=[Bar(value=each.value, count=each.count) for each in spread.bars]),
    )


def _hit(hit: engine.Hit) -> Hit:
    article = hit.article
    return Hit(
        id=article.pk,
        url=reverse("article", args=[article.pk]),
        headline=article.title,
        date=article.date,
        newspaper=article.newspaper,
        page=article.page,
        family=hit.family or None,
        snippet=hit.snippet,
    )

"""The JSON twin of the search page: same parameters, same order, same hits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from archive import search as engine
from archive.views.reading import NOT_READY, read_only
from archive.views.search_form import SearchForm


@read_only
def search(request: HttpRequest) -> JsonResponse:
    """Answer a search; 400 with what is wrong where a parameter is malformed, 503 while there is no index."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return _json({"error": form.in_one_line()}, status=400)
    asked = form.asked()
    result = engine.search(asked)
    if result.state != engine.State.READY:
        return _json({"error": "the index is being built"}, status=503, headers=NOT_READY)
    return _json(
        {
            "query": {"read_as": result.read_as.as_dict()},
            "count": result.count,
            "page": asked.page,
            "size": asked.size,
            "results": [_result(hit) for hit in result.hits],
            "facets": {
                name: [{"value": each.value, "label": each.label, "count": each.count} for each in counts]
                for name, counts in result.facets.items()
            },
            "histogram": engine.timeline(result.facets, asked.facets).as_dict(),
        }
    )


def _result(hit: engine.Hit) -> dict[str, Any]:
    """A hit as plain values; `snippet` is HTML, escaped, with the matches in <mark>."""
    article = hit.article
    return {
        "id": article.pk,
        "url": reverse("article", args=[article.pk]),
        "headline": article.title,
        "date": article.date and article.date.isoformat(),
        "newspaper": article.newspaper,
        "page": article.page,
        "family": hit.family or None,
        "snippet": hit.snippet,
    }


def _json(values: dict[str, Any], **options: Any) -> JsonResponse:
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False}, **options)

"""A page of the paper: its articles, and its text as it was read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Page
from archive.views import source
from archive.views.paging import LINES, page_of
from archive.views.reading import read_only


@read_only
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: articles in order, then the raw lines marked with the article they belong to."""
    shown = get_object_or_404(Page.objects.public().select_related("issue__newspaper"), pk=pk)
    articles = list(shown.articles.select_related("joined_to__page").order_by("position", "id"))
    part = page_of(request, shown.raw_lines, LINES)
    here = range(part.start_index(), part.end_index() + 1)
    lines = [line for line in source.lines_of(shown, articles) if line.number in here]
    pages = list(shown.issue.pages.public().values_list("pk", flat=True))
    place = pages.index(shown.pk)
    return render(
        request,
        "archive/page.html",
        {
            "page": shown,
            "articles": [article for article in articles if article.is_in_print],
            "part": part,
            "runs": source.runs(lines),
            "covered": any(line.covered for line in lines),
            "previous": pages[place - 1] if place else None,
            "next": pages[place + 1] if place + 1 < len(pages) else None,
        },
    )

"""A page of the paper: its articles, and its text as it was read."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Page, Place
from archive.views import source
from archive.views.paging import LINES, page_of
from archive.views.reading import read_only

# Of a name on every line the first lines tell enough.
WITNESSED = 8


@dataclass(frozen=True, slots=True)
class Witness:
    """A name that speaks for the home area: where in it that is, and the lines that print it."""

    name: str
    path: str
    lines: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Area:
    """A page's home area, from the province down, and what speaks for it where it was inferred."""

    path: str
    place: Place | None
    inferred: bool
    witnesses: list[Witness]


def area_of(page: Page, uncovered: set[int]) -> Area | None:
    """The page's home area as far as its public lines tell; None where there is none, or hidden lines alone speak for
    it."""
    if not page.area:
        return None
    inferred = bool(page.area_evidence) and "area" not in page.locked_fields
    witnesses = [
        Witness(each["name"], Place.SEPARATOR.join(each["places"][0]) if len(each["places"]) == 1 else "", lines)
        for each in (page.area_evidence if inferred else ())
        if (lines := [(line, source.address(page, line)) for line in each["lines"][:WITNESSED] if line in uncovered])
    ]
    if inferred and not witnesses:
        return None
    path = Place.SEPARATOR.join(page.area)
    return Area(path, Place.objects.filter(path=path).first_in_public(), inferred, witnesses)


@read_only
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: articles in order, then the raw lines marked with the article they belong to."""
    shown = get_object_or_404(Page.objects.public().select_related("issue__newspaper"), pk=pk)
    articles = list(shown.articles.select_related("joined_to__page").order_by("position", "id"))
    part = page_of(request, shown.raw_lines, LINES)
    here = range(part.start_index(), part.end_index() + 1)
    everything = source.lines_of(shown, articles)
    lines = [line for line in everything if line.number in here]
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
            "area": area_of(shown, {line.number for line in everything if not line.covered}),
            "covered": any(line.covered for line in lines),
            "previous": pages[place - 1] if place else None,
            "next": pages[place + 1] if place + 1 < len(pages) else None,
        },
    )

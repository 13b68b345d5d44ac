"""What the archive holds, and what it lacks: all newspapers day by day, and each newspaper month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import search
from archive.models import Newspaper
from archive.search import FacetFilter, Request
from archive.search.state import IndexNotReady
from archive.views.calendars import MONTHS, Cell, Month, by_year, months, shade
from archive.views.paging import NAMES, page_of
from archive.views.reading import not_ready, read_only


@read_only
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of a year, by how many articles of all newspapers there are of each."""
    try:
        years = [day.year for day, _ in reversed(search.spread(Request(counted=(), histogram="year")))]
        year = chosen_year(request.GET.get("year", ""), years)
        of_year = {"year": FacetFilter((str(year),))}
        per_day = dict(search.spread(Request(facets=of_year, counted=(), histogram="day"))) if year else {}
    except IndexNotReady:
        return not_ready(request)
    return render(
        request,
        "archive/calendar.html",
        {"years": years, "year": year, "months": shaded(per_day), "count": sum(per_day.values())},
    )


def shaded(per_day: Mapping[date, int]) -> list[Month[Cell]]:
    """Days as cells of a heat map, by month."""
    most = max(per_day.values(), default=0)
    return months({day: Cell(day, count, shade(count, most)) for day, count in per_day.items()})


@read_only
def coverage(request: HttpRequest) -> HttpResponse:
    """Newspapers × years, or × the months of one year, with what is missing in between."""
    listed = page_of(request, Newspaper.objects.public().order_by("name", "pk"), NAMES)
    try:
        known = [day.year for day, _ in search.spread(Request(counted=(), histogram="year"))]
        held = [per_month(newspaper) for newspaper in listed]
    except IndexNotReady:
        return not_ready(request)
    years = list(range(known[-1], known[0] - 1, -1)) if known else []
    year = next((each for each in years if str(each) == request.GET.get("year")), None)
    spans = [date(year, month, 1) for month in MONTHS] if year else [date(each, 1, 1) for each in reversed(years)]
    rows = list(zip(listed, table(held, spans), strict=True))
    context = {"newspapers": listed, "years": years, "year": year, "spans": spans, "rows": rows}
    return render(request, "archive/coverage.html", context)


def per_month(newspaper: Newspaper) -> dict[date, int]:
    """How many articles of each month the newspaper holds."""
    of_it = {"newspaper": FacetFilter((newspaper.slug,))}
    return dict(search.spread(Request(facets=of_it, counted=(), histogram="month")))


def table(held: Sequence[Mapping[date, int]], spans: Sequence[date]) -> list[list[Cell]]:
    """A row of cells for each newspaper's counts of months, all shaded alike: of years, or of the months of one year.

    A newspaper lacks a span of which it has nothing, while it has something of before and of after.
    """
    whole_years = len({span.year for span in spans}) == len(spans)
    counted = [by_year(counts) if whole_years else counts for counts in held]
    most = max((counts.get(span, 0) for counts in counted for span in spans), default=0)
    return [[_cell(span, counts, most) for span in spans] for counts in counted]


def _cell(span: date, counts: Mapping[date, int], most: int) -> Cell:
    count = counts.get(span, 0)
    lacking = not count and bool(counts) and min(counts) < span < max(counts)
    return Cell(span, count, shade(count, most), lacking)


def chosen_year(asked: str, years: Sequence[int]) -> int | None:
    """The year asked for, if there is something of it, else the first of `years`."""
    return next((year for year in years if str(year) == asked), years[0] if years else None)

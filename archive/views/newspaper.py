"""Newspapers, their issues, and the pages of an issue."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Issue, Newspaper, Place, Precision
from archive.views.paging import NAMES, page_of
from archive.views.reading import read_only

# A page has some ten to forty articles; a thick issue has some forty pages.
PAGES = 24


@dataclass(frozen=True, slots=True)
class Month:
    """A month's issues: `weeks` hold (day, issue or None) from Monday, days of other months are None."""

    first: date
    weeks: list[list[tuple[date, Issue | None] | None]]
    count: int


@read_only
def newspapers(request: HttpRequest) -> HttpResponse:
    """Every newspaper with what is held of it."""
    listed = Newspaper.objects.public().with_holdings().select_related("area")
    return render(request, "archive/newspapers.html", {"newspapers": page_of(request, listed, NAMES)})


@read_only
def newspaper(request: HttpRequest, slug: str) -> HttpResponse:
    """One newspaper: its issues of one year as a calendar, the newest year first."""
    paper = get_object_or_404(Newspaper.objects.public().with_holdings().select_related("area"), slug=slug)
    issues = paper.issues.public().select_related("newspaper")
    years = [first.year for first in issues.dates("date", "year", order="DESC")]
    year = _chosen_year(request.GET.get("year", ""), years)
    of_year = list(issues.filter(date__year=year).order_by("date")) if year else []
    return render(
        request,
        "archive/newspaper.html",
        {
            "newspaper": paper,
            "area": Place.objects.public_or_none(paper.area_id),
            "years": years,
            "year": year,
            "months": months([issue for issue in of_year if issue.date_precision == Precision.DAY]),
            "vague": [issue for issue in of_year if issue.date_precision != Precision.DAY],
            "undated": issues.filter(date=None).first(),
        },
    )


@read_only
def issue(request: HttpRequest, slug: str, day: date | None) -> HttpResponse:
    """One issue: its pages with their articles."""
    shown = get_object_or_404(
        Issue.objects.public().with_article_counts().select_related("newspaper__area"),
        newspaper__slug=slug,
        date=day,
    )
    articles = Article.objects.in_print().for_page()
    pages = (
        shown.pages.public()
        .defer("raw", "unassigned", "problems", "area_evidence")
        .prefetch_related(Prefetch("articles", articles))
    )
    siblings = Issue.objects.public().select_related("newspaper")
    return render(
        request,
        "archive/issue.html",
        {
            "issue": shown,
            "pages": page_of(request, pages, PAGES),
            "previous": siblings.before(shown).first(),
            "next": siblings.after(shown).first(),
        },
    )


def months(issues: Iterable[Issue]) -> list[Month]:
    """The issues laid out by month; months between the first and the last are shown even when empty."""
    by_day = {issue.date: issue for issue in issues}
    if not by_day:
        return []
    first, last = min(by_day), max(by_day)
    return [_month(first.year, number, by_day) for number in range(first.month, last.month + 1)]


def _month(year: int, number: int, by_day: dict[date | None, Issue]) -> Month:
    weeks = [
        [(day, by_day.get(day)) if day.month == number else None for day in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    return Month(date(year, number, 1), weeks, sum(1 for day in by_day if day and day.month == number))


def _chosen_year(asked: str, years: list[int]) -> int | None:
    return next((year for year in years if str(year) == asked), years[0] if years else None)

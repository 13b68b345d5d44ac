"""Newspapers, their issues, and the pages of an issue."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Issue, Newspaper, Place, Precision
from archive.search import Request, search
from archive.views.calendars import missing_days, months
from archive.views.coverage import chosen_year
from archive.views.paging import NAMES, page_of
from archive.views.reading import read_only

# A page has some ten to forty articles; a thick issue has some forty pages.
PAGES = 24
MOST_PAGES = 100  # Of an issue; a higher number is a misreading.


@read_only
def newspapers(request: HttpRequest) -> HttpResponse:
    """Every newspaper with what is held of it."""
    listed = page_of(request, Newspaper.objects.public().with_dates().select_related("area"), NAMES)
    counts = article_counts()
    holdings = [(newspaper, counts.get(newspaper.slug)) for newspaper in listed]
    return render(request, "archive/newspapers.html", {"newspapers": listed, "holdings": holdings})


@read_only
def newspaper(request: HttpRequest, slug: str) -> HttpResponse:
    """One newspaper: its issues of one year as a calendar, the newest year first."""
    paper = get_object_or_404(Newspaper.objects.public().with_dates().select_related("area"), slug=slug)
    shown = ("date", "date_precision", "date_origin", "newspaper__slug")
    issues = paper.issues.public().select_related("newspaper").only(*shown)
    years = [first.year for first in issues.dates("date", "year", order="DESC")]
    year = chosen_year(request.GET.get("year", ""), years)
    of_year = list(issues.filter(date__year=year).order_by("date")) if year else []
    by_day = {issue.date: issue for issue in of_year if issue.date and issue.date_precision == Precision.DAY}
    missing = _missing(paper, set(by_day), year) if by_day and year else set()
    return render(
        request,
        "archive/newspaper.html",
        {
            "newspaper": paper,
            "count": article_counts().get(paper.slug),
            "area": Place.objects.public_or_none(paper.area_id),
            "years": years,
            "year": year,
            "months": months(by_day, missing),
            "missing": len(missing),
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
    numbers = set(shown.pages.public().values_list("number", flat=True))
    siblings = Issue.objects.public().select_related("newspaper")
    return render(
        request,
        "archive/issue.html",
        {
            "issue": shown,
            "pages": page_of(request, pages, PAGES),
            "lacking": _lacking(numbers - {None}) if day else [],
            "previous": siblings.before(shown).first(),
            "next": siblings.after(shown).first(),
        },
    )


def _lacking(numbers: set[int]) -> list[int]:
    """The pages before the last one that readers cannot see."""
    return sorted(set(range(1, min(max(numbers, default=0), MOST_PAGES))) - numbers)


def article_counts() -> dict[str, int]:
    """How many articles of each newspaper searches find, by its slug; nothing without an index."""
    found = search(Request(size=1, sort="newest", counted=("newspaper",), limits={"newspaper": None}))
    return {each.value: each.count for each in found.facets["newspaper"]}


def _missing(paper: Newspaper, days: set[date], year: int) -> set[date]:
    """The days of the year on which the paper's issues are missing, from its first article to its last."""
    first = max(paper.first_date, date(year, 1, 1))  # type: ignore[attr-defined]  # of with_dates
    last = min(paper.last_date, date(year, 12, 31))  # type: ignore[attr-defined]
    return missing_days(days, first, last)

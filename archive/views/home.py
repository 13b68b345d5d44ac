"""The first page: search, what the archive holds, the newest issues."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.core.cache import cache
from django.db.models import F, Max, Min, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Article, Event, Issue, Newspaper, Person, Place
from archive.views.reading import read_only

NEWEST_ISSUES = 6
HEADLINES_EACH = 3
FIGURES = "home-figures"
FIGURES_SECONDS = 60  # Counting a million articles takes seconds; nobody misses the last minute's.


@read_only
def home(request: HttpRequest) -> HttpResponse:
    """Search box, newest issues with their first headlines, counts, dates covered."""
    issues = list(Issue.objects.public().with_article_counts().select_related("newspaper")[:NEWEST_ISSUES])
    headlines = first_headlines(issues)
    return render(
        request,
        "archive/home.html",
        {
            "issues": [(issue, headlines.get(issue.pk, [])) for issue in issues],
            **cache.get_or_set(FIGURES, figures, FIGURES_SECONDS),
        },
    )


def figures() -> dict[str, dict[str, int] | dict[str, date | None]]:
    """What is counted for every reader alike; numbers and days only, so that keeping it keeps no text."""
    return {
        "counts": holdings(),
        "covered": Article.objects.public().aggregate(first=Min("date"), last=Max("date")),
    }


def holdings() -> dict[str, int]:
    """How much of each kind a reader can reach."""
    return {
        "newspapers": Newspaper.objects.public().count(),
        "issues": Issue.objects.public().count(),
        "articles": Article.objects.public().count(),
        "people": Person.objects.named_in_public().count(),
        "places": Place.objects.named_in_public().count(),
        "events": Event.objects.named_in_public().count(),
    }


def first_headlines(issues: list[Issue]) -> dict[int, list[Article]]:
    """The first published articles of each issue, by the issue's id."""
    order = (F("page__number").asc(nulls_last=True), "page_id", "position", "id")
    place = Window(RowNumber(), partition_by=F("page__issue"), order_by=order)
    articles = (
        Article.objects.public()
        .filter(page__issue__in=issues)
        .exclude(headline="")
        .annotate(place=place)
        .filter(place__lte=HEADLINES_EACH)
        .order_by("page__issue", "place")
        .for_lists()
    )
    return {key: list(group) for key, group in groupby(articles, key=lambda article: article.page.issue_id)}

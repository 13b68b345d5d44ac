"""The first page: search, what the archive holds, who is in the news, the newest issues."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import search
from archive.models import Article, Ingest, Issue, Newspaper, Page, Person
from archive.search import FacetFilter, Request, named
from archive.search.state import IndexNotReady
from archive.views.calendars import years
from archive.views.kept import kept
from archive.views.reading import read_only

NEWEST_ISSUES = 6
HEADLINES_EACH = 3
OFFICIALS = 12
LOOKED_AT = 40  # people of the month: athletes and authors hold no post
PRINTED = "home-printed"
PRINTED_SECONDS = 60  # Counting ten thousand issues takes a while; nobody misses the last minute's.


@read_only
def home(request: HttpRequest) -> HttpResponse:
    """Search box, newest issues with their first headlines, and what the index counts: it is quick at any size."""
    issues = list(Issue.objects.public().with_article_counts().select_related("newspaper")[:NEWEST_ISSUES])
    headlines = first_headlines(issues)
    return render(
        request,
        "archive/home.html",
        {
            "issues": [(issue, headlines.get(issue.pk, [])) for issue in issues],
            "printed": kept(PRINTED, printed, PRINTED_SECONDS),
            "brought": Ingest.objects.last_end(),
            **indexed(),
        },
    )


def printed() -> dict[str, int]:
    """How many newspapers and issues there are: numbers only, so that keeping them keeps no text."""
    return {"newspapers": Newspaper.objects.public().count(), "issues": Issue.objects.public().count()}


def indexed() -> dict[str, Any]:
    """How much of each kind is found, in which months, and whom the newest month names; nothing without an index."""
    try:
        per_month = dict(search.spread(Request(counted=(), histogram="month")))
        articles = search.count(Request(counted=()))
    except IndexNotReady:
        return {}
    newest = max(per_month, default=None)
    return {
        "counts": {"article": articles, **named.counts("")},
        "years": years(per_month),
        "newest": newest,
        "officials": in_the_news(newest) if newest else [],
    }


def in_the_news(month: date) -> list[tuple[Person, int]]:
    """Those with a post whom the most articles of a month name, and how many do."""
    of_month = {"month": FacetFilter((f"{month:%Y-%m}",))}
    found = search.search(
        Request(size=1, sort="newest", facets=of_month, counted=("person",), limits={"person": LOOKED_AT})
    )
    counted = {int(each.value): each.count for each in found.facets["person"]}
    people = Person.objects.filter(pk__in=counted).select_related("home").with_posts()
    officials = sorted((person for person in people if person.held), key=lambda person: -counted[person.pk])
    return [(person, counted[person.pk]) for person in officials[:OFFICIALS]]


def first_headlines(issues: list[Issue]) -> dict[int, list[Article]]:
    """The first published articles of each issue, by the issue's id.

    First the keys of all that the issues' pages hold, by pages: asked for the first of each issue, or for published
    ones, the database reads through every published article.
    """
    pages = Page.objects.filter(issue__in=issues).order_by(F("number").asc(nulls_last=True), "pk")
    issue_of = dict(pages.values_list("pk", "issue"))
    found = Article.objects.filter(page__in=list(issue_of)).exclude(headline="").order_by("position", "pk")
    public = found.values_list("page", "pk", "state", "joined_to")
    of_page: dict[int, list[int]] = {}
    for page, pk, state, joined_to in public:
        if state == Article.State.PUBLISHED and joined_to is None:
            of_page.setdefault(page, []).append(pk)
    firsts: dict[int, list[int]] = {}
    for page, issue in issue_of.items():
        firsts[issue] = (firsts.get(issue, []) + of_page.get(page, []))[:HEADLINES_EACH]
    articles = Article.objects.for_lists().public_in_bulk(pk for keys in firsts.values() for pk in keys)
    return {issue: [articles[pk] for pk in keys if pk in articles] for issue, keys in firsts.items()}

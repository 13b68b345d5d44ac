"""People the news names, and one person: posts, events, articles."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Membership, Mention, OtherName, Participation, Person, Place
from archive.views.careers import career, changes_apart
from archive.views.paging import ARTICLES, EVENTS, NAMES, page_of
from archive.views.reading import read_only


@read_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom published articles name, by name; `?name=` narrows."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    listed = Person.objects.named_in_public().with_article_counts().select_related("home")
    if name:
        known_as = OtherName.objects.filter(person=OuterRef("pk"), name__contains=name)
        listed = listed.filter(Q(name__contains=name) | Exists(known_as))
    return render(
        request, "archive/people.html", {"name": name, "people": page_of(request, listed.with_posts(), NAMES)}
    )


@read_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts with when they were seen, events, articles newest first, others of the name."""
    shown = get_object_or_404(
        Person.objects.named_in_public().select_related("home").prefetch_related("other_names"), pk=pk
    )
    parts = Participation.objects.in_public().filter(person=shown).select_related("event__place")
    held = list(
        Membership.objects.in_public().filter(person=shown).with_evidence().select_related("post__organization")
    )
    terms = career(shown, held)
    namesakes = Person.objects.named_in_public().filter(name=shown.name).exclude(pk=pk)
    return render(
        request,
        "archive/person.html",
        {
            "person": shown,
            "home": Place.objects.public_or_none(shown.home_id),
            "terms": terms,
            "changes": changes_apart(shown, terms),
            "articles": page_of(request, articles_with_titles(shown), ARTICLES),
            "parts": page_of(request, parts.newest(), EVENTS, "events"),
            "namesakes": namesakes.select_related("home").with_posts()[:NAMES],
        },
    )


def articles_with_titles(person: Person) -> Any:
    """Published articles that name the person, each with `titled`: the mentions with titles as printed there."""
    mentions = Mention.objects.filter(person=person).order_by("position")
    articles = Article.objects.public().naming(person=person).newest().for_lists()
    return articles.prefetch_related(Prefetch("mentions", mentions, to_attr="titled"))

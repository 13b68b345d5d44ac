"""People the news names, and one person: posts, events, articles."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Membership, Mention, OtherName, Participation, Person, Place
from archive.views.paging import ARTICLES, EVENTS, NAMES, page_of
from archive.views.reading import read_only


@dataclass(frozen=True, slots=True)
class Succession:
    """A term in a post, and whose terms in it came next before and next after."""

    membership: Membership
    before: Membership | None = None
    after: Membership | None = None


@read_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom published articles name, by name; `?name=` narrows."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    listed = Person.objects.named_in_public().with_article_counts().select_related("home")
    if name:
        known_as = OtherName.objects.filter(person=OuterRef("pk"), name__contains=name)
        listed = listed.filter(Q(name__contains=name) | Exists(known_as))
    listed = listed.prefetch_related(_posts_held())
    return render(request, "archive/people.html", {"name": name, "people": page_of(request, listed, NAMES)})


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
    namesakes = Person.objects.named_in_public().filter(name=shown.name).exclude(pk=pk)
    return render(
        request,
        "archive/person.html",
        {
            "person": shown,
            "home": Place.objects.public_or_none(shown.home_id),
            "terms": in_succession(held),
            "articles": page_of(request, articles_with_titles(shown), ARTICLES),
            "parts": page_of(request, parts.newest(), EVENTS, "events"),
            "namesakes": namesakes.select_related("home").prefetch_related(_posts_held())[:NAMES],
        },
    )


def in_succession(held: list[Membership]) -> list[Succession]:
    """The memberships with their neighbours in the same post; of a post that several hold at once nobody is known to
    follow another."""
    others: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.in_public().filter(post__in={each.post_id for each in held}).select_related("person")
    for row in rows:
        if row.first_seen and row.last_seen:
            others[row.post_id].append(row)
    return [_succession(each, others[each.post_id]) for each in held]


def _succession(term: Membership, others: list[Membership]) -> Succession:
    if not (term.first_seen and term.last_seen):
        return Succession(term)
    rest = [row for row in others if row.person_id != term.person_id]
    before = [row for row in rest if row.last_seen <= term.first_seen]
    after = [row for row in rest if row.first_seen >= term.last_seen]
    if len(before) + len(after) < len(rest):
        return Succession(term)
    return Succession(
        term,
        max(before, key=lambda row: (row.last_seen, row.pk), default=None),
        min(after, key=lambda row: (row.first_seen, row.pk), default=None),
    )


def articles_with_titles(person: Person) -> Any:
    """Published articles that name the person, each with `titled`: the mentions with titles as printed there."""
    mentions = Mention.objects.filter(person=person).order_by("position")
    articles = Article.objects.public().naming(person=person).newest().for_lists()
    return articles.prefetch_related(Prefetch("mentions", mentions, to_attr="titled"))


def _posts_held() -> Prefetch[Any]:
    memberships = Membership.objects.in_public().select_related("post__organization")
    return Prefetch("memberships", memberships, to_attr="held")

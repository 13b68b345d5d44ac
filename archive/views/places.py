"""Places as a tree, walked one step at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Event, Mention, Organization, OtherName, Person, Place
from archive.views.appearances import appearances
from archive.views.paging import EVENTS, NAMES, page_of
from archive.views.reading import read_only

# People and bodies beside the articles: a district has hundreds.
BESIDE = 30


@read_only
def places(request: HttpRequest) -> HttpResponse:
    """The tops of the tree; `?name=` finds places anywhere in it, by their other names too."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    if name:
        known_as = OtherName.objects.filter(name__contains=name, place__isnull=False).values("place")
        named = Place.objects.named_in_public().filter(Q(name__contains=name) | Q(pk__in=known_as))
        found = list(named.by_rank().values_list("pk", flat=True))
    else:
        found = Place.objects.roots().by_rank().keys_in_public()
    return render(request, "archive/places.html", {"name": name, "places": _counted(request, found, "page")})


def _counted(request: HttpRequest, keys: QuerySet[Any] | Sequence[int], parameter: str) -> Page:
    """The page of places that the address asks for, each with its articles counted: not those of all other pages."""
    page = page_of(request, keys, NAMES, parameter)
    page.object_list = Place.objects.filter(pk__in=list(page.object_list)).with_article_counts().by_rank()
    return page


@read_only
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: where it lies, what lies in it, and the people, bodies, events and articles of the place."""
    shown = Place.objects.public_or_none(pk)
    if shown is None:
        raise Http404
    events = Event.objects.named_in_public().filter(place=shown)
    people = Person.objects.named_in_public().filter(home=shown)
    return render(
        request,
        "archive/place.html",
        {
            "place": shown,
            "above": Place.objects.above(shown),
            "children": _counted(request, shown.children.by_rank().keys_in_public(), "places"),
            "people": page_of(request, people, BESIDE, "people"),
            "organizations": page_of(request, Organization.objects.public().filter(place=shown), BESIDE, "bodies"),
            "events": page_of(request, events, EVENTS, "events"),
            "seen": appearances(request, Mention.objects.public().filter(place=shown)),
        },
    )

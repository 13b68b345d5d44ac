"""Changes of post as the news tells them: who was given or left which, the newest first."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.models import Newspaper, Person, Place, Post, Sighting
from archive.models.sightings import SightingQuerySet
from archive.search.facets import MONTH, RECORD
from archive.templatetags.printed import shown
from archive.views.careers import Told, as_told
from archive.views.feeds import Feed
from archive.views.paging import page_of
from archive.views.reading import read_only

CHANGES = 30
IN_FEED = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the changes are narrowed to: a place and all within it, a newspaper, a month; and what cannot be one."""

    place: Place | None
    newspaper: Newspaper | None
    month: str
    malformed: str


@read_only
def appointments(request: HttpRequest) -> HttpResponse:
    """The changes of post, by the day they took place; `?place=7&newspaper=…&month=2023-03` narrow them."""
    asked = _asked(request)
    page = page_of(request, _changes(asked), CHANGES)
    return render(
        request,
        "archive/appointments.html",
        {
            "asked": asked,
            "page": page,
            "changes": [as_told(row) for row in page.object_list],
            "people": _linked(Person.objects.named_in_public(), (row.mention.person_id for row in page.object_list)),
            "posts": _linked(Post.objects.public(), (row.post_id for row in page.object_list)),
            "places": _places(),
            "newspapers": Newspaper.objects.public(),
            "query": re.sub(r"(?:^|&)page=[^&]*", "", request.GET.urlencode()).lstrip("&"),
        },
    )


@read_only
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of the same changes as an Atom feed."""
    page = request.build_absolute_uri(reverse("appointments"))
    atom = Feed(
        title=f"{_('任免')} · {_('方志')}",
        link=page,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for row in _changes(_asked(request))[:IN_FEED]:
        _add(atom, as_told(row), request, page)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def _add(atom: Feed, told: Told, request: HttpRequest, page: str) -> None:
    row, article = told.sighting, told.passage.article
    post = str(row.post) if row.post else row.title
    day = article.date or row.day
    at = datetime.combine(day, time(), UTC) if day else None
    atom.add_item(
        title=shown(f"{row.mention.text} {row.get_kind_display()} {post}"),
        link=request.build_absolute_uri(told.passage.address),
        description=shown(f"{article.newspaper.name} {article.title}"),
        # The row's own number would change when the article is read again.
        unique_id=f"{page}#{article.pk}-{row.mention.position}-{row.kind}-{row.post_id or 0}",
        pubdate=at,
        updateddate=at,
    )


def _changes(asked: Asked) -> SightingQuerySet:
    rows = Sighting.objects.public().changes()
    if asked.place:
        rows = rows.filter(post__organization__place__in=Place.objects.within(asked.place).order_by().values("pk"))
    if asked.newspaper:
        rows = rows.filter(mention__article__newspaper=asked.newspaper)
    if asked.month:
        first = date.fromisoformat(asked.month + "-01")
        rows = rows.filter(day__range=(first, first.replace(day=monthrange(first.year, first.month)[1])))
    newest = rows.each_once().order_by(F("day").desc(nulls_last=True), "-pk")
    return newest.with_article().select_related("mention__person")


def _asked(request: HttpRequest) -> Asked:
    place, paper, month = (request.GET.get(name, "").strip() for name in ("place", "newspaper", "month"))
    valid = month if MONTH.fullmatch(month) else ""
    return Asked(
        place=Place.objects.filter(pk=place).first() if RECORD.fullmatch(place) else None,
        newspaper=Newspaper.objects.public().filter(slug=paper).first() if paper and "\0" not in paper else None,
        month=valid,
        malformed="" if valid else month[:50],
    )


def _places() -> list[Place]:
    """The places of the bodies in which posts changed, and those above them."""
    changed = Sighting.objects.public().changes().filter(post__isnull=False).order_by()
    of = Place.objects.filter(pk__in=changed.values("post__organization__place"))
    paths: set[str] = set()
    for place in of:
        names = place.path.split(Place.SEPARATOR)
        paths |= {Place.SEPARATOR.join(names[:depth]) for depth in range(1, len(names) + 1)}
    return list(Place.objects.filter(Q(path__in=paths)))


def _linked(public: object, pks: Iterable[int | None]) -> set[int]:
    """Which of these a link may lead to."""
    return set(public.filter(pk__in={pk for pk in pks if pk}).order_by().values_list("pk", flat=True))

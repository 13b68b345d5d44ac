"""Changes of post as the news tells them: who was given or left which, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.models import Newspaper, Person, Place, Post, Sighting
from archive.search.facets import MONTH, RECORD
from archive.templatetags.printed import shown
from archive.views.careers import Told, as_told
from archive.views.changes import Change, newest
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

    def wants(self, change: Change, within: set[int]) -> bool:
        """Whether a change is of a body in one of the places `within`, is told by the newspaper, and took place then.

        One report by the newspaper is enough: the others are of the same change.
        """
        return (
            (not self.place or change.place in within)
            and (not self.newspaper or self.newspaper.pk in change.newspapers)
            and (not self.month or (change.day is not None and change.day.isoformat().startswith(self.month)))
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A change to be shown: the report that says it best, and the others in the order of their papers' days."""

    day: date | None
    leading: Told
    others: list[Told]


@read_only
def appointments(request: HttpRequest) -> HttpResponse:
    """The changes of post, by the day they took place; `?place=7&newspaper=…&month=2023-03` narrow them."""
    asked = _asked(request)
    changes = newest()
    places = _places(changes)
    page = page_of(request, _wanted(changes, asked, places), CHANGES)
    rows = _rows(page.object_list)
    said = [each.leading.sighting for each in rows]
    return render(
        request,
        "archive/appointments.html",
        {
            "asked": asked,
            "page": page,
            "rows": rows,
            "people": _linked(Person.objects.named_in_public(), (each.mention.person_id for each in said)),
            "posts": _linked(Post.objects.public(), (each.post_id for each in said)),
            "places": places,
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
    asked, changes = _asked(request), newest()
    for row in _rows(_wanted(changes, asked, _places(changes) if asked.place else [])[:IN_FEED]):
        _add(atom, row, request, page)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def _add(atom: Feed, change: Row, request: HttpRequest, page: str) -> None:
    told = change.leading
    row, article = told.sighting, told.passage.article
    post = str(row.post) if row.post else row.title
    day = article.date or row.day
    at = datetime.combine(day, time(), UTC) if day else None
    articles = dict.fromkeys(each.passage.article for each in (told, *change.others))
    atom.add_item(
        title=shown(f"{row.mention.text} {row.get_kind_display()} {post}"),
        link=request.build_absolute_uri(told.passage.address),
        description=shown("\n".join(f"{each.newspaper.name} {each.title}" for each in articles)),
        # The row's own number would change when the article is read again.
        unique_id=f"{page}#{article.pk}-{row.mention.position}-{row.kind}-{row.post_id or 0}",
        pubdate=at,
        updateddate=at,
    )


def _wanted(changes: list[Change], asked: Asked, places: list[Place]) -> list[Change]:
    path = asked.place.path if asked.place else ""
    within = {each.pk for each in places if each.path == path or each.path.startswith(path + Place.SEPARATOR)}
    return [each for each in changes if asked.wants(each, within)]


def _rows(changes: Sequence[Change]) -> list[Row]:
    """Those changes with their articles, of each first the report that says which post, if any does."""
    reports = Sighting.objects.public().with_article().select_related("mention__person")
    found = reports.in_bulk([pk for change in changes for pk in change.reports])
    rows = []
    for change in changes:
        # What is withdrawn meanwhile is not shown.
        told = [as_told(found[pk]) for pk in change.reports if pk in found]
        told.sort(key=lambda each: each.post is None)
        days = [each.sighting.day for each in told if each.sighting.day]
        rows += [Row(min(days, default=None), told[0], told[1:])] if told else []
    return rows


def _asked(request: HttpRequest) -> Asked:
    place, paper, month = (request.GET.get(name, "").strip() for name in ("place", "newspaper", "month"))
    valid = month if MONTH.fullmatch(month) else ""
    return Asked(
        place=Place.objects.filter(pk=place).first() if RECORD.fullmatch(place) else None,
        newspaper=Newspaper.objects.public().filter(slug=paper).first() if paper and "\0" not in paper else None,
        month=valid,
        malformed="" if valid else month[:50],
    )


def _places(changes: Iterable[Change]) -> list[Place]:
    """The places of the bodies in which posts changed, and those above them."""
    of = Place.objects.filter(pk__in={each.place for each in changes if each.place}).order_by()
    paths: set[str] = set()
    for path in of.values_list("path", flat=True):
        names = path.split(Place.SEPARATOR)
        paths |= {Place.SEPARATOR.join(names[:depth]) for depth in range(1, len(names) + 1)}
    return list(Place.objects.filter(path__in=paths).only("path"))


def _linked(public: object, pks: Iterable[int | None]) -> set[int]:
    """Which of these a link may lead to."""
    return set(public.filter(pk__in={pk for pk in pks if pk}).order_by().values_list("pk", flat=True))

"""Events: the list, and one with who took part and which articles report it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive.models import Event as Row
from archive.models import Mention, Person
from archive.models import Participation as Part
from archive.views.api.answering import answering
from archive.views.api.listing import BY_DATE, After, Key, Listed, Order, Records, Text, listed
from archive.views.api.rows import ArticleRow, article_row
from archive.views.api.values import Answer, Linked, Listing, PersonName, PlaceName, person_name
from archive.views.paging import NAMES
from archive.views.search_form import Day


class EventRow(Answer, frozen=True, kw_only=True):
    """An event in a list."""

    id: int
    url: str
    title: str
    type: str
    start: date | None
    end: date | None
    precision: str
    place: PlaceName | None
    updated_at: datetime


class Events(Listing, frozen=True, kw_only=True):
    """Events, the newest first."""

    results: list[EventRow]


class Participation(Answer, frozen=True, kw_only=True):
    """A name's part in an event."""

    name: str
    part: str
    person: PersonName | None


class Participations(Listing, frozen=True, kw_only=True):
    """Who took part, in the order printed."""

    results: list[Participation]


class Report(Answer, frozen=True, kw_only=True):
    """An article that reports an event, and its lines that say so."""

    article: ArticleRow
    lines: list[int]


class Event(EventRow, frozen=True, kw_only=True):
    """An event: when, where, who took part, and its reports."""

    place_name: str
    host: str
    participations: Participations
    reports: list[Report]
    articles: str


class EventsForm(Records):
    """Which events are listed."""

    date_from = Day(required=False)
    date_to = Day(required=False)
    type = Text(20)
    place = Key()
    person = Key()
    after = After(BY_DATE)

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        self.refuse_backward_range()
        return self.cleaned_data


@answering(Events, gettext_lazy("事件，最新在前"), EventsForm)
def several(request: HttpRequest, form: EventsForm) -> Events:
    """Events that published articles report; by when they began, by kind, by place, by who took part."""
    asked = form.cleaned_data
    found = Row.objects.named_in_public()
    chosen = {"start__gte": "date_from", "start__lte": "date_to", "type": "type", "place": "place"}
    found = found.filter(**{lookup: asked[name] for lookup, name in chosen.items() if asked[name]})
    if asked["person"]:
        # Somebody's own parts are few; asked of each event anew, they take seconds.
        people = Person.objects.named_in_public().filter(pk=asked["person"]).order_by()
        parts = Part.objects.in_public().filter(person__in=people.values("pk")).order_by()
        found = found.filter(pk__in=parts.values("event"))
    here, page = listed(request, form, found.select_related("place"), Order("start", dated=True))
    linked = Linked({each.place_id for each in here})
    return Events(results=[EventRow(**_told(each, linked)) for each in here], **page)


@answering(Event, gettext_lazy("一个事件：参加者和报道"), Listed, may=(404,))
def one(request: HttpRequest, form: Listed, pk: int) -> Event:
    """An event that a published article reports; `page` and `size` are those of its participations."""
    shown = get_object_or_404(Row.objects.named_in_public().select_related("place"), pk=pk)
    parts = Part.objects.in_public().filter(event=shown).order_by("position", "pk").select_related("person")
    here, page = listed(request, form, parts.with_public_person())
    rows = Mention.objects.public().filter(event=shown).select_related("article__newspaper", "article__page__issue")
    reports = list(rows.order_by("article__date", "article_id")[:NAMES])
    return Event(
        **_told(shown, Linked([shown.place_id])),
        place_name=_as_printed(shown.place_name, reports),
        host=_as_printed(shown.host, reports),
        participations=Participations(results=[_participation(each) for each in here], **page),
        reports=[Report(article=article_row(row.article), lines=_lines(row)) for row in reports],
        articles=f"{reverse('api-articles')}?event={pk}",
    )


def _told(event: Row, linked: Linked) -> dict[str, Any]:
    return {
        "id": event.pk,
        "url": event.get_absolute_url(),
        "title": event.title,
        "type": event.type,
        "start": event.start,
        "end": event.end,
        "precision": event.precision if event.start else "",
        "place": linked.place(event.place),
        "updated_at": event.updated_at,
    }


def _as_printed(words: str, reports: Sequence[Mention]) -> str:
    """What a published report prints; "" for what only others do."""
    return words if any(words in row.article.text for row in reports) else ""


def _participation(part: Part) -> Participation:
    person = part.person if part.leads_to_person else None
    return Participation(name=part.name, part=part.part, person=person and person_name(person))


def _lines(row: Mention) -> list[int]:
    return sorted({line for _field, _start, _end, line in row.spans if line})

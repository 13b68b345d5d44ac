"""The events that somebody took part in: in which part, in which place of the printed list, and who else did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.http import HttpRequest

from archive.models import Event, Participation, Person
from archive.models.bulk import fetch_plain
from archive.views.paging import EVENTS, page_of

BESIDE = 6  # Names of others that are shown: who stands around somebody in the list; the event has all.


@dataclass(frozen=True, slots=True)
class Attended:
    """An event with somebody's parts in it, the place in the printed order of names, and those printed nearby."""

    event: Event
    parts: list[str]
    place: int
    number: int
    around: list[Participation]

    @property
    def more(self) -> int:
        """How many names are left out."""
        return self.number - len(self.around)


def attended(request: HttpRequest, person: Person) -> Page:
    """The page of events that the address asks for, the newest first."""
    parts = Participation.objects.in_public().filter(person=person)
    # Which events these are takes longest to find out, and is asked once for their number and their order.
    events = dict.fromkeys(key for (key,) in fetch_plain(parts.newest().values_list("event")))
    page = page_of(request, list(events), EVENTS, "events")
    found = Event.objects.only("title", "start", "precision").in_bulk(page.object_list)
    page.object_list = [found[key] for key in page.object_list]
    rows = Participation.objects.in_public().filter(event__in=found)
    lists: dict[int, list[Participation]] = defaultdict(list)
    listed = rows.with_public_person().only("event", "person", "name", "part", "position")
    for row in listed.order_by("event", "position", "pk"):
        lists[row.event_id].append(row)
    page.object_list = [_attended(event, lists[event.pk], person) for event in page.object_list]
    return page


def _attended(event: Event, rows: Sequence[Participation], person: Person) -> Attended:
    mine = [row for row in rows if row.person_id == person.pk]
    names = list(dict.fromkeys(row.name for row in rows))
    first = {row.name: row for row in reversed(rows)}
    place = names.index(mine[0].name) if mine else 0
    start = max(0, min(place - BESIDE // 2, len(names) - BESIDE - 1))
    around = [first[name] for name in names[start : start + BESIDE + 1]]
    parts = list(dict.fromkeys(row.part for row in mine if row.part))
    return Attended(event, parts, place + 1, len(names), around)

"""Events by title, first day and area; the names that took part, each linked where the article's own name is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from archive.ingest.rows import LARGEST_SMALL, fits
from archive.models import Event, Mention, Participation

# An event is one where title, first day and area are the same; without a day a title (全体会议) says too little.
Key = tuple[str, date, int | None]
Part = tuple[str, str]  # a name and its part


@dataclass(slots=True)
class EventFound:
    """What an article says of one event. `people` gives the person that a participant's name is linked to."""

    title: str
    type: str
    start: date | None
    end: date | None
    precision: str
    area: int | None
    place: int | None
    place_name: str
    participants: list[Part]
    people: dict[str, int]
    # The event that this article was linked to under the same title when it was read before.
    before: int | None = None
    # The event that a curator linked it to, or the one before where a curator changed its title, day or area.
    settled: int | None = None
    # People's names that did not stand in this article when it was read before.
    new_names: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key | None:
        """What makes it one event with another article's; None where that cannot be told."""
        return (self.title, self.start, self.area) if self.start else None


@dataclass(slots=True)
class _Merged:
    """One event as all the articles at hand tell it."""

    row: Event
    told: list[EventFound] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it has no row yet."""
        return self.row.pk is None


def storable(title: str) -> bool:
    """Whether a row can hold the title."""
    return fits(Event, "title", title)


def ensure(found: list[EventFound]) -> list[int]:
    """Find or make the event of each finding, with its participations; return the events' ids in the same order."""
    if not found:
        return []
    stored = _stored(found)
    merged: dict[object, _Merged] = {}
    of: list[_Merged] = []
    for number, each in enumerate(found):
        key = _found_by(each) or ("undated", -number)
        row = stored.get(key)
        # Two keys may lead to one row, after a curator's change.
        one = merged.setdefault(row.pk if row else key, _Merged(row or _new(each)))
        one.told.append(each)
        of.append(one)
    new = [each for each in merged.values() if each.is_new]
    old = [each for each in merged.values() if not each.is_new]
    Event.objects.bulk_create([each.row for each in new])
    _complete(old)
    _participations(old, new)
    return [one.row.pk for one in of]


def _found_by(found: EventFound) -> Key | int | None:
    """What its row is looked up by: its key or its id; None where nothing but a new row will do."""
    return found.settled or found.key or found.before


def forget_unnamed(pks: Iterable[int]) -> None:
    """Delete those events of `pks` that no article names any more and no curator touched: withdrawn misreadings."""
    gone = Event.objects.filter(pk__in=set(pks), mentions=None, locked_fields=[])
    touched = Participation.objects.filter(event__in=gone).exclude(locked_fields=[]).values("event")
    gone.exclude(pk__in=touched).delete()


def _stored(found: list[EventFound]) -> dict[object, Event]:
    rows: dict[object, Event] = {}
    keys = {each.key for each in found if each.key}
    if keys:
        near = Event.objects.filter(title__in={key[0] for key in keys}, start__in={key[1] for key in keys})
        for row in near.order_by("-pk"):  # the oldest of twins that a curator made stays
            if row.start and (row.title, row.start, row.area_id) in keys:
                rows[row.title, row.start, row.area_id] = row
    known = {key for each in found if isinstance(key := _found_by(each), int)}
    if known:
        rows |= Event.objects.in_bulk(known)
    return rows


def _new(found: EventFound) -> Event:
    return Event(
        title=found.title,
        type=found.type[:20],
        start=found.start,
        end=_end(found),
        precision=found.precision,
        place_id=found.place,
        place_name=found.place_name[:200],
        area_id=found.area,
        revision=1,
    )


def _end(found: EventFound) -> date | None:
    return found.end if found.start and found.end and found.end >= found.start else None


def _complete(merged: list[_Merged]) -> None:
    """Fill what an event lacked and another article tells; what it has stays."""
    for each in merged:
        values: dict[str, Any] = {}
        for told in each.told:
            news = {"type": told.type[:20], "end": _end(told), "place_id": told.place, "place_name": told.place_name}
            values |= {name: value for name, value in news.items() if value and not values.get(name)}
        missing = {name: value for name, value in values.items() if not getattr(each.row, name)}
        if each.row.start is None or missing.get("end", each.row.start) < each.row.start:
            missing.pop("end", None)  # a curator set the first day
        if "place" in each.row.locked_fields:
            missing.pop("place_id", None)
        changed = each.row.revise(**missing)
        if changed:
            Event.objects.filter(pk=each.row.pk).update(
                **{name: getattr(each.row, name) for name in changed},
                revision=F("revision") + 1,
                updated_at=timezone.now(),
            )


def _participations(old: list[_Merged], new: list[_Merged]) -> None:
    held: dict[int, list[Participation]] = defaultdict(list)
    # Where a curator decided who took part, nobody is added or taken away.
    open_ = [each for each in old if "participations" not in each.row.locked_fields]
    for row in Participation.objects.filter(event__in=[each.row.pk for each in open_]).order_by("position", "pk"):
        held[row.event_id].append(row)
    sole = _told_only_here([each for each in open_ if held[each.row.pk]])
    made: list[Participation] = []
    for each in [*open_, *new]:
        made += _merge(each, held[each.row.pk], replace=each.row.pk in sole)
    Participation.objects.bulk_create(made)


def _told_only_here(merged: list[_Merged]) -> set[int]:
    """The events that no article but those at hand names: their participations are what is said now, no more."""
    # An event in hand whose only mention is the one being re-read: `before` says so.
    before = {told.before for each in merged for told in each.told if told.before}
    if not before:
        return set()
    counts: dict[int, int] = defaultdict(int)
    for pk in Mention.objects.filter(event__in=before).values_list("event", flat=True):
        counts[pk] += 1
    return {pk for pk, count in counts.items() if count == 1}


def _merge(merged: _Merged, held: list[Participation], *, replace: bool) -> list[Participation]:
    """The participations that `held` lacks; those that have no person yet get theirs."""
    rows = {(row.name, row.part): row for row in held}
    said: dict[Part, int | None] = {}
    for told in merged.told:
        for name, part in told.participants:
            if fits(Participation, "name", name) and len(part) <= 100:
                said[name, part] = said.get((name, part)) or told.people.get(name)
    if replace:
        stale = [row.pk for key, row in rows.items() if key not in said and not row.locked_fields]
        if stale:
            Participation.objects.filter(pk__in=stale).delete()
    for key, person in said.items():
        row = rows.get(key)
        if row and person and row.person_id is None and "person" not in row.locked_fields:
            Participation.objects.filter(pk=row.pk).update(
                person=person, revision=F("revision") + 1, updated_at=timezone.now()
            )
    first = max((row.position for row in held), default=-1) + 1
    unsaid = [row for key, row in rows.items() if key not in said]
    corrected = _corrected(merged, [key for key in said if key not in rows], said, unsaid)
    return [
        Participation(event=merged.row, person_id=said[key], name=key[0], part=key[1], position=position, revision=1)
        for position, key in enumerate((key for key in said if key not in rows and key not in corrected), first)
        if position <= LARGEST_SMALL
    ]


def _corrected(
    merged: _Merged, missing: list[Part], said: dict[Part, int | None], unsaid: list[Participation]
) -> set[Part]:
    """Those of `missing` that stand in the archive as a curator corrected them: by name, part or event.

    A name that is new in an article, and what another article tells, is no corrected one.
    """
    known = {
        key
        for told in merged.told
        if told.before == merged.row.pk
        for key in told.participants
        if key in missing and key[0] not in told.new_names
    }
    moved = Participation.objects.filter(person__in={said[key] for key in known} - {None}).exclude(locked_fields=[])
    corrected = {(row.name, row.part) for row in moved if "event" in row.locked_fields} & known
    for key in (key for key in missing if key in known - corrected):
        row = next((row for row in unsaid if _was(row, key)), None)
        if row:
            unsaid.remove(row)
            corrected.add(key)
    return corrected


def _was(row: Participation, key: Part) -> bool:
    fixed = {"name", "part"} & set(row.locked_fields)
    as_said = {name for name, said in zip(("name", "part"), key, strict=True) if getattr(row, name) == said}
    return bool(fixed) and fixed | as_said == {"name", "part"}

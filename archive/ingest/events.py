"""The rows of events, made and completed from what articles say; and the names that took part.

Which event a report tells of says `same_event`. What a row holds is the best of what its reports say, so that it does
not matter which came first: the name with its owner, the first day and the last, the narrowest area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from archive.ingest.occasions import SESSION_DAYS
from archive.ingest.rows import LARGEST_SMALL, fits
from archive.ingest.same_event import EventFound, EventsAtHand, Known, Part
from archive.models import Event, Lead, Mention, Participation
from archive.models.bulk import insert
from archive.models.changes import enqueue_naming


def storable(title: str) -> bool:
    """Whether a row can hold the title."""
    return fits(Event, "title", title)


def ensure(found: list[EventFound]) -> list[int | None]:
    """Find or make the event of each finding, with its participations; return the events' ids in the same order, None
    for what a curator took for no event."""
    if not found:
        return []
    stored = _stored(found)
    former = _former(found, stored)
    at_hand = EventsAtHand([*stored.values(), *former])
    new: list[Known] = []
    of: list[Known | None] = []
    for each in found:
        one = _settled(each, stored) or at_hand.find(each)
        if one in former:
            one = stored.get(one.row.pk)
            if one is None:
                of.append(None)
                continue
        if one is None:
            new.append(one := Known(_new(each), each.path))
            one.tell(each)
            at_hand.add(one)
        else:
            one.tell(each)
        of.append(one)
    insert(each.row for each in new)
    old = [each for each in stored.values() if each.told]
    sole = _told_only_here(old)
    _complete(old, sole)
    _complete([each for each in new if len(each.told) > 1], set())
    _participations(old, new, sole)
    return [one.row.pk if one else None for one in of]


def _former(found: list[EventFound], stored: dict[int, Known]) -> list[Known]:
    """The events that a curator merged into others, as they were, under the others' ids: what tells of them tells of
    these, which join `stored`. One that was no event is of none, and is not told of again."""
    leads = list(Lead.objects.filter(kind=Mention.Kind.EVENT, day__in=_days(found)).select_related("place"))
    missing = {lead.record for lead in leads if lead.record} - stored.keys()
    stored |= _known(Event.objects.filter(pk__in=missing)) if missing else {}
    former = []
    for lead in leads:
        if lead.record is None or lead.record in stored:
            path = lead.place.path if lead.place else ""
            told = dict(lead.told)
            names = told.pop("names", [])
            former.append(
                Known(Event(pk=lead.record, title=lead.name, start=lead.day, area=lead.place, **told), path, names)
            )
    return former


def _settled(found: EventFound, stored: dict[int, Known]) -> Known | None:
    """The event that a curator linked it to, else the one it was linked to before, if it is still of that day."""
    if found.settled in stored:
        return stored[found.settled]
    known = stored.get(found.before) if found.before else None
    if known is None or found.start is None:
        return known
    row = known.row
    if row.start is None:
        return None
    spare = timedelta(days=SESSION_DAYS if found.is_session else 0)
    return known if row.start - spare <= found.start <= (row.end or row.start) + spare else None


def forget_unnamed(pks: Iterable[int]) -> None:
    """Delete those events of `pks` that no article names any more and no curator touched: withdrawn misreadings."""
    gone = Event.objects.filter(pk__in=set(pks), mentions=None, locked_fields=[])
    touched = Participation.objects.filter(event__in=gone).exclude(locked_fields=[]).values("event")
    gone.exclude(pk__in=touched).delete()


def _stored(found: list[EventFound]) -> dict[int, Known]:
    """The rows that reports may tell of: of the same days and kinds, and those linked before; the oldest first."""
    known = {pk for each in found for pk in (each.settled, each.before) if pk}
    near = Event.objects.filter(start__in=_days(found), type__in={each.type[:20] for each in found} | {""})
    return _known(near | Event.objects.filter(pk__in=known))


def _days(found: list[EventFound]) -> set[date]:
    """The days on which the events may have begun."""
    days: set[date] = set()
    for each in found:
        if each.start:
            spare = SESSION_DAYS if each.is_session else 0
            # A day so near the end of the calendar has no days beyond it.
            ordinals = range(
                max(1, each.start.toordinal() - spare), min(date.max.toordinal(), each.start.toordinal() + spare) + 1
            )
            days.update(map(date.fromordinal, ordinals))
    return days


def _known(events: QuerySet[Event]) -> dict[int, Known]:
    rows = events.select_related("area").order_by("pk")
    stored = {row.pk: Known(row, row.area.path if row.area else "") for row in rows}
    parts = Participation.objects.filter(event__in=stored).order_by("event", "position", "pk")
    for event, name in parts.values_list("event", "name"):
        stored[event].names.append(name)
    return stored


def _new(found: EventFound) -> Event:
    return Event(
        title=found.title,
        type=found.type[:20],
        start=found.start,
        end=_end(found),
        precision=found.precision,
        place_id=found.place,
        place_name=found.place_name[:200],
        host=found.host[:200],
        area_id=found.area,
        revision=1,
    )


def _end(found: EventFound) -> date | None:
    return found.end if found.start and found.end and found.end >= found.start else None


def _complete(known: list[Known], sole: set[int]) -> None:
    """Let each row hold the best of what its reports say; what a curator set stays."""
    for each in known:
        values = _best(each, each.row.pk in sole)
        if each.row.start is None:  # the days go together
            values = {name: value for name, value in values.items() if name not in ("start", "end")}
        elif "start" in each.row.locked_fields:
            del values["end"]
        changed = each.row.revise(**values)
        if changed:
            Event.objects.filter(pk=each.row.pk).update(
                **{name: getattr(each.row, name) for name in changed},
                revision=F("revision") + 1,
                updated_at=timezone.now(),
            )
        if {"title", "type"} & {*changed}:
            enqueue_naming("event", [each.row.pk])


def _best(known: Known, only_here: bool) -> dict[str, Any]:
    """The best of the row's values and those told, whichever came first.

    A report that a curator linked fills what the row lacks and no more.
    """
    row = known.row
    told = [each for each in known.told if each.settled is None]
    ends = [row.end, *map(_end, told)]
    areas = [each.area for each in told if each.path == known.path and each.area is not None]
    places = [(row.place_id, row.place_name), *((each.place, each.place_name[:200]) for each in told)]
    if places[0] == (None, ""):
        places += [(each.place, each.place_name[:200]) for each in known.told]
    place, place_name = max(places, key=lambda at: (at[0] is not None, len(at[1]), at[1]))
    kinds = sorted({each.type[:20] for each in known.told} - {""})
    return {
        "title": max([row.title, *(each.title for each in told)], key=lambda name: (len(name), name)),
        "type": kinds[0] if kinds and (only_here or not row.type) else row.type,
        "start": min(filter(None, [row.start, *(each.start for each in told)]), default=None),
        "end": max(filter(None, ends), default=None) or max(filter(None, map(_end, known.told)), default=None),
        "area_id": areas[0] if areas else row.area_id,
        "place_id": place,
        "place_name": place_name,
        "host": max([row.host, *(each.host[:200] for each in told)], key=lambda name: (len(name), name)),
    }


def _participations(old: list[Known], new: list[Known], sole: set[int]) -> None:
    held: dict[int, list[Participation]] = defaultdict(list)
    # Where a curator decided who took part, nobody is added or taken away.
    open_ = [each for each in old if "participations" not in each.row.locked_fields]
    for row in Participation.objects.filter(event__in=[each.row.pk for each in open_]).order_by("position", "pk"):
        held[row.event_id].append(row)
    said = {each.row.pk: _said(each) for each in [*open_, *new]}
    for each in open_:
        _revise(held[each.row.pk], said[each.row.pk], replace=each.row.pk in sole)
    moved = _moved([*open_, *new])
    made: list[Participation] = []
    for each in [*open_, *new]:
        made += _merge(each, held[each.row.pk], said[each.row.pk], moved)
    insert(made)


def _told_only_here(known: list[Known]) -> set[int]:
    """The events that no article but those at hand names: their participations are what is said now, no more."""
    # An event in hand whose only mention is the one being re-read: `before` says so.
    before = {told.before for each in known for told in each.told if told.before}
    if not before:
        return set()
    counts: dict[int, int] = defaultdict(int)
    for pk in Mention.objects.filter(event__in=before).order_by().values_list("event", flat=True):
        counts[pk] += 1
    return {pk for pk, count in counts.items() if count == 1}


def _said(known: Known) -> dict[Part, int | None]:
    """Who took part by what is said, with the person where it is known."""
    said: dict[Part, int | None] = {}
    for told in known.told:
        for name, part in told.participants:
            if fits(Participation, "name", name) and len(part) <= 100:
                said[name, part] = said.get((name, part)) or told.people.get(name)
    return said


def _revise(held: list[Participation], said: dict[Part, int | None], *, replace: bool) -> None:
    """Give those of `held` a person that have none yet; take away what is said no more."""
    rows = {(row.name, row.part): row for row in held}
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


def _merge(
    known: Known, held: list[Participation], said: dict[Part, int | None], moved: set[tuple[int | None, Part]]
) -> list[Participation]:
    """The participations that `held` lacks."""
    rows = {(row.name, row.part): row for row in held}
    first = max((row.position for row in held), default=-1) + 1
    unsaid = [row for key, row in rows.items() if key not in said]
    corrected = _corrected(known, [key for key in said if key not in rows], said, unsaid, moved)
    return [
        Participation(event=known.row, person_id=said[key], name=key[0], part=key[1], position=position, revision=1)
        for position, key in enumerate((key for key in said if key not in rows and key not in corrected), first)
        if position <= LARGEST_SMALL
    ]


def _moved(known: Iterable[Known]) -> set[tuple[int | None, Part]]:
    """What a curator moved to another event: the person, the name and the part."""
    people = {
        person for each in known for told in each.told if told.before == each.row.pk for person in told.people.values()
    } - {None}
    if not people:
        return set()
    rows = Participation.objects.filter(person__in=people).exclude(locked_fields=[])
    return {(row.person_id, (row.name, row.part)) for row in rows if "event" in row.locked_fields}


def _corrected(
    known: Known,
    missing: list[Part],
    said: dict[Part, int | None],
    unsaid: list[Participation],
    moved: set[tuple[int | None, Part]],
) -> set[Part]:
    """Those of `missing` that stand in the archive as a curator corrected them: by name, part or event.

    A name that is new in an article, and what another article tells, is no corrected one.
    """
    before = {
        key
        for told in known.told
        if told.before == known.row.pk
        for key in told.participants
        if key in missing and key[0] not in told.new_names
    }
    people = {said[key] for key in before} - {None}
    corrected = {key for person, key in moved if person in people} & before
    for key in (key for key in missing if key in before - corrected):
        row = next((row for row in unsaid if _was(row, key)), None)
        if row:
            unsaid.remove(row)
            corrected.add(key)
    return corrected


def _was(row: Participation, key: Part) -> bool:
    fixed = {"name", "part"} & set(row.locked_fields)
    as_said = {name for name, said in zip(("name", "part"), key, strict=True) if getattr(row, name) == said}
    return bool(fixed) and fixed | as_said == {"name", "part"}

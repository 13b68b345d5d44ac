"""Some mentions of a record belong to another one, which may be new: what follows from them goes along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from archive.curating import leading, scopes, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.curating.leading import MODELS
from archive.curating.merging import GONE, reconsider
from archive.ingest import sightings
from archive.models import Decision, Event, Lead, Mention, Organization, Participation, Person, Place, Sighting
from archive.models.turns import writing


def split(
    kind: str, pk: int, mentions: Collection[int], into: int | None = None, *, name: str = "", key: UUID | None = None
) -> Decision:
    """Let these mentions of a record be another's: `into`, or a new one called `name`. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        record = MODELS[kind].objects.filter(pk=pk).first()
        chosen = Mention.objects.filter(**{kind: pk}, pk__in=list(mentions))
        pks = set(chosen.values_list("pk", flat=True))
        if record is None or pks != set(mentions):
            raise Refused(str(GONE))
        _check(kind, pk, pks, into)
        texts = set(chosen.values_list("text", flat=True))
        other = MODELS[kind].objects.get(pk=into) if into else None
        called = name or _name_of(record)
        watch = traces.Watch(_scopes(kind, [pk, *([into] if into else [])], texts | {called}))
        other = other or _new(record, called, pks)
        _move(kind, record, other, pks)
        rows = watch.told()
        touched = traces.queue(rows)
        label = gettext("%(record)s → %(other)s") % leading.told_apart(record=record, other=other)
        data = {"rows": rows, "into": other.pk, "new": not into, "mentions": len(pks)}
        return note(Decision.Kind.SPLIT, record, data, key=key, label=label, touched=touched)


def _check(kind: str, pk: int, mentions: set[int], into: int | None) -> None:
    if not mentions:
        raise Refused(gettext("请至少选一处提及。"))
    if into == pk or (into and not MODELS[kind].objects.filter(pk=into).exists()):
        raise Refused(gettext("请选另一条记录。"))
    if not Mention.objects.filter(**{kind: pk}).exclude(pk__in=mentions).exists():
        raise Refused(gettext("选了全部提及：这是合并，不是分出。"))


def _name_of(record: Any) -> str:
    return str(record.title if isinstance(record, Event) else record.name)


def _scopes(kind: str, pks: list[int], names: set[str]) -> scopes.Scopes:
    found = scopes.following(kind, pks)
    match kind:
        case "person":
            return scopes.both(found, scopes.of_people(names | leading.names_of(pks), pks))
        case "organization":
            return scopes.both(found, {Organization: Q(pk__in=pks) | Q(name__in=names)})
        case "place":
            return scopes.both(found, {Place: Q(pk__in=pks) | Q(name__in=names)})
    return scopes.both(found, scopes.of_events(pks), {Event: Q(pk__in=pks) | Q(title__in=names)})


def _new(record: Any, name: str, mentions: set[int]) -> Any:
    """Another record beside this one. Raises Refused where two of one name cannot be told apart."""
    made: Any
    match record:
        case Person():
            return Person.objects.create(name=name, home_id=_home(record, mentions))
        case Organization():
            if Organization.objects.filter(name=name, place=record.place).exists():
                raise Refused(gettext("那里已有同名的机构，请给新的机构另取名称，或选已有的机构。"))
            made = Organization(name=name, type=record.type, place=record.place)
            made.lock(["name"])
        case Place():
            if Place.objects.filter(name=name, parent=record.parent).exists():
                raise Refused(gettext("那里已有同名的地点，请给新的地点另取名称，或选已有的地点。"))
            made = Place(name=name, type=record.type, parent=record.parent)
            made.lock(["name"])
        case _:
            copied = ("type", "start", "end", "precision", "place", "place_name", "host", "area")
            made = Event(title=name, **{each: getattr(record, each) for each in copied})
            made.lock(["title"])
    made.save()
    return made


def _home(person: Person, mentions: set[int]) -> int | None:
    """Where most of the mentions see somebody; where nothing is seen, where the other one is."""
    seen = Sighting.objects.filter(mention__in=mentions).values_list("home", flat=True)
    counted = Counter(seen)
    best = max(counted, key=lambda home: (counted[home], home or 0), default=person.home_id)
    return best


def _move(kind: str, record: Any, other: Any, pks: set[int]) -> None:
    names = leading.names_of([record.pk, other.pk]) if kind == "person" else set()
    before = leading.keys_of([record.pk]) if kind == "person" else set()
    bore = Sighting.objects.filter(mention__in=pks).pairs()
    now = timezone.now()
    rows = {each.pk: each for each in Mention.objects.filter(pk__in=pks)}
    for each in rows.values():
        setattr(each, kind, other)
        each.lock([kind, "status"])
        each.revision, each.updated_at = each.revision + 1, now
    Mention.objects.bulk_update(rows.values(), [kind, "locked_fields", "revision", "updated_at"], batch_size=200)
    if kind == "event":
        _move_reported(record, other, rows.values())
    if kind != "person":
        return
    _move_parts(record, other, rows.values())
    mine, theirs = leading.keys_of([record.pk]), leading.keys_of([other.pk])
    Lead.objects.keep(leading.tell(leading.firm(before & mine), record.pk))
    Lead.objects.keep(leading.tell((before & theirs) - mine, other.pk))
    posts = {post for _, post in bore}
    sightings.reconsider(names, {(who, post) for who in (record.pk, other.pk) for post in posts})


def _move_parts(person: Person, other: Person, moved: Collection[Mention]) -> None:
    """The parts in events that only these mentions' articles tell of."""
    articles = {each.article_id for each in moved}
    theirs = Mention.objects.filter(person=person).exclude(article__in=articles).values("article")
    told = Mention.objects.filter(article__in=articles, event__isnull=False).values("event")
    elsewhere = Mention.objects.filter(article__in=theirs, event__isnull=False).values("event")
    parts = Participation.objects.filter(person=person, event__in=told, name__in={each.text for each in moved})
    for part in parts.exclude(event__in=elsewhere):
        part.person = other
        part.lock(["person"])
        part.save(update_fields=["person", "locked_fields"])


def _move_reported(event: Event, other: Event, moved: Collection[Mention]) -> None:
    """Those take part in the other event whom only its reports name."""
    articles = {each.article_id for each in moved}
    rest = Mention.objects.filter(event=event).values("article")
    named = set(Mention.objects.filter(kind="person", article__in=articles).values_list("text", flat=True))
    stay = set(Mention.objects.filter(kind="person", article__in=rest).values_list("text", flat=True))
    held = {(row.name, row.part) for row in other.participations.all()}
    for part in event.participations.filter(name__in=named - stay):
        if (part.name, part.part) not in held:
            part.event = other
            part.lock(["event"])
            part.save(update_fields=["event", "locked_fields"])


@undoes(Decision.Kind.SPLIT)
def _undo(decision: Decision) -> list[str]:
    """Give the mentions back; what was found of a record made for them goes where they go."""
    rows, kind = decision.data["rows"], decision.subject_type
    traces.refuse_if_overtaken(decision, rows)
    if decision.data["new"]:
        since = Mention.objects.filter(**{kind: decision.data["into"]}).exclude(pk__in=traces.changed(rows, "mention"))
        since.update(**{kind: decision.subject_id}, revision=F("revision") + 1, updated_at=timezone.now())
    left = traces.take_back(rows)
    pks = [decision.subject_id, decision.data["into"]]
    reconsider(decision, kind, pks)
    traces.queue(rows)
    return left

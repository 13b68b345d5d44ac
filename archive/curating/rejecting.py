"""What is no person, place, organization or event: a text wherever it stands, or a record with all that led to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from archive.curating import carrying, leading, scopes, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.curating.leading import MODELS
from archive.curating.merging import GONE, reconsider
from archive.ingest import sightings
from archive.models import (
    Decision,
    Event,
    Lead,
    Membership,
    Mention,
    Organization,
    Participation,
    Place,
    Rejection,
    Sighting,
)
from archive.models.batches import batches
from archive.models.turns import writing

LINKS = tuple(Mention.Kind.values)


def reject(kind: str, text: str, *, key: UUID | None = None) -> Decision:
    """Say of a text that it names nothing of the kind, here and wherever it will stand. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        if Rejection.objects.filter(kind=kind, text=text).exists():
            raise Refused(gettext("“%(text)s”已经否定过了。") % {"text": text})
        found = Mention.objects.filter(kind=kind, text=text)
        records = set(found.exclude(**{kind: None}).order_by().values_list(kind, flat=True).distinct())
        watch = traces.Watch(_scopes(kind, {text}, records))
        rejection = Rejection.objects.create(kind=kind, text=text)
        # Whom a person linked in one article stays linked there.
        _let_go(kind, found.filter(~Q(status=Mention.Status.LINKED) | Q(locked_fields=[])), {text}, records)
        _sweep(kind, records)
        rows = watch.told()
        touched = traces.queue(rows)
        data = {"rows": rows, "kind": kind, "text": text}
        return note(Decision.Kind.REJECT, rejection, data, key=key, label=text, touched=touched)


def remove(kind: str, pks: Collection[int], *, key: UUID | None = None) -> list[Decision]:
    """Take records out of the archive for good: what names them names nobody, and they are not made again."""
    with writing():
        if decided := already(key):
            return [decided]
        return [_remove(kind, pk, key if len(pks) == 1 else None) for pk in pks]


def _remove(kind: str, pk: int, key: UUID | None) -> Decision:
    record: Any = MODELS[kind].objects.filter(pk=pk).first()
    if record is None:
        raise Refused(str(GONE))
    if kind == "place" and record.children.exists():
        raise Refused(gettext("“%(place)s”之下还有地点，请先移走或合并它们。") % {"place": record.path})
    found = Mention.objects.filter(**{kind: pk})
    texts = set(found.order_by().values_list("text", flat=True).distinct())
    watch = traces.Watch(_scopes(kind, texts, {pk}))
    Lead.objects.to(kind, pk).update(record=None)
    if kind == "person":
        Lead.objects.keep(leading.tell(leading.keys_of([pk]), None))
    Lead.objects.keep(leading.leads_of(record, None))
    _let_go(kind, found, texts, {pk})
    shown = note(Decision.Kind.REJECT, record, {}, key=key, label=str(record))
    if kind == "place":
        _leave(record)
    MODELS[kind].objects.filter(pk=pk).delete()
    rows = watch.told()
    shown.data, shown.touched = {"rows": rows, "kind": kind, "removed": pk}, traces.queue(rows)
    shown.save(update_fields=["data", "touched"])
    return shown


def _leave(place: Place) -> None:
    """What belonged to the place belongs to what it lies in. Raises Refused where two bodies would be called alike."""
    try:
        with transaction.atomic():
            carrying.belong(place.pk, place.parent_id)
    except IntegrityError as error:
        told = {"place": place.path}
        raise Refused(gettext("“%(place)s”和它的上级各有同名的机构，请先合并它们。") % told) from error


def _scopes(kind: str, texts: set[str], records: set[int]) -> scopes.Scopes:
    found = scopes.both(scopes.following(kind, records), scopes.of_texts(kind, texts))
    match kind:
        case "person":
            return scopes.both(found, scopes.of_people(texts | leading.names_of(records), records))
        case "organization":
            return scopes.both(found, scopes.of_bodies(records))
        case "place":
            parts = scopes.of_places(records, records)
            return scopes.both(found, parts)
    return scopes.both(found, scopes.of_events(records))


def _let_go(kind: str, found: Any, texts: set[str], records: set[int]) -> None:
    """The mentions name nothing."""
    people = list(found.values_list("pk", flat=True))
    bore = Sighting.objects.filter(mention__in=people).pairs() if kind == "person" else set()
    rejected = {"status": Mention.Status.REJECTED, **dict.fromkeys(LINKS)}
    for some in batches(people):
        Mention.objects.filter(pk__in=some).update(**rejected, revision=F("revision") + 1, updated_at=timezone.now())
    if kind == "person":
        parts = Participation.objects.filter(person__in=records, name__in=texts)
        parts.update(person=None, revision=F("revision") + 1, updated_at=timezone.now())
        sightings.reconsider(texts, bore)


def _sweep(kind: str, records: set[int]) -> None:
    """Delete the records that nothing names any more and no curator touched."""
    if kind == "person":
        sightings.sweep(records)
    elif kind == "event":
        parts = Participation.objects.exclude(locked_fields=[]).values("event")
        Event.objects.filter(pk__in=records, mentions=None, locked_fields=[]).exclude(pk__in=parts).delete()
    elif kind == "organization":
        held = Membership.objects.filter(post__organization__in=records).values("post__organization")
        idle = Organization.objects.filter(pk__in=records, mentions=None, locked_fields=[], note="", children=None)
        idle.exclude(pk__in=held).delete()


@undoes(Decision.Kind.REJECT)
def _undo(decision: Decision) -> list[str]:
    """What was rejected may name something again."""
    rows, kind = decision.data.get("rows", {}), decision.data.get("kind", "")
    traces.refuse_if_overtaken(decision, rows)
    left = traces.take_back(rows)
    if kind == "person" and "removed" in decision.data:
        reconsider(decision, kind, [decision.data["removed"]])
    elif kind == "person":
        texts = {decision.data["text"]}
        if traces.read_since(decision, Q(kind="person", text__in=texts)):
            pks = sorted(traces.changed(rows, "mention"))[: traces.AT_ONCE]
            sightings.reconsider(texts, Sighting.objects.filter(mention__in=pks).pairs())
    elif "removed" in decision.data:
        reconsider(decision, kind, [decision.data["removed"]])
    traces.queue(rows)
    return left

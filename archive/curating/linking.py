"""Answers to open questions: whom mentions mean, that two records are two, that what the machine made is right."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from archive.curating import leading, scopes, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.curating.leading import MODELS
from archive.curating.merging import GONE
from archive.ingest import sightings
from archive.models import Decision, Mention, Sighting
from archive.models.turns import writing

Status = Mention.Status


def link(kind: str, mentions: Collection[int], record: int | None, *, key: UUID | None = None) -> Decision:
    """Let these mentions mean the record, or none where it is None, as whoever acts. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        meant = MODELS[kind].objects.filter(pk=record).first() if record else None
        rows = list(Mention.objects.filter(kind=kind, pk__in=list(mentions)).order_by("pk"))
        if not rows or (record and meant is None):
            raise Refused(str(GONE))
        texts = {each.text for each in rows}
        # Whom they meant before is seen in fewer posts now.
        former = {each.person_id for each in rows if each.person_id}
        bore = Sighting.objects.filter(mention__in=rows).pairs()
        watch = traces.Watch(_scopes(kind, texts, [*former, *([record] if record else [])]))
        _tie(kind, rows, meant)
        if kind == Mention.Kind.PERSON:
            sightings.reconsider(texts, bore | Sighting.objects.filter(mention__in=rows).pairs())
        changed = watch.told()
        touched = traces.queue(changed)
        label = gettext("%(text)s → %(record)s") % {
            "text": "、".join(sorted(texts)),
            "record": meant or Status.REJECTED.label,
        }
        data = {"rows": changed, "mentions": len(rows)}
        return note(Decision.Kind.LINK, meant or rows[0], data, key=key, label=label, touched=touched)


def _tie(kind: str, rows: list[Mention], meant: Any) -> None:
    now = timezone.now()
    for each in rows:
        setattr(each, kind, meant)
        each.status = Status.LINKED if meant else Status.REJECTED
        each.lock(["status", kind])
        each.revision, each.updated_at = each.revision + 1, now
    columns = [kind, "status", "locked_fields", "revision", "updated_at"]
    Mention.objects.bulk_update(rows, columns, batch_size=200)


def _scopes(kind: str, texts: set[str], records: list[int]) -> scopes.Scopes:
    found = scopes.both(scopes.following(kind, records), scopes.of_texts(kind, texts))
    if kind == Mention.Kind.PERSON:
        return scopes.both(found, scopes.of_people(texts | leading.names_of(records), records))
    return found


@undoes(Decision.Kind.LINK)
def _undo(decision: Decision) -> list[str]:
    rows = decision.data["rows"]
    traces.refuse_if_overtaken(decision, rows)
    left = traces.take_back(rows)
    traces.queue(rows)
    return left


def apart(one: models.Model, other: models.Model, *, key: UUID | None = None) -> Decision:
    """Say that two records of one name are two; they are not asked about again."""
    with writing():
        label = gettext("%(one)s ≠ %(other)s") % {"one": one, "other": other}
        return already(key) or note(Decision.Kind.APART, one, {"other": other.pk}, key=key, label=label)


def confirm(record: models.Model, *, key: UUID | None = None) -> Decision:
    """Say that what the machine made of a record is right; it is not asked about again."""
    with writing():
        return already(key) or note(Decision.Kind.CONFIRM, record, {}, key=key)


@undoes(Decision.Kind.APART)
@undoes(Decision.Kind.CONFIRM)
def _ask_again(_decision: Decision) -> list[str]:
    """Nothing but the question comes back."""
    return []

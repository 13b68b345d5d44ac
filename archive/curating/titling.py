"""Somebody's posts and anybody's other names, put right by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from archive.curating import leading, scopes, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.curating.leading import MODELS
from archive.curating.merging import GONE
from archive.ingest import sightings
from archive.models import (
    Decision,
    IndexChange,
    Lead,
    Membership,
    Mention,
    Organization,
    OtherName,
    Person,
    Post,
    Sighting,
)
from archive.models.terms import derive
from archive.models.turns import writing


@dataclass(frozen=True, slots=True)
class Title:
    """A post as it should be: whose body, which title, since when and until when (None where that is not known)."""

    organization: int
    title: str
    start: date | None = None
    end: date | None = None


def call(kind: str, pk: int, name: str, *, key: UUID | None = None) -> Decision:
    """Give a record another name. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        record = _record(kind, pk)
        if not name or name == record.name or record.other_names.filter(name=name).exists():
            raise Refused(gettext("它已经叫这个名字了。"))
        watch = _watch(kind, record, name)
        OtherName.objects.create(name=name, **{kind: record})
        return _named(watch, kind, record, name, key)


def call_no_more(kind: str, pk: int, name: str, *, key: UUID | None = None) -> Decision:
    """Take another name from a record. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        record = _record(kind, pk)
        row = record.other_names.filter(name=name).first()
        if row is None:
            raise Refused(str(GONE))
        watch = _watch(kind, record, name)
        row.delete()
        return _named(watch, kind, record, name, key)


def _record(kind: str, pk: int) -> Any:
    record = MODELS[kind].objects.filter(pk=pk).first()
    if record is None or kind == "event":
        raise Refused(str(GONE))
    return record


def _watch(kind: str, record: Any, name: str) -> traces.Watch:
    own: scopes.Scopes = {type(record): Q(pk=record.pk), OtherName: Q(**{kind: record})}
    more: scopes.Scopes = {Mention: Q(kind=kind, text=name)}
    if kind == "person":
        more = scopes.of_people({name}, [record.pk])
    return traces.Watch(scopes.both(own, more))


def _named(watch: traces.Watch, kind: str, record: Any, name: str, key: UUID | None) -> Decision:
    record.lock(["other_names"])
    record.save(update_fields=["locked_fields"])
    if kind == "person":
        sightings.reconsider({name})
    rows = watch.told()
    traces.queue(rows)
    label = gettext("%(record)s：%(name)s") % {"record": record, "name": name}
    touched = Mention.objects.filter(**{kind: record}).values("article").distinct().count()
    data = {"rows": rows, "name": name}
    return note(Decision.Kind.ALIAS, record, data, key=key, label=label, touched=touched)


@undoes(Decision.Kind.ALIAS)
def _undo_name(decision: Decision) -> list[str]:
    rows = decision.data.get("rows", {})
    traces.refuse_if_overtaken(decision, rows)
    left = traces.take_back(rows)
    if decision.subject_type == "person":
        sightings.reconsider({decision.data["name"]})
    traces.queue(rows)
    return left


def appoint(pk: int, title: Title, membership: int | None = None, *, key: UUID | None = None) -> Decision:
    """Say which post somebody holds: in place of what one of their memberships says, or besides. Raises Refused.

    What is seen of the former post is evidence of the one that is meant.
    """
    with writing():
        if decided := already(key):
            return decided
        person = Person.objects.filter(pk=pk).first()
        body = Organization.objects.filter(pk=title.organization).first()
        row = Membership.objects.filter(pk=membership, person=pk).first() if membership else None
        if person is None or body is None or (membership and row is None):
            raise Refused(str(GONE))
        if title.start and title.end and title.start > title.end:
            raise Refused(gettext("到任不能晚于离任。"))
        watch = traces.Watch(_scopes_of_title(person, title, row))
        former = row.post_id if row else None
        post, _ = Post.objects.get_or_create(organization=body, title=title.title)
        _appoint(person, post, title, row)
        rows = watch.told()
        traces.queue(rows)
        IndexChange.objects.enqueue("person", [person.pk])
        label = gettext("%(person)s：%(post)s") % {"person": person, "post": post}
        touched = Mention.objects.filter(person=person).values("article").distinct().count()
        data = {"rows": rows, "former": former, "post": post.pk}
        return note(Decision.Kind.MOVE, person, data, key=key, label=label, touched=touched)


def _scopes_of_title(person: Person, title: Title, row: Membership | None) -> scopes.Scopes:
    return {
        Post: Q(organization=title.organization, title=title.title),
        Membership: Q(person=person),
        Sighting: Q(mention__person=person),
        Lead: Q(kind="person", name__in=leading.names_of([person.pk])),
    }


def _appoint(person: Person, post: Post, title: Title, row: Membership | None) -> None:
    former = row.post_id if row else None
    row = row or Membership(person=person, post=post)
    twin = Membership.objects.filter(person=person, post=post, first_seen=row.first_seen).exclude(pk=row.pk)
    if row.pk is None or former != post.pk:
        if twin.exists():
            raise Refused(gettext("这个人已有这个职位，请改那一条。"))
        row.post = post
        row.lock(["person", "post"])
    row.start, row.end = title.start, title.end
    row.lock(["start", "end"])
    row.save()
    if former and former != post.pk:
        seen = Sighting.objects.filter(mention__person=person, post=former)
        seen.filter(told=None).update(told=former)
        seen.update(post=post)
        derive({(person.pk, former), (person.pk, post.pk)})

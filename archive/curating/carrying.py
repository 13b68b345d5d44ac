"""What a record has is carried over to the one it is merged into: by kind, and what is the same for all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone

from archive.curating import leading
from archive.ingest import sightings
from archive.models import (
    Curated,
    Event,
    FormerRecord,
    Lead,
    Membership,
    Mention,
    Newspaper,
    Organization,
    OtherName,
    Participation,
    Person,
    Place,
    Post,
    Report,
    SavedSearch,
    Sighting,
)
from archive.models.readers import led
from archive.models.terms import Pair, derive

# What is left empty in the record that stays is filled from the other; days go together, and so do places.
FILLED: dict[str, tuple[tuple[str, ...], ...]] = {
    "person": (("home",), ("note",)),
    "organization": (("type",), ("place",), ("parent",), ("note",)),
    "place": (("type",), ("note",)),
    "event": (("type",), ("start", "end", "precision"), ("place", "place_name"), ("host",), ("area",)),
}
# What the machine would conclude anew from both: where they differ, what stays is a person's choice.
SETTLED = {"person": ("home",), "event": ("title", "type", "start", "end", "precision", "host", "area")}

# What belongs to places, and by which field.
BELONGING: tuple[tuple[type[Curated], str], ...] = (
    *((Person, "home"), (Organization, "place")),
    *((Event, "place"), (Event, "area"), (Newspaper, "area")),
)


def gaps(kind: str, keep: Any, drop: Any) -> list[tuple[str, ...]]:
    """The fields that are filled from the dropped record."""
    found = [
        names
        for names in FILLED[kind]
        if not any(getattr(keep, name) for name in names if name != "precision")
        and any(getattr(drop, name) for name in names if name != "precision")
    ]
    if kind == "organization" and ("place",) in found:
        twins = Organization.objects.filter(name=keep.name, place=drop.place_id).exclude(pk__in=(keep.pk, drop.pk))
        found = [names for names in found if names != ("place",) or not twins.exists()]
    if kind == "organization" and drop.parent and drop.parent.is_within(keep):
        found = [names for names in found if names != ("parent",)]
    return found


def fill(kind: str, keep: Any, drop: Any) -> None:
    """Fill the gaps, when the dropped record is gone; fix what a person has just chosen."""
    names = [name for group in gaps(kind, keep, drop) for name in group]
    for name in names:
        setattr(keep, name, getattr(drop, name))
    keep.lock(name for name in names if name in drop.locked_fields)
    rest = [name for name in SETTLED.get(kind, ()) if name not in names]
    keep.lock(name for name in rest if getattr(keep, name) and getattr(keep, name) != getattr(drop, name))
    keep.save()


def follow(kind: str, keep: Any, drop: Any) -> None:
    """What points to the dropped record, of whichever kind it is, points to the other."""
    own = {kind: drop.pk}
    Mention.objects.filter(**own).update(**{kind: keep.pk}, revision=F("revision") + 1, updated_at=timezone.now())
    Report.objects.filter(**own).update(**{kind: keep.pk})
    for saved in SavedSearch.objects.filter(query__contains=f"{kind}={drop.pk}"):
        query = led(saved.query, {(kind, drop.pk): keep.pk})
        if query != saved.query:
            SavedSearch.objects.filter(pk=saved.pk).update(query=query)
    FormerRecord.objects.lead(kind, [drop.pk], keep.pk)
    Lead.objects.to(kind, drop.pk).update(record=keep.pk)
    Lead.objects.keep(leading.leads_of(drop, keep.pk))
    if kind != "event":
        _carry_names(kind, keep, drop)


def _carry_names(kind: str, keep: Any, drop: Any) -> None:
    """What the dropped one is called, the other is called besides."""
    known = {keep.name, *keep.other_names.values_list("name", flat=True)}
    for name in (drop.name, *drop.other_names.order_by("pk").values_list("name", flat=True)):
        if name not in known:
            known.add(name)
            OtherName.objects.create(name=name, **{kind: keep})


def person(keep: Person, drop: Person) -> None:
    """Somebody's mentions, parts in events, posts."""
    names = leading.names_of([keep.pk, drop.pk])
    bore = Sighting.objects.filter(mention__person__in=[keep.pk, drop.pk]).pairs()
    theirs, mine = leading.keys_of([drop.pk]), leading.firm(leading.keys_of([keep.pk]))
    follow("person", keep, drop)
    Lead.objects.keep(leading.tell(mine | theirs, keep.pk))
    parts = Participation.objects.filter(person=drop)
    parts.update(person=keep, revision=F("revision") + 1, updated_at=timezone.now())
    chosen = "memberships" in {*keep.locked_fields, *drop.locked_fields}
    _carry_memberships(drop.memberships.all(), chosen=chosen, person=keep)
    keep.lock(["memberships"] if chosen else [])
    _delete(drop)
    fill("person", keep, drop)
    sightings.reconsider(names, {(keep.pk, post) for _, post in bore})


def _delete(record: Any) -> None:
    """Delete the row, but keep what is known of it in hand."""
    pk = record.pk
    type(record).objects.get(pk=pk).delete()


def _carry_memberships(rows: Iterable[Membership], *, chosen: bool, **to: Any) -> None:
    """Those that a person fixed go along; others follow from what is seen, unless it is `chosen` which there are."""
    for row in rows:
        if not (row.locked_fields or chosen):
            continue
        for name, value in to.items():
            setattr(row, name, value)
        twin = Membership.objects.filter(person=row.person_id, post=row.post_id, first_seen=row.first_seen).first()
        if twin and (twin.locked_fields or not row.locked_fields):
            continue
        if twin:
            twin.delete()
        row.save(update_fields=list(to))


def organization(keep: Organization, drop: Organization) -> None:
    """A body's posts, the bodies below it, its mentions."""
    if keep.is_within(drop):  # It takes its place, above all that stood between them.
        keep.parent_id = drop.parent_id if drop.parent_id != keep.pk else None
        keep.save(update_fields=["parent"])
    for child in drop.children.exclude(pk=keep.pk):
        child.parent = keep
        child.save(update_fields=["parent"])
    stirred: set[Pair] = set()
    for each in drop.posts.order_by("pk"):
        twin = keep.posts.filter(title=each.title).first()
        if twin:
            stirred |= _post(twin, each)
        else:
            each.organization = keep
            each.save(update_fields=["organization"])
            stirred |= Sighting.objects.filter(post=each).pairs()
    keep.lock({"posts", "other_names"} & set(drop.locked_fields))
    follow("organization", keep, drop)
    _delete(drop)
    fill("organization", keep, drop)
    derive(stirred)


def _post(keep: Post, drop: Post) -> set[Pair]:
    """A post is another; return the memberships that this bears on."""
    pairs = {(who, keep.pk) for who, _ in Sighting.objects.filter(post=drop).pairs()}
    Sighting.objects.filter(post=drop).update(post=keep)
    Sighting.objects.filter(told=drop).update(told=keep)
    Sighting.objects.filter(told=keep, post=keep).update(told=None)
    chosen = "memberships" in {*keep.locked_fields, *drop.locked_fields}
    _carry_memberships(drop.memberships.all(), chosen=chosen, post=keep)
    if chosen and "memberships" not in keep.locked_fields:
        keep.lock(["memberships"])
        keep.save(update_fields=["locked_fields"])
    _lead_from(post=(drop.pk, keep.pk))
    FormerRecord.objects.lead("post", [drop.pk], keep.pk)
    _delete(drop)
    return pairs


def _lead_from(**moved: tuple[int, int]) -> None:
    """Let leads from under a post or place be from under another."""
    for name, (old, new) in moved.items():
        for lead in Lead.objects.filter(**{name: old}):
            lead.delete()
            lead.pk = None
            setattr(lead, f"{name}_id", new)
            Lead.objects.keep([lead])


def place_pairs(keep: Place, drop: Place) -> list[tuple[int, int]]:
    """The places that become one when two do: they, and those of one name in both; kept and dropped."""
    pairs = [(keep.pk, drop.pk)]
    inner = {each.name: each for each in keep.children.exclude(pk=drop.pk)}
    for child in drop.children.order_by("pk"):
        if child.name in inner:
            pairs += place_pairs(inner[child.name], child)
    return pairs


def twin_bodies(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The bodies of one name that would be at one place; kept and dropped."""
    found = []
    for keep, drop in pairs:
        there = dict(Organization.objects.filter(place=keep).values_list("name", "pk"))
        rows = Organization.objects.filter(place=drop, name__in=there).order_by("pk")
        found += [(there[name], pk) for pk, name in rows.values_list("pk", "name")]
    return found


def place(keep: Place, drop: Place) -> None:
    """All that lies in a place or belongs there; what is called alike within becomes one."""
    from archive.curating.moving import replant

    for child in drop.children.order_by("pk"):
        twin = keep.children.exclude(pk=drop.pk).filter(name=child.name).first()
        if twin:
            place(twin, child)
        else:
            replant(child, keep)
    for kept, dropped in twin_bodies([(keep.pk, drop.pk)]):
        organization(Organization.objects.get(pk=kept), Organization.objects.get(pk=dropped))
    belong(drop.pk, keep.pk)
    follow("place", keep, drop)
    _lead_from(place=(drop.pk, keep.pk))
    if drop.in_gazetteer:
        keep.in_gazetteer = True
    _delete(drop)
    fill("place", keep, drop)


def belong(place: int, to: int | None) -> None:
    """Whoever and whatever belongs to one place belongs to another."""
    now = timezone.now()
    for model, name in BELONGING:
        rows = model._base_manager.filter(**{name: place})
        rows.update(**{name: to}, revision=F("revision") + 1, updated_at=now)
    Sighting.objects.filter(home=place).update(home=to)


def event(keep: Event, drop: Event) -> None:
    """An event's reports, and who took part in it."""
    follow("event", keep, drop)
    held = {(row.name, row.part): row for row in keep.participations.all()}
    last = max((row.position for row in held.values()), default=-1)
    for row in drop.participations.order_by("position", "pk"):
        twin = held.get((row.name, row.part))
        if twin is None:
            last += 1
            row.event, row.position = keep, min(last, 32767)
            row.save(update_fields=["event", "position"])
        elif twin.revise(person_id=twin.person_id or row.person_id):
            twin.save(update_fields=["person"])
    keep.lock({"participations"} & set(drop.locked_fields))
    _delete(drop)
    fill("event", keep, drop)


CARRY: dict[str, Callable[[Any, Any], None]] = {
    "person": person,
    "organization": organization,
    "place": place,
    "event": event,
}

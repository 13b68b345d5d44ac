"""What led to a record, so that it goes on leading to the one that stands for it: the machine's keys of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from archive.models import Event, Lead, Mention, Organization, Person, Place, Sighting

MODELS: dict[str, type[Any]] = {"person": Person, "organization": Organization, "place": Place, "event": Event}
MOST_NAMES = 50  # Those who took part in an event, told to know it again.

Key = tuple[str, int | None, int | None, str]  # the name printed, home, post, else the title printed


def told_apart(**records: Any) -> dict[str, str]:
    """What records are called, in the words of a label; those of one name with their numbers: 陆明远（12）."""
    names = {role: str(record) for role, record in records.items()}
    if len(set(names.values())) == len(names):
        return names
    return {
        role: gettext("%(name)s（%(number)d）") % {"name": names[role], "number": records[role].pk} for role in names
    }


def keys_of(pks: Collection[int], mentions: Iterable[int] | None = None) -> set[Key]:
    """Under which names, homes and posts the mentions of people (or some of these) see them."""
    rows = Sighting.objects.filter(mention__person__in=list(pks)).exclude(mention__status=Mention.Status.REJECTED)
    if mentions is not None:
        rows = rows.filter(mention__in=list(mentions))
    said = rows.annotate(said=Coalesce("told", "post")).order_by()
    columns = said.values_list("mention__text", "home", "said", "title").distinct()
    return {(text, home, post, "" if post else title) for text, home, post, title in columns}


def tell(keys: Iterable[Key], record: int | None) -> list[Lead]:
    """People's keys as leads to a record, or to nobody."""
    return [
        Lead(kind="person", name=text, place_id=home, post_id=post, title=title, record=record)
        for text, home, post, title in sorted(keys, key=repr)
    ]


def firm(keys: set[Key]) -> set[Key]:
    """Those of the keys that tell who is meant: a bare name tells nothing beside a post."""
    return {key for key in keys if key[2] or key[3]} or keys


def leads_of(record: Any, to: int | None) -> list[Lead]:
    """What leads to a body, a place or an event now, leading to another, or to nothing."""
    match record:
        case Organization():
            return [Lead(kind="organization", name=record.name, place_id=record.place_id, record=to)]
        case Place():
            return [Lead(kind="place", name=record.name, place_id=record.parent_id, record=to)]
        case Event() if record.start:
            names = record.participations.order_by("position", "pk").values_list("name", flat=True)[:MOST_NAMES]
            told: dict[str, Any] = {"type": record.type, "place_id": record.place_id, "place_name": record.place_name}
            told["names"] = list(dict.fromkeys(names))
            return [
                Lead(kind="event", name=record.title, place_id=record.area_id, day=record.start, told=told, record=to)
            ]
    return []


def names_of(pks: Collection[int]) -> set[str]:
    """How people are called: by their records, and in print."""
    names = set(Person.objects.filter(pk__in=pks).values_list("name", flat=True))
    names |= set(Mention.objects.filter(person__in=pks).order_by().values_list("text", flat=True).distinct())
    return names | set(
        Person.objects.filter(pk__in=pks, other_names__isnull=False).values_list("other_names__name", flat=True)
    )


def people_called(names: Collection[str], pks: Collection[int] = ()) -> set[int]:
    """Everybody whom these names may be tied to, and who may be thought over with them."""
    tied = Mention.objects.filter(kind="person", text__in=names, person__isnull=False).order_by()
    return {
        *pks,
        *tied.values_list("person", flat=True).distinct(),
        *Person.objects.filter(name__in=names).values_list("pk", flat=True),
    }

"""Locked fields: who set them, what the machine would write there, and what is handed back to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from archive.models import Article, Curated, Disagreement, Issue, Newspaper, Page


class SetBy(NamedTuple):
    """Who set a field, and when."""

    who: str
    when: datetime


def set_by(record: Curated) -> dict[str, SetBy]:
    """Who last changed each locked field, as far as versions were kept; one query."""
    columns = {name: each.attname for each in record._meta.concrete_fields if (name := each.name)}
    names = [name for name in record.locked_fields if name in columns]
    if not record.locked_fields:
        return {}
    history: Any = type(record).history  # type: ignore[attr-defined]
    rows = history.filter(**{str(record._meta.pk.attname): record.pk}).order_by("history_id")
    asked = ("history_user__username", "history_date", "locked_fields", *(columns[name] for name in names))
    found: dict[str, SetBy] = {}
    before: tuple[Any, ...] | None = None
    for row in rows.values_list(*asked):
        who, when, locked = row[:3]
        for at, name in enumerate(names, 3):
            if who and (before is None or before[at] != row[at]):
                found[name] = SetBy(who, when)
        for name in set(locked) - set(before[2] if before else ()):
            if who:
                found.setdefault(name, SetBy(who, when))
        before = row
    return {name: by for name, by in found.items() if name in record.locked_fields}


def machines(record: Curated, names: Collection[str]) -> dict[str, Any]:
    """What the machine would write into these fields, where that is known and something else."""
    rows = Disagreement.objects.filter(model=record._meta.model_name, object_id=record.pk, field__in=names)
    columns = {each.name for each in record._meta.concrete_fields}
    return {row.field: row.value for row in rows if row.field in columns}


def read_anew(record: Curated) -> None:
    """Let the next ingest of its files read the record anew, though nothing in them has changed."""
    match record:
        case Article():
            rows = Article.objects.filter(pk=record.pk)
        case Page():
            rows = Article.objects.filter(page=record.pk)
        case Issue():
            rows = Article.objects.filter(page__issue=record.pk)
        case Newspaper():
            rows = Article.objects.filter(newspaper=record.pk)
        case _:
            return
    rows.update(checksum="")

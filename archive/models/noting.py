"""What the machine changes while it writes, and what it would write where a lock keeps it out.

Noted in memory and written with the transaction (`archive.models.runs`): a run can be looked at, and taken back.
Outside `noting` nothing is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models

Key = tuple[str, int]  # a model's name and a record's id
# What pages come apart into. Names, people and events follow from these and are read anew.
TOLD = frozenset({"newspaper", "issue", "page", "article"})


@dataclass(slots=True)
class Notes:
    """What was made, changed (with the former values, the first of each) and deleted (with all values); and, of locked
    fields, what the machine would write and whether that is something else."""

    made: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[Key, dict[str, Any]] = field(default_factory=dict)
    deleted: dict[Key, dict[str, Any]] = field(default_factory=dict)
    kept_out: dict[tuple[str, int, str], tuple[Any, bool]] = field(default_factory=dict)

    def make(self, records: Iterable[models.Model]) -> None:
        """Records were made."""
        for record in records:
            self.made[str(record._meta.model_name)].append(record.pk)

    def change(self, record: models.Model, **former: Any) -> None:
        """A record is changed; `former` are the values that were stored."""
        kind = str(record._meta.model_name)
        if record.pk is None or kind not in TOLD:
            return
        known = self.changed.setdefault((kind, record.pk), {})
        for name, value in former.items():
            known.setdefault(*plain(record, name, value))

    def delete(self, record: models.Model) -> None:
        """A record is deleted."""
        fields = record._meta.concrete_fields
        kind = str(record._meta.model_name)
        self.deleted[kind, record.pk] = {each.attname: getattr(record, each.attname) for each in fields}

    def keep_out(self, record: models.Model, name: str, value: Any, differs: bool) -> None:
        """The machine would write `value` where a person locked the field. What follows from others has no form."""
        found = record._meta.get_field(name)
        if record.pk is not None and (found.auto_created or found.editable or name == "breaks"):
            attname, value = plain(record, name, value)
            self.kept_out[str(record._meta.model_name), record.pk, attname.removesuffix("_id")] = value, differs

    def take(self, later: Notes) -> None:
        """Take over what came after."""
        for kind, pks in later.made.items():
            self.made[kind] += pks
        for key, former in later.changed.items():
            self.changed[key] = former | self.changed.get(key, {})
        self.deleted |= later.deleted
        self.kept_out |= later.kept_out


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


def notes() -> Notes:
    """Where to note; what is noted while nobody asked for notes is lost."""
    return _notes.get() or Notes()


@contextmanager
def noting() -> Iterator[Notes]:
    """Note what is changed inside; what breaks off was rolled back and leaves no note."""
    outer, inner = _notes.get(), Notes()
    token = _notes.set(inner)
    try:
        yield inner
    finally:
        _notes.reset(token)
    if outer is not None:
        outer.take(inner)


def plain(record: models.Model, name: str, value: Any) -> tuple[str, Any]:
    """A field's name and value as the column holds them; rows behind a relation stay under its name."""
    found = record._meta.get_field(name)
    if isinstance(value, models.Model):
        value = value.pk
    return getattr(found, "attname", name), value

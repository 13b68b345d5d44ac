"""Values set in a record as if a person had sent its form: checked, locked, with all that follows from a save."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest

from archive.admin.locks import PEOPLES_OWN, LockingForm, check
from archive.curating import locks
from archive.models import Article, Curated, IndexChange


@dataclass
class Applied:
    """What stands for a form where an admin's `save_model` asks one."""

    instance: Curated
    changed_data: list[str]
    initial: dict[str, Any]
    cleaned_data: dict[str, Any] = field(default_factory=dict)

    def has_changed(self) -> bool:
        """Whether anything is another than before."""
        return bool(self.changed_data)

    def save_m2m(self) -> None:
        """There is nothing of the kind."""


def settable(admin: Any, request: HttpRequest, record: Curated) -> list[str]:
    """The fields that this user may set in the record's form."""
    if not admin.has_change_permission(request, record):
        return []
    form = admin.get_form(request, record, change=True)
    return [column.name for column in record._meta.concrete_fields if column.name in form.base_fields]


def companions(admin: Any, names: Iterable[str]) -> set[str]:
    """The fields, and those that are locked and given back together with them."""
    chosen = set(names)
    groups = getattr(admin.form, "locked_together", ()) if issubclass(admin.form, LockingForm) else ()
    return chosen.union(*(group for group in groups if chosen & set(group)))


def differing(record: Curated, values: Mapping[str, Any]) -> list[str]:
    """The fields that hold another value than these, given by column as JSON or the model has them."""
    return [name for name, value in values.items() if _column(record, name)[1](value) != record.column_value(name)]


def apply(
    admin: Any,
    request: HttpRequest,
    record: Curated,
    values: Mapping[str, Any],
    *,
    lock: bool = False,
    unlock: Collection[str] = (),
) -> list[str]:
    """Set the fields, by name with their columns' values, and draw what follows; return those that changed.

    With `lock` these are locked with their companions; those of `unlock` are handed back with theirs. Raises
    ValidationError where the record could not be so.
    """
    changed = differing(record, values)
    initial = {name: record.column_value(name) for name in changed}
    for name in changed:
        attname, to_python = _column(record, name)
        setattr(record, attname, to_python(values[name]))
    if lock:
        record.lock(companions(admin, changed) - PEOPLES_OWN)
    opened = companions(admin, unlock)
    record.locked_fields = [name for name in record.locked_fields if name not in opened]
    check(record, changed)
    # The form stands for what a person did: also where only a lock was opened.
    form = Applied(record, changed or ["unlock"], initial)
    admin.save_model(request, record, form, True)
    IndexChange.objects.enqueue("article", admin.indexed_articles([record.pk]))
    return changed


def hand_back(admin: Any, request: HttpRequest, record: Curated, names: Collection[str]) -> list[str]:
    """Unlock the fields; the machine writes at once what it would, where that is known, else with the next ingest.

    Return those it wrote. Raises PermissionDenied where the user may not set one of them.
    """
    opened = companions(admin, names)
    if opened & admin.shut(request):
        raise PermissionDenied
    values = locks.machines(record, opened)
    if opened - values.keys():
        locks.read_anew(record)
        if isinstance(record, Article):
            record.checksum = ""  # Saved with the record, the one of the file would let the next ingest pass it over.
    try:
        return apply(admin, request, record, values, unlock=opened)
    except ValidationError:
        # Another record has taken the place meanwhile: the next ingest sees what it can do.
        record.refresh_from_db()
        return apply(admin, request, record, {}, unlock=opened)


def _column(record: models.Model, name: str) -> tuple[str, Any]:
    column: Any = record._meta.get_field(name)
    if isinstance(column, models.ForeignKey):
        return column.attname, lambda value: value
    return column.attname, column.to_python

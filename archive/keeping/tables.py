"""The tables that are the archive, and what their columns hold, whatever the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# What `migrate` itself writes: a database that holds nothing else is empty.
OF_MIGRATE = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


class Kind(StrEnum):
    """What a column holds, as far as SQLite and PostgreSQL write it differently."""

    PLAIN = "plain"  # numbers and texts
    TRUTH = "truth"
    DAY = "day"
    MOMENT = "moment"
    JSON = "json"
    UUID = "uuid"


_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(
        (
            *("AutoField", "BigAutoField", "BigIntegerField", "IntegerField", "SmallIntegerField"),
            *("PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "FloatField"),
            *("CharField", "SlugField", "TextField", "GenericIPAddressField"),
        ),
        Kind.PLAIN,
    ),
    "BooleanField": Kind.TRUTH,
    "DateField": Kind.DAY,
    "DateTimeField": Kind.MOMENT,
    "JSONField": Kind.JSON,
    "UUIDField": Kind.UUID,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its name, its columns with what they hold, and the column that numbers its rows, if one does."""

    name: str
    columns: Mapping[str, Kind]
    numbered_by: str | None = None


def tables() -> list[Table]:
    """Every table of this version: the archive's own, accounts, sessions, and which migrations were applied."""
    models: list[Any] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    own = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted((_table(model) for model in own), key=lambda table: table.name)


def _table(model: Any) -> Table:
    meta = model._meta
    columns = {str(field.column): _kind(field) for field in meta.concrete_fields}
    numbered = str(meta.pk.column) if meta.pk.get_internal_type() in ("AutoField", "BigAutoField") else None
    return Table(meta.db_table, columns, numbered)


def _kind(field: Any) -> Kind:
    while field.is_relation:
        field = field.target_field
    kind = _KINDS.get(field.get_internal_type())
    if kind is None:
        raise TypeError(f"{field}: nobody has said how a {field.get_internal_type()} goes to another database")
    return kind


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the tables that the database has, but for SQLite's own."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return {name for name in names if not name.startswith("sqlite_")}


def filled(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that hold more than `migrate` writes."""
    found = []
    with connection.cursor() as cursor:
        for name in sorted(present(connection) - OF_MIGRATE):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
            if cursor.fetchone():
                found.append(name)
    return found


def migrations(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """The migrations of this version that the database lacks, and those it has that this version does not know."""
    loader = MigrationLoader(connection)
    applied = {key for key in loader.applied_migrations if key[0] in loader.migrated_apps}
    known = set(loader.disk_migrations)
    return _named(known - applied), _named(applied - known)


def _named(keys: set[tuple[str, str]]) -> list[str]:
    return [f"{app}.{name}" for app, name in sorted(keys)]

"""What can be asked of a database about its own soundness: SQLite of its whole file, PostgreSQL of what it notes."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef

CHECKED = "sound"
SHOWN = 5  # Complaints told of what may be many.

_POSTGRESQL = {
    "invalid indexes": (
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready AND indislive)"
    ),
    "constraints that were never checked": "SELECT conname FROM pg_constraint WHERE NOT convalidated",
    "pages whose checksum is wrong": (
        "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0"
    ),
}
# Reads every index of ours, and looks for rows of the tables that they lack; where the extension is installed.
_AMCHECK = (
    "SELECT bt_index_check(index => indexrelid, heapallindexed => true) FROM pg_index"
    " JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam"
    " WHERE amname = 'btree' AND relnamespace = current_schema()::regnamespace AND relpersistence = 'p'"
)


def damage(database: BaseDatabaseWrapper = connection) -> list[str]:  # type: ignore[assignment]
    """What the database complains of; nothing where it is sound. DatabaseError where not even that can be read."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute(f"PRAGMA integrity_check({SHOWN})")
            return [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        found = []
        for what, question in _POSTGRESQL.items():
            cursor.execute(question)
            if rows := cursor.fetchmany(SHOWN):
                found.append(f"{what}: {', '.join(str(row[0]) for row in rows)}")
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
        if cursor.fetchone():
            cursor.execute(_AMCHECK)
        return found


def dangling() -> list[str]:
    """The columns that name rows which are not there, with how many."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            rows = [f"{table} {row} names none in {parent}" for table, row, parent, _key in cursor.fetchmany(SHOWN)]
        return rows
    return [f"{name}: {count}" for name, count in _missing_parents() if count]


def _missing_parents() -> Iterator[tuple[str, int]]:
    """Each foreign key that the database should keep, and how many rows name what is not there."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.db_constraint and not model._meta.proxy:
                target = field.target_field
                there = field.related_model._base_manager.filter(**{target.name: OuterRef(field.attname)})
                rows = model._base_manager.filter(~Exists(there), **{f"{field.name}__isnull": False})
                yield f"{model._meta.db_table}.{field.column}", rows.order_by().count()

"""Rows of a table as values that mean the same on every database: read in one steady view, some at a time."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

from archive.keeping.tables import Kind, Table

AT_ONCE = 500  # Rows of articles are some kilobytes: few enough that memory stays flat.
Convert = Callable[[Any], Any]
Row = Sequence[Any]


@contextmanager
def steady(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within, every question sees the database as it was at the first; writers go on. A transaction that is open
    already is left as it is."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            # Django's own transactions are made to write, and keep writers out.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def rows(connection: BaseDatabaseWrapper, table: Table) -> Iterator[Row]:
    """The rows of the table, in no particular order: texts, numbers, truths, days, moments in UTC, UUIDs, and JSON as
    the text that the database gives."""
    quoted = connection.ops.quote_name
    converts = [
        (at, convert) for at, kind in enumerate(table.columns.values()) if (convert := _read(connection, kind))
    ]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(quoted, table.columns))} FROM {quoted(table.name)}")
        while found := cursor.fetchmany(AT_ONCE):
            for row in found:
                values = list(row)
                for at, convert in converts:
                    if values[at] is not None:
                        values[at] = convert(values[at])
                yield values


def _read(connection: BaseDatabaseWrapper, kind: Kind) -> Convert | None:
    """What makes the column's values mean the same everywhere; None where they do."""
    if connection.vendor == "postgresql":
        return None
    match kind:
        case Kind.MOMENT:
            return _in_utc
        case Kind.UUID:
            return uuid.UUID
        case Kind.TRUTH:
            return bool
    return None


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    """SQLite keeps moments in UTC, without saying so."""
    return moment.replace(tzinfo=datetime.UTC)

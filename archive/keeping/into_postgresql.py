"""Filling a PostgreSQL database."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

from archive.keeping.rows import Row
from archive.keeping.tables import Table

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""


class IntoPostgresql:
    """One transaction that fills every table by COPY; nobody sees any of it until it is committed."""

    def __init__(self, connection: BaseDatabaseWrapper, cursor: Any) -> None:
        """Made by `begun`."""
        self._connection = connection
        self._cursor = cursor
        self._quoted = connection.ops.quote_name
        self._again: list[str] = []

    @classmethod
    @contextmanager
    def begun(cls, connection: BaseDatabaseWrapper, every: Sequence[Table]) -> Iterator[Self]:
        """Begin, with empty tables; commit at the end, or take all back."""
        with atomic(using=connection.alias), connection.cursor() as cursor:
            into = cls(connection, cursor)
            into._empty(every)
            yield into
        with connection.cursor() as cursor:
            for table in every:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table.name)}")

    def _empty(self, every: Sequence[Table]) -> None:
        names = [self._quoted(table.name) for table in every]
        self._cursor.execute(_FOREIGN_KEYS, [names])
        for table, name, definition in self._cursor.fetchall():
            self._again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            self._cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        self._cursor.execute(_INDEXES, [names])
        for name, definition in self._cursor.fetchall():
            self._again.insert(0, definition)
            self._cursor.execute(f"DROP INDEX {name}")
        self._cursor.execute(f"TRUNCATE {', '.join(names)}")

    def fill(self, table: Table, found: Iterable[Row]) -> None:
        """Write the rows of a table."""
        columns = ", ".join(map(self._quoted, table.columns))
        with self._connection.wrap_database_errors:
            self._cursor.cursor.copy_expert(
                f"COPY {self._quoted(table.name)} ({columns}) FROM STDIN", _Stream(map(_line, found))
            )

    def number(self, table: Table, last: int) -> None:
        """Let the next row of the table have a number beyond `last`."""
        self._cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), GREATEST(%s, 1), %s)",
            [self._quoted(table.name), table.numbered_by, last, last > 0],
        )

    def finish(self) -> None:
        """Make indexes and foreign keys again."""
        for statement in self._again:
            self._cursor.execute(statement)


def _line(row: Row) -> bytes:
    return ("\t".join(map(_cell, row)) + "\n").encode()


def _cell(value: object) -> str:
    """A value as COPY reads it."""
    match value:
        case None:
            return r"\N"
        case str():
            return _SPECIAL.sub(lambda found: _ESCAPED[found[0]], value)
        case bool():
            return "t" if value else "f"
        case datetime.date():
            return value.isoformat()
    return str(value)


class _Stream:
    """Lines as the file that COPY reads."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        """Nothing was read yet."""
        self._lines = lines
        self._rest = bytearray()

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while len(self._rest) < size and (line := next(self._lines, None)):
            self._rest += line
        given = bytes(self._rest[:size])
        del self._rest[:size]
        return given

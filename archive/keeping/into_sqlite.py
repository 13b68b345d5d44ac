"""Filling an SQLite database."""

from __future__ import annotations

import datetime
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from django.db import IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping.rows import Row
from archive.keeping.tables import Kind, Table


class IntoSqlite:
    """One transaction that fills every table; the file on the disk is as it was until it is committed."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        """Made by `begun`."""
        self._connection = connection
        self._raw: sqlite3.Connection = connection.connection
        self._quoted = connection.ops.quote_name
        self._indexes: list[str] = []

    @classmethod
    @contextmanager
    def begun(cls, connection: BaseDatabaseWrapper, every: Sequence[Table]) -> Iterator[Self]:
        """Begin, with empty tables; commit at the end, or take all back."""
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")  # Says nothing within a transaction.
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("BEGIN IMMEDIATE")
            try:
                into = cls(connection)
                into._empty(every)
                yield into
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            else:
                cursor.execute("COMMIT")
            finally:
                cursor.execute("PRAGMA foreign_keys = ON")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _empty(self, every: Sequence[Table]) -> None:
        names = {table.name for table in every}
        found = self._raw.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"
        )
        for name, of, statement in found.fetchall():
            if of in names:
                self._indexes.append(statement)
                self._raw.execute(f"DROP INDEX {self._quoted(name)}")
        for name in names:
            self._raw.execute(f"DELETE FROM {self._quoted(name)}")

    def fill(self, table: Table, found: Iterable[Row]) -> None:
        """Write the rows of a table, with values as Django writes them."""
        converts = [(at, convert) for at, kind in enumerate(table.columns.values()) if (convert := _WRITTEN.get(kind))]
        columns = ", ".join(map(self._quoted, table.columns))
        places = ", ".join("?" * len(table.columns))

        def written() -> Iterator[list[Any]]:
            for row in found:
                values = list(row)
                for at, convert in converts:
                    if values[at] is not None:
                        values[at] = convert(values[at])
                yield values

        statement = f"INSERT INTO {self._quoted(table.name)} ({columns}) VALUES ({places})"
        with self._connection.wrap_database_errors:
            self._raw.executemany(statement, written())

    def number(self, table: Table, last: int) -> None:
        """Let the next row of the table have a number beyond `last`."""
        self._raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
        self._raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last])

    def finish(self) -> None:
        """Make the indexes again, and see that every foreign key leads to a row."""
        with self._connection.wrap_database_errors:
            for statement in self._indexes:
                self._raw.execute(statement)
        if wrong := self._raw.execute("PRAGMA foreign_key_check").fetchmany(3):
            told = "; ".join(f"{table} {row} → {parent}" for table, row, parent, _ in wrong)
            raise IntegrityError(f"rows that point to none: {told}")


def _moment(value: datetime.datetime) -> str:
    return str(value.astimezone(datetime.UTC).replace(tzinfo=None))


def _json(text: str) -> str:
    """As Django writes it: PostgreSQL gives the characters themselves."""
    return text if text in ("[]", "{}") else json.dumps(json.loads(text))


_WRITTEN: dict[Kind, Callable[[Any], object]] = {
    Kind.DAY: datetime.date.isoformat,
    Kind.MOMENT: _moment,
    Kind.JSON: _json,
    Kind.UUID: lambda value: uuid.UUID(str(value)).hex,
}

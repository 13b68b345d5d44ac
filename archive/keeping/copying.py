"""A whole archive from one database into another, empty one: every row with its number, all of them or none.

The rows stream through, some hundred at a time. Indexes and foreign keys are put aside meanwhile and made again at the
end, which takes a fraction of what keeping them at every row takes; what is there is then read again and compared with
what was read, before anything is committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping.fingerprint import State, Sum, Tell, as_seen, differences
from archive.keeping.into_postgresql import IntoPostgresql
from archive.keeping.into_sqlite import IntoSqlite
from archive.keeping.rows import Row, rows, steady
from archive.keeping.tables import Table, filled, migrations, tables

TELL_EVERY = 50_000  # rows


class CopyFailed(Exception):
    """Why nothing was copied."""


class Into(Protocol):
    """A database that is being filled, in one transaction."""

    def fill(self, table: Table, found: Iterable[Row]) -> None:
        """Write the rows of a table."""

    def number(self, table: Table, last: int) -> None:
        """Let the next row of the table have a number beyond `last`, which a deleted row may have had."""

    def finish(self) -> None:
        """Make indexes and foreign keys again; DatabaseError where a row points to none."""


def copy(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, tell: Tell = lambda _: None) -> dict[str, State]:
    """Copy all that `source` holds into `target`, which has the same tables and nothing in them; returns its state.

    CopyFailed where that cannot be; `target` is then as it was.
    """
    _refuse_what_differs(source, target)
    if held := filled(target):
        raise CopyFailed(f"the target is not empty: {', '.join(held[:5])}{' …' if len(held) > 5 else ''}")
    every = tables()
    try:
        with steady(source), _filling(target, every) as into:
            states = {table.name: _copied(source, table, into, tell) for table in every}
            tell("indexes and foreign keys")
            into.finish()
            tell("comparing")
            if wrong := differences(states, as_seen(target, every)):
                raise CopyFailed("what was written is not what was read: " + "; ".join(wrong))
    except DatabaseError as error:
        raise CopyFailed(str(error).strip()) from error
    return states


@contextmanager
def _filling(target: BaseDatabaseWrapper, every: Sequence[Table]) -> Iterator[Into]:
    kind = IntoPostgresql if target.vendor == "postgresql" else IntoSqlite
    with kind.begun(target, every) as into:
        yield into


def _refuse_what_differs(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    for which, connection in (("source", source), ("target", target)):
        missing, unknown = migrations(connection)
        if unknown:
            raise CopyFailed(f"the {which} was made by a newer version: {', '.join(unknown)}")
        if missing:
            raise CopyFailed(f"the {which} lacks {', '.join(missing[:3])}: run `manage.py migrate` on it first")


def _copied(source: BaseDatabaseWrapper, table: Table, into: Into, tell: Tell) -> State:
    """Copy one table."""
    added = Sum(table)

    def told() -> Iterator[Row]:
        for row in added.through(rows(source, table)):
            yield row
            if added.count % TELL_EVERY == 0:
                tell(f"{table.name}: {added.count} …")

    into.fill(table, told())
    if table.numbered_by:
        into.number(table, _last_number(source, table))
    if added.count:
        tell(f"{table.name}: {added.count}")
    return added.state()


def _last_number(source: BaseDatabaseWrapper, table: Table) -> int:
    """The highest number that a row ever had, deleted ones too: an address never means another record."""
    quoted = source.ops.quote_name
    with source.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX({quoted(str(table.numbered_by))}), 0) FROM {quoted(table.name)}")
        (last,) = cursor.fetchone()
        if source.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted(table.name), table.numbered_by])
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        given = cursor.fetchone()
    return max(int(last), int(given[0]) if given else 0)

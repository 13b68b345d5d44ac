"""What a database holds, in a line for each table: how many rows, and a hash of them all.

Two databases with the same lines hold the same rows, every column of every row, SQLite or PostgreSQL. A table's hash
is the sum of its rows' hashes, so that no order has to be agreed on. JSON counts by its meaning: PostgreSQL keeps
neither the order of keys nor how a number was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping.rows import Row, rows, steady
from archive.keeping.tables import Kind, Table

BYTES = 16
_ALL = 1 << 8 * BYTES
Tell = Callable[[str], None]


class State(msgspec.Struct, frozen=True):
    """How many rows a table has, and their hash; the columns are those that were read, with what they hold."""

    rows: int
    hash: str
    columns: dict[str, str]


def _number(written: str) -> int | float:
    """A number with a point or an exponent: 1e+16 and 10000000000000000 are the same."""
    value = float(written)
    return int(value) if value.is_integer() else value


_decode = msgspec.json.Decoder(float_hook=_number).decode
_encode = msgspec.json.Encoder(order="deterministic").encode


class Sum:
    """Adds up the rows of a table."""

    def __init__(self, table: Table) -> None:
        """Nothing was added yet."""
        self.table = table
        self.count = self._total = 0
        self._json = [at for at, kind in enumerate(table.columns.values()) if kind == Kind.JSON]
        # Most lists and objects are empty.
        self._known: dict[str, Any] = {"[]": [], "{}": {}}

    def add(self, row: Row) -> None:
        """Count a row in."""
        if self._json:
            row = list(row)
            for at in self._json:
                if (text := row[at]) is not None:
                    known = self._known.get(text)
                    row[at] = _decode(text) if known is None else known
        digest = hashlib.blake2b(_encode(row), digest_size=BYTES).digest()
        self._total = (self._total + int.from_bytes(digest)) % _ALL
        self.count += 1

    def through(self, passing: Iterable[Row]) -> Iterator[Row]:
        """The rows as they come, each counted in."""
        for row in passing:
            self.add(row)
            yield row

    def state(self) -> State:
        """What came together."""
        columns = {name: str(kind) for name, kind in self.table.columns.items()}
        return State(self.count, self._total.to_bytes(BYTES).hex(), columns)


def fingerprint(connection: BaseDatabaseWrapper, tables: Iterable[Table]) -> dict[str, State]:
    """The state of each table, all at one moment."""
    with steady(connection):
        return as_seen(connection, tables)


def as_seen(connection: BaseDatabaseWrapper, tables: Iterable[Table]) -> dict[str, State]:
    """The state of each table, as the transaction sees it that is open."""
    found = {}
    for table in tables:
        added = Sum(table)
        for row in rows(connection, table):
            added.add(row)
        found[table.name] = added.state()
    return found


def differences(one: Mapping[str, State], other: Mapping[str, State]) -> list[str]:
    """The tables that are not the same, each with what differs."""
    found = []
    for name in sorted(one.keys() | other.keys()):
        a, b = one.get(name), other.get(name)
        if a is None or b is None:
            found.append(f"{name}: only in one of the two")
        elif a.rows != b.rows:
            found.append(f"{name}: {a.rows} rows and {b.rows}")
        elif a != b:
            found.append(f"{name}: {a.rows} rows each, which differ")
    return found


def described(states: Mapping[str, State]) -> list[Table]:
    """The tables as they were when their states were taken, which a later version may have changed."""
    return [
        Table(name, {column: Kind(kind) for column, kind in state.columns.items()}) for name, state in states.items()
    ]

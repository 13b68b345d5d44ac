"""Writers take turns, so that none decides on what another is about to change.

Ingest, extract and curators draw conclusions from many rows at once (whose name it is, who held a post since when):
locks on single rows would not keep two of them from making the same person, or from undoing what a curator decided
between the reading and the writing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Any numbers will do, as long as everybody who writes (or counts, see `attempts`) asks PostgreSQL for the same one.
WRITERS_TURN = 0x66616E67
COUNTERS_TURN = 0x66616E68


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which nobody else writes: ingest's last as long as one issue does."""
    with turn(WRITERS_TURN):
        yield


@contextmanager
def turn(number: int) -> Iterator[None]:
    """A transaction that nobody else with the same number is in.

    SQLite sees to that itself (one writer at a time); PostgreSQL is asked for a lock that ends with the transaction.
    Call it before any row is locked, else two may wait for each other.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        yield

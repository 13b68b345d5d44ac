"""What SQLite is told of the archive's rows, so that it begins with what is asked for; PostgreSQL finds out by itself.

SQLite knows of its rows only what it is told. Untold it takes what is published, or joined to nothing, for a few
articles where it is nearly all, and begins with these instead of with the names that are asked for; and it takes an
article's whole row, text and all, where `article_seen` has all that is asked. A migration that makes the table anew
loses what was told: so it is told after every `migrate`.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections

TABLE = "archive_article"
# By the columns of an index: its rows in all, then for one value of the first column, of the first two …
TOLD = {
    ("id", "state", "joined_to_id", "date", "newspaper_id"): "100000 1 1 1 1 1",
    ("state", "date", "id"): "100000 100000 30 1",
    ("joined_to_id",): "100000 50000",
}


def tell(sender: AppConfig, using: str = "default", **_kwargs: Any) -> None:
    """Tell SQLite how many articles one entry of an index leads to; run after every `migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite" or TABLE not in connection.introspection.table_names(cursor):
            return
        cursor.execute("ANALYZE sqlite_master")  # Only makes the table of statistics.
        cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl = %s", [TABLE])
        for name, index in connection.introspection.get_constraints(cursor, TABLE).items():
            if index["index"] and (rows := TOLD.get(tuple(index["columns"]))):
                cursor.execute("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", [TABLE, name, rows])
        cursor.execute("ANALYZE sqlite_master")  # Open connections read them now.

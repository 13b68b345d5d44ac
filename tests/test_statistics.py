"""SQLite is told of its rows after every migration, whatever the migration made anew."""

import pytest
from django.core.management import call_command
from django.db import connection


def told() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'archive_article'")
        return dict(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds out by itself")
def test_what_a_migration_lost_is_told_again() -> None:
    before = told()
    assert {"article_seen", "article_newest"} < set(before)
    assert len(before) == 3
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
    call_command("migrate", verbosity=0)
    assert told() == before

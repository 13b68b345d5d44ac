"""An archive in another database is the same archive; a fingerprint misses no change."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping.copying import CopyFailed, copy
from archive.keeping.fingerprint import as_seen, differences, fingerprint
from archive.keeping.tables import Kind, filled, tables
from tests.keeping.conftest import Archive, in_file

Open = Callable[[str], BaseDatabaseWrapper]

ADDED = {
    Kind.PLAIN: ("CASE WHEN typeof({0}) = 'text' THEN {0} || '乙' ELSE COALESCE({0}, 0) + 1 END"),
    Kind.TRUTH: "1 - COALESCE({0}, 0)",
    Kind.DAY: "'1950-02-03'",
    Kind.MOMENT: "'1950-02-03 04:05:06.000007'",
    Kind.JSON: "'[{{\"甲\": [1, 2.5, null]}}]'",
    Kind.UUID: "'0123456789abcdef0123456789abcdef'",
}


@pytest.fixture
def empty(migrated: Path, tmp_path: Path) -> Archive:
    """An SQLite database with tables and nothing in them."""
    var = tmp_path / "empty"
    var.mkdir()
    shutil.copy(migrated / "fangzhi.sqlite3", var)
    return in_file(var)


def made_by_postgresql(connection: BaseDatabaseWrapper) -> list[Any]:
    """Every index and constraint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        )
        return [indexes, cursor.fetchall()]


def next_person(connection: BaseDatabaseWrapper) -> int:
    """The number that the next person gets."""
    columns = "created_at, updated_at, revision, locked_fields, name, note"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO archive_person ({columns}) VALUES (%s, %s, 1, '[]', '某', '') RETURNING id",
            ["2023-01-01 00:00:00+00:00"] * 2,
        )
        return int(cursor.fetchone()[0])


def test_an_archive_goes_to_postgresql_and_back(
    rich: Archive, empty: Archive, open_database: Open, postgresql: Callable[..., Archive], with_tables: str
) -> None:
    target = postgresql(with_tables)
    source, big, back = map(open_database, (rich.url, target.url, empty.url))
    before = made_by_postgresql(big)
    assert len(before[0]) > 100
    told: list[str] = []
    written = copy(source, big, told.append)
    assert any(line.startswith("archive_article: ") for line in told)
    assert made_by_postgresql(big) == before
    copy(big, back)
    original = fingerprint(source, tables())
    assert {name: state.rows for name, state in original.items()}["archive_mention"] > 200
    assert differences(original, fingerprint(big, tables())) == []
    assert differences(original, fingerprint(back, tables())) == []
    assert written == original
    with closing(sqlite3.connect(empty.var / "fangzhi.sqlite3")) as database:
        ((highest,),) = database.execute("SELECT MAX(id) FROM archive_person")
    # The person deleted last had a number beyond the highest: nobody else gets it, or its address.
    assert next_person(big) == next_person(back) == highest + 2


def test_what_postgresql_cannot_hold_leaves_it_empty(
    another: Archive, open_database: Open, postgresql: Callable[..., Archive], with_tables: str
) -> None:
    with closing(sqlite3.connect(another.var / "fangzhi.sqlite3")) as database, database:
        database.execute("UPDATE archive_article SET deck = 'a' || char(0) WHERE id = 7")
    target = postgresql(with_tables)
    source, big = map(open_database, (another.url, target.url))
    before = made_by_postgresql(big), fingerprint(big, tables())
    with pytest.raises(CopyFailed, match="0x00(.|\n)*archive_article"):
        copy(source, big)
    assert (made_by_postgresql(big), fingerprint(big, tables())) == before
    assert filled(big) == []


def test_a_row_that_points_to_none_leaves_sqlite_empty(another: Archive, empty: Archive, open_database: Open) -> None:
    with closing(sqlite3.connect(another.var / "fangzhi.sqlite3")) as database, database:
        database.execute("UPDATE archive_mention SET article_id = 987654 WHERE id = 5")
    source, target = map(open_database, (another.url, empty.url))
    before = fingerprint(target, tables())
    with pytest.raises(CopyFailed, match="archive_mention 5 → archive_article"):
        copy(source, target)
    assert fingerprint(target, tables()) == before
    with target.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
        assert cursor.fetchone()[0] > 100


def test_the_command_copies_and_refuses(rich: Archive, empty: Archive, django_db_blocker: Any, capsys: Any) -> None:
    with django_db_blocker.unblock():
        call_command("copy_database", rich.url, empty.url, verbosity=0)
        assert "every row is the same" in capsys.readouterr().out
        with closing(sqlite3.connect(empty.var / "fangzhi.sqlite3")) as database:
            statistics = database.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'archive_article'").fetchone()
        assert statistics == (3,)  # What SQLite is told of its rows went with its indexes, and came again.
        for source, target, reason in (
            (rich.url, empty.url, "not empty: archive_"),
            (f"{rich.url}-none", empty.url, "there is no file"),
            ("mysql://u@h/x", empty.url, "is asked for"),
        ):
            with pytest.raises(CommandError, match=f"nothing was copied: .*{reason}"):
                call_command("copy_database", source, target, verbosity=0)
        call_command("fingerprint", rich.url)
        one = capsys.readouterr().out
        call_command("fingerprint", empty.url)
        assert capsys.readouterr().out == one
        call_command("fingerprint", empty.url, json=True)
        assert '"archive_article":{"rows":52,"hash":"' in capsys.readouterr().out


def test_no_change_escapes_the_fingerprint(another: Archive, open_database: Open) -> None:
    """Of each table with rows, every column of one row is changed in turn."""
    connection, tried = open_database(another.url), 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for table in tables():
            before = as_seen(connection, [table])
            for column, kind in table.columns.items() if before[table.name].rows else ():
                cursor.execute("BEGIN")
                value = ADDED[kind].format(f'"{column}"').replace("%", "%%")
                row = f"(SELECT MAX(rowid) FROM {table.name})"
                cursor.execute(f'UPDATE {table.name} SET "{column}" = {value} WHERE rowid = {row}')
                assert differences(before, as_seen(connection, [table])), f"{table.name}.{column}"
                cursor.execute("ROLLBACK")
                tried += 1
    assert tried > 200

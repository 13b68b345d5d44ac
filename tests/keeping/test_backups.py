"""A backup is one moment of an archive that goes on; it is checked, kept, and put back whole."""

from __future__ import annotations

import datetime
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping import backups
from archive.keeping import postgresql as programs
from archive.keeping.backups import NotDone, back_up, put_back
from archive.keeping.copying import copy
from archive.keeping.fingerprint import differences, fingerprint
from archive.keeping.manifest import BadBackup, Manifest, read, thinned
from archive.keeping.postgresql import ProgramFailed
from archive.keeping.tables import tables
from archive.local import lock
from tests.keeping.conftest import Archive, in_file

Open = Callable[[str], BaseDatabaseWrapper]
NOW = datetime.datetime(2023, 3, 5, 9, 30, tzinfo=datetime.UTC)
TOGETHER = 20  # Rows that are committed with the headline that counts them.


def silent(_text: str) -> None:
    """Nobody listens."""


class Writer:
    """Somebody who writes as fast as the database lets them, by a connection of their own: twenty rows and the
    headline that counts them, in each transaction."""

    def __init__(self, connect: Callable[[], Any], mark: str) -> None:
        self.done = 0  # Transactions that the database has acknowledged.
        self._connect, self._mark = connect, mark
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        while not self.done:
            assert self._thread.is_alive()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        rows = f"INSERT INTO archive_attempt (action, who, at) VALUES ('x', {self._mark}, '2023-01-01 00:00:00+00:00')"
        with closing(self._connect()) as connection:
            while not self._stop.is_set():
                cursor = connection.cursor()
                for _ in range(TOGETHER):
                    cursor.execute(rows, [str(self.done)])
                cursor.execute(
                    f"UPDATE archive_article SET headline = {self._mark} WHERE id = 7", [str(self.done + 1)]
                )
                connection.commit()
                self.done += 1


def written(connection: BaseDatabaseWrapper) -> tuple[int, int]:
    """The writer's rows, and what the headline says of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), (SELECT headline FROM archive_article WHERE id = 7) FROM archive_attempt")
        count, headline = cursor.fetchone()
    return count, int(headline)


@pytest.mark.dear
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_drill(
    database: str, another: Archive, tmp_path: Path, open_database: Open, request: pytest.FixtureRequest
) -> None:
    """Backed up while somebody writes, lost, put back into an empty folder, indexed anew: one moment of it, whole."""
    archive, lost = another, in_file(tmp_path / "new")
    if database == "postgresql":
        made = request.getfixturevalue("postgresql")
        archive, lost = made(request.getfixturevalue("with_tables")), made()
        copy(open_database(another.url), open_database(archive.url))
    file = archive.url.removeprefix("sqlite:///")
    live = open_database(archive.url)

    def connect() -> Any:
        return psycopg2.connect(archive.url) if database == "postgresql" else sqlite3.connect(file, timeout=60)

    with Writer(connect, "%s" if database == "postgresql" else "?") as writer:
        before = writer.done
        manifest = back_up(live, tmp_path / "backups", NOW, silent)
        after = writer.done
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "backups").glob("fangzhi-*")} == {0o600}
    assert {path.name for path in (tmp_path / "backups").glob("fangzhi-*")} == {
        "fangzhi-20230305T093000.json",
        f"fangzhi-20230305T093000.{'dump' if database == 'postgresql' else 'sqlite3'}",
    }
    program = (
        "from django.core.management import call_command\ncall_command('restore', {!r})\ncall_command('verify_index')"
    )
    said = lost.shell(program.format(str(manifest)))
    assert "every row the same" in said
    assert re.findall("missing ([0-9]+), ghosts ([0-9]+), stale ([0-9]+)", said) == [("0", "0", "0")] * 6
    restored = open_database(lost.url)
    rows, headline = written(restored)
    assert rows == headline * TOGETHER  # One moment, in both tables …
    assert before <= headline <= after + 1  # … between the command's beginning and its end.
    # Taken back to that moment, the archive that went on is the same, row by row.
    with live.cursor() as cursor:
        cursor.execute("DELETE FROM archive_attempt WHERE CAST(who AS integer) >= %s", [headline])
        cursor.execute("UPDATE archive_article SET headline = %s WHERE id = 7", [str(headline)])
    held = fingerprint(live, tables())
    assert held["archive_mention"].rows > 200
    assert differences(held, read(manifest)[0].tables) == []
    # The index writer has applied what waited, and the word lists' state is brought along; nothing else differs.
    wrong = differences(held, fingerprint(restored, tables()))
    assert [line for line in wrong if not line.startswith(("archive_indexchange", "archive_arrival"))] == []


@pytest.fixture
def kept(another: Archive, tmp_path: Path, open_database: Open) -> Path:
    """A backup of SQLite: its manifest."""
    return back_up(open_database(another.url), tmp_path / "backups", NOW, silent)


def spoil(path: Path, at: int) -> None:
    """Change one byte."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def changed(path: Path, **values: object) -> None:
    """Change what the manifest says."""
    path.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), **values}))


@pytest.mark.dear(cases=3)
@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (lambda beside, file: spoil(file, -4000), "its SHA-256 differs"),
        (lambda beside, file: file.write_bytes(file.read_bytes()[:-1]), "bytes instead of"),
        (lambda beside, file: file.unlink(), "cannot be read"),
        (lambda beside, file: beside.unlink(), "broken off"),
        (lambda beside, file: beside.write_text("{"), "cannot be read"),
        (lambda beside, file: changed(beside, format=2), "format 2"),
        (lambda beside, file: changed(beside, vendor="postgresql"), "copy_database"),
        (lambda beside, file: changed(beside, migrations=["archive.0999_later"]), "newer version: archive.0999_later"),
    ],
)
def test_what_cannot_be_put_back_is_refused(
    spoilt: Callable[[Path, Path], object], reason: str, kept: Path, another: Archive, open_database: Open
) -> None:
    connection = open_database(another.url)
    before = fingerprint(connection, tables())
    spoilt(kept, read(kept)[1])
    with pytest.raises((NotDone, BadBackup), match=reason):
        manifest, file = read(kept)
        put_back(connection, manifest, file, True, silent)
    assert fingerprint(connection, tables()) == before


def test_what_is_there_is_replaced_only_if_that_is_said(kept: Path, another: Archive, open_database: Open) -> None:
    connection = open_database(another.url)
    before = fingerprint(connection, tables())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_mention")
    manifest, file = read(kept.with_suffix(".sqlite3"))  # Either of the two files names the backup.
    with pytest.raises(NotDone, match="--replace"):
        put_back(connection, manifest, file, False, silent)
    assert fingerprint(connection, tables())["archive_mention"].rows == 0
    put_back(connection, manifest, file, True, silent)
    assert fingerprint(connection, tables()) == before == manifest.tables


def test_a_dump_that_cannot_be_unpacked_changes_nothing(
    open_database: Open, postgresql: Callable[..., Archive], with_tables: str, tmp_path: Path
) -> None:
    connection = open_database(postgresql(with_tables).url)
    manifest = back_up(connection, tmp_path, NOW, silent)
    before = fingerprint(connection, tables())
    file = read(manifest)[1]
    whole = file.read_bytes()
    for length in (len(whole) // 2, len(whole) - 3000, 100):
        file.write_bytes(whole[:length])
        with pytest.raises(ProgramFailed):
            programs.restored(connection, file, before.keys())
        with pytest.raises((BadBackup, ProgramFailed)):
            programs.agree(programs.counted(connection, file), {name: each.rows for name, each in before.items()})
        assert fingerprint(connection, tables()) == before


def test_a_backup_that_goes_wrong_leaves_nothing(
    another: Archive, tmp_path: Path, open_database: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, folder = open_database(another.url), tmp_path / "backups"
    wrong: dict[str, Any] = {
        "the disk is full": ("sha256", OSError("the disk is full")),
        "not what is there": ("fingerprint", BadBackup("not what is there")),
        "MB left": ("shutil.disk_usage", None),
    }
    for reason, (name, error) in wrong.items():
        with monkeypatch.context() as patch:

            def fails(*_: object, error: Exception | None = error) -> Any:
                if error:
                    raise error
                return type("Usage", (), {"free": 10})

            patch.setattr(f"archive.keeping.backups.{name}", fails)
            with pytest.raises(NotDone, match=reason):
                back_up(connection, folder, NOW, silent)
        assert [path.name for path in folder.iterdir()] == [backups.LOCK]
    made = back_up(connection, folder, NOW, silent)
    with pytest.raises(NotDone, match="there already"):
        back_up(connection, folder, NOW, silent)
    assert read(made)[0].rows > 1000


def test_two_backups_at_once_are_one(another: Archive, tmp_path: Path, open_database: Open) -> None:
    with lock(tmp_path / backups.LOCK, wait=False) as held, pytest.raises(NotDone, match="another backup"):
        assert held
        back_up(open_database(another.url), tmp_path, NOW, silent)


def test_a_database_that_waits_for_migrate_is_not_backed_up(
    first: Callable[[], Archive], tmp_path: Path, open_database: Open
) -> None:
    with pytest.raises(NotDone, match="archive.0002_jumps_and_confidence"):
        back_up(open_database(first().url), tmp_path, NOW, silent)


def as_backup(folder: Path, day: int, size: int = 3) -> Path:
    """A file of three bytes and a manifest that says `size`, of that day in March; the manifest."""
    made = datetime.datetime(2023, 3, day, tzinfo=datetime.UTC)
    path = folder / f"fangzhi-{made:%Y%m%dT%H%M%S}.json"
    path.with_suffix(".sqlite3").write_bytes(b"abc")
    manifest = Manifest(1, made, "sqlite", f"{path.stem}.sqlite3", size, "", [], {})
    path.write_bytes(msgspec.json.encode(manifest))
    return path


def days(folder: Path) -> list[int]:
    """Of which days of March there is anything."""
    return sorted({int(path.name[14:16]) for path in folder.glob("fangzhi-*")})


@pytest.mark.parametrize(
    ("keep", "spoilt", "left"),
    [
        (2, [], [4, 5]),
        (1, [], [5]),
        (0, [], [5]),  # Never none.
        (9, [], [1, 2, 3, 4, 5]),
        (2, [4, 2], [3, 5]),  # What is spoilt counts nothing.
        (4, [1, 2, 3, 4], [5]),
    ],
)
def test_thinning_out(tmp_path: Path, keep: int, spoilt: list[int], left: list[int]) -> None:
    made = [as_backup(tmp_path, day, size=4 if day in spoilt else 3) for day in range(1, 6)]
    (tmp_path / "fangzhi-20230309T000000.sqlite3.part").write_text("broken off")
    (tmp_path / "fangzhi-20230308T000000.sqlite3").write_text("without manifest")
    gone = thinned(tmp_path, keep, made[-1], NOW)
    assert days(tmp_path) == left
    assert len(list(tmp_path.glob("fangzhi-*"))) == 2 * len(left)
    assert len(gone) == 2 * (5 - len(left)) + 2


def test_thinning_out_after_a_clock_that_was_wrong(tmp_path: Path) -> None:
    for day in (1, 2, 3, 20, 21):
        as_backup(tmp_path, day)
    new = as_backup(tmp_path, 5)
    thinned(tmp_path, 5, new, NOW)
    assert days(tmp_path) == [1, 2, 3, 5, 21], "those of a time to come go first"
    thinned(tmp_path, 1, new, NOW)
    assert days(tmp_path) == [5], "the one just made stays, whatever the others say"


def test_thinning_out_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    new = as_backup(tmp_path, 5)
    kept = [
        "mine.txt",
        "fangzhi-settings.env",
        "fangzhi-20230301T000000.dump.gpg",
        "fangzhi-20230301T000000-before-the-move.sqlite3",
        "fangzhi-2023.json",
        "fangzhi-20230302T000000.json",  # Of another version, or not readable: not understood, so not judged.
        "fangzhi-20230302T000000.dump",
    ]
    for name in kept:
        (tmp_path / name).write_text('{"format": 2}')
    (tmp_path / "fangzhi-20230303T000000.dump").mkdir()
    assert thinned(tmp_path, 1, new, NOW) == []
    assert all((tmp_path / name).exists() for name in kept)


def test_the_commands_say_what_they_did(
    another: Archive, tmp_path: Path, open_database: Open, monkeypatch: pytest.MonkeyPatch, capsys: Any, settings: Any
) -> None:
    settings.BACKUPS = tmp_path / "backups"
    connection = open_database(another.url)
    monkeypatch.setattr("archive.management.commands.backup.connection", connection)
    call_command("backup", "--keep", "2", verbosity=0)
    (made,) = settings.BACKUPS.glob("*.sqlite3")
    assert capsys.readouterr().out == ""
    as_backup(tmp_path, 1)
    call_command("backup", str(tmp_path), "--keep", "1")
    told = capsys.readouterr().out
    assert f"{tmp_path / made.name[:12]}" in told and "deleted fangzhi-20230301T000000.sqlite3" in told
    assert len(list(tmp_path.glob("fangzhi-*"))) == 2
    for wrong in ("0", "-1", "x"):
        with pytest.raises(CommandError):
            call_command("backup", "--keep", wrong)
    monkeypatch.setattr("archive.management.commands.restore.connection", connection)
    with pytest.raises(CommandError, match="nothing was put back: .*--replace"):
        call_command("restore", str(next(settings.BACKUPS.glob("*.sqlite3"))))
    with pytest.raises(CommandError, match="nothing was put back: .*broken off"):
        call_command("restore", str(tmp_path / "none.sqlite3"))

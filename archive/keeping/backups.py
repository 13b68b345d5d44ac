"""Backups: made while writes go on, checked after they were written, and put back.

A backup is a file of the database (SQLite: a database of its own; PostgreSQL: pg_dump's custom format) and, written
last, a manifest beside it. What it shows is one moment. The index is no part of it: it is made of the database.
"""

from __future__ import annotations

import datetime
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import msgspec
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from archive.databases import SQLITE
from archive.keeping import postgresql
from archive.keeping.files import becoming, sha256
from archive.keeping.fingerprint import State, Tell, described, differences, fingerprint
from archive.keeping.manifest import FILES, FORMAT, LOCK, PREFIX, SUFFIX, BadBackup, Manifest, refuse_what_is_spoilt
from archive.keeping.rows import steady
from archive.keeping.tables import filled, migrations, present, tables
from archive.local import lock, private_folder

_COPY = "backup"  # The alias of an SQLite backup that is looked into.


class NotDone(Exception):
    """Why no backup was made, or nothing was put back."""


def back_up(connection: BaseDatabaseWrapper, folder: Path, now: datetime.datetime, tell: Tell) -> Path:
    """Write a backup of the database into the folder, check it, and return its manifest's path; else NotDone."""
    missing, _unknown = migrations(connection)
    if missing:
        raise NotDone(f"the database lacks {', '.join(missing[:3])}: run `manage.py migrate` first")
    private_folder(folder)
    with lock(folder / LOCK, wait=False) as held:
        if not held:
            raise NotDone(f"another backup is being written into {folder}")
        name = f"{PREFIX}{now:%Y%m%dT%H%M%S}"
        path, manifest = folder / (name + FILES[connection.vendor]), folder / (name + SUFFIX)
        if path.exists() or manifest.exists():
            raise NotDone(f"{path} is there already")
        try:
            _write(connection, path, manifest, now, tell)
        except (OSError, DatabaseError, sqlite3.Error, postgresql.ProgramFailed, BadBackup) as error:
            path.unlink(missing_ok=True)
            raise NotDone(str(error).strip()) from error
    return manifest


def _write(connection: BaseDatabaseWrapper, path: Path, beside: Path, now: datetime.datetime, tell: Tell) -> None:
    _refuse_a_full_disk(connection, path.parent)
    write = _write_postgresql if connection.vendor == "postgresql" else _write_sqlite
    with becoming(path) as part:
        states = write(connection, part, tell)
    manifest = Manifest(
        FORMAT,
        now.replace(microsecond=0),
        connection.vendor,
        path.name,
        path.stat().st_size,
        sha256(path),
        [f"{app}.{name}" for app, name in sorted(MigrationLoader(connection).applied_migrations)],
        states,
    )
    with becoming(beside) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")


def _refuse_a_full_disk(connection: BaseDatabaseWrapper, folder: Path) -> None:
    """An SQLite backup is as large as the database; how far PostgreSQL's shrinks is not known before."""
    if connection.vendor == "sqlite":
        size, free = Path(connection.settings_dict["NAME"]).stat().st_size, shutil.disk_usage(folder).free
        if free < size:
            raise OSError(f"{folder} has {free >> 20} MB left; the database has {size >> 20} MB")


def _write_sqlite(connection: BaseDatabaseWrapper, part: Path, tell: Tell) -> dict[str, State]:
    """One moment of the database as a database of its own; what is told of it is read from there."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(part)])
    tell("written; checking")
    with _looked_into(part) as copy:
        with copy.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(3)")
            if (said := [row[0] for row in cursor.fetchall()]) != ["ok"]:
                raise BadBackup(f"the copy is damaged: {'; '.join(said)}")
        return fingerprint(copy, tables())


@contextmanager
def _looked_into(path: Path) -> Iterator[BaseDatabaseWrapper]:
    """An SQLite file that is read, with nothing written beside it."""
    values = {"ENGINE": SQLITE, "NAME": f"file:{quote(str(path))}?immutable=1"}
    connections.settings[_COPY] = connections.configure_settings({"default": {}, _COPY: values})[_COPY]
    try:
        yield connections[_COPY]
    finally:
        connections[_COPY].close()
        del connections[_COPY]


def _write_postgresql(connection: BaseDatabaseWrapper, part: Path, tell: Tell) -> dict[str, State]:
    """A dump of what one transaction sees, and the state of what the same transaction sees; then the dump is read."""
    with steady(connection), postgresql.dumping(connection, postgresql.exported_snapshot(connection), part):
        states = fingerprint(connection, tables())
    tell("written; checking")
    postgresql.agree(postgresql.counted(connection, part), {name: state.rows for name, state in states.items()})
    return states


def put_back(connection: BaseDatabaseWrapper, manifest: Manifest, file: Path, replace: bool, tell: Tell) -> None:
    """Put a backup into the database, all of it or none, and see that it holds what the backup does; else NotDone."""
    _refuse_what_does_not_fit(connection, manifest, replace)
    tell("reading the backup")
    try:
        refuse_what_is_spoilt(manifest, file)
        tell("putting it back")
        if connection.vendor == "postgresql":
            own = {table.name for table in tables()} & present(connection)
            connection.close()
            postgresql.restored(connection, file, own | manifest.tables.keys())
        else:
            _put_back_sqlite(connection, file)
    except (OSError, DatabaseError, sqlite3.Error, postgresql.ProgramFailed, BadBackup) as error:
        raise NotDone(str(error).strip()) from error
    tell("comparing")
    if wrong := differences(manifest.tables, fingerprint(connection, described(manifest.tables))):
        raise NotDone("what was put back is not what was backed up: " + "; ".join(wrong))


def _refuse_what_does_not_fit(connection: BaseDatabaseWrapper, manifest: Manifest, replace: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise NotDone(
            f"the backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}: put it back where it is "
            "from, then use `manage.py copy_database`"
        )
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    unknown = [
        name for name in manifest.migrations if name not in known and name.split(".")[0] in loader.migrated_apps
    ]
    if unknown:
        raise NotDone(f"the backup was made by a newer version: {', '.join(unknown[:3])}")
    if not replace and (held := filled(connection)):
        raise NotDone(f"the database is not empty ({', '.join(held[:3])} …): --replace puts the backup in its place")


def _put_back_sqlite(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Page by page, in one transaction: killed before its end, the database is as it was."""
    connection.ensure_connection()
    source = sqlite3.connect(f"file:{quote(str(file))}?immutable=1", uri=True)
    try:
        source.backup(connection.connection)
    finally:
        source.close()
    connection.close()  # The next one asks for the write-ahead log again.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

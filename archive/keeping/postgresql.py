"""PostgreSQL's own programs: pg_dump, pg_restore, psql."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping.manifest import BadBackup


class ProgramFailed(Exception):
    """What one of them said."""


def _environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Where the database is, as libpq reads it: a password in a command line can be seen by all."""
    values = connection.settings_dict
    said = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(values[key]) for name, key in said.items() if values.get(key)}
    if mode := values.get("OPTIONS", {}).get("sslmode"):
        given["PGSSLMODE"] = str(mode)
    return {**os.environ, **given}


@contextmanager
def _running(connection: BaseDatabaseWrapper, *command: str, **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    """The program while it runs; ProgramFailed with what it said unless it ends well."""
    try:
        process = subprocess.Popen(command, env=_environment(connection), stderr=subprocess.PIPE, **pipes)  # type: ignore[call-overload]
    except FileNotFoundError as error:
        raise ProgramFailed(f"{command[0]} is not installed (Debian: apt install postgresql-client)") from error
    with process:
        try:
            yield process
        except BrokenPipeError:
            pass  # It has ended, and says why.
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
    if process.returncode:
        raise ProgramFailed(f"{command[0]}: {said or process.returncode}")


@contextmanager
def dumping(connection: BaseDatabaseWrapper, snapshot: str, path: Path) -> Iterator[None]:
    """Write a dump of what the snapshot sees into the file, while other things are done; at the end it is written."""
    with _running(connection, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}"):
        yield


def counted(connection: BaseDatabaseWrapper, path: Path) -> dict[str, int]:
    """How many rows of each table the dump holds: all of it is unpacked and read."""
    counts: dict[str, int] = {}
    table = None
    program = ("pg_restore", "--data-only", "--file=-", str(path))
    with _running(connection, *program, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            if table is None:
                if line.startswith(b"COPY "):
                    table = line.split(b" ", 2)[1].decode().rpartition(".")[2].strip('"')
                    counts[table] = 0
            elif line == b"\\.\n":
                table = None
            else:
                counts[table] += 1
    return counts


def restored(connection: BaseDatabaseWrapper, path: Path, instead_of: Collection[str]) -> None:
    """Put what the dump holds in the place of these tables, in one transaction; ProgramFailed leaves all as it was."""
    quoted = connection.ops.quote_name
    psql = ("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-")
    unpack = ("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(path))
    with (
        _running(connection, *psql, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as written,
        _running(connection, *unpack, stdout=subprocess.PIPE) as read,
    ):
        into: IO[bytes] = written.stdin  # type: ignore[assignment]
        for table in sorted(instead_of):
            into.write(f"DROP TABLE IF EXISTS {quoted(table)} CASCADE;\n".encode())
        while some := read.stdout.read(1 << 16):  # type: ignore[union-attr]
            into.write(some)
        if read.wait():
            # Nothing was committed yet, and nothing will be: the transaction ends with an error of its own making.
            into.write(b"\n\\.\nDO $$ BEGIN RAISE 'the dump could not be unpacked'; END $$;\n")
        into.close()
        written.wait()


def exported_snapshot(connection: BaseDatabaseWrapper) -> str:
    """A name by which other sessions see what this transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def agree(counts: dict[str, int], rows: dict[str, int]) -> None:
    """BadBackup unless the dump holds as many rows of each table as were there."""
    wrong = [
        f"{name}: {counts.get(name, 0)} of {count}" for name, count in rows.items() if counts.get(name, 0) != count
    ]
    if wrong:
        raise BadBackup("the dump does not hold what was there: " + "; ".join(wrong))

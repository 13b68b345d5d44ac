"""What is written beside a backup: what it holds, so that it can be checked without the database it was made of."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from archive.keeping.files import PART, sha256
from archive.keeping.fingerprint import State
from archive.local import lock

FORMAT = 1
LOCK = "backup.lock"  # Held by whoever writes or deletes backups in the folder.
PREFIX, SUFFIX = "fangzhi-", ".json"
FILES = {"sqlite": ".sqlite3", "postgresql": ".dump"}  # By the database that a backup is of.
# What `manage.py backup` itself names so; other files of the folder, whatever they begin with, are somebody's.
_OWN = re.compile(rf"({PREFIX}\d{{8}}T\d{{6}})(?:\.sqlite3|\.dump|\{SUFFIX})(?:\{PART})?")


class BadBackup(Exception):
    """Why a backup cannot be used."""


class Manifest(msgspec.Struct, frozen=True):
    """A backup: when it was begun, of which database, its file, and every table's rows and hash.

    `migrations` are those of the database, as app.name: by them a version knows whether it can read the backup.
    """

    format: int
    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    vendor: str
    file: str
    size: int
    sha256: str
    migrations: list[str]
    tables: dict[str, State]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(state.rows for state in self.tables.values())


def read(path: Path) -> tuple[Manifest, Path]:
    """The manifest at `path`, or of the backup file at `path`, and the backup file; BadBackup if there is none."""
    written = path.with_suffix(SUFFIX)
    try:
        manifest = msgspec.json.decode(written.read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise BadBackup(
            f"there is no {written}: it is written last, so the backup was broken off, or moved"
        ) from error
    except (OSError, msgspec.DecodeError) as error:
        raise BadBackup(f"{written} cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise BadBackup(f"{written} has the format {manifest.format}; this version reads {FORMAT}")
    if Path(manifest.file).name != manifest.file:
        raise BadBackup(f"{written} names a file that is not beside it")
    return manifest, written.with_name(manifest.file)


def refuse_what_is_spoilt(manifest: Manifest, file: Path) -> None:
    """BadBackup unless the file is, byte for byte, the one that was written."""
    try:
        size = file.stat().st_size
        if size != manifest.size:
            raise BadBackup(f"{file} has {size} bytes instead of {manifest.size}")
        if sha256(file) != manifest.sha256:
            raise BadBackup(f"{file} is not what was written: its SHA-256 differs")
    except OSError as error:
        raise BadBackup(f"{file} cannot be read: {error}") from error


def whole(folder: Path, now: datetime) -> list[tuple[datetime, Path]]:
    """The folder's whole backups, as far as can be told without reading them: when each was made, and its manifest.

    The newest comes first. What is dated later than `now` was made by a clock that was wrong, and comes last: it must
    not stand before what is known to be new.
    """
    found = [(manifest.made_at, path) for path, manifest in _manifests(folder) if _is_whole(path, manifest)]
    return sorted(found, key=lambda each: (each[0] <= now, each), reverse=True)


def thinned(folder: Path, keep: int, newest: Path, now: datetime) -> list[str]:
    """Delete all whole backups of the folder but `newest`, a manifest, and those next to it, `keep` in all; then what
    is left of those that were broken off or are spoilt. Returns the names; what is not named like a backup's stays."""
    with lock(folder / LOCK, wait=True):  # What another process is writing is not broken off.
        others = [path for _made, path in whole(folder, now) if path != newest]
        kept = {path.stem for path in [newest, *others[: max(keep, 1) - 1]]}
        # What another version wrote, and what cannot be read, is not understood here, so it is not judged.
        known = {path.stem for path, _manifest in _manifests(folder)}
        kept |= {path.stem for path in folder.glob(f"*{SUFFIX}")} - known
        gone = [
            path
            for path in sorted(folder.iterdir())
            if (match := _OWN.fullmatch(path.name)) and match[1] not in kept and path.is_file()
        ]
        # A file is deleted before its manifest (.dump, .json, .sqlite3 …), so that no file is left without one.
        for path in sorted(gone, key=lambda path: path.suffix == SUFFIX):
            path.unlink()
    return [path.name for path in gone]


def _manifests(folder: Path) -> list[tuple[Path, Manifest]]:
    """Those manifests of the folder that can be read, by name."""
    found = []
    for path in sorted(folder.glob(f"{PREFIX}*{SUFFIX}")):
        if _OWN.fullmatch(path.name):
            with suppress(BadBackup):
                found.append((path, read(path)[0]))
    return found


def _is_whole(path: Path, manifest: Manifest) -> bool:
    file = path.with_name(manifest.file)
    try:
        return path.stem == file.stem and file.stat().st_size == manifest.size
    except OSError:
        return False

"""What is written beside a backup: what it holds, so that it can be checked without the database it was made of."""

from __future__ import annotations

from pathlib import Path

import msgspec

from archive.keeping.files import sha256
from archive.keeping.fingerprint import State

FORMAT = 1
PREFIX, SUFFIX = "fangzhi-", ".json"
FILES = {"sqlite": ".sqlite3", "postgresql": ".dump"}  # By the database that a backup is of.


class BadBackup(Exception):
    """Why a backup cannot be used."""


class Manifest(msgspec.Struct, frozen=True):
    """A backup: when it was begun, of which database, its file, and every table's rows and hash.

    `migrations` are those of the database, as app.name: by them a version knows whether it can read the backup.
    """

    format: int
    made_at: str
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
    return manifest, written.with_name(manifest.file)


def is_whole(path: Path) -> bool:
    """Whether the backup of that manifest is there, as far as can be told without reading it."""
    try:
        manifest, file = read(path)
        return file.stat().st_size == manifest.size
    except (BadBackup, OSError):
        return False


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


def thinned(folder: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` whole backups of the folder, and what broken-off ones left; returns the names.

    The newest whole one always stays.
    """
    manifests = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"), reverse=True)
    kept = [path for path in manifests if is_whole(path)][: max(keep, 1)]
    stems = {path.stem for path in kept}
    gone = []
    for path in sorted(folder.glob(f"{PREFIX}*")):
        # A file is deleted before its manifest (.dump, .json, .sqlite3 …), so that no file is left without one.
        if path.name.split(".")[0] not in stems and path.is_file():
            gone.append(path)
    for path in sorted(gone, key=lambda path: path.suffix == SUFFIX):
        path.unlink()
    return [path.name for path in gone]

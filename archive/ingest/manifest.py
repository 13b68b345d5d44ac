"""A `manifest.csv` beside page dumps: what is known of each file. Columns file,newspaper,date,page,area."""

from __future__ import annotations

import csv
import functools
import io
import os
from pathlib import Path
from reprlib import repr as brief
from typing import NamedTuple

from archive.ingest.encodings import Unreadable, decode
from archive.ingest.given import given_from
from archive.parsing import Given

NAME = "manifest.csv"
COLUMNS = ("file", "newspaper", "date", "page", "area")
# A million rows; what is larger is not a manifest.
LARGEST = 100_000_000


class Manifest(NamedTuple):
    """What a manifest says of each file (by its path below the manifest's folder), and what is wrong in it."""

    files: dict[str, Given]
    problems: tuple[str, ...]


def read_manifest(path: Path) -> Manifest:
    """Read the manifest at `path`. A bad row is left out and reported with its line number."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Unreadable(f"larger than {LARGEST:,} bytes")
        text = decode(data).text
    except (OSError, Unreadable) as error:
        return Manifest({}, (f"the manifest cannot be read: {error}",))
    return _rows(text, path.parent)


def _rows(text: str, folder: Path) -> Manifest:
    reader = csv.reader(io.StringIO(text, newline=""))
    files: dict[str, Given] = {}
    problems: list[str] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if "file" not in header:
            return Manifest({}, ("line 1: expected a header with the column file",))
        problems += [f"line 1: unknown column {brief(name)}" for name in header if name not in COLUMNS]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                name, given = _row(dict(zip(header, cells, strict=False)), extra=len(cells) > len(header))
                if name in files:
                    raise ValueError(f"{name} stands here twice; the first row counts")
                if not (folder / name).exists():
                    problems.append(f"line {reader.line_num}: there is no file {name}")
                files[name] = given
            except (ValueError, OSError) as error:
                problems.append(f"line {reader.line_num}: {error}")
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: {error}; the rest is not read")
    return Manifest(files, tuple(problems))


def _row(cells: dict[str, str], *, extra: bool) -> tuple[str, Given]:
    if extra:
        raise ValueError("more cells than the header has columns")
    name = os.path.normpath(cells["file"].strip().replace("\\", "/")) if cells["file"].strip() else ""
    if not name:
        raise ValueError("the file's name is missing")
    return name, given_from(*(cells.get(column, "") for column in ("newspaper", "date", "area", "page")))


class Manifests:
    """The manifests met on the way: the nearest one, from a file's own folder up to `root`, that names the file."""

    def __init__(self) -> None:
        """Nothing is read yet; a manifest is read when its first file comes, and the last few are kept."""
        self.problems: list[tuple[str, str]] = []
        self._reported: set[str] = set()
        self._load = functools.lru_cache(maxsize=16)(self._read)

    def about(self, path: str, root: str) -> Given:
        """What the manifests say of the file at `path`; nothing known where none names it."""
        top, folder = Path(root).absolute(), Path(path).absolute().parent
        while True:
            manifest = self._load(folder)
            if manifest:
                given = manifest.files.get(Path(path).absolute().relative_to(folder).as_posix())
                if given:
                    return given
            if folder == top or top not in folder.parents:
                return Given()
            folder = folder.parent

    def _read(self, folder: Path) -> Manifest | None:
        path = folder / NAME
        if not path.is_file():
            return None
        manifest = read_manifest(path)
        if str(path) not in self._reported:
            self._reported.add(str(path))
            self.problems += [(str(path), problem) for problem in manifest.problems]
        return manifest

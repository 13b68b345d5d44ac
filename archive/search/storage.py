"""A generation: one Whoosh index for each kind of record, side by side in a folder.

Made, opened, and written so that a power cut leaves the old state or the new.
"""

import contextlib
import os
import re
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex
from whoosh.index import IndexError as WhooshIndexError

from archive.search import folders
from archive.search.arrays import Array, Arrays
from archive.search.codec import Segment
from archive.search.kinds import KINDS, Kind
from archive.search.schema import whoosh_schema
from archive.search.writing import Writer

_CONTENTS = re.compile(r"_([a-z]+)_(\d+)\.toc")

# What a cut or overwritten table of contents raises when it is read.
DAMAGE = (WhooshIndexError, UnpicklingError, EOFError, struct.error, AssertionError, ValueError, KeyError, TypeError)


class DurableStorage(FileStorage):
    """File storage that syncs everything before the table of contents that names it appears.

    Whoosh itself never calls fsync: after a power cut its table of contents could name files that are empty.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._created: set[str] = set()

    def create_file(self, name: str, **options: Any) -> StructFile:
        """Create a file, remembering that it must be synced."""
        self._created.add(name)
        return super().create_file(name, **options)

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file; a table of contents is read at once, as Whoosh would leave a damaged one open."""
        if name.endswith(".toc"):
            return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name, **options)
        return super().open_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put a new table of contents in place, everything it refers to being on the disk."""
        folder = Path(self.folder)
        for name in self._created:
            if (folder / name).exists():
                folders.sync(folder / name)
        self._created.clear()
        super().rename_file(oldname, newname, safe=safe)
        folders.sync(folder)

    def sweep(self, kind: Kind) -> None:
        """Remove tables of contents that a killed writer left unfinished."""
        for leftover in Path(self.folder).glob(f"_{kind.name}_*.toc.*"):
            leftover.unlink()


def create(folder: Path) -> None:
    """Make an empty index of every kind in an empty folder."""
    for name, kind in KINDS.items():
        DurableStorage(str(folder)).create_index(whoosh_schema(kind), indexname=name)


def open_index(folder: Path, kind: Kind) -> FileIndex:
    """Open the kind's index in the folder; raises EmptyIndexError, FileNotFoundError or one of DAMAGE."""
    return DurableStorage(str(folder)).open_index(indexname=kind.name, schema=whoosh_schema(kind))


def check(folder: Path) -> None:
    """Open every index and every segment, raising what `open_index` or a segment raises where one is not whole."""
    for kind in KINDS.values():
        for segment in contents(folder, kind).segments:
            Arrays(segment.path(folder))


@dataclass(frozen=True)
class Contents:
    """A state of one index: its number, and its segments with what is deleted from them."""

    generation: int
    segments: tuple[Segment, ...]


def contents(folder: Path, kind: Kind) -> Contents:
    """Return the index's present state; raises as `open_index`."""
    read = TOC.read(DurableStorage(str(folder)), kind.name, schema=whoosh_schema(kind))
    return Contents(read.generation, tuple(read.segments))


def held(folder: Path, kind: Kind) -> Array:
    """Return the primary key and the revision of every record in the kind's index, `key << 32 | revision`, sorted.

    A record that stands in the index twice stands here twice.
    """
    found = [np.empty(0, np.uint64)]
    for segment in contents(folder, kind).segments:
        arrays, live = Arrays(segment.path(folder)), segment.live()
        keys, revisions = arrays["n.django_id"][live], arrays["n.revision"][live]
        found.append(keys.astype(np.uint64) << np.uint64(32) | revisions)
    return np.sort(np.concatenate(found))


def terms_of(folder: Path, kind: Kind, keys: Collection[int], fields: Iterable[str]) -> dict[str, set[str]]:
    """Return by term field what the records with these primary keys have in the kind's index, all together."""
    wanted = np.fromiter(keys, np.int64, len(keys))
    found: dict[str, set[str]] = {name: set() for name in fields}
    for segment in contents(folder, kind).segments:
        arrays = Arrays(segment.path(folder))
        chosen = np.isin(arrays["n.django_id"], wanted) & segment.live()
        if not chosen.any():
            continue
        for name, values in found.items():
            at = np.flatnonzero(chosen[arrays[f"t.{name}.doc"]])
            ranks = np.unique(np.searchsorted(arrays[f"t.{name}.off"], at, "right") - 1)
            blob, ends = arrays[f"t.{name}.blob"].tobytes(), arrays[f"t.{name}.at"]
            values.update(blob[ends[rank] : ends[rank + 1]].decode() for rank in ranks)
    return found


def latest(folder: Path) -> dict[str, int]:
    """Return the number of the present state of each kind's index, by one look at the folder."""
    found: dict[str, int] = {}
    for name in os.listdir(folder):  # noqa: PTH208 - paths would cost ten times as much as names
        if match := _CONTENTS.fullmatch(name):
            found[match[1]] = max(int(match[2]), found.get(match[1], -1))
    return found


@contextlib.contextmanager
def writer(folder: Path, kind: Kind, *, merge: bool = True) -> Iterator[Writer]:
    """Change the kind's index: everything or, after an exception, nothing."""
    index = open_index(folder, kind)
    opened = Writer(index, kind)
    index.storage.sweep(kind)
    try:
        yield opened
        opened.commit(merge=merge)
    except BaseException:
        opened.cancel()
        raise
    finally:
        folders.changed()

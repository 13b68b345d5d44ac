"""A Whoosh index in a folder: made, opened, and written so that a power cut leaves the old state or the new."""

import contextlib
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshIndexError

from archive.search import folders, schema
from archive.search.writing import Writer, merge_tiers

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

    def sweep(self) -> None:
        """Remove tables of contents that a killed writer left unfinished."""
        for leftover in Path(self.folder).glob("_*.toc.*"):
            leftover.unlink()


def create(folder: Path) -> FileIndex:
    """Make an empty index in an empty folder."""
    return DurableStorage(str(folder)).create_index(schema.schema())


def open_index(folder: Path) -> FileIndex:
    """Open the index in the folder; raises EmptyIndexError, FileNotFoundError or one of DAMAGE."""
    return DurableStorage(str(folder)).open_index(schema=schema.schema())


@contextlib.contextmanager
def writer(index: FileIndex, *, merge: bool = True) -> Iterator[Writer]:
    """Write to the index: everything or, after an exception, nothing."""
    opened = Writer(index)
    index.storage.sweep()
    try:
        yield opened
        opened.commit(mergetype=merge_tiers if merge else None, merge=merge)
    except BaseException:
        if not opened.is_closed:
            opened.cancel()
        raise

"""One stream over everything to be read: page dumps and records with what is known of them, refusals, notes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from archive.ingest.dump import (
    STDIN,
    Found,
    ReadPage,
    Refused,
    find,
    page_from,
    printable,
    read_page,
)
from archive.ingest.encodings import Unreadable
from archive.ingest.manifest import Manifests
from archive.ingest.names import from_name
from archive.ingest.records import GZIP_MAGIC, XZ_MAGIC, BadLine, Record, RecordFile
from archive.parsing import ArticleText, Given, PageDump

GAZETTEER = "gazetteer.tsv"


@dataclass(frozen=True, slots=True)
class PageUnit:
    """A page dump to be parsed. `source` is its absolute path, "" for standard input."""

    path: str
    source: str
    given: Given
    dump: PageDump
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class RecordUnit:
    """A separate article to be parsed, and the line of the JSON Lines file it stands on."""

    path: str
    source: str
    given: Given
    article: ArticleText
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that its reader should know and that stops nothing."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordsEnd:
    """A JSON Lines file has been read, to its end or as far as it could be (`damage` says why no further).

    Where it was not read to its end because nothing more was wanted, checksum and size are unknown.
    """

    path: str
    sha256: str
    size: int | None
    damage: str = ""


Unit = PageUnit | RecordUnit
Aside = Refused | BadLine | Note | RecordsEnd
Arrival = Unit | Aside


def first_known(*sources: Given) -> Given:
    """For each thing the first source that knows it."""
    return Given(
        newspaper=next((source.newspaper for source in sources if source.newspaper), None),
        date=next((source.date for source in sources if source.date), None),
        page=next((source.page for source in sources if source.page), None),
        area=next((source.area for source in sources if source.area), ()),
    )


def gazetteer_files(paths: Sequence[str]) -> list[Path]:
    """The gazetteer.tsv files beside the pages at `paths`, those in folders below included."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(Path(folder) / GAZETTEER for folder, _, names in os.walk(path) if GAZETTEER in names)
        elif (path.parent / GAZETTEER).is_file():
            found.append(path.parent / GAZETTEER)
    return list(dict.fromkeys(path.resolve() for path in found))


def bytes_at(paths: Sequence[str]) -> int:
    """How many bytes there are to read, as far as the files tell."""
    return sum(found.size for found in find(paths) if isinstance(found, Found))


class Stream:
    """Reads `paths` in order; `limit` is the largest page dump (and line of JSON Lines) in bytes.

    What the options give outweighs a manifest, a manifest the file's name; a record's own fields outweigh all three.
    """

    def __init__(self, paths: Sequence[str], options: Given, limit: int, stdin: Callable[[], IO[bytes]] | None = None):
        """Nothing is read before the iteration; `stdin` gives standard input's bytes."""
        self.bytes_read = 0
        self._paths = paths
        self._options = options
        self._limit = limit
        self._stdin = stdin or (lambda: sys.stdin.buffer)
        self._manifests = Manifests()

    def __iter__(self) -> Iterator[Arrival]:
        """Yield what there is, file after file."""
        for found in find(self._paths):
            if isinstance(found, Refused):
                yield replace(found, path=printable(found.path))
            elif found.kind == "stdin":
                yield from self._from_stdin()
            else:
                yield from self._from_file(found)

    def _from_file(self, found: Found) -> Iterator[Arrival]:
        manifest = self._manifests.about(found.path, found.root)
        for path, problem in self._manifests.problems:
            yield Note(printable(path), problem)
        self._manifests.problems.clear()
        if found.kind == "records":
            given = first_known(self._options, manifest)
            try:
                with Path(found.path).open("rb") as stream:
                    yield from self._records(stream, found.path, given)
            except OSError as error:
                yield Refused(printable(found.path), error.strerror or str(error), found.size)
            return
        named = from_name(str(Path(found.path).absolute()))
        for warning in named.warnings:
            yield Note(printable(found.path), warning)
        try:
            page = read_page(found.path, self._limit)
        except Unreadable as error:
            yield Refused(printable(found.path), str(error), found.size)
            page = None
        self.bytes_read += found.size
        if page:
            source = printable(str(Path(found.path).absolute()))
            yield _page_unit(page, source, first_known(self._options, manifest, named.given))

    def _from_stdin(self) -> Iterator[Arrival]:
        stream = self._stdin()
        buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
        beginning = buffered.peek(1)
        if beginning.startswith((XZ_MAGIC, GZIP_MAGIC)) or beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            yield from self._records(buffered, STDIN, self._options)
            return
        try:
            yield _page_unit(page_from(buffered.read(self._limit + 1), STDIN, self._limit), "", self._options)
        except Unreadable as error:
            yield Refused(STDIN, str(error))

    def _records(self, stream: IO[bytes], path: str, given: Given) -> Iterator[Arrival]:
        name = printable(path)
        source = "" if path == STDIN else printable(str(Path(path).absolute()))
        before, damage, empty = self.bytes_read, "", True
        records = RecordFile(stream, name, self._limit)
        try:
            for record in records:
                empty = False
                self.bytes_read = before + records.size
                if isinstance(record, Record):
                    known = first_known(record.given, given)
                    yield RecordUnit(name, source, known, record.article, record.line)
                else:
                    yield record
        except Unreadable as error:
            damage = str(error)
        if empty and not damage:
            damage = "empty"
        self.bytes_read = before + records.size
        yield RecordsEnd(name, records.sha256, records.size, damage)


def _page_unit(page: ReadPage, source: str, given: Given) -> PageUnit:
    return PageUnit(page.dump.path, source, given, page.dump, page.sha256, page.size)

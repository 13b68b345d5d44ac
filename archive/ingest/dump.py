"""Find the files of an archive, and read a page dump. What cannot be read is refused with a reason."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from archive.ingest.encodings import Unreadable, decode
from archive.parsing import PageDump

STDIN = "-"
PAGE_SUFFIX = ".txt"
RECORD_SUFFIXES = (".jsonl", ".jsonl.xz", ".jsonl.gz")
# They stand beside pages and are read elsewhere, or are nobody's pages: passed over without a word.
COMPANIONS = ("manifest.csv", "gazetteer.tsv")
COMPANION_SUFFIXES = (".md", ".json")
READABLE = "page dump (.txt) nor JSON Lines (.jsonl, .jsonl.xz, .jsonl.gz)"
FILE_TYPES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISDIR, "a folder"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `root` is the folder that was asked for, its own folder where the file itself was."""

    path: str
    root: str
    kind: Literal["page", "records", "stdin"]
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not read, and why. One that nobody asked for by name and that is no page is no `failure`, nor is
    a folder without any."""

    path: str
    reason: str
    size: int | None = None
    sha256: str = ""
    failure: bool = True


class ReadPage(NamedTuple):
    """A page dump with its file's checksum and size in bytes."""

    dump: PageDump
    sha256: str
    size: int


def printable(path: str) -> str:
    """The path as text that any terminal and database takes: bytes that are not UTF-8 become \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def find(paths: Sequence[str]) -> Iterator[Found | Refused]:
    """Yield the files at `paths`, folders walked in sorted order; every folder is entered once."""
    entered: set[tuple[int, int]] = set()
    for path in paths:
        if path == STDIN:
            yield Found(STDIN, "", "stdin", 0)
            continue
        try:
            about = os.stat(path)  # noqa: PTH116 - Path() refuses what os.stat reports
        except (OSError, ValueError) as error:
            yield Refused(path, _reason(error))
            continue
        if stat.S_ISDIR(about.st_mode):
            yield from _walk(path, entered)
        else:
            kind: Literal["page", "records"] = "records" if path.lower().endswith(RECORD_SUFFIXES) else "page"
            yield _checked(path, str(Path(path).parent), kind, about)


def _walk(root: str, entered: set[tuple[int, int]]) -> Iterator[Found | Refused]:
    """Everything below `root`; that there is nothing is reported."""
    empty = True
    for found in _below(root, entered):
        empty = False
        if found:
            yield found
    if empty:
        yield Refused(root, f"the folder holds neither a {READABLE}", failure=False)


def _below(root: str, entered: set[tuple[int, int]]) -> Iterator[Found | Refused | None]:
    """Everything below `root`, None for a folder that was entered before. A link back to a folder it lies in ends
    there and is reported."""
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(root, frozenset())]
    while waiting:
        path, above = waiting.pop()
        try:
            about = os.stat(path)  # noqa: PTH116
        except OSError as error:
            yield Refused(path, _reason(error))
            continue
        if not stat.S_ISDIR(about.st_mode):
            found = _in_folder(path, root, about)
            if found:
                yield found
            continue
        identity = (about.st_dev, about.st_ino)
        if identity in above:
            yield Refused(path, "a directory loop: the link leads back to a folder that it lies in")
            continue
        if identity in entered:
            yield None
            continue
        entered.add(identity)
        try:
            names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208
        except OSError as error:
            yield Refused(path, _reason(error))
            continue
        below = above | {identity}
        waiting += [(os.path.join(path, name), below) for name in names if not name.startswith(".")]  # noqa: PTH118


def _in_folder(path: str, root: str, about: os.stat_result) -> Found | Refused | None:
    name = os.path.basename(path).lower()  # noqa: PTH119
    if name in COMPANIONS or name.endswith(COMPANION_SUFFIXES):
        return None
    if name.endswith(PAGE_SUFFIX):
        return _checked(path, root, "page", about)
    if name.endswith(RECORD_SUFFIXES):
        return _checked(path, root, "records", about)
    return Refused(path, f"neither a {READABLE}", about.st_size, failure=False)


def _checked(path: str, root: str, kind: Literal["page", "records"], about: os.stat_result) -> Found | Refused:
    if stat.S_ISREG(about.st_mode):
        return Found(path, root, kind, about.st_size)
    what = next((name for test, name in FILE_TYPES if test(about.st_mode)), "something else")
    return Refused(path, f"not a regular file but {what}")


def read_page(path: str, limit: int) -> ReadPage:
    """Read the page dump at `path`, at most `limit` bytes; raise Unreadable with the reason where it cannot be."""
    try:
        # O_NONBLOCK: a pipe that took the file's place since it was found must not stop the run.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable("not a regular file")
            data = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(_reason(error)) from error
    return page_from(data, path, limit)


def page_from(data: bytes, path: str, limit: int) -> ReadPage:
    """A page dump out of its bytes; raise Unreadable with the reason where it is none."""
    if len(data) > limit:
        raise Unreadable(f"larger than {limit:,} bytes, so it is no page dump")
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("empty")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return ReadPage(PageDump(printable(path), encoding, text), hashlib.sha256(data).hexdigest(), len(data))


def _reason(error: OSError | ValueError) -> str:
    """What stopped the reading, without the path, in words."""
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)

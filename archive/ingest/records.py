"""JSON Lines of separate articles: read as a stream, checked line by line, never held in memory as a whole."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import json
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from reprlib import repr as brief
from typing import IO, Any, cast

from archive.ingest.encodings import Unreadable
from archive.ingest.given import date_from, newspaper_from, page_from
from archive.parsing import ArticleText, Given

XZ_MAGIC, GZIP_MAGIC = b"\xfd7zXZ\x00", b"\x1f\x8b"
LONGEST_ID = 200
# News text shrinks to a fifth or a tenth; only a bomb shrinks to a two-hundredth. Small files may.
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 50_000_000
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Record:
    """One line: the article, what the line says of its newspaper, date and page, and the line's number."""

    line: int
    article: ArticleText
    given: Given


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no article, and why."""

    path: str
    line: int
    reason: str


class _Counted(io.RawIOBase):
    """The file's own bytes on their way to the decompressor: counted, and summed up for the checksum."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        self.sha256.update(data)
        return len(data)


class RecordFile:
    """A JSON Lines file, plain or packed with xz or gzip (told by its first bytes).

    `longest_line` is in bytes. Iterate once; then `sha256` and `size` are known.
    """

    def __init__(self, stream: IO[bytes], path: str, longest_line: int) -> None:
        """Read from `stream`, which the caller closes; `path` names it in reports."""
        self.path = path
        self._longest = longest_line
        self._counted = _Counted(stream)
        packed = io.BufferedReader(self._counted, CHUNK)
        magic = packed.peek(len(XZ_MAGIC))
        self._packed = magic.startswith((XZ_MAGIC, GZIP_MAGIC))
        self._lines: IO[bytes] = packed
        if magic.startswith(XZ_MAGIC):
            self._lines = io.BufferedReader(cast(io.RawIOBase, lzma.LZMAFile(packed)), CHUNK)  # noqa: SIM115
        elif magic.startswith(GZIP_MAGIC):
            self._lines = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=packed)), CHUNK)

    @property
    def size(self) -> int:
        """How many of the file's own bytes have been read."""
        return self._counted.count

    @property
    def sha256(self) -> str:
        """The checksum of the file's own bytes, as far as they have been read."""
        return self._counted.sha256.hexdigest()

    def __iter__(self) -> Iterator[Record | BadLine]:
        """Yield each line's record or what is wrong with it; raise Unreadable where the file breaks off."""
        number = unpacked = 0
        while True:
            try:
                line, length = self._next_line()
            except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
                raise Unreadable(f"damaged after line {number}: {error}") from error
            if not length:
                return
            number += 1
            unpacked += length
            if self._packed and unpacked > RATIO_COUNTS_FROM and unpacked > LARGEST_RATIO * self.size:
                raise Unreadable(f"a decompression bomb: line {number} is past {LARGEST_RATIO} times the file's size")
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if length > self._longest:
                yield BadLine(self.path, number, f"longer than {self._longest:,} bytes")
            elif line.strip():
                yield self._read(line, number)

    def _next_line(self) -> tuple[bytes, int]:
        """The next line and its length; of one that is too long only the beginning."""
        line = self._lines.readline(self._longest + 1)
        length = len(line)
        while length > self._longest and not line.endswith(b"\n"):
            line = self._lines.readline(CHUNK)
            if not line:
                break
            length += len(line)
            if self._packed and length > RATIO_COUNTS_FROM and length > LARGEST_RATIO * self.size:
                raise EOFError("a line that never ends, as a decompression bomb has")
        return line, length

    def _read(self, line: bytes, number: int) -> Record | BadLine:
        try:
            return record_from(json.loads(line.decode("utf-8")), number)
        except UnicodeDecodeError:
            return BadLine(self.path, number, "not UTF-8")
        except RecursionError:
            return BadLine(self.path, number, "nested too deeply")
        except json.JSONDecodeError as error:
            return BadLine(self.path, number, f"not JSON: {error.msg} at character {error.pos}")
        except ValueError as error:
            return BadLine(self.path, number, str(error))


def record_from(value: Any, line: int) -> Record:
    """Check one line's value; raise ValueError with what is wrong with it."""
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    identity = value.get("id")
    key = str(identity) if isinstance(identity, int) and not isinstance(identity, bool) else _text(value, "id")
    if not key.strip():
        raise ValueError("id is missing")
    if len(key) > LONGEST_ID:
        raise ValueError(f"id is longer than {LONGEST_ID} characters")
    fields = {name: _text(value, name) for name in ("kicker", "headline", "deck", "text")}
    if not any(text.strip() for text in fields.values()):
        raise ValueError("there is neither a headline nor a text")
    given = Given(newspaper=newspaper_from(_text(value, "newspaper")), date=_date(value), page=_page(value))
    return Record(line, ArticleText(id=key.strip(), **fields), given)


def _text(value: dict[str, Any], name: str) -> str:
    """The text at `name`, its line ends made \\n and nothing else changed."""
    text = value.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ValueError(f"{name} is not a text")
    if "\0" in text:
        raise ValueError(f"{name} holds a NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} holds half a surrogate pair at character {error.start}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _date(value: dict[str, Any]) -> date | None:
    try:
        return date_from(_text(value, "date"))
    except ValueError as error:
        raise ValueError(f"date {brief(value['date'])} is not a day written YYYY-MM-DD") from error


def _page(value: dict[str, Any]) -> int | None:
    page = value.get("page")
    if page in (0, "0"):  # an archive's way of saying that it does not know
        return None
    if isinstance(page, bool) or not isinstance(page, int | str | None):
        raise ValueError("page is not a number")
    try:
        return page_from(str(page)) if page is not None else None
    except ValueError as error:
        raise ValueError(f"page {brief(page)} is not a number from 1") from error

"""A segment of the index: one file of named NumPy arrays, mapped into memory, never changed once written.

Each array begins at a multiple of 64 bytes. After them stands a JSON footer (where each array lies, its type and
length, and some facts about the whole), the footer's length in 8 bytes, and at the very end the magic: a file that was
cut anywhere is refused. Posting lists hold document numbers, ascending, counted from 0 within the segment:

    word.blob, word.at            u1, u4[V+1]         the words, sorted by their UTF-8 bytes; where each begins
    word.off, word.doc, word.tf   u4[V+1], u2, u1     posting lists; weights (a headline's words count thrice), to 255
    pair.key, pair.off, pair.doc  u4[G], u4[G+1], u2  pairs of UTF-16 units, first << 16 | second, sorted; postings
    text.off, text.blob           u8[n+1], u1         each document's folded text: its parts, each followed by 0x1F
    part.off                      u4[n*(P+1)]         where each part begins in its document's text; last, the length
    length                        u2[n]               words per document, at most 65,535
    n.<name>                      u4[n]               a number per document; 0 where there is none
    t.<name>.blob, .at, .off, .doc  u1, u4, u4, u2    a term field's values, as the words; posting lists
    t.<name>.ord                  u1, u2 or u4[n]     only for fields of one value: its place among the values, from 1;
                                                      0 where there is none

* Part p occupies `text[part.off[p] : part.off[p + 1] - 1]`. As each part ends with 0x1F, which folding removes from
  texts, every character begins a pair; no pair begins with 0x1F.
* **A pair whose posting list is that of the word of the same two characters has an empty list here**: look in the
  word's. (A third of all pairs: 会议 is in the texts in which it is a word. No other list is empty.)

Facts: `documents` (n), `words` (the sum of the lengths), `parts` (P).
"""

import json
import mmap
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"FZA1"
ALIGNMENT = 64  # A cache line; any type may begin there.
LENGTH_BYTES = 8
MOST_DOCUMENTS = 1 << 16  # So that document numbers need two bytes.
PART_END = "\x1f"  # Folding removes it, so that no string straddles two parts.

Array = npt.NDArray[Any]
Content = Array | Iterable[bytes | memoryview]


class DamagedSegment(ValueError):
    """The file is no complete segment."""


def write(path: Path, arrays: Mapping[str, Content], facts: Mapping[str, Any], *, sync: bool = True) -> None:
    """Write a segment; its bytes are on the disk on return, unless `sync` is off. OSError if the disk is full.

    Bytes given in pieces become one array of u1.
    """
    table: dict[str, tuple[str, int, int]] = {}
    with path.open("wb") as file:
        for name, content in arrays.items():
            file.write(bytes(-file.tell() % ALIGNMENT))
            start = file.tell()
            if isinstance(content, np.ndarray):
                file.write(np.ascontiguousarray(content).data.cast("B") if content.size else b"")
                table[name] = content.dtype.str, start, content.size
            else:
                file.writelines(content)
                table[name] = "|u1", start, file.tell() - start
        footer = json.dumps({"arrays": table, "facts": dict(facts)}).encode()
        file.write(footer + len(footer).to_bytes(LENGTH_BYTES, "little") + MAGIC)
        if sync:
            file.flush()
            os.fsync(file.fileno())


class Arrays:
    """A segment file, open for reading; safe to share between threads. Arrays stay valid while somebody holds them."""

    def __init__(self, path: Path) -> None:
        """Map the file; FileNotFoundError if it has gone, DamagedSegment if it is not whole."""
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                raise DamagedSegment(f"{path.name} is empty")
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = len(self.map) - len(MAGIC) - LENGTH_BYTES
        if end < 0 or self.map[-len(MAGIC) :] != MAGIC:
            raise DamagedSegment(f"{path.name} is not a whole segment")
        size = int.from_bytes(self.map[end : end + LENGTH_BYTES], "little")
        try:
            footer = json.loads(self.map[end - size : end])
            self.facts: dict[str, Any] = footer["facts"]
            self._arrays = {name: self._array(*place) for name, place in footer["arrays"].items()}
            self.starts: dict[str, int] = {name: start for name, (_, start, _) in footer["arrays"].items()}
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedSegment(f"{path.name} is not a segment: {error}") from error

    def _array(self, kind: str, start: int, count: int) -> Array:
        return np.frombuffer(self.map, kind, count, start) if count else np.empty(0, kind)

    def is_whole(self) -> bool:
        """Say whether the file still is as long as it was: to read what has been cut off would end the process."""
        return self.map.size() >= len(self.map)

    def let_go(self) -> None:
        """Count what was read of the file no longer as the process's own; it stays in the system's memory."""
        self.map.madvise(mmap.MADV_DONTNEED)

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def keys(self) -> Iterable[str]:
        """The names of the arrays."""
        return self._arrays.keys()

    @property
    def documents(self) -> int:
        """How many documents there are, deleted ones included."""
        return int(self.facts["documents"])

"""The texts of a segment in the making, and the postings that are read from them many texts at a time.

These are the pairs of characters, and the words of one or two characters: most of all words. A text is taken as
UTF-16 units. A word that is one unit is the pair of this unit and 0, a word of two units is their pair.
"""

from __future__ import annotations

import numpy as np

from archive.search import analyzer
from archive.search.arrays import MOST_DOCUMENTS, PART_END, Array
from archive.search.kinds import Kind
from archive.search.postings import counted, documents_of, joined, lists_of

# Texts read together, in characters: some 100 MB of memory.
BATCH = 1_000_000
_END = ord(PART_END)
_UNIT = np.uint32(16)


class Texts:
    """The documents' texts: their parts, each followed by PART_END."""

    def __init__(self, kind: Kind) -> None:
        self._heavy = [int(part in kind.heavy) for part in kind.parts]
        self._texts: list[bytes] = []
        self._unread: list[str] = []
        self._characters = 0
        self._pairs: list[Array] = []
        self._words: list[Array] = []
        self._lengths = np.zeros(MOST_DOCUMENTS, np.uint32)
        self.bytes = 0  # so far

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, text: str) -> None:
        """Add the next document's text."""
        encoded = text.encode()
        self._texts.append(encoded)
        self.bytes += len(encoded)
        self._unread.append(text)
        self._characters += len(text)
        if self._characters >= BATCH:
            self._read()

    def _read(self) -> None:
        """Turn the texts that wait into postings; a document's all stand in one batch."""
        first = len(self) - len(self._unread)
        units = np.frombuffer("".join(self._unread).encode("utf-16-le"), np.uint16)
        is_end = units == _END
        lengths_of_parts = np.diff(np.flatnonzero(is_end), prepend=-1) - 1
        documents = np.arange(first, len(self), dtype=np.uint32)[:, None]
        parts = documents << np.uint32(1) | np.array(self._heavy, np.uint32)
        places = np.repeat(parts.ravel(), lengths_of_parts)
        begins = np.flatnonzero(~is_end)
        high, low = units[begins].astype(np.uint32), units[begins + 1]
        alone = analyzer.are_characters(high)
        characters, often = counted(high[alone] << _UNIT, places[alone])
        self._count(characters, often)
        pairs, often = counted(high << _UNIT | low, places)
        self._pairs.append(pairs)
        terms, starts = lists_of(pairs)
        is_word = np.repeat(analyzer.are_words(terms), np.diff(starts))
        self._count(pairs[is_word], often[is_word])
        self._unread, self._characters = [], 0

    def _count(self, words: Array, often: Array) -> None:
        self._words.append(words)
        self._lengths += np.bincount(documents_of(words), often, len(self._lengths)).astype(np.uint32)

    def place(self, document: int, part: int) -> int:
        """Return the place (postings.py) of a part of a document."""
        return document << 1 | self._heavy[part]

    def postings(self) -> tuple[Array, Array, Array]:
        """Return the pairs' postings, sorted; the words'; and how many of these words each document has."""
        if self._unread:
            self._read()
        return joined(self._pairs), np.concatenate([np.empty(0, np.uint64), *self._words]), self._lengths[: len(self)]

    def build(self) -> dict[str, Array]:
        """Return the arrays of the texts themselves."""
        blob = np.frombuffer(b"".join(self._texts), np.uint8)
        offsets = np.cumsum([0, *map(len, self._texts)])
        parts = np.zeros((len(self), len(self._heavy) + 1), np.uint32)
        ends = np.flatnonzero(blob == _END) + 1
        parts[:, 1:] = ends.reshape(parts[:, 1:].shape) - offsets[:-1, None]
        return {"text.off": offsets.astype(np.uint64), "text.blob": blob, "part.off": parts.ravel()}


def spelled(terms: Array) -> list[bytes]:
    """Return the words that are these pairs of units, or one unit and 0."""
    units = np.full((len(terms), 3), _END, np.uint16)
    units[:, 0], units[:, 1] = terms >> _UNIT, terms & np.uint32(0xFFFF)
    return units.tobytes().decode("utf-16-le").replace("\0", "").encode().split(PART_END.encode())[:-1]

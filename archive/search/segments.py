"""One segment of the index, opened for searching: dictionaries, posting lists, texts and columns (see arrays.py).

A segment never changes and is shared by all threads: nothing here writes to it but what is worked out once and kept.
Deletions are no business of a segment; they belong to the snapshot that says which segments there are (snapshot.py).
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from archive.search.arrays import Array, Arrays
from archive.search.kinds import Kind

# Follows every UTF-8 sequence: what lies between a prefix and the prefix with this byte begins with it.
AFTER_ALL = b"\xff"
# One of so many values is held apart, so that a look-up reads but few of the others.
LANDMARK = 32


class Terms(Sequence[bytes]):
    """The sorted values of a field, `terms[7]`, and the documents of each, `terms.postings(7)`.

    Values that follow each other have posting lists that follow each other.
    """

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._map = arrays.map
        self._start = arrays.starts[f"{name}.blob"]
        self._blob = arrays[f"{name}.blob"]
        self._size = len(self._blob)
        self.at = arrays[f"{name}.at"]
        self.offsets = arrays[f"{name}.off"]
        self.documents = arrays[f"{name}.doc"]
        self._weights = arrays[f"{name}.tf"] if name == "word" else None
        # Single numbers are read from these twice as fast as from arrays.
        self._ends, self._bounds = memoryview(self.at), memoryview(self.offsets)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number):
        return self._map[self._start + self._ends[number] : self._start + self._ends[number + 1]]

    @functools.cached_property
    def _landmarks(self) -> list[bytes]:
        """Every so many of the values: among these one is found without reading the others."""
        return [self[number] for number in range(0, len(self), LANDMARK)]

    def find(self, value: bytes) -> int | None:
        """Return the number of the value; None if no document has it."""
        block = max(0, bisect_right(self._landmarks, value) - 1) * LANDMARK
        number = bisect_left(self, value, block, min(block + LANDMARK, len(self)))
        return number if number < len(self) and self[number] == value else None

    def run(self, prefix: bytes) -> tuple[int, int]:
        """Return the first number of a value with the prefix, and the one after the last."""
        return bisect_left(self, prefix), bisect_left(self, prefix + AFTER_ALL)

    def containing(self, text: bytes) -> list[tuple[int, int]]:
        """Return the runs of values that have the text in them: each the first number and the one after the last."""
        if not text:
            return [(0, len(self))]
        places: list[int] = []
        at, end = self._start, self._start + self._size
        while (at := self._map.find(text, at, end)) >= 0:
            places.append(at - self._start)
            at += 1
        starts = np.array(places, np.int64)
        numbers = np.searchsorted(self.at, starts, "right") - 1
        # What begins in one value and ends in the next is in neither.
        numbers = np.unique(numbers[starts + len(text) <= self.at[numbers + 1]])
        if not len(numbers):
            return []
        breaks = np.flatnonzero(np.diff(numbers) != 1)
        firsts, lasts = numbers[np.append(0, breaks + 1)], numbers[np.append(breaks, -1)]
        return list(zip(firsts.tolist(), (lasts + 1).tolist(), strict=True))

    def characters(self, first: int, end: int) -> Array:
        """Return how many characters each value from `first` to before `end` has."""
        bounds = self.at[first : end + 1].astype(np.int64)
        begins = (self._blob[bounds[0] : bounds[-1]] & 0xC0) != 0x80  # all bytes of UTF-8 but those that go on
        return np.add.reduceat(begins, bounds[:-1] - bounds[0], dtype=np.int64)

    def postings(self, first: int, end: int | None = None) -> Array:
        """Return the documents of a value, ascending; or those of all values before `end`, list after list."""
        return self.documents[self._bounds[first] : self._bounds[first + 1 if end is None else end]]

    def weights_of(self, number: int) -> Array:
        """Return the weights that go with the postings of a value."""
        assert self._weights is not None
        return self._weights[self._bounds[number] : self._bounds[number + 1]]

    def frequency(self, number: int) -> int:
        """Return how many documents have the value."""
        return self._bounds[number + 1] - self._bounds[number]

    @functools.cached_property
    def by_document(self) -> tuple[Array, Array]:
        """The other way round: where each document's values begin, and the values' numbers, document by document."""
        numbers = np.repeat(np.arange(len(self), dtype=np.uint32), np.diff(self.offsets))
        order = np.argsort(self.documents, kind="stable")
        most = int(self.documents.max()) + 1 if len(self.documents) else 0
        per_document = np.bincount(self.documents, minlength=most)
        return np.concatenate(([0], np.cumsum(per_document))), numbers[order]

    @functools.cached_property
    def hashes(self) -> Array:
        """A number for each value that is the same in every segment of this process."""
        return np.fromiter(map(hash, self), np.int64, len(self))


class Segment:
    """A segment file, open. Documents are numbered from 0; arrays of their numbers are ascending."""

    def __init__(self, path: Path, kind: Kind) -> None:
        """Open the file; FileNotFoundError if a merge has removed it, DamagedSegment if it is not whole."""
        self._arrays = arrays = Arrays(path)
        self.kind = kind
        self.size = arrays.documents
        self.words_in_all = int(arrays.facts["words"])
        self.words = Terms(arrays, "word")
        self.lengths = arrays["length"]
        self._pair_keys = arrays["pair.key"]
        self._pair_keys_read = memoryview(self._pair_keys)
        self._pair_offsets = memoryview(arrays["pair.off"])
        self._pair_documents = arrays["pair.doc"]
        self._text_offsets, self._text_start = arrays["text.off"], arrays.starts["text.blob"]
        self._part_offsets = arrays["part.off"]
        self._terms = {name: Terms(arrays, f"t.{name}") for name in kind.terms}
        self._kept: dict[object, tuple[Array, Array]] = {}
        self._combined: dict[tuple[str, ...], Array] = {}

    def is_whole(self) -> bool:
        """Say whether nothing has been cut off the file since it was opened."""
        return self._arrays.is_whole()

    def let_go(self) -> None:
        """Let go of the pages of the file that were read so far."""
        self._arrays.let_go()

    # Pairs of characters.

    def pairs(self, keys: list[int]) -> list[int] | None:
        """Return the numbers of the pairs, or None if one of them is in no text."""
        numbers = []
        for key in keys:
            number = bisect_left(self._pair_keys_read, key)
            if number == len(self._pair_keys_read) or self._pair_keys_read[number] != key:
                return None
            numbers.append(number)
        return numbers

    def pair_postings(self, number: int) -> Array:
        """Return the documents that have the pair; a word's list stands in for an empty one."""
        found = self._pair_documents[self._pair_offsets[number] : self._pair_offsets[number + 1]]
        return found if len(found) else self._word_of_pair(number)

    def _word_of_pair(self, number: int) -> Array:
        key = int(self._pair_keys[number])
        word = (key >> 16).to_bytes(2, "little") + (key & 0xFFFF).to_bytes(2, "little")
        place = self.words.find(word.decode("utf-16-le").encode())
        assert place is not None, "an empty list of a pair is that of a word"
        return self.words.postings(place)

    def beginning_pairs(self, unit: int) -> list[Array]:
        """Return lists that together hold every document with the UTF-16 unit: every character begins a pair."""
        low, high = np.searchsorted(self._pair_keys, [unit << 16, (unit + 1) << 16]).tolist()
        lists = [self._pair_documents[self._pair_offsets[low] : self._pair_offsets[high]]]
        bounds = np.frombuffer(self._pair_offsets, np.uint32)[low : high + 1]
        return lists + [self._word_of_pair(low + at) for at in np.flatnonzero(np.diff(bounds) == 0).tolist()]

    # Texts.

    def texts(self, documents: Array, part: str = "") -> Iterable[bytes]:
        """Yield the folded texts of the documents, or only that part of them; their parts end with PART_END."""
        starts, ends = self._spans(documents, part)
        content = self._arrays.map
        return (content[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True))

    def containing(self, documents: Array, sought: bytes, part: str = "") -> Array:
        """Say for each of the documents whether the text, or that part of it, contains the string."""
        starts, ends = self._spans(documents, part)
        content = self._arrays.map
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.array([sought in content[start:end] for start, end in spans], bool)

    def _spans(self, documents: Array, part: str) -> tuple[Array, Array]:
        starts = self._text_offsets[documents].astype(np.int64) + self._text_start
        if not part:
            return starts, self._text_offsets[documents + 1].astype(np.int64) + self._text_start
        if part not in self.kind.areas:  # 图片:… while the people that answer a query are counted
            return starts, starts
        area = self.kind.area(part)
        first = self.kind.parts.index(area[0])
        rows = documents * (len(self.kind.parts) + 1)
        begins = self._part_offsets[rows + first].astype(np.int64)
        return starts + begins, starts + self._part_offsets[rows + first + len(area)].astype(np.int64)

    # Columns and terms.

    def has_number(self, name: str) -> bool:
        """Say whether the field is a number column of this kind of record."""
        return name in self.kind.numbers

    def numbers(self, name: str) -> Array:
        """Return a number for each document, 0 where there is none; zeros for a field that this kind has not."""
        return self._arrays[f"n.{name}"] if self.has_number(name) else np.zeros(self.size, np.uint32)

    def terms(self, name: str) -> Terms | None:
        """Return the values of a term field; None if this kind has no such field."""
        return self._terms.get(name)

    def ordinals(self, name: str) -> Array | None:
        """Return for a field of one value its place among the values from 1, by document; None for other fields."""
        return self._arrays[f"t.{name}.ord"] if name in self.kind.single else None

    def value(self, name: str, document: int) -> str:
        """Return the document's value of a field that has one value; empty if it has none."""
        ordinal = self._arrays[f"t.{name}.ord"].item(document)
        return self._terms[name][ordinal - 1].decode() if ordinal else ""

    def coded(self, name: str) -> tuple[Array, Array]:
        """Return the different values of a number column, ascending, and for each document which of them it has."""
        if name not in self._kept:
            values, codes = np.unique(self.numbers(name), return_inverse=True)
            kind = np.uint8 if len(values) <= 1 << 8 else np.uint16 if len(values) <= 1 << 16 else np.uint32
            self._kept[name] = values, codes.astype(kind)
        return self._kept[name]

    def combined(self, names: tuple[str, ...]) -> tuple[tuple[int, ...], Array]:
        """Return how many values each column has, and for each document one number for those that it has of all.

        The number is that of a cell in a table with an axis for each column.
        """
        if len(names) == 1:
            values, codes = self.coded(*names)
            return (len(values),), codes
        shape = tuple(len(self.coded(name)[0]) for name in names)
        if names not in self._combined:
            cells = np.ravel_multi_index([self.coded(name)[1].astype(np.intp) for name in names], shape)
            self._combined[names] = cells.astype(np.uint16)
        return shape, self._combined[names]

    def ranks(self, order: tuple[str, ...]) -> tuple[Array, Array]:
        """Return each document's rank by number columns (the better, the higher), and the documents by rank.

        `order` names columns, the first deciding, with `-` before those whose large values are better. What has no
        value is worst in either direction. Documents with the same values keep their order.
        """
        if order not in self._kept:
            columns = [goodness(field, self.numbers(field.lstrip("-"))) for field in reversed(order)]
            best_last = np.lexsort(columns) if columns else np.arange(self.size)
            ranks = np.empty(self.size, np.uint16)
            ranks[best_last] = np.arange(self.size, dtype=np.uint16)
            self._kept[order] = ranks, best_last.astype(np.uint16)
        return self._kept[order]


def goodness(field: str, values: Array) -> Array:
    """Return numbers that are the larger, the earlier `field` (`date`, `-date`) puts a value; 0 for none."""
    return values if field.startswith("-") else np.where(values == 0, values, ~values)

"""Build a segment: from documents to the arrays of arrays.py.

Postings are gathered as numbers, term and document in one 64-bit key, and put in order by sorting them all at once.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count
from pathlib import Path
from typing import Any

import numpy as np

from archive.search import arrays
from archive.search.arrays import MOST_DOCUMENTS, PART_END, Array
from archive.search.kinds import Kind

MOST_WEIGHT = 255
MOST_LENGTH = 65_535
# Texts whose pairs are sorted together, in characters: some 100 MB of memory.
PAIR_BATCH = 2_000_000
_END_UNIT = ord(PART_END)
_HALF = np.uint64(32)
_QUARTER = np.uint64(16)


@dataclass(frozen=True)
class Document:
    """What a segment holds of a record: everything folded and cut, nothing left to decide.

    `words` holds a word once for each occurrence, thrice for one in the headline; `length` counts them once.
    """

    parts: Sequence[str]
    words: Sequence[str]
    length: int
    numbers: Mapping[str, int] = field(default_factory=dict)
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Postings:
    """Terms and the documents they stand in, gathered document by document."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._found = array("I")
        self._per_document = array("I")

    def add(self, terms: Iterable[str]) -> None:
        """Add the next document's terms."""
        numbers = list(map(self._numbers.__getitem__, terms))
        self._found.fromlist(numbers)  # which takes a list faster than `extend` takes anything
        self._per_document.append(len(numbers))

    def build(self, name: str, *, weights: bool = False) -> dict[str, Array]:
        """Return the dictionary and the posting lists as the arrays `name.blob`, `.at`, `.off`, `.doc` (and `.tf`)."""
        encoded = [term.encode() for term in self._numbers]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.empty(len(encoded), np.uint64)
        rank[order] = np.arange(len(encoded), dtype=np.uint64)
        per_document = np.frombuffer(self._per_document, np.uint32)
        documents = np.repeat(np.arange(len(per_document), dtype=np.uint64), per_document)
        _, offsets, found, weight = invert(rank[np.frombuffer(self._found, np.uint32)] << _HALF | documents)
        built = {**dictionary(name, [encoded[at] for at in order]), f"{name}.off": offsets, f"{name}.doc": found}
        if weights:
            built[f"{name}.tf"] = np.minimum(weight, MOST_WEIGHT).astype(np.uint8)
        return built


def dictionary(name: str, values: list[bytes]) -> dict[str, Array]:
    """Return sorted values as the arrays `name.blob` and `name.at`."""
    ends = np.cumsum([0, *map(len, values)])
    return {f"{name}.blob": np.frombuffer(b"".join(values), np.uint8), f"{name}.at": ends.astype(np.uint32)}


def starts_of_runs(ordered: Array) -> Array:
    """Return where each run of equal numbers begins."""
    if not len(ordered):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))


def invert(keys: Array) -> tuple[Array, Array, Array, Array]:
    """Turn `term << 32 | document`, in any order, into terms, offsets (one more), documents and how often each.

    Sorts `keys` in place.
    """
    keys.sort()
    starts = starts_of_runs(keys)
    weights = np.diff(np.append(starts, len(keys)))
    keys = keys[starts]
    terms = (keys >> _HALF).astype(np.uint32)
    starts = starts_of_runs(terms)
    return terms[starts], np.append(starts, len(terms)).astype(np.uint32), keys.astype(np.uint16), weights


def pair_keys(texts: Sequence[str], first: int) -> Array:
    """Return the distinct `pair << 32 | document` of texts that each end with PART_END, sorted.

    The texts are those of the documents `first`, `first + 1` …
    """
    units = np.frombuffer("".join(texts).encode("utf-16-le"), np.uint16)
    # A text's length in units is that in characters and one more for each outside the basic plane.
    lengths = [len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2 for text in texts]
    documents = np.repeat(np.arange(first, first + len(texts), dtype=np.uint64), lengths)[:-1]
    begins = units[:-1] != _END_UNIT
    high, low = units[:-1][begins].astype(np.uint64), units[1:][begins].astype(np.uint64)
    keys = (high << _QUARTER | low) << _HALF | documents[begins]
    keys.sort()
    return keys[starts_of_runs(keys)]


class Builder:
    """Builds one segment of at most MOST_DOCUMENTS documents, numbered as they are added.

    >>> builder = Builder(KINDS["place"])
    >>> builder.add(Document(parts=("石门镇", "", ""), words=("石门",) * 3, length=1, numbers={"django_id": 7}))
    >>> builder.write(Path("place_x.npx"))
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._words = Postings()
        self._terms = {name: Postings() for name in kind.terms}
        self._numbers = {name: array("I") for name in kind.numbers}
        self._lengths = array("I")
        self._texts: list[bytes] = []
        self._parts = array("I")
        self._unpaired: list[str] = []
        self._characters = 0
        self._pairs: list[Array] = []
        self.bytes = 0  # of text so far

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, document: Document) -> None:
        """Add a document; ValueError for one that does not fit the fields, which leaves all as it was."""
        self._check(document)
        parts = [f"{part}{PART_END}".encode() for part in document.parts]
        text, encoded = "".join(part + PART_END for part in document.parts), b"".join(parts)
        self._parts.extend(accumulate(map(len, parts), initial=0))
        self._texts.append(encoded)
        self.bytes += len(encoded)
        self._words.add(document.words)
        self._lengths.append(document.length)
        for name, column in self._numbers.items():
            column.append(document.numbers.get(name, 0))
        for name, postings in self._terms.items():
            postings.add(document.terms.get(name, ()))
        self._unpaired.append(text)
        self._characters += len(text)
        if self._characters >= PAIR_BATCH:
            self._pair()

    def _check(self, document: Document) -> None:
        if len(self) >= MOST_DOCUMENTS:
            raise ValueError("the segment is full")
        if len(document.parts) != len(self._kind.parts):
            raise ValueError(f"{len(document.parts)} parts where the kind has {len(self._kind.parts)}")
        if unknown := sorted({*document.numbers, *document.terms} - {*self._kind.numbers, *self._kind.terms}):
            raise ValueError(f"no such field: {', '.join(unknown)}")
        if outside := [name for name, value in document.numbers.items() if not 0 <= value < 1 << 32]:
            raise ValueError(f"{outside[0]} is no unsigned number of 32 bits")
        if double := [name for name in self._kind.single if len(document.terms.get(name, ())) > 1]:
            raise ValueError(f"{double[0]} has more than one value")

    def _pair(self) -> None:
        if self._unpaired:
            self._pairs.append(pair_keys(self._unpaired, len(self) - len(self._unpaired)))
        self._unpaired, self._characters = [], 0

    def build(self) -> tuple[dict[str, arrays.Content], dict[str, Any]]:
        """Return the segment's arrays and facts."""
        self._pair()
        pairs, pair_offsets, pair_documents, _ = invert(np.concatenate([*self._pairs, np.empty(0, np.uint64)]))
        words = self._words.build("word", weights=True)
        built: dict[str, arrays.Content] = dict(words)
        built["pair.key"] = pairs
        built |= without_words(words, pairs, pair_offsets, pair_documents)
        built["text.off"] = np.cumsum([0, *map(len, self._texts)]).astype(np.uint64)
        built["text.blob"] = self._texts
        built["part.off"] = np.frombuffer(self._parts, np.uint32)
        lengths = np.minimum(np.frombuffer(self._lengths, np.uint32), MOST_LENGTH)
        built["length"] = lengths.astype(np.uint16)
        for name, column in self._numbers.items():
            built[f"n.{name}"] = np.frombuffer(column, np.uint32)
        for name, postings in self._terms.items():
            term = postings.build(f"t.{name}")
            built |= term
            if name in self._kind.single:
                built[f"t.{name}.ord"] = ordinals(len(self), term[f"t.{name}.off"], term[f"t.{name}.doc"])
        return built, {"documents": len(self), "words": int(lengths.sum()), "parts": len(self._kind.parts)}

    def write(self, path: Path, *, sync: bool = True) -> None:
        """Write the segment to a file."""
        arrays.write(path, *self.build(), sync=sync)


def ordinals(documents: int, offsets: Array, postings: Array) -> Array:
    """Return for each document the place of its one value among the values, from 1; 0 where it has none."""
    values = len(offsets) - 1
    kind = np.uint8 if values < 1 << 8 else np.uint16 if values < 1 << 16 else np.uint32
    column = np.zeros(documents, kind)
    column[postings] = np.repeat(np.arange(1, values + 1, dtype=kind), np.diff(offsets))
    return column


def without_words(words: Mapping[str, Array], pairs: Array, offsets: Array, documents: Array) -> dict[str, Array]:
    """Return `pair.off` and `pair.doc` with the lists emptied that the word of the same characters has too.

    The texts with a word are among those with its pair: lists of one length are the same.
    """
    lengths = np.diff(offsets).astype(np.int64)
    keys, ranks = words_of_two(words["word.blob"], words["word.at"])
    at = np.searchsorted(pairs, keys)
    known = at < len(pairs)
    known[known] = pairs[at[known]] == keys[known]
    at, ranks = at[known], ranks[known]
    same = at[lengths[at] == np.diff(words["word.off"])[ranks]]
    empty = np.zeros(len(pairs), bool)
    empty[same] = True
    kept = documents[~np.repeat(empty, lengths)]
    lengths[same] = 0
    return {"pair.off": np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32), "pair.doc": kept}


def words_of_two(blob: Array, at: Array) -> tuple[Array, Array]:
    """Return the pair key and the rank of each word of two characters of three bytes, as Chinese ones have."""
    ranks = np.flatnonzero(np.diff(at) == 6)
    units = blob[at[:-1][ranks].astype(np.int64)[:, None] + np.arange(6)].astype(np.uint32)
    three = (units[:, 0] >> 4 == 0xE) & (units[:, 3] >> 4 == 0xE)
    units, ranks = units[three], ranks[three]
    first, second = (
        (units[:, start] & 15) << 12 | (units[:, start + 1] & 63) << 6 | units[:, start + 2] & 63 for start in (0, 3)
    )
    return (first << 16 | second).astype(np.uint32), ranks

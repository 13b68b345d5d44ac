"""Build a segment: from documents to the arrays of arrays.py.

The pairs of characters and the short words are read from the texts (texts.py), all other strings come one by one;
both become postings as numbers (postings.py), which are put in order by sorting them all at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from archive.search import arrays
from archive.search.arrays import MOST_DOCUMENTS, PART_END, Array
from archive.search.kinds import Kind
from archive.search.postings import Strings, documents_of, lists_of, named_lists
from archive.search.texts import Texts, spelled

MOST_LENGTH = 65_535


@dataclass(frozen=True)
class Document:
    """What a segment holds of a record: everything folded and cut, nothing left to decide.

    `words` holds of each part the words that the analyzer calls long, once for each occurrence; the others follow
    from the text.
    """

    parts: Sequence[str]
    words: Sequence[Sequence[str]]
    numbers: Mapping[str, int] = field(default_factory=dict)
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Builder:
    """Builds one segment of at most MOST_DOCUMENTS documents, numbered as they are added.

    >>> builder = Builder(KINDS["place"])
    >>> builder.add(Document(parts=("石门镇", "", ""), words=((), (), ()), numbers={"django_id": 7}))
    >>> builder.write(Path("place_x.npx"))
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._texts = Texts(kind)
        self._words = Strings()
        self._terms = {name: Strings() for name in kind.terms}
        self._numbers = {name: array("I") for name in kind.numbers}

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def bytes(self) -> int:
        """How many bytes of text there are so far."""
        return self._texts.bytes

    def add(self, document: Document) -> None:
        """Add a document; ValueError for one that does not fit the fields, which leaves all as it was."""
        text = "".join([part + PART_END for part in document.parts])
        self._check(document, text)
        number = len(self)
        self._texts.add(text)
        for part, words in enumerate(document.words):
            if words:
                self._words.add(self._texts.place(number, part), words)
        for name, column in self._numbers.items():
            column.append(document.numbers.get(name, 0))
        for name, strings in document.terms.items():
            if strings:
                self._terms[name].add(number << 1, strings)

    def _check(self, document: Document, text: str) -> None:
        if len(self) >= MOST_DOCUMENTS:
            raise ValueError("the segment is full")
        parts = len(self._kind.parts)
        if not len(document.parts) == len(document.words) == parts:
            told = f"{len(document.parts)} parts, words of {len(document.words)}"
            raise ValueError(f"{told}, where the kind has {parts}")
        if text.count(PART_END) != parts:
            raise ValueError("a part contains what ends parts")
        if unknown := sorted({*document.numbers, *document.terms} - {*self._kind.numbers, *self._kind.terms}):
            raise ValueError(f"no such field: {', '.join(unknown)}")
        if outside := [name for name, value in document.numbers.items() if not 0 <= value < 1 << 32]:
            raise ValueError(f"{outside[0]} is no unsigned number of 32 bits")
        if double := [name for name in self._kind.single if len(document.terms.get(name, ())) > 1]:
            raise ValueError(f"{double[0]} has more than one value")

    def build(self) -> tuple[dict[str, arrays.Content], dict[str, Any]]:
        """Return the segment's arrays and facts."""
        pairs, short, lengths = self._texts.postings()
        keys, offsets = lists_of(pairs)
        words, lengths = self._build_words(short, lengths)
        built: dict[str, arrays.Content] = {**words, "pair.key": keys}
        built |= without_words(words, keys, offsets, documents_of(pairs))
        built |= self._texts.build()
        built["length"] = lengths.astype(np.uint16)
        for name, column in self._numbers.items():
            built[f"n.{name}"] = np.frombuffer(column, np.uint32)
        for name, strings in self._terms.items():
            term = named_lists(f"t.{name}", strings.values(), strings.postings()[0])
            del term[f"t.{name}.tf"]
            built |= term
            if name in self._kind.single:
                built[f"t.{name}.ord"] = ordinals(len(self), term[f"t.{name}.off"], term[f"t.{name}.doc"])
        return built, {"documents": len(self), "words": int(lengths.sum()), "parts": len(self._kind.parts)}

    def _build_words(self, short: Array, lengths: Array) -> tuple[dict[str, Array], Array]:
        """Return the words' arrays, and how many words each document has."""
        long, often = self._words.postings()
        values = self._words.values()
        postings = np.concatenate([long, short])
        postings.sort()  # First the long words, as no number of theirs reaches a Chinese character's.
        terms, _ = lists_of(postings)
        words = named_lists("word", values + spelled(terms[len(values) :]), postings)
        lengths = lengths + np.bincount(documents_of(long), often, len(self)).astype(np.uint32)
        return words, np.minimum(lengths, MOST_LENGTH)

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

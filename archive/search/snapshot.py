"""One state of the index: the segments of each kind of record, and what ranking wants to know of the whole.

A snapshot never changes; after a commit the next one takes over the segments that are the same (kept.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from archive.search.arrays import Array
from archive.search.kinds import Kind
from archive.search.segments import Segment

# BM25: how soon more occurrences stop counting, and how much a long text's occurrences count less.
K1 = 1.2
B = 0.75

MOST_KEPT_TERMS = 20_000  # Looked up words that are kept; far more than people look for between two commits.


@dataclass(frozen=True)
class Leaf:
    """A segment as one snapshot sees it: which of its documents are deleted, and how their lengths weigh.

    `live` says so for each document and is None where none is deleted; `norms` is BM25's part of the formula that
    depends on a document's length.
    """

    segment: Segment
    live: Array | None
    norms: Array

    @property
    def size(self) -> int:
        """How many documents there are, deleted ones included."""
        return self.segment.size

    def alive(self, documents: Array) -> Array:
        """Keep the documents that are not deleted."""
        return documents if self.live is None else documents[self.live[documents]]


@dataclass(frozen=True)
class Term:
    """A word in a snapshot: the rarer, the larger `rarity`; `numbers` is where each leaf's dictionary has it."""

    rarity: float
    numbers: tuple[int | None, ...]


class KindSnapshot:
    """All segments of one kind of record."""

    def __init__(self, kind: Kind, segments: Iterable[tuple[Segment, Array | None]]) -> None:
        """Take segments, each with what says of its documents whether they are live (None: all are)."""
        given = list(segments)
        self.kind = kind
        self.size = sum(segment.size for segment, _ in given)
        average = sum(segment.words_in_all for segment, _ in given) / self.size if self.size else 1.0
        self.leaves = [Leaf(segment, live, _norms(segment, average)) for segment, live in given]
        self._terms: dict[str, Term] = {}

    def term(self, word: str) -> Term:
        """Look the word up."""
        term = self._terms.get(word)
        if term is None:
            if len(self._terms) >= MOST_KEPT_TERMS:
                self._terms.clear()
            term = self._terms[word] = self._look_up(word.encode())
        return term

    def _look_up(self, word: bytes) -> Term:
        numbers = tuple(leaf.segment.words.find(word) for leaf in self.leaves)
        frequency = sum(
            leaf.segment.words.frequency(number)
            for leaf, number in zip(self.leaves, numbers, strict=True)
            if number is not None
        )
        return Term(log(1 + (self.size - frequency + 0.5) / (frequency + 0.5)), numbers)


def _norms(segment: Segment, average_length: float) -> Array:
    return (K1 * (1 - B + B * segment.lengths.astype(np.float32) / np.float32(average_length or 1.0))).astype(
        np.float32
    )


Snapshot = Mapping[str, KindSnapshot]

"""Frequent and telling words: what suggestions offer, and by what one text is like another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from archive import lexicon
from archive.search import analyzer
from archive.search.arrays import PART_END
from archive.search.segments import Terms
from archive.search.snapshot import KindSnapshot, Leaf
from archive.search.tree import Node, Words, any_of

# More values than wanted are taken from each of several segments: what is frequent in one may be rare in another.
SPARE = 64
TELLING_WORDS = 20
# A word of more than every so many-th text tells nothing of this one.
TOO_COMMON = 10


def frequent(
    snapshot: KindSnapshot, terms_of: Callable[[Leaf], Terms | None], prefix: str, limit: int, shortest: int = 1
) -> list[tuple[str, int]]:
    """Return values with the prefix that have at least `shortest` characters, by how many live documents have them.

    Of several segments a value may be missed that is not among the first of any.
    """
    begins = prefix.encode()
    runs = [_Run(leaf, terms, begins) for leaf in snapshot.leaves if (terms := terms_of(leaf)) is not None]
    if len(runs) == 1:
        counts = dict(runs[0].most_frequent(limit, shortest))
    else:
        candidates = {value for run in runs for value, _ in run.most_frequent(limit + SPARE, shortest)}
        counts = {value: sum(run.count(value) for run in runs) for value in candidates}
    found = sorted(((value.decode(), count) for value, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    return found[:limit]


class _Run:
    """The values of a leaf's field that begin with a prefix, and how many live documents have each."""

    def __init__(self, leaf: Leaf, terms: Terms, prefix: bytes) -> None:
        self._terms = terms
        self._first, self._end = terms.run(prefix)
        bounds = terms.offsets[self._first : self._end + 1].astype(np.int64)
        if leaf.live is None or self._first == self._end:
            self._counts = np.diff(bounds)
        else:
            live = leaf.live[terms.postings(self._first, self._end)]
            self._counts = np.add.reduceat(live, bounds[:-1] - bounds[0], dtype=np.int64)

    def most_frequent(self, limit: int, shortest: int) -> list[tuple[bytes, int]]:
        """Return the most frequent values that some live document has and that are not too short."""
        eligible = self._counts > 0
        if shortest > 1 and len(eligible):
            eligible &= self._terms.characters(self._first, self._end) >= shortest
        places = np.flatnonzero(eligible)
        best = places[np.argsort(-self._counts[places], kind="stable")[:limit]]
        return [(self._terms[self._first + place], int(self._counts[place])) for place in best.tolist()]

    def count(self, value: bytes) -> int:
        """Count the live documents with a value that begins with the prefix."""
        number = self._terms.find(value)
        return 0 if number is None else int(self._counts[number - self._first])


def telling(snapshot: KindSnapshot, leaf: Leaf, document: int) -> Node:
    """Return a tree that finds texts with the document's most telling words: often in it, rare elsewhere."""
    (text,) = leaf.segment.texts(np.array([document]))
    without = lexicon.current().unsuggested
    found = (word for word in analyzer.index_words(text.decode()) if len(word) > 1 and word not in without)
    counts = Counter(word for word in found if PART_END not in word)
    worth: list[tuple[float, str]] = []
    for word, count in counts.items():
        term = snapshot.term(word)
        frequency = sum(
            each.segment.words.frequency(number)
            for each, number in zip(snapshot.leaves, term.numbers, strict=True)
            if number is not None
        )
        if 1 < frequency <= max(2, snapshot.size // TOO_COMMON):
            worth.append((-count * term.rarity, word))
    return any_of([Words(word, (word,)) for _, word in sorted(worth)[:TELLING_WORDS]])

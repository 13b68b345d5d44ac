"""Frequent and telling words: what suggestions offer, and by what one text is like another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from archive.search import analyzer
from archive.search.arrays import PART_END
from archive.search.segments import Terms
from archive.search.snapshot import KindSnapshot, Leaf
from archive.search.tree import Node, Words, any_of

# Candidates that are looked at for each value wanted: single characters, deleted texts and other segments cost some.
CANDIDATES = 8
TELLING_WORDS = 20
# A word of more than every so many-th text tells nothing of this one.
TOO_COMMON = 10


def frequent(
    snapshot: KindSnapshot, terms_of: Callable[[Leaf], Terms | None], prefix: str, limit: int, shortest: int = 1
) -> list[tuple[str, int]]:
    """Return values with the prefix that have at least `shortest` characters, by how many live documents have them.

    Of several segments and in the presence of deletions a value may be missed that is not among the first of any.
    """
    fields = [(leaf, terms) for leaf in snapshot.leaves if (terms := terms_of(leaf)) is not None]
    candidates = {value for _, terms in fields for value in _most_frequent(terms, prefix.encode(), limit, shortest)}
    counts: Counter[str] = Counter()
    for leaf, terms in fields:
        for value in candidates:
            number = terms.find(value)
            if number is not None:
                counts[value.decode()] += len(leaf.alive(terms.postings(number)))
    found = sorted(((value, count) for value, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0]))
    return found[:limit]


def _most_frequent(terms: Terms, prefix: bytes, limit: int, shortest: int) -> list[bytes]:
    first, end = terms.run(prefix)
    frequencies = np.diff(terms.offsets[first : end + 1])
    best = np.argsort(-frequencies.astype(np.int64), kind="stable")[: limit * CANDIDATES] + first
    return [value for number in best.tolist() if len((value := terms[number]).decode()) >= shortest]


def telling(snapshot: KindSnapshot, leaf: Leaf, document: int) -> Node:
    """Return a tree that finds texts with the document's most telling words: often in it, rare elsewhere."""
    (text,) = leaf.segment.texts(np.array([document]))
    counts = Counter(word for word in analyzer.index_words(text.decode()) if len(word) > 1 and PART_END not in word)
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

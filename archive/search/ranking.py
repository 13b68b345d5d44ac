"""Put what was found in order, only as much of it as a page needs.

The order is total: scores, then number columns, of which the last is the record's key. Every page size cuts the same
sequence into pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from haystack.constants import DJANGO_ID

from archive.search.arrays import Array
from archive.search.found import Found
from archive.search.segments import goodness
from archive.search.snapshot import Leaf

SCORE = "-score"
_RANK_BITS = np.uint64(16)
# Blocks shorter than this make a bound that is no cheaper than an ordinary selection.
SHORTEST_BLOCK = 8
BLOCKS_FOR_EACH = 4  # More blocks make a closer bound.
SOON_SORTED = 1024  # So few are sorted sooner than the best of them are selected.


class Best(NamedTuple):
    """The best documents of a leaf, in order; the scores are zeros where there are none."""

    leaf: Leaf
    documents: Array
    scores: Array


class Hits(NamedTuple):
    """Documents in order, column by column: each one's leaf, its number there, its score, its record's primary key."""

    leaves: Sequence[Leaf] = ()
    documents: Sequence[int] = ()
    scores: Sequence[float] = ()
    keys: Sequence[int] = ()


def best(leaf: Leaf, found: Found, order: tuple[str, ...], count: int) -> Best:
    """Return the `count` best documents. `order` begins with SCORE or names columns only (see Segment.ranks)."""
    documents, scores = found
    count = min(count, len(documents))
    by_score = order[0] == SCORE
    ranks, by_rank = leaf.segment.ranks(order[1:] if by_score else order)
    if by_score and scores is not None:
        if count and len(scores) > max(count, SOON_SORTED):
            good = (scores >= at_least(scores, count)).nonzero()[0]
            documents, scores = documents.take(good), scores.take(good)
        # Scores are not negative: their bits sort as they do.
        bits = scores.view(np.uint32).astype(np.uint64) << _RANK_BITS
        keys = largest(bits | ranks.take(documents, mode="clip"), count)
        chosen = by_rank.take(keys.astype(np.uint16))  # the lowest bits: the rank
        return Best(leaf, chosen, (keys >> _RANK_BITS).astype(np.uint32).view(np.float32))
    chosen = by_rank.take(largest(ranks.take(documents, mode="clip"), count))
    return Best(leaf, chosen, np.zeros(len(chosen), np.float32) if scores is None else _scores_of(found, chosen))


def _scores_of(found: Found, chosen: Array) -> Array:
    assert found.scores is not None
    return found.scores[np.searchsorted(found.documents, chosen)]


def at_least(values: Array, count: int) -> float:
    """Return a value that at least `count` of the values reach, close to the `count`-th largest.

    The largest of each of many groups: the `count`-th of those is reached by as many values. (Groups of values that
    stand apart: so NumPy compares whole rows at once.)
    """
    if count >= len(values):
        return values.min()
    length = len(values) // (BLOCKS_FOR_EACH * count)
    if length >= SHORTEST_BLOCK:
        values = values[: len(values) // length * length].reshape(length, -1).max(axis=0)
    return np.partition(values, len(values) - count)[len(values) - count]


def largest(keys: Array, count: int) -> Array:
    """Return the `count` largest of different keys, the largest first; the keys may be left in another order."""
    if count and len(keys) > max(count, SOON_SORTED):
        keys = keys[keys >= at_least(keys, count)]
    keys.sort()
    return keys[::-1][:count]


def merged(bests: Sequence[Best], order: tuple[str, ...], start: int, end: int) -> Hits:
    """Return the hits from `start` to `end` of what each leaf has best; among equals an earlier leaf's come first."""
    bests = [each for each in bests if len(each.documents)]
    if len(bests) == 1:
        leaf, documents = bests[0].leaf, bests[0].documents[start:end]
        keys = leaf.segment.numbers(DJANGO_ID).take(documents).tolist()
        return Hits([leaf] * len(keys), documents.tolist(), bests[0].scores[start:end].tolist(), keys)
    if not bests:
        return Hits()
    columns = [_column(bests, field) for field in order]
    leaves = np.concatenate([np.full(len(each.documents), number) for number, each in enumerate(bests)])
    places = np.lexsort([-leaves, *reversed(columns)])[::-1][start:end]
    return Hits(
        [bests[leaf].leaf for leaf in leaves[places].tolist()],
        np.concatenate([each.documents for each in bests])[places].tolist(),
        np.concatenate([each.scores for each in bests])[places].tolist(),
        _column(bests, f"-{DJANGO_ID}")[places].tolist(),
    )


def _column(bests: Sequence[Best], field: str) -> Array:
    if field == SCORE:
        return np.concatenate([each.scores for each in bests])
    values = [each.leaf.segment.numbers(field.lstrip("-"))[each.documents] for each in bests]
    return goodness(field, np.concatenate(values))

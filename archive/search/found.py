"""Documents found in a segment, with their scores: what evaluating a tree yields, and how two of them are joined.

Document numbers are ascending arrays of NumPy's index type, which makes the many look-ups by them fast; scores are
never negative. No scores stand for zeros.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from archive.search.arrays import Array

# From this ratio on, looking up the few in the many by halving beats marking the many (measured from 5 to 100).
FEW = 24


class Found(NamedTuple):
    """Documents and, where they have any, their scores."""

    documents: Array
    scores: Array | None = None

    def keep(self, which: Array) -> Found:
        """Keep those documents at which `which` is true."""
        return Found(self.documents[which], None if self.scores is None else self.scores[which])


def indices(postings: Array) -> Array:
    """Return a posting list as document numbers to look up by."""
    return postings.astype(np.intp)


NOTHING = Found(np.empty(0, np.intp))


def flags(size: int, *lists: Array) -> Array:
    """Return for each of `size` documents whether it is in one of the lists."""
    marked = np.zeros(size, bool)
    for documents in lists:
        marked[documents.astype(np.intp, copy=False)] = True
    return marked


def among(documents: Array, postings: Array, size: int) -> Array:
    """Say for each document whether the posting list has it."""
    if len(documents) * FEW >= len(postings):
        return flags(size, postings).take(documents, mode="clip")
    places = np.searchsorted(postings, documents.astype(postings.dtype))
    places[places == len(postings)] = 0
    return postings[places] == documents


def weights_at(documents: Array, postings: Array, weights: Array, size: int) -> Array:
    """Return each document's weight in the posting list, 0 for those that are not in it."""
    if len(documents) * FEW >= len(postings):
        scattered = np.zeros(size, weights.dtype)
        scattered[indices(postings)] = weights
        return scattered.take(documents, mode="clip")
    places = np.searchsorted(postings, documents.astype(postings.dtype))
    places[places == len(postings)] = 0
    return np.where(postings[places] == documents, weights[places], 0)


def added(first: Array | None, second: Array | None) -> Array | None:
    """Add scores of the same documents."""
    if first is None or second is None:
        return second if first is None else first
    return first + second


def scores_at(documents: Array, found: Found, size: int) -> Array | None:
    """Return what was found's scores at some of its documents."""
    if found.scores is None:
        return None
    if len(documents) * FEW < len(found.documents):
        return found.scores[np.searchsorted(found.documents, documents)]
    scattered = np.zeros(size, np.float32)
    scattered[found.documents] = found.scores
    return scattered.take(documents, mode="clip")


def either(parts: list[Found], size: int) -> Found:
    """Return the documents in any of them, the scores added."""
    parts = [part for part in parts if len(part.documents)]
    if not parts:
        return NOTHING
    if len(parts) == 1:
        return parts[0]
    documents = np.flatnonzero(flags(size, *(part.documents for part in parts)))
    if all(part.scores is None for part in parts):
        return Found(documents)
    total = np.zeros(size, np.float32)
    for part in parts:
        if part.scores is not None:
            total[part.documents] += part.scores
    return Found(documents, total.take(documents, mode="clip"))

"""Documents found in a segment, with their scores: what evaluating a tree yields, and how two of them are joined.

Document numbers are ascending arrays of NumPy's index type, which makes the many look-ups by them fast; scores are
never negative. No scores stand for zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from archive.search.arrays import Array

# From this ratio on, looking up the few in the many by halving beats marking the many (measured from 5 to 100).
FEW = 24
# Up to this part of all documents, sorting them beats going through all of them for those that are marked.
FEW_OF_ALL = 4


class Found(NamedTuple):
    """Documents and, where they have any, their scores."""

    documents: Array
    scores: Array | None = None

    def keep(self, which: Array) -> Found:
        """Keep those documents at which `which` is true."""
        places = which.nonzero()[0]  # to take by these costs a fraction of an index of truth values
        return Found(self.documents.take(places), None if self.scores is None else self.scores.take(places))


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


def union(lists: Sequence[Array], size: int) -> Array:
    """Return the documents that are in any of the lists, ascending."""
    if sum(map(len, lists)) * FEW_OF_ALL > size:
        return flags(size, *lists).nonzero()[0]
    documents = np.concatenate([each.astype(np.uint16, copy=False) for each in lists])
    documents.sort()  # two bytes sort several times as fast as eight
    first = np.ones(len(documents), bool)
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    return indices(documents[first])


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
    documents = union([part.documents for part in parts], size)
    scored = [(part.documents, part.scores) for part in parts if part.scores is not None]
    if not scored:
        return Found(documents)
    total = np.zeros(size, np.float32)
    first, scores = scored[0]
    total[first] = scores
    for others, scores in scored[1:]:
        total[others] += scores
    return Found(documents, total.take(documents, mode="clip"))

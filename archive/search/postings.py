"""Postings as numbers, put in order by sorting them all at once.

A posting is one 64-bit number, `term << 24 | document << 8 | weight`; a place is `document << 1 | heavy`, heavy being
1 where a word counts thrice.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import count

import numpy as np

from archive.search.arrays import Array

HEAVY_WEIGHT = 3  # A word in the headline says more about an article than one in its text.
MOST_WEIGHT = 255
_TERM = np.uint64(24)
_DOCUMENT = np.uint64(8)
_PLACE = np.uint64(17)


class Strings:
    """Strings, numbered as they are met, and the places in which they stand."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._found = array("I")
        self._places = array("I")
        self._counts = array("I")

    def add(self, place: int, strings: Iterable[str]) -> None:
        """Add the strings of a place."""
        numbers = list(map(self._numbers.__getitem__, strings))
        self._found.fromlist(numbers)  # which takes a list faster than `extend` takes anything
        self._places.append(place)
        self._counts.append(len(numbers))

    def values(self) -> list[bytes]:
        """Return the strings in the order of their numbers."""
        return [string.encode() for string in self._numbers]

    def postings(self) -> tuple[Array, Array]:
        """Return what `counted` makes of the numbers."""
        places = np.repeat(np.frombuffer(self._places, np.uint32), np.frombuffer(self._counts, np.uint32))
        return counted(np.frombuffer(self._found, np.uint32), places)


def counted(terms: Array, places: Array) -> tuple[Array, Array]:
    """Return a posting for each document of each term, sorted; and how often the term stands there."""
    keys = terms.astype(np.uint64) << _PLACE | places
    keys.sort()
    heavy = keys & np.uint64(1)
    keys >>= np.uint64(1)
    starts = starts_of_runs(keys)
    often = np.diff(starts, append=len(keys))
    weights = often.astype(np.uint64)
    if len(starts):  # without which `reduceat` would have nothing to add
        weights += np.add.reduceat(heavy, starts) * np.uint64(HEAVY_WEIGHT - 1)
    return keys[starts] << _DOCUMENT | np.minimum(weights, np.uint64(MOST_WEIGHT)), often


def joined(batches: list[Array]) -> Array:
    """Return the sorted postings of several batches, sorted."""
    postings = np.concatenate([np.empty(0, np.uint64), *batches])
    if len(batches) > 1:
        postings.sort()
    return postings


def documents_of(postings: Array) -> Array:
    """Return each posting's document."""
    return (postings >> _DOCUMENT).astype(np.uint16)


def lists_of(postings: Array) -> tuple[Array, Array]:
    """Return the terms of sorted postings, and where the postings of each begin; last, how many there are."""
    terms = (postings >> _TERM).astype(np.uint32)
    starts = starts_of_runs(terms)
    return terms[starts], np.append(starts, len(terms)).astype(np.uint32)


def starts_of_runs(ordered: Array) -> Array:
    """Return where each run of equal numbers begins."""
    if not len(ordered):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))


def named_lists(name: str, values: list[bytes], postings: Array) -> dict[str, Array]:
    """Return the arrays `name.blob`, `.at`, `.off`, `.doc` and `.tf`.

    `values` has the string of each term of the sorted postings, in their order.
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = np.empty(len(values), np.uint64)
    ranks[order] = np.arange(len(values), dtype=np.uint64)
    _, starts = lists_of(postings)
    postings = np.repeat(ranks, np.diff(starts)) << _TERM | postings & ((np.uint64(1) << _TERM) - np.uint64(1))
    postings.sort()
    _, offsets = lists_of(postings)
    return {
        **dictionary(name, [values[at] for at in order]),
        f"{name}.off": offsets,
        f"{name}.doc": documents_of(postings),
        f"{name}.tf": postings.astype(np.uint8),
    }


def dictionary(name: str, values: list[bytes]) -> dict[str, Array]:
    """Return sorted values as the arrays `name.blob` and `name.at`."""
    ends = np.cumsum([0, *map(len, values)])
    return {f"{name}.blob": np.frombuffer(b"".join(values), np.uint8), f"{name}.at": ends.astype(np.uint32)}

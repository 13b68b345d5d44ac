"""Count the values of a field over what was found: facets and histograms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from math import prod
from typing import Any

import numpy as np

from archive.search.arrays import Array
from archive.search.segments import Segment, Terms

# Of so large a part of all documents it is cheaper to count through every posting list than through each document's.
MOST_OF_ALL = 3
# Columns with together no more combinations of values than this are counted in one pass over the documents, if there
# are so many of these that the pass costs more than adding the combinations up.
MOST_COMBINATIONS = 4096
MANY_DOCUMENTS = 1000


class FacetCounter:
    """Counts one field, segment by segment; what has no value is not counted."""

    def __init__(self, name: str, limit: int | None = None, keep: Collection[Any] = ()) -> None:
        """`limit` is how many values are wanted, None for all; those of `keep` are counted besides."""
        self._name = name
        self._limit = limit
        self._keep = list(keep)
        self._counted: list[tuple[Segment, Array]] = []

    def add(self, segment: Segment, counts: Array) -> None:
        """Add what `counts` has counted in a segment."""
        if len(counts):
            self._counted.append((segment, counts))

    def result(self) -> list[tuple[Any, int]]:
        """Return values and counts, the most frequent first, then by value; those kept for another reason last."""
        counted = self._counted
        if not counted:
            return []
        found = self._of_one(*counted[0]) if len(counted) == 1 else self._of_several(counted)
        return found + self._kept({value for value, _ in found})

    def _of_one(self, segment: Segment, counts: Array) -> list[tuple[Any, int]]:
        places = np.flatnonzero(counts)
        places = places[self._frequent(counts[places])]
        # Values ascend with their places.
        places = places[np.argsort(-counts[places], kind="stable")[: self._limit]]
        return list(zip(_values(segment, self._name, places), counts[places].tolist(), strict=True))

    def _of_several(self, counted: list[tuple[Segment, Array]]) -> list[tuple[Any, int]]:
        """Add the counts up by what is the same value in all segments, and decode only what may be shown."""
        places = [np.flatnonzero(counts) for _, counts in counted]
        keys = np.concatenate(
            [_keys(segment, self._name)[place] for (segment, _), place in zip(counted, places, strict=True)]
        )
        each = np.concatenate([counts[place] for (_, counts), place in zip(counted, places, strict=True)])
        _, first, same = np.unique(keys, return_index=True, return_inverse=True)
        total = np.bincount(same, weights=each).astype(np.int64)
        chosen = self._frequent(total)
        segments = np.repeat(np.arange(len(counted)), list(map(len, places)))[first[chosen]]
        places_chosen = np.concatenate(places)[first[chosen]]
        found: list[tuple[Any, int]] = []
        for number, (segment, _) in enumerate(counted):
            here = segments == number
            values = _values(segment, self._name, places_chosen[here])
            found += zip(values, total[chosen][here].tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[: self._limit]

    def _frequent(self, total: Array) -> Array:
        """Choose those that may be among the most frequent."""
        if self._limit == 0:
            return np.zeros(len(total), bool)
        if self._limit is None or self._limit >= len(total):
            return np.ones(len(total), bool)
        return total >= np.partition(total, len(total) - self._limit)[len(total) - self._limit]

    def _kept(self, already: set[Any]) -> list[tuple[Any, int]]:
        kept = []
        for value in dict.fromkeys(self._keep):
            count = sum(_count_of(segment, self._name, counts, value) for segment, counts in self._counted)
            if count and value not in already:
                kept.append((value, count))
        return sorted(kept, key=lambda pair: (-pair[1], pair[0]))


def counts(segment: Segment, names: Iterable[str], documents: Array) -> dict[str, Array]:
    """Return by field how many of the documents have each of its values, by the values' places; none if none has."""
    if not len(documents):
        return {name: np.empty(0, np.int64) for name in names}
    columns = [name for name in names if segment.has_number(name)]
    counted = {name: _counts_of_terms(segment, name, documents) for name in names if name not in columns}
    for group in _groups(segment, columns, together=len(documents) >= MANY_DOCUMENTS):
        counted |= _counts_of_columns(segment, group, documents)
    return counted


def _groups(segment: Segment, columns: Iterable[str], *, together: bool) -> list[tuple[str, ...]]:
    """Group the columns that are counted together, those of few values first."""
    sizes = {name: len(segment.coded(name)[0]) for name in columns}
    groups: list[tuple[str, ...]] = []
    combinations = MOST_COMBINATIONS
    for name in sorted(sizes, key=lambda name: (sizes[name], name)):
        combinations *= sizes[name]
        if together and groups and combinations <= MOST_COMBINATIONS:
            groups[-1] = (*groups[-1], name)
        else:
            groups.append((name,))
            combinations = sizes[name]
    return groups


def _counts_of_columns(segment: Segment, names: tuple[str, ...], documents: Array) -> dict[str, Array]:
    shape, codes = segment.combined(names)
    table = np.bincount(codes.take(documents, mode="clip"), minlength=prod(shape)).reshape(shape)
    counted = {}
    for axis, name in enumerate(names):
        counted[name] = table.sum(axis=tuple(other for other in range(len(names)) if other != axis))
        if segment.coded(name)[0][0] == 0:
            counted[name][0] = 0
    return counted


def _counts_of_terms(segment: Segment, name: str, documents: Array) -> Array:
    terms, ordinals = segment.terms(name), segment.ordinals(name)
    if terms is None or not len(terms):
        return np.empty(0, np.int64)
    if ordinals is not None:
        return np.bincount(ordinals.take(documents, mode="clip"), minlength=len(terms) + 1)[1:]
    return _counts_of_many(terms, documents, segment.size)


def _counts_of_many(terms: Terms, documents: Array, size: int) -> Array:
    if len(documents) == size:
        return np.diff(terms.offsets).astype(np.int64)
    if len(documents) * MOST_OF_ALL >= size:
        marked = np.zeros(size, np.uint8)
        marked[documents] = 1
        return np.add.reduceat(marked.take(terms.documents), terms.offsets[:-1], dtype=np.int64)
    starts, values = terms.by_document
    documents = documents[documents < len(starts) - 1]
    first = starts[documents]
    lengths = starts[documents + 1] - first
    ends = np.cumsum(lengths)
    # One after the other, the numbers from each document's first to its last.
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + lengths, lengths)
    return np.bincount(values[places], minlength=len(terms))


def _keys(segment: Segment, name: str) -> Array:
    """Return a number for each value by which it is known in all segments."""
    if segment.has_number(name):
        return segment.coded(name)[0].astype(np.int64)
    terms = segment.terms(name)
    assert terms is not None
    return terms.hashes


def _values(segment: Segment, name: str, places: Array) -> list[Any]:
    """Return the values of the field at these places among them."""
    if segment.has_number(name):
        return segment.coded(name)[0][places].tolist()
    terms = segment.terms(name)
    assert terms is not None
    return [terms[place].decode() for place in places.tolist()]


def _count_of(segment: Segment, name: str, counts: Array, value: Any) -> int:
    if segment.has_number(name):
        values = segment.coded(name)[0]
        place = int(np.searchsorted(values, value)) if isinstance(value, int) else len(values)
        return int(counts[place]) if place < len(values) and values[place] == value else 0
    terms = segment.terms(name)
    number = None if terms is None else terms.find(str(value).encode(errors="replace"))
    return 0 if number is None else int(counts[number])


# The columns that hold a day, and the years and months of it, as numbers.
GAPS = {"year": ("year", 10_000), "month": ("month", 100), "day": ("date", 1)}


def first_day(gap: str, value: int) -> date:
    """Return the first day of the year (2022), the month (202203) or the day (20220304)."""
    number = value * GAPS[gap][1] + {"year": 101, "month": 1, "day": 0}[gap]
    return date(number // 10_000, number // 100 % 100, number % 100)

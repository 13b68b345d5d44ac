"""Ask columns and terms of one segment: which documents have one of some values, a value in a range, a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from archive.search import schema
from archive.search.arrays import Array
from archive.search.found import flags
from archive.search.segments import Segment, Terms
from archive.search.tree import Among, Beginning, Between, Naming

MOST_COMPARED = 6  # Up to so many values are compared one by one, which is faster than looking them all up.
LARGEST = (1 << 32) - 1


def condition(segment: Segment, node: Among | Between | Naming | Beginning, documents: Array) -> Array:
    """Say for each of the documents whether it answers the node; none does for a field that its kind has not."""
    match node:
        case Between(field, low, high):
            return _between(segment.numbers(field).take(documents, mode="clip"), low, high)
        case Among(field, values) if segment.has_number(field):
            return _among(segment.numbers(field).take(documents, mode="clip"), list(_numbers(values)))
    terms = segment.terms(node.field)
    if terms is None:
        return np.zeros(len(documents), bool)
    runs = _runs(terms, node)
    ordinals = segment.ordinals(node.field)
    if ordinals is None:
        lists = [terms.postings(first, end) for first, end in runs if first < end]
        return flags(segment.size, *lists).take(documents, mode="clip")
    wanted = [number + 1 for first, end in runs for number in range(first, end)]
    return _among(ordinals.take(documents, mode="clip"), wanted)


def _between(numbers: Array, low: Any, high: Any) -> Array:
    """Compare; what has no value, which is 0, is in no range."""
    bottom = 1 if low is None else max(1, _bound(low))
    top = LARGEST if high is None else _bound(high)
    return (numbers >= bottom) & (numbers <= top)


def _bound(value: Any) -> int:
    return schema.day_number(value) if isinstance(value, date) else min(max(int(value), 0), LARGEST)


def _numbers(values: Iterable[Any]) -> Iterable[int]:
    for value in values:
        try:
            yield schema.number(value)
        except (TypeError, ValueError):
            continue  # What the column cannot hold, no record has.


def _among(column: Array, wanted: list[int]) -> Array:
    if len(wanted) > MOST_COMPARED:
        return np.isin(column, np.array(wanted, np.uint32))
    fits = np.zeros(len(column), bool)
    for value in wanted:
        fits |= column == value
    return fits


def _runs(terms: Terms, node: Among | Naming | Beginning) -> list[tuple[int, int]]:
    """Return the runs of values that the node asks for, each as the first number and the one after the last."""
    match node:
        case Beginning(_, text):
            return [terms.run(text.encode())]
        case Naming(_, text, False):
            return terms.containing(text.encode())
        case Naming(_, text, True):
            values: Iterable[Any] = (text,)
        case Among(_, values):
            pass
    found = [terms.find(str(value).encode(errors="replace")) for value in values]
    return [(number, number + 1) for number in found if number is not None]

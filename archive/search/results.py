"""Haystack's results, made of the hits of a page: their columns are at hand without the database."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from haystack.constants import DJANGO_ID
from haystack.models import SearchResult

from archive.search.ranking import Hit
from archive.search.schema import number_day
from archive.search.snapshot import Leaf

APP = "archive"
_logger = logging.getLogger(__name__)


class Result(SearchResult):
    """Haystack's result, which would look up its logger for each."""

    def _get_log(self) -> logging.Logger:
        return _logger


def results(hits: Sequence[Hit], result_class: type[SearchResult] | None) -> list[SearchResult]:
    """Make a result of each hit, of `result_class` if that is another than Haystack's own."""
    made_of = Result if result_class in (None, SearchResult) else result_class
    by_leaf: dict[int, list[int]] = {}
    for place, hit in enumerate(hits):
        by_leaf.setdefault(id(hit.leaf), []).append(place)
    made: dict[int, SearchResult] = {}
    for places in by_leaf.values():
        leaf = hits[places[0]].leaf
        rows = _rows(leaf, np.array([hits[place].document for place in places]))
        for place, row in zip(places, rows, strict=True):
            key = row.pop(DJANGO_ID)
            made[place] = made_of(APP, leaf.segment.kind.name, key, hits[place].score, **row)
    return [made[place] for place in range(len(hits))]


def _rows(leaf: Leaf, documents: np.ndarray) -> list[dict[str, Any]]:
    """Return the number columns and the one-valued terms of the documents, None or empty where there is none."""
    segment = leaf.segment
    columns: dict[str, list[Any]] = {
        name: [number or None for number in segment.numbers(name)[documents].tolist()] for name in segment.kind.numbers
    }
    if "date" in columns:
        columns["date"] = [number_day(number or 0) for number in columns["date"]]
    for name in segment.kind.single:
        columns[name] = segment.values(name, documents)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

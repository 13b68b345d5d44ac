"""Haystack's results, made of the hits of a page."""

from __future__ import annotations

import logging
from typing import Any

from haystack.constants import DJANGO_ID
from haystack.models import SearchResult

from archive.search.ranking import Hits
from archive.search.schema import number_day
from archive.search.segments import Segment
from archive.search.snapshot import Leaf

APP = "archive"


class Result(SearchResult):
    """Haystack's result, whose columns are read from the index when they are asked for.

    To read them all beforehand took longer than to search. `result.date` is a date, other columns are numbers or
    strings; None and "" where there is no value, None for any other name, as Haystack has it.
    """

    app_label = APP
    log = logging.getLogger(__name__)
    stored_fields = None
    _object = _model = _verbose_name = _point_of_origin = _distance = None

    def __init__(self, leaf: Leaf, document: int, score: float, key: int) -> None:
        self._segment = leaf.segment
        self._document = document
        self.pk = key
        self.score = score

    def __getattr__(self, name: str) -> Any:
        segment = self.__dict__.get("_segment")
        if segment is None:
            return None
        return segment.kind.name if name == "model_name" else _column(segment, self._document, name)

    @property
    def _additional_fields(self) -> list[str]:
        kind = self._segment.kind
        return [name for name in (*kind.numbers, *kind.single) if name != DJANGO_ID]

    def __getstate__(self) -> dict[str, Any]:
        own = {name: value for name, value in self.__dict__.items() if name not in ("_segment", "_document")}
        return own | {"model_name": self.model_name} | self.get_additional_fields()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def _column(segment: Segment, document: int, name: str) -> Any:
    if segment.has_number(name):
        number = segment.numbers(name).item(document)
        return number_day(number) if name == "date" else number or None
    return segment.value(name, document) if name in segment.kind.single else None


def results(hits: Hits, result_class: type[SearchResult] | None) -> list[SearchResult]:
    """Make a result of each hit; of `result_class`, with all columns, if that is another than Haystack's own."""
    found = list(map(Result, *hits))
    if result_class in (None, SearchResult):
        return found
    return [result_class(APP, each.model_name, each.pk, each.score, **each.get_additional_fields()) for each in found]

"""Haystack's results, made of the hits of a page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from haystack.constants import DJANGO_ID
from haystack.models import SearchResult

from archive.search.ranking import Hit
from archive.search.schema import number_day

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

    def __init__(self, hit: Hit) -> None:
        self._hit = hit
        self.model_name = hit.leaf.segment.kind.name
        self.pk = hit.key
        self.score = hit.score

    def __getattr__(self, name: str) -> Any:
        hit = self.__dict__.get("_hit")
        return None if hit is None else _column(hit, name)

    @property
    def _additional_fields(self) -> list[str]:
        kind = self._hit.leaf.segment.kind
        return [name for name in (*kind.numbers, *kind.single) if name != DJANGO_ID]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_hit"} | self.get_additional_fields()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def _column(hit: Hit, name: str) -> Any:
    segment = hit.leaf.segment
    if segment.has_number(name):
        number = segment.numbers(name).item(hit.document)
        return number_day(number) if name == "date" else number or None
    return segment.value(name, hit.document) if name in segment.kind.single else None


def results(hits: Sequence[Hit], result_class: type[SearchResult] | None) -> list[SearchResult]:
    """Make a result of each hit; of `result_class`, with all columns, if that is another than Haystack's own."""
    found = [Result(hit) for hit in hits]
    if result_class in (None, SearchResult):
        return found
    return [result_class(APP, each.model_name, each.pk, each.score, **each.get_additional_fields()) for each in found]

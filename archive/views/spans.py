"""Where terms in posts stand in time, in percent of the width: a bar for each, and the years they are read by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.models import Precision
from archive.templatetags.printed import in_words
from archive.views.lines import Label

NARROWEST = 1.0  # Percent of the width: a term of one day is still seen.
APART = 15.0  # Percent between two years on an axis: as many as stand beside each other on a telephone.
# In a shorter time than this the years at the ends say too little: months are told.
SHORT = 3

Days = tuple[date, date]


class Bar(NamedTuple):
    """Where a term stands in the time of all, in percent of the width, and its years in words."""

    x: str
    width: str
    years: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The years below the bars, where lines stand between them (the first of January), and the same in words."""

    labels: list[Label]
    marks: list[str]
    words: str


def bars(terms: Sequence[Days]) -> list[Bar]:
    """A bar for each term, given by its first and last day."""
    first, whole = _frame(terms)
    found = []
    for low, high in terms:
        # However short, a term is seen, and stands within the picture.
        width = max(100 * (high - low).days / whole, NARROWEST)
        x = min(100 * (low - first).days / whole, 100 - width)
        found.append(Bar(f"{x:.2f}%", f"{width:.2f}%", _years(low, high)))
    return found


def axis(terms: Sequence[Days]) -> Axis | None:
    """The axis of these terms: the first year, the last, and some between; None where all is one day."""
    first, whole = _frame(terms)
    last = max((high for _low, high in terms), default=first)
    if first == last:
        return None
    starts = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    places = {day: 100 * (day - first).days / whole for day in starts}
    if last.year - first.year < SHORT:
        ends = [in_words(day, Precision.MONTH) for day in (first, last)]
        named = []
    else:
        ends = [str(first.year), str(last.year)]
        named = _named(places)
    labels = [
        Label("0%", ends[0], "start"),
        *(Label(f"{places[day]:.2f}%", str(day.year)) for day in named),
        Label("100%", ends[1], "end"),
    ]
    return Axis(
        labels, [f"{places[day]:.2f}%" for day in named or starts], _("时间轴：%(span)s") % {"span": "–".join(ends)}
    )


def _named(places: dict[date, float]) -> list[date]:
    """The years between the ends that are named, as evenly as years go: every one, or every second, fifth, tenth."""
    inside = [day for day, place in places.items() if APART <= place <= 100 - APART]
    for step in (1, 2, 5, 10, 20, 50):
        some = [day for day in inside if day.year % step == 0]
        if all(places[later] - places[earlier] >= APART for earlier, later in pairwise(some)):
            return some
    return []


def _frame(terms: Sequence[Days]) -> tuple[date, int]:
    """The first day of all, and how many days there are to the last: one at least."""
    first = min((low for low, _high in terms), default=date.min)
    return first, max((max((high - first).days, 1) for _low, high in terms), default=1)


def _years(low: date, high: date) -> str:
    return str(low.year) if low.year == high.year else f"{low.year}–{high.year}"

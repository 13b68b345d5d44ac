"""Days and months laid out as calendars, with how much each holds."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Generic, TypeVar

Held = TypeVar("Held")

LEVELS = 4  # shades of a heat map; more cannot be told apart
MONTHS = range(1, 13)
USUAL = 3  # issues on a day of the week, before it is the paper's


@dataclass(frozen=True, slots=True)
class Day(Generic[Held]):
    """A day, what it holds, and whether something was to be expected that is not there."""

    date: date
    held: Held | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Month(Generic[Held]):
    """A month: its days in weeks from Monday, None where the week's day is of another month."""

    first: date
    weeks: list[list[Day[Held] | None]]

    @property
    def count(self) -> int:
        """How many of its days hold something."""
        return sum(1 for week in self.weeks for day in week if day and day.held is not None)


def months(held: Mapping[date, Held], missing: Set[date] = frozenset()) -> list[Month[Held]]:
    """What days of one year hold, by month; months between the first and the last are there even when empty."""
    if not held:
        return []
    days = held.keys() | missing
    first, last = min(days), max(days)
    return [
        Month(
            date(first.year, number, 1),
            [
                [Day(day, held.get(day), day in missing) if day.month == number else None for day in week]
                for week in Calendar().monthdatescalendar(first.year, number)
            ],
        )
        for number in range(first.month, last.month + 1)
    ]


def missing_days(days: Set[date], first: date, last: date) -> set[date]:
    """The days from the first to the last on which an issue was to be expected: there is none in `days`.

    A paper comes out on some days of the week. Those are the days of the week on which half of the weeks or more have
    an issue, three at least: of a paper of which but single issues are held nothing can be said to be missing. Weeks
    of which nothing is held do not count where issues of three weeks running are: a summer that nobody scanned says
    nothing of when the paper comes out.
    """
    span = [first + timedelta(number) for number in range((last - first).days + 1)]
    whole, held = {_week(day) for day in span}, {_week(day) for day in days}
    usual = set()
    for weekday in range(7):
        weeks = {_week(day) for day in days if day.weekday() == weekday}
        running = any(all(week + later in weeks for later in range(USUAL)) for week in weeks)
        if len(weeks) >= USUAL and 2 * len(weeks) >= len(held if running else whole):
            usual.add(weekday)
    return {day for day in span if day.weekday() in usual} - days


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7


@dataclass(frozen=True, slots=True)
class Cell:
    """The count of a day, month or year in a heat map, its shade (0 for nothing, to LEVELS for the most of the map),
    and whether something was to be expected that is not there."""

    first: date
    count: int
    level: int
    missing: bool = False


def shade(count: int, most: int) -> int:
    """Which shade a count gets where `most` is the highest."""
    return ceil(LEVELS * count / most) if most else 0


def by_year(per_month: Mapping[date, int]) -> Counter[date]:
    """The counts of years, each by its first day."""
    found: Counter[date] = Counter()
    for month, count in per_month.items():
        found[month.replace(month=1, day=1)] += count
    return found


def years(per_month: Mapping[date, int]) -> list[tuple[int, list[Cell]]]:
    """Each year from the last to the first, those without anything too, and its twelve months."""
    if not per_month:
        return []
    most = max(per_month.values())
    return [
        (year, [_cell(date(year, month, 1), per_month, most) for month in MONTHS])
        for year in range(max(per_month).year, min(per_month).year - 1, -1)
    ]


def _cell(first: date, counts: Mapping[date, int], most: int) -> Cell:
    count = counts.get(first, 0)
    return Cell(first, count, shade(count, most))

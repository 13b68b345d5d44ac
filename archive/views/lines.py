"""Lines over time: where they run, in percent of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10

from django.utils.formats import number_format

MOST_POINTS = 60  # On a line: with more of them the points would touch; the line and the table remain.
MOST_TO_POINT_AT = 120  # On all lines: each is an address, and a page of them should come quickly.
LABELS = 4  # Months named below the chart: as many as fit on a telephone.
ROOM = 90.0  # Percent of the height that lines may use: above it stands the highest number.


@dataclass(frozen=True, slots=True)
class Value:
    """A number in a line: how high, what it says, and the search behind it ("" for none).

    None is no number at all: the line is broken there.
    """

    height: float | None
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value and its place."""

    x: str
    y: str
    value: Value


@dataclass(frozen=True, slots=True)
class Line:
    """A named line: the path in a square of 100 by 100, and the points that lead somewhere."""

    name: str
    path: str
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Label:
    """A number beside the chart or a month below it: its place, and on which side of that it stands."""

    place: str
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines, the numbers at their heights, the names below."""

    lines: list[Line]
    heights: list[Label]
    names: list[Label]


def is_pointed(names: int, lines: int) -> bool:
    """Whether points are shown on so many lines over so many names."""
    return names <= min(MOST_POINTS, MOST_TO_POINT_AT // max(lines, 1))


def chart(names: Sequence[str], lines: Sequence[tuple[str, Sequence[Value]]]) -> Chart | None:
    """The chart of lines with one value for each of `names`; None where there are not two to join."""
    if len(names) < 2 or not lines:
        return None
    top = _round_up(max((value.height or 0 for _, values in lines for value in values), default=0))
    step = 100 / (len(names) - 1)
    pointed = is_pointed(len(names), len(lines))
    return Chart(
        [_line(name, values, step, top, pointed) for name, values in lines],
        [Label(f"{_y(height, top):.2f}%", number_format(height)) for height in (_short(top / 2), top)],
        _labels(names, step),
    )


def _line(name: str, values: Sequence[Value], step: float, top: float, pointed: bool) -> Line:
    places = [(number * step, _y(value.height or 0, top), value) for number, value in enumerate(values)]
    points = [Point(f"{x:.2f}%", f"{y:.2f}%", value) for x, y, value in places if value.address]
    runs = groupby(places, key=lambda place: place[2].height is None)
    path = " ".join("M" + " ".join(f"{x:.2f},{y:.2f}" for x, y, _ in run) for broken, run in runs if not broken)
    return Line(name, path, points if pointed else [])


def _y(height: float, top: float) -> float:
    return 100 - ROOM * height / top


def _labels(names: Sequence[str], step: float) -> list[Label]:
    """Some of the names, evenly apart: the first and the last always, standing inside the chart."""
    last = len(names) - 1
    apart = ceil(last / (LABELS - 1))
    between = [number for number in range(apart, last, apart) if last - number > 0.8 * apart]
    placed = [(0, "start"), *((number, "middle") for number in between), (last, "end")]
    return [Label(f"{number * step:.2f}%", names[number], anchor) for number, anchor in placed]


def _round_up(height: float) -> float:
    """The next number of one digit and noughts: 1, 2, 5, 10, 20, 50 …"""
    if height <= 0:
        return 1
    unit = 10.0 ** floor(log10(height))
    found = next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= height * 0.999999)
    return _short(found)


def _short(number: float) -> float:
    """Without a fraction where there is none."""
    return int(number) if number == int(number) else number

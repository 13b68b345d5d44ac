"""How what was found is spread over time: articles per year, month or day, without gaps."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.search.facets import FacetCount, FacetFilter

MOST_MONTHS = 36  # More bars than these are too thin to point at: then years are counted.


@dataclass(frozen=True)
class Bar:
    """One year ("2023"), month ("2023-03") or day ("2023-03-05") with the number of articles found in it."""

    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True)
class Timeline:
    """The bars in the order of time; `unit` is the facet that a bar's value belongs to: year, month or day."""

    unit: str
    bars: tuple[Bar, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the same as plain values, for JSON."""
        return {"unit": self.unit, "bars": [{"value": bar.value, "count": bar.count} for bar in self.bars]}


def timeline(counts: Mapping[str, Sequence[FacetCount]], chosen: Mapping[str, FacetFilter]) -> Timeline:
    """Spread the counts of a search: the days of a month that was chosen or of the only one that days are counted of,
    else months or, if they are many, years."""
    within = {value[:7] for name in ("month", "day") for value in chosen.get(name, FacetFilter()).include}
    if len(within) == 1:
        return _spread("day", counts.get("day", ()), chosen, _days(*within))
    months = sorted(each.value for each in counts.get("month", ()))
    if len(months) == 1 and counts.get("day"):
        return _spread("day", counts["day"], chosen, _days(*months))
    if months and _distance(months[0], months[-1]) < MOST_MONTHS:
        return _spread("month", counts["month"], chosen, months_between(months[0], months[-1]))
    years = sorted(int(each.value) for each in counts.get("year", ()))
    return _spread("year", counts.get("year", ()), chosen, map(str, range(years[0], years[-1] + 1)) if years else ())


def _spread(
    unit: str, counts: Sequence[FacetCount], chosen: Mapping[str, FacetFilter], values: Iterator[str] | tuple[str, ...]
) -> Timeline:
    known = {each.value: each.count for each in counts}
    picked = chosen.get(unit, FacetFilter()).include
    return Timeline(unit, tuple(Bar(value, known.get(value, 0), value in picked) for value in values))


def _days(month: str) -> Iterator[str]:
    _, last = monthrange(int(month[:4]), int(month[5:]))
    return (f"{month}-{day:02}" for day in range(1, last + 1))


def _distance(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield every month ("2023-03") from the first to the last."""
    year, month = int(first[:4]), int(first[5:])
    for number in range(month - 1, month + _distance(first, last)):
        yield f"{year + number // 12:04}-{number % 12 + 1:02}"

"""The bars above the hits: how many articles were found in each year, month or day, each leading to those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from archive.models import Precision
from archive.search import Timeline
from archive.search.timelines import Bar
from archive.templatetags.printed import in_words
from archive.views import filters

PRECISIONS = {"year": Precision.YEAR, "month": Precision.MONTH, "day": Precision.DAY}
# A bar takes its place of what a finer choice was made in: another year is no place for a month chosen before.
REPLACED = {"year": ("year", "month", "day"), "month": ("month", "day"), "day": ("day",)}
LOWEST = 3.0  # Percent of the height: one article among thousands is still seen.
GAP = 0.3  # Of a bar's place.


@dataclass(frozen=True, slots=True)
class Column:
    """A bar: the days it stands for, how many articles, where it leads ("" for none), and its place in percent."""

    label: str
    count: int
    address: str
    chosen: bool
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, one a `unit` (year, month, day) from `first` on (2021-03); `highest` has the most articles."""

    columns: list[Column]
    highest: Column
    what: str
    unit: str
    first: str

    @property
    def filled(self) -> list[Column]:
        """Those with any article, as a table lists them."""
        return [column for column in self.columns if column.count or column.chosen]

    @property
    def has_choice(self) -> bool:
        """Whether some bars are chosen, and the others are not."""
        return any(column.chosen for column in self.columns)


def chart(timeline: Timeline, query: QueryDict) -> Chart | None:
    """The bars of a search, if there are two or more to compare."""
    if len(timeline.bars) < 2:
        return None
    addresses = _addresses(timeline.unit, query)
    most = max(bar.count for bar in timeline.bars) or 1
    place = 100 / len(timeline.bars)
    columns = []
    for number, bar in enumerate(timeline.bars):
        height = max(LOWEST, 100 * bar.count / most) if bar.count else 0.0
        columns.append(
            Column(
                label=label(timeline.unit, bar.value),
                count=bar.count,
                address=addresses(bar) if bar.count or bar.chosen else "",
                chosen=bar.chosen,
                x=_percent((number + GAP / 2) * place),
                y=_percent(100 - height),
                width=_percent((1 - GAP) * place),
                height=_percent(height),
            )
        )
    what = {"year": _("按年分布"), "month": _("按月分布"), "day": _("按日分布")}[timeline.unit]
    highest = max(columns, key=lambda column: column.count)
    return Chart(columns, highest, what, timeline.unit, timeline.bars[0].value)


def label(unit: str, value: str) -> str:
    """A year, month or day in the reader's language."""
    first = date.fromisoformat({"year": f"{value:0>4}-01-01", "month": f"{value}-01"}.get(unit, value))
    return in_words(first, PRECISIONS[unit])


def _addresses(unit: str, query: QueryDict) -> Callable[[Bar], str]:
    """Where bars lead: to what they stand for alone; those chosen back to the search without them."""
    others = filters.replacing(query, REPLACED[unit])
    start = f"{others}&{unit}=" if others != "?" else f"?{unit}="

    def address(bar: Bar) -> str:
        return filters.without(query, unit, bar.value) if bar.chosen else start + bar.value

    return address


def _percent(share: float) -> str:
    return f"{share:.2f}%"

"""How often phrases were printed, month by month: the counts of searches, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from archive import search as engine
from archive.search.state import State
from archive.search.timelines import months_between

MOST_PHRASES = 5  # Lines that can be told apart.


@dataclass(frozen=True)
class Series:
    """A phrase, the query that finds exactly it, and how many articles contain it: in all, and by month ("2023-03").

    Articles without a date stand in no month.
    """

    phrase: str
    query: str
    count: int
    by_month: dict[str, int]


@dataclass(frozen=True)
class Trends:
    """The series over the same months, without gaps; `articles` is how many there are in each month at all."""

    months: list[str] = field(default_factory=list)
    articles: dict[str, int] = field(default_factory=dict)
    series: list[Series] = field(default_factory=list)
    state: State = State.READY

    def rate(self, series: Series, month: str) -> float:
        """Return how many of 1,000 articles of a month contain the phrase."""
        articles = self.articles.get(month, 0)
        return 1000 * series.by_month.get(month, 0) / articles if articles else 0.0

    def by_year(self) -> Trends:
        """Return the same numbers of years ("2023") in the place of those of months."""
        years = list(dict.fromkeys(map(_year, self.months)))
        series = [replace(each, by_month=_yearly(each.by_month)) for each in self.series]
        return replace(self, months=years, articles=_yearly(self.articles), series=series)


def _year(month: str) -> str:
    return month[: len("2023")]


def _yearly(counts: Mapping[str, int]) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for month, count in counts.items():
        summed[_year(month)] += count
    return dict(summed)


def trends(phrases: Iterable[str], within: engine.Request) -> Trends:
    """Count the phrases within the dates and facets of a request; each number is that of the search it names."""
    every = engine.search(_by_month("", within))
    if every.state != State.READY:
        return Trends(state=every.state)
    articles = _counts(every)
    months = months_between(min(articles), max(articles)) if articles else []
    return Trends(list(months), articles, [_series(phrase, within) for phrase in phrases])


def _series(phrase: str, within: engine.Request) -> Series:
    query = str(engine.exactly(phrase).read_as)
    found = engine.search(_by_month(query, within))
    return Series(phrase, query, found.count, _counts(found))


def _by_month(query: str, within: engine.Request) -> engine.Request:
    return replace(within, q=query, page=1, size=1, sort="newest", counted=(), histogram="month")


def _counts(found: engine.Result) -> dict[str, int]:
    return {day.isoformat()[: len("2023-03")]: count for day, count in found.histogram}

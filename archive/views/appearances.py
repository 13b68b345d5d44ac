"""When a record stood in the news: its articles by year, month or day, those of a time chosen, and silences."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, Max, OuterRef, Q
from django.http import HttpRequest

from archive.models import Article, Issue
from archive.models.mentions import MentionQuerySet
from archive.search.facets import FacetCount, FacetFilter
from archive.search.timelines import timeline
from archive.views import bars, filters
from archive.views.paging import articles_of

# The leaders of a district stand in its paper every few weeks; half a year without is worth a word …
SILENCE = timedelta(days=180)
# … of somebody who is seen so often that it is out of the ordinary …
TIMES_USUAL = 5
# … and of whom enough is known to say what is ordinary; two or three reports make no habit.
FEWEST_DAYS = 5
# … while the papers that report on them can be read: a month's issues of a daily, some months' of a weekly.
FEWEST_ISSUES = 20
MOST_SILENCES = 5  # The longest ones; whoever has more is seldom in the news at all.
WRITTEN = {"year": r"[0-9]{4}", "month": r"[0-9]{4}-(?:0[1-9]|1[0-2])", "day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}"}


@dataclass(frozen=True, slots=True)
class Silence:
    """From the last day somebody was named until the next; without `until` they were not named again before the last
    issue held, of `read_until`. `issues` is how many were printed meanwhile by the papers that report on them."""

    since: date
    until: date | None
    read_until: date
    issues: int


@dataclass(frozen=True, slots=True)
class Appearances:
    """The articles that name a record: how many, the first and last day, their bars, and those of the time chosen.

    `newest` holds the ids of all of them, `chosen` that time as parameters, `everything` the address without it.
    """

    count: int
    first: date | None
    last: date | None
    chart: bars.Chart | None
    page: Page
    newest: list[int]
    days: list[date]
    newspapers: set[int]
    chosen: dict[str, str]
    everything: str

    @property
    def chosen_label(self) -> str:
        """The time chosen, in words."""
        return "".join(bars.label(unit, value) for unit, value in self.chosen.items())


def appearances(request: HttpRequest, mentions: MentionQuerySet) -> Appearances:
    """Count the articles of these mentions by day, and fetch the page of them that the address asks for."""
    rows = mentions.by_day()
    chosen = _chosen(request)
    counts: Counter[date] = Counter()
    for day, _newspaper, number in rows:
        if day:
            counts[day] += number
    here = [number for day, _newspaper, number in rows if _is_in(day, chosen)]
    days = sorted(counts)
    newest = list(mentions.newest_articles())
    keys = _in_time(mentions, chosen).newest_articles() if chosen else newest
    page = articles_of(request, keys, sum(here))
    return Appearances(
        count=sum(number for _, _, number in rows),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        chart=_chart(request, counts, chosen),
        page=page,
        newest=newest,
        days=days,
        newspapers={newspaper for _, newspaper, _ in rows},
        chosen=chosen,
        everything=filters.replacing(request.GET, WRITTEN),
    )


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The narrowest time the address asks for that is a time at all."""
    for name, written in reversed(WRITTEN.items()):
        value = request.GET.get(name, "")
        if re.fullmatch(written, value) and _bounds(value):
            return {name: value}
    return {}


def _bounds(value: str) -> tuple[date, date] | None:
    """The first and the last day of 2023, 2023-03 or 2023-03-05; None where no calendar has it: 2023-02-30."""
    year, month, day = ([int(part) for part in value.split("-")] + [0, 0])[:3]
    try:
        last = day or monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:
        return None


def _is_in(day: date | None, chosen: dict[str, str]) -> bool:
    return not chosen or (day is not None and any(day.isoformat().startswith(value) for value in chosen.values()))


def _in_time(mentions: MentionQuerySet, chosen: dict[str, str]) -> MentionQuerySet:
    bounds = [_bounds(value) for value in chosen.values()]
    return mentions.filter(article__date__range=bounds[0]) if bounds else mentions


def _chart(request: HttpRequest, counts: Counter[date], chosen: dict[str, str]) -> bars.Chart | None:
    """The bars: days within a month that was chosen, months within a year, else as many as can be told apart."""
    within = {day: number for day, number in counts.items() if "year" not in chosen or _is_in(day, chosen)}
    picked = {name: FacetFilter((value,)) for name, value in chosen.items()}
    return bars.chart(timeline(_by_unit(within or counts), picked), request.GET)


def _by_unit(counts: dict[date, int]) -> dict[str, Sequence[FacetCount]]:
    found: dict[str, Sequence[FacetCount]] = {}
    for unit, length in (("year", 4), ("month", 7), ("day", 10)):
        spread: Counter[str] = Counter()
        for day, number in counts.items():
            spread[day.isoformat()[:length]] += number
        found[unit] = [FacetCount(value, value, number) for value, number in spread.items()]
    return found


def silences(seen: Appearances) -> list[Silence]:
    """The times in which somebody who is named often was not named, though the papers that do so can be read.

    A silence is one that lasts half a year or longer, and five times as long as usually passes between two days on
    which they are named, while at least twenty issues of those papers are held. The last runs to the newest issue.
    """
    newest = _issues(seen.newspapers).aggregate(last=Max("date"))["last"]
    if len(seen.days) < FEWEST_DAYS:
        return []
    read_until = newest or seen.days[-1]
    usual = median((after - before).days for before, after in pairwise(seen.days))
    enough = max(SILENCE, timedelta(days=TIMES_USUAL * usual))
    gaps = [*pairwise(seen.days), (seen.days[-1], max(read_until, seen.days[-1]))]
    long = [gap for gap in gaps if gap[1] - gap[0] >= enough]
    longest = sorted(sorted(long, key=lambda gap: gap[0] - gap[1])[:MOST_SILENCES], reverse=True)
    inside = Q(pk__in=[])
    for before, after in longest:
        inside |= Q(date__gt=before, date__lt=after)
    printed = list(_issues(seen.newspapers).filter(inside).order_by().values_list("date", flat=True))
    return [
        Silence(before, None if before == seen.days[-1] else after, read_until, number)
        for before, after in longest
        if (number := sum(before < day < after for day in printed)) >= FEWEST_ISSUES
    ]


def _issues(newspapers: set[int]) -> Any:
    """The dated issues of these papers of which anything is public."""
    # By newspaper and day, which articles repeat: that is one look into an index.
    public = Article.objects.filter(
        newspaper=OuterRef("newspaper"), date=OuterRef("date"), state=Article.State.PUBLISHED
    )
    return Issue.objects.filter(Exists(public), newspaper__in=newspapers, date__isnull=False)

"""When a record stood in the news: its articles by year, month or day, those of a time chosen, and silences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from django.core.paginator import Page
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpRequest

from archive.models import Article, Issue
from archive.models.mentions import MentionQuerySet
from archive.models.silences import SILENCE
from archive.search.facets import FacetCount, FacetFilter
from archive.search.timelines import timeline
from archive.views import bars, filters
from archive.views.paging import articles_of

# Half a year without is worth a word of somebody who is seen so often that it is out of the ordinary …
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

    `newest` holds the ids of all of them, `days` theirs, ascending, `chosen` that time as parameters, `everything` the
    address without it.
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
    """Count the articles of these mentions by time, and fetch the page of them that the address asks for."""
    seen = mentions.articles_seen()
    chosen = _chosen(request)
    newest = [article for _day, article, _newspaper in seen]
    start = next(iter(chosen.values()), "")
    here = [article for day, article, _newspaper in seen if day.startswith(start)] if chosen else newest
    printed = [day for day, _article, _newspaper in reversed(seen) if day]
    days = [date.fromisoformat(day) for day in dict.fromkeys(printed)]
    return Appearances(
        count=len(seen),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        chart=_chart(request, printed, chosen),
        page=articles_of(request, here),
        newest=newest,
        days=days,
        newspapers={newspaper for _day, _article, newspaper in seen},
        chosen=chosen,
        everything=filters.replacing(request.GET, WRITTEN),
    )


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The narrowest time the address asks for that is a time at all."""
    for name, written in reversed(WRITTEN.items()):
        value = request.GET.get(name, "")
        if re.fullmatch(written, value) and _is_time(value):
            return {name: value}
    return {}


def _is_time(value: str) -> bool:
    """Whether a calendar has 2023, 2023-03 or 2023-03-05: none has 2023-02-30."""
    try:
        date.fromisoformat(value + "2000-01-01"[len(value) :])
    except ValueError:
        return False
    return True


def _chart(request: HttpRequest, printed: list[str], chosen: dict[str, str]) -> bars.Chart | None:
    """The bars: days within a month that was chosen, months within a year, else as many as can be told apart.

    `printed` has the day of each article.
    """
    within = [day for day in printed if day.startswith(chosen["year"])] if "year" in chosen else printed
    days = Counter(within or printed)
    spread = {"month": _coarser(days, len("2023-03")), "year": _coarser(days, len("2023"))}
    if "month" in chosen or "day" in chosen:
        spread["day"] = days
    counts = {unit: [FacetCount(value, value, n) for value, n in each.items()] for unit, each in spread.items()}
    picked = {name: FacetFilter((value,)) for name, value in chosen.items()}
    return bars.chart(timeline(counts, picked), request.GET)


def _coarser(days: Mapping[str, int], length: int) -> Counter[str]:
    """The same counts by as many characters of each day."""
    counts: Counter[str] = Counter()
    for day, number in days.items():
        counts[day[:length]] += number
    return counts


def silences(seen: Appearances) -> list[Silence]:
    """The times in which somebody who is named often was not named, though the papers that do so can be read.

    A silence is one that lasts half a year or longer, and five times as long as usually passes between two days on
    which they are named, while at least twenty issues of those papers are held. The last runs to the newest issue.
    """
    newest = issues_in_public(seen.newspapers).aggregate(last=Max("date"))["last"]
    if len(seen.days) < FEWEST_DAYS:
        return []
    read_until = newest or seen.days[-1]
    gaps = [*pairwise(seen.days), (seen.days[-1], max(read_until, seen.days[-1]))]
    long = [gap for gap in gaps if gap[1] - gap[0] >= SILENCE]
    if not long:
        return []
    usual = median((after - before).days for before, after in pairwise(seen.days))
    long = [gap for gap in long if gap[1] - gap[0] >= timedelta(days=TIMES_USUAL * usual)]
    longest = sorted(sorted(long, key=lambda gap: gap[0] - gap[1])[:MOST_SILENCES], reverse=True)
    inside = Q(pk__in=[])
    for before, after in longest:
        inside |= Q(date__gt=before, date__lt=after)
    printed = list(issues_in_public(seen.newspapers).filter(inside).order_by().values_list("date", flat=True))
    return [
        Silence(before, None if before == seen.days[-1] else after, read_until, number)
        for before, after in longest
        if (number := sum(before < day < after for day in printed)) >= FEWEST_ISSUES
    ]


def issues_in_public(newspapers: Collection[int]) -> QuerySet[Issue]:
    """The dated issues of these papers of which anything is public."""
    # By newspaper and day, which articles repeat: that is one look into an index.
    public = Article.objects.filter(
        newspaper=OuterRef("newspaper"), date=OuterRef("date"), state=Article.State.PUBLISHED
    )
    return Issue.objects.filter(Exists(public), newspaper__in=newspapers, date__isnull=False)

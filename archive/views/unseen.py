"""Where somebody is not seen in a post though newspapers that name them can be read: between two days, and since."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.functions import Cast

from archive.models import Article, Mention, Newspaper
from archive.models.bulk import fetch_plain
from archive.models.silences import SILENCE
from archive.views.appearances import FEWEST_ISSUES, issues_in_public

# Without an issue for so long the archive holds nothing of that time; a quarterly has one in it.
HOLE = timedelta(days=100)


class Gap(NamedTuple):
    """From one day to another nobody was seen in a post; `issues` is how many were printed in between by the
    newspapers that name whoever is seen before and after."""

    since: date
    until: date
    issues: int


def newspapers_naming(people: Collection[int]) -> dict[int, set[int]]:
    """The newspapers that name each of these people in public, by their ids."""
    rows = Mention.objects.public().filter(person__in=people).order_by()
    naming: dict[int, set[int]] = defaultdict(set)
    for person, newspaper in rows.values_list("person", "article__newspaper").distinct():
        naming[person].add(newspaper)
    return naming


def read_until(newspapers: Iterable[int]) -> dict[int, date]:
    """The day of the newest public article of each newspaper that has a dated one."""
    public = Article.objects.public().filter(newspaper=OuterRef("pk"), date__isnull=False)
    newest = public.order_by(F("date").desc(nulls_last=True))  # As the index has them: PostgreSQL looks at one entry.
    rows = (
        Newspaper.objects.filter(pk__in=set(newspapers))
        .order_by()
        .values_list("pk", Subquery(newest.values("date")[:1]))
    )
    return {pk: day for pk, day in rows if day}


def gaps(
    silent: Mapping[int, list[tuple[date, date]]], newspapers: Mapping[int, Collection[int]]
) -> dict[int, list[Gap]]:
    """Of each silence, by any key, what the `newspapers` under the same key cover: half a year and twenty issues."""
    bounds = [each for silences in silent.values() for each in silences]
    if not bounds:
        return {}
    wanted = {pk for key, silences in silent.items() if silences for pk in newspapers[key]}
    first, last = min(since for since, _ in bounds), max(until for _, until in bounds)
    printed = _days_printed(wanted, first, last)
    # Most are of one person, or of people whom the same newspapers name.
    read: dict[frozenset[int], tuple[list[date], list[int]]] = {}
    found: dict[int, list[Gap]] = {}
    for key, silences in silent.items():
        found[key] = []
        if silences:
            naming = frozenset(newspapers[key])
            if naming not in read:
                days = sorted(day for pk in naming for day in printed[pk])
                read[naming] = days, holes(days)
            found[key] = [gap for silence in silences for gap in covered(silence, *read[naming])]
    return found


def _days_printed(newspapers: Collection[int], first: date, last: date) -> dict[int, list[date]]:
    """The days of the public issues of each newspaper between two days."""
    issues = issues_in_public(newspapers).filter(date__gt=first, date__lt=last).order_by()
    printed: dict[int, list[date]] = defaultdict(list)
    for newspaper, day in fetch_plain(issues.values_list("newspaper", Cast("date", TextField()))):
        printed[newspaper].append(date.fromisoformat(day))
    return printed


def holes(days: Sequence[date]) -> list[int]:
    """The places of the days, ascending, before which there is no other for long."""
    return [place for place, (before, day) in enumerate(pairwise(days), 1) if day - before > HOLE]


def covered(silence: tuple[date, date], days: Sequence[date], holes: Sequence[int]) -> list[Gap]:
    """What issues of these days, ascending and with `holes`, cover of a silence.

    >>> weekly = [date(2020, 1, 1) + timedelta(weeks=week) for week in range(60)]
    >>> covered((date(2007, 3, 31), date(2022, 6, 6)), weekly, holes(weekly))
    [Gap(since=datetime.date(2020, 1, 1), until=datetime.date(2021, 2, 17), issues=60)]
    >>> covered((date(2007, 3, 31), date(2020, 3, 1)), weekly, holes(weekly))
    []
    """
    since, until = silence
    # Neither the day before nor the day after is an issue without.
    first, last = bisect_right(days, since), bisect_left(days, until)
    inside = holes[bisect_right(holes, first) : bisect_left(holes, last)]
    found = []
    for start, stop in pairwise((first, *inside, last)):
        if stop - start < FEWEST_ISSUES:
            continue
        begin, end = days[start], days[stop - 1]
        if start == first and begin - since <= HOLE:
            begin = since
        if stop == last and until - end <= HOLE:
            end = until
        if end - begin >= SILENCE:
            found.append(Gap(begin, end, stop - start))
    return found

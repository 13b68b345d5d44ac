"""Where somebody is not seen in a post though newspapers that name them can be read: between two days, and since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from archive.models import Article, Mention, Newspaper
from archive.views.appearances import FEWEST_ISSUES, SILENCE, issues_in_public

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
    newest = Article.objects.public().filter(newspaper=OuterRef("pk"), date__isnull=False).order_by("-date")
    rows = (
        Newspaper.objects.filter(pk__in=set(newspapers))
        .order_by()
        .values_list("pk", Subquery(newest.values("date")[:1]))
    )
    return {pk: day for pk, day in rows if day}


def silences_between(seen: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The stretches of half a year and more between the months seen, given by their first and last day, ascending."""
    return [(one[1], other[0]) for one, other in pairwise(seen) if other[0] - one[1] >= SILENCE]


def gaps(
    silent: Mapping[int, list[tuple[date, date]]], newspapers: Mapping[int, Collection[int]]
) -> dict[int, list[Gap]]:
    """Of each silence, by any key, what the `newspapers` under the same key cover: half a year and twenty issues."""
    bounds = [each for silences in silent.values() for each in silences]
    if not bounds:
        return {}
    wanted = {pk for key, silences in silent.items() if silences for pk in newspapers[key]}
    first, last = min(since for since, _ in bounds), max(until for _, until in bounds)
    printed: dict[int, list[date]] = defaultdict(list)
    issues = issues_in_public(wanted).filter(date__gt=first, date__lt=last).order_by()
    for newspaper, day in issues.values_list("newspaper", "date"):
        printed[newspaper].append(day)
    found = {}
    for key, silences in silent.items():
        days = sorted(day for pk in newspapers[key] for day in printed[pk]) if silences else []
        found[key] = [gap for silence in silences for gap in covered(silence, days)]
    return found


def covered(silence: tuple[date, date], days: Iterable[date]) -> list[Gap]:
    """What issues of these days, ascending, cover of a silence.

    >>> weekly = [date(2020, 1, 1) + timedelta(weeks=week) for week in range(60)]
    >>> covered((date(2007, 3, 31), date(2022, 6, 6)), weekly)
    [Gap(since=datetime.date(2020, 1, 1), until=datetime.date(2021, 2, 17), issues=60)]
    >>> covered((date(2007, 3, 31), date(2020, 3, 1)), weekly)
    []
    """
    since, until = silence
    runs = [[since]]
    for day in (*(day for day in days if since < day < until), until):
        if day - runs[-1][-1] > HOLE:
            runs.append([])
        runs[-1].append(day)
    # Neither the day before nor the day after is an issue without.
    found = [Gap(run[0], run[-1], sum(since < day < until for day in run)) for run in runs]
    return [gap for gap in found if gap.until - gap.since >= SILENCE and gap.issues >= FEWEST_ISSUES]

"""The day an issue came out: given, printed, or inferred from what its page reports.

Papers report what happened the day before. So the day is the one that makes most of what a page says yesterday's
news, and the year the one that its printed years, campaigns and coming festivals agree on.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from archive.parsing import mastheads
from archive.parsing.issue_cues import Cue, cues
from archive.parsing.mastheads import Masthead
from archive.parsing.structures import FIELDS, IssueDate, Item

# A day this much less likely (log weight) than the best is out of the range earliest..latest, a year likewise. The
# cues of one page lean on each other, so that the sum of their weights overstates what is known of the day.
DAY_RANGE: Final = 5.0
YEAR_RANGE: Final = 2.0
# … and the range no wider than this many days on each side.
MOST_SPREAD: Final = 12
# A page whose year could be any of a longer span of years than this is not dated at all.
MOST_YEARS: Final = 3
# A page without days gets a year only where it is this much likelier than any other.
YEAR_MARGIN: Final = 2.0
# How many days of the year are weighed against every year.
MOST_DAYS: Final = 16
# A range of more days than this leaves the month or year of an issue open.
MOST_DOUBT: Final = 20
# Years beyond these are history or goals, not years of issue.
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2040
_ONE: Final = timedelta(days=1)
_SATURDAY: Final = 5


def issue_date(items: tuple[Item, ...], given: date | None, heads: tuple[Masthead, ...] = ()) -> IssueDate | None:
    """The issue's date with its origin and, in Chinese, the reason; None where the page has no evidence.

    `heads` are the page's mastheads (`mastheads_of`).
    """
    if given is not None:
        return IssueDate(given, "day", "given", given, given, "由外部给定")
    return _printed(heads) or _inferred(items)


def reliable(when: IssueDate | None) -> IssueDate | None:
    """The issue's date where other days may rest on it: not where its year or month is in doubt."""
    if when is None or (when.precision == "day" and (when.latest - when.earliest).days > MOST_DOUBT):
        return None
    return when


def mastheads_of(items: tuple[Item, ...], furniture: Mapping[int, str]) -> tuple[Masthead, ...]:
    """The page's mastheads in printed order; `furniture` has the text of each line set aside as noise, by number."""
    found = [head for line, text in furniture.items() if (head := mastheads.read(text, line, furniture=True))]
    for item in items:
        for field in FIELDS:
            position = 0
            for line in getattr(item, field).split("\n"):
                if len(line) <= mastheads.LONGEST:
                    head = mastheads.read(line, item.line_of(field, position))
                    found += [head] if head else []
                position += len(line) + 1
    return tuple(sorted(found, key=lambda head: head.line or 0))


def _printed(heads: tuple[Masthead, ...]) -> IssueDate | None:
    """The date of most mastheads: 2023年12月11日 星期一. Of two printed as often the first without a fault."""
    if not heads:
        return None
    times = Counter(head.date for head in heads)
    best = max(heads, key=lambda head: (times[head.date], not head.wrong))
    return IssueDate(best.date, "day", "printed", best.date, best.date, f"版面印有“{best.text}”{_at(best.line)}")


def _inferred(items: tuple[Item, ...]) -> IssueDate | None:
    found = cues(items)
    by_year = [cue for cue in found if cue.kind == "year"]
    years = range(_FIRST_YEAR, _LAST_YEAR + 1) if by_year else range(0)
    weights: dict[date, float] = {}
    for month, day, weight in _days_of_year(found):
        for year in years:
            try:
                candidate = date(year, month, day)
            except ValueError:
                continue
            weights[candidate] = weight + likelihood(by_year, candidate)
    if not weights:
        return _year_alone(by_year)
    best = max(weights, key=lambda each: (weights[each], each))
    doubtful = {day.year for day, weight in weights.items() if weight >= weights[best] - YEAR_RANGE}
    if max(doubtful) - min(doubtful) > MOST_YEARS:
        return None
    earliest, latest = _range(best, found)
    if min(doubtful) < best.year:
        earliest = in_year(earliest, min(doubtful))
    if max(doubtful) > best.year:
        latest = in_year(latest, max(doubtful))
    return IssueDate(best, "day", "inferred", earliest, latest, _reason(best, found, doubtful))


def _year_alone(by_year: list[Cue]) -> IssueDate | None:
    """The year of a page that tells no day."""
    if not by_year:
        return None
    weights = {
        year: max(likelihood(by_year, date(year, month, 1)) for month in range(1, 13))
        for year in range(_FIRST_YEAR, _LAST_YEAR + 1)
    }
    best, second = heapq.nlargest(2, weights, key=lambda year: weights[year])
    if weights[best] - weights[second] < YEAR_MARGIN:
        return None
    first, last = date(best, 1, 1), date(best, 12, 31)
    cause = _cause_of_year(date(best, 7, 1), by_year)
    return IssueDate(first, "year", "inferred", first, last, f"版面无可据的日期;{cause}")


def _days_of_year(found: list[Cue]) -> list[tuple[int, int, float]]:
    """The likeliest months and days of issue with their weights, best first."""
    candidates: set[tuple[int, int]] = set()
    by_day = [cue for cue in found if cue.kind == "day"]
    # Dates with a year tell the day of issue only where no others do: they may lie far back.
    for cue in by_day or found:
        if cue.meant is not None:
            for step in (-1, 0, 1, 2, 3):
                day = cue.meant.replace(year=2000) + step * _ONE
                candidates.add((day.month, day.day))
    weighed = ((month, day, likelihood(by_day, date(2000, month, day))) for month, day in candidates)
    return heapq.nlargest(MOST_DAYS, weighed, key=lambda each: (each[2], each))


def likelihood(found: Iterable[Cue], day: date) -> float:
    """How well the cues go with that day of issue: a log weight."""
    total = 0.0
    for cue in found:  # asked for each day of a hundred years: a generator inside `sum` is half as fast
        total += cue.share * cue.weigh(day)
    return total


def in_year(day: date, year: int) -> date:
    """The same month and day of another year; 28 February for a leap day."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _range(best: date, found: list[Cue]) -> tuple[date, date]:
    """The days around the best that are nearly as likely."""
    least = likelihood(found, best) - DAY_RANGE
    earliest = latest = best
    while (best - earliest).days < MOST_SPREAD and likelihood(found, earliest - _ONE) >= least:
        earliest -= _ONE
    while (latest - best).days < MOST_SPREAD and likelihood(found, latest + _ONE) >= least:
        latest += _ONE
    # A page may wait a day for its paper, and many papers do not appear at the weekend.
    usual = best + _ONE * (7 - best.weekday() if best.weekday() >= _SATURDAY else 1)
    return earliest, max(latest, usual)


def _reason(best: date, found: list[Cue], doubtful: set[int]) -> str:
    """Why this day: the latest day reported, and the cues that speak most clearly for the year."""
    parts = []
    reported = [cue for cue in found if cue.name in ("reported", "announced", "full date")]
    if reported:
        nearest = max(reported, key=lambda cue: cue.weigh(best))
        parts.append(f"所载日期中最近的是“{nearest.text}”{_at(nearest.line)},报纸通常次日见报")
    parts.append(_cause_of_year(best, found))
    others = "、".join(f"{year}年" for year in sorted(doubtful - {best.year}))
    if others:
        parts.append(f"年份证据不足,也可能是{others}")
    return ";".join(filter(None, parts))


def _cause_of_year(best: date, found: list[Cue]) -> str:
    """The cues that prefer the year of the best day to the years beside it, clearest first."""
    clear: dict[str, tuple[float, str]] = {}
    for cue in found:
        if cue.kind == "year":
            here = cue.weigh(best)
            beside = [cue.weigh(in_year(best, best.year + step)) for step in (-1, 1)]
            gain = cue.share * (2 * here - sum(beside))
            if gain > 0.5:
                clear.setdefault(cue.text, (gain, f"“{cue.text}”{_at(cue.line)}"))
    quoted = [words for _, words in heapq.nlargest(3, clear.values())]
    return f"年份据{'、'.join(quoted)}定为{best.year}年" if quoted else ""


def _at(line: int | None) -> str:
    return "" if line is None else f"(第{line}行)"

"""The day an issue came out: given, printed, or inferred from what its page reports.

Papers report what happened the day before. So the day is the one that makes most of what a page says yesterday's
news, and the year the one that its printed years, campaigns and coming festivals agree on.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from archive.parsing import date_forms
from archive.parsing.issue_cues import Cue, cues
from archive.parsing.structures import FIELDS, IssueDate, Item

# A day this much less likely (log weight) than the best is out of the range earliest..latest, a year likewise. The
# cues of one page lean on each other, so that the sum of their weights overstates what is known of the day.
DAY_RANGE: Final = 5.0
YEAR_RANGE: Final = 1.0
# A page without days gets a year only where it is this much likelier than any other.
YEAR_MARGIN: Final = 1.0
# How many days of the year are weighed against every year.
MOST_DAYS: Final = 16
# Years beyond these are history or goals, not years of issue.
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2040
_ONE: Final = timedelta(days=1)


def issue_date(items: tuple[Item, ...], given: date | None) -> IssueDate | None:
    """The issue's date with its origin and, in Chinese, the reason; None where the page has no evidence."""
    if given is not None:
        return IssueDate(given, "day", "given", given, given, "由外部给定")
    return _printed(items) or _inferred(items)


def _printed(items: tuple[Item, ...]) -> IssueDate | None:
    """A full date with its weekday that is all there is on a line, as in a masthead: 2023年12月11日 星期一."""
    for item in items:
        for field in FIELDS:
            position = 0
            for line in getattr(item, field).split("\n"):
                day = _masthead(line.strip())
                if day:
                    number = item.line_of(field, position)
                    return IssueDate(day, "day", "printed", day, day, f"版面印有“{line.strip()}”{_at(number)}")
                position += len(line) + 1
    return None


def _masthead(line: str) -> date | None:
    # 2023年12月11日 星期一 农历癸卯年十月廿九 is about the longest.
    if not 8 <= len(line) <= 40:
        return None
    first = next(iter(date_forms.read(line)), None)
    if (
        first is None
        or first.start > 0
        or first.form not in ("day", "figures")
        or "weekday" not in first.parts
        or "day2" in first.parts
    ):
        return None
    if any(mark in line for mark in ",，。;；"):
        return None
    year = date_forms.year_number(first.parts.get("year", ""))
    try:
        month, day = date_forms.number(first.parts["month"]), date_forms.number(first.parts["day"])
        return date(year, month, day) if year else None
    except ValueError:
        return None


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
            weights[candidate] = weight + _total(by_year, candidate)
    if not weights:
        return _year_alone(by_year)
    best = max(weights, key=lambda each: (weights[each], each))
    doubtful = {day.year for day, weight in weights.items() if weight >= weights[best] - YEAR_RANGE}
    earliest, latest = _range(best, found)
    if min(doubtful) < best.year:
        earliest = _in_year(earliest, min(doubtful))
    if max(doubtful) > best.year:
        latest = _in_year(latest, max(doubtful))
    return IssueDate(best, "day", "inferred", earliest, latest, _reason(best, found, doubtful))


def _year_alone(by_year: list[Cue]) -> IssueDate | None:
    """The year of a page that tells no day."""
    if not by_year:
        return None
    weights = {
        year: max(_total(by_year, date(year, month, 1)) for month in range(1, 13))
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
    weighed = ((month, day, _total(by_day, date(2000, month, day))) for month, day in candidates)
    return heapq.nlargest(MOST_DAYS, weighed, key=lambda each: (each[2], each))


def _total(found: Iterable[Cue], day: date) -> float:
    return sum(cue.share * cue.weigh(day) for cue in found)


def _in_year(day: date, year: int) -> date:
    """The same month and day of another year; 28 February for a leap day."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _range(best: date, found: list[Cue]) -> tuple[date, date]:
    """The days around the best that are nearly as likely."""
    least = _total(found, best) - DAY_RANGE
    earliest = latest = best
    while (best - earliest).days < 5 and _total(found, earliest - _ONE) >= least:
        earliest -= _ONE
    while (latest - best).days < 5 and _total(found, latest + _ONE) >= least:
        latest += _ONE
    return earliest, latest


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
            beside = [cue.weigh(_in_year(best, best.year + step)) for step in (-1, 1)]
            gain = cue.share * (2 * here - sum(beside))
            if gain > 0.5:
                clear.setdefault(cue.text, (gain, f"“{cue.text}”{_at(cue.line)}"))
    quoted = [words for _, words in heapq.nlargest(3, clear.values())]
    return f"年份据{'、'.join(quoted)}定为{best.year}年" if quoted else ""


def _at(line: int | None) -> str:
    return "" if line is None else f"(第{line}行)"

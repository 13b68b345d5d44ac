"""How likely a possible day of issue makes what a page prints: log weights, set by hand in round steps.

They are rough log-likelihoods: what matters is their order. News is about yesterday more often than about any other
day; a year is printed mostly when it isn't the current one, except in the names of this year's events.
Each function takes what is printed and gives a function from a possible day of issue to its weight.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import Final

Weigh = Callable[[date], float]
Table = tuple[float, float, float, float, float, float]

# Weights of a printed year by (year of issue - printed year): -2 and less, -1, 0, 1, 2, 3 and more.
TITLE: Final[Table] = (-5.0, -3.0, -1.0, -1.2, -3.0, -3.5)  # 《2022年…方案》
NARRATION: Final[Table] = (-5.0, -4.2, -2.2, -1.6, -2.4, -3.1)  # 2022年,…
ACCOUNT: Final[Table] = (-5.0, -4.5, -1.5, -1.0, -2.5, -3.5)  # 2022年度
NAME: Final[Table] = (-4.2, -2.8, -0.8, -2.1, -3.0, -3.6)  # 2023年第二次会议
GAMES: Final[Table] = (-2.4, -1.8, -0.8, -2.1, -3.0, -3.6)  # 2025年第九届…运动会, prepared for years
MENTION: Final[Table] = (-4.8, -3.7, -1.6, -1.4, -2.7, -3.1)

# Days of age up to which a reported day has this weight. Yesterday's news is the rule, today's the exception.
_AGES: Final = (
    (1, -0.8),
    (2, -2.5),
    (3, -3.3),
    (5, -3.9),
    (8, -4.2),
    (15, -4.7),
    (31, -5.3),
    (61, -6.0),
    (91, -6.7),
    (181, -7.7),
    (271, -8.3),
)
_LONG_AGO: Final = -9.5
# News of the day of issue, also the end of what lasted several days.
_TODAY: Final = -2.3
# What a report from the day of issue costs beside, or from a day still to come that no word announces.
_SAME_DAY: Final = -4.0
_NOT_YET: Final = -8.0
# Announced days: today's and the next days' are the most likely.
_AHEAD: Final = ((0, -2.0), (3, -2.8), (7, -3.8), (14, -4.5), (60, -6.0), (200, -7.5))
# A phrase before its time. Not much worse than unlikely: somebody may have said it before.
_UNHEARD_OF: Final = -6.0
_BARELY_HEARD_OF: Final = -1.5
_GRACE: Final = 10
# A campaign spoken of as current after its end.
_OVER: Final = -1.6
_NO_SUCH_DAY: Final = -8.0


def by_difference(year: int, weights: Table) -> Weigh:
    """A printed year, weighed by how far it is from the year of issue."""

    def weigh(issue: date) -> float:
        difference = max(-2, min(issue.year - year, 3))
        # A coming year is named in the last months of this one.
        hurry = 1.0 if difference == -1 and issue.month <= 9 else 0.0
        return weights[difference + 2] - hurry

    return weigh


def target(year: int) -> Weigh:
    """到2025年: a year to come, or the current one; sometimes one that has been."""
    return lambda issue: -1.0 - 0.1 * min(year - issue.year, 15) if issue.year <= year else -3.0


def span_of_years(first: int, last: int) -> Weigh:
    """2021—2025年: a plan that runs, or a time that is over."""
    return lambda issue: -1.5 if first - 1 <= issue.year <= last else -1.8 if issue.year > last else -4.0


def window(first: date, last: date) -> Weigh:
    """A milestone is spoken of from `first` on, most about a third into its window, and less and less after `last`."""
    length = max((last - first).days, 3)

    def weigh(issue: date) -> float:
        if issue < first:
            # The day of issue is itself known to some days only.
            return _BARELY_HEARD_OF if (first - issue).days <= _GRACE else _UNHEARD_OF
        if issue > last:
            return _OVER - min((issue - last).days / 365, 4.0)
        share = (issue - first).days / length
        return -0.75 * (share - 1 / 3 if share > 1 / 3 else 1 / 3 - share)

    return weigh


def festival(day: date) -> Weigh:
    """2023年元旦: a festival is named with its year shortly before and after it."""

    def weigh(issue: date) -> float:
        ahead = (day - issue).days
        if -20 <= ahead <= 45:
            return -0.3
        return -2.0 if -300 <= ahead <= 120 else -3.0 if ahead < 0 else -5.0

    return weigh


def month(first: date, announced: bool) -> Weigh:
    """2023年3月: mostly a month that has been."""

    def weigh(issue: date) -> float:
        months = (issue.year - first.year) * 12 + issue.month - first.month
        if months < 0:
            return -2.0 if announced else -4.0
        return -1.4 if months <= 12 else -1.7 if months <= 24 else -3.0

    return weigh


def full_date(meant: date, announced: bool) -> Weigh:
    """2023年12月10日: with its year a day may lie far back; news of yesterday hardly needs a year."""

    def weigh(issue: date) -> float:
        age = (issue - meant).days
        if age < 0:
            return (-1.5 if announced else -3.5) - min(-age, 800) / 150
        if announced:
            # Nobody announces a day that has long been.
            return -1.5 if age <= 2 else -3.0 if age <= 31 else -5.0
        return -2.5 if not age else -0.8 if age <= 3 else -1.3 if age <= 365 else -2.2 if age <= 730 else -3.0

    return weigh


def reported(meant: date) -> Weigh:
    """12月10日, without a year, as news: the younger the likelier. A day not yet past is `not_before`'s matter."""

    def weigh(issue: date) -> float:
        age = _age(meant, issue)
        return _past(age) if age else _TODAY

    return weigh


def not_before(meant: date, late: bool) -> Weigh:
    """What is reported has been; what was `late` in the day can't even stand in the same day's paper."""

    def weigh(issue: date) -> float:
        age = _age(meant, issue)
        if not age:
            return _NOT_YET if late else _SAME_DAY
        # Half a year ahead can't be told from half a year ago.
        return 0.0 if age <= 200 else _NOT_YET

    return weigh


def announced(meant: date) -> Weigh:
    """12月10日起, 将于12月10日: near, and mostly still to come."""

    def weigh(issue: date) -> float:
        age = _age(meant, issue)
        ahead = (366 - age) % 366
        coming = next((weight for limit, weight in _AHEAD if ahead <= limit), -8.5)
        past = -3.5 if age <= 5 else -4.5 if age <= 31 else max(_past(age), -7.0)
        return max(coming, past)

    return weigh


def weekday(meant: date, index: int) -> Weigh:
    """12月10日(周日): the weekday holds for one year in seven."""

    def weigh(issue: date) -> float:
        year = (
            issue.year - 1
            if _age(meant, issue) < 200 and (meant.month, meant.day) > (issue.month, issue.day)
            else issue.year
        )
        if meant.day > calendar.monthrange(year, meant.month)[1]:
            return _NO_SUCH_DAY
        return 0.0 if date(year, meant.month, meant.day).weekday() == index else -3.0

    return weigh


def _past(age: int) -> float:
    """Weight of news that is `age` days old."""
    return next((weight for limit, weight in _AGES if age <= limit), _LONG_AGO)


def _age(meant: date, issue: date) -> int:
    """Days from the last such month and day to the issue, counted around a leap year: 0-365."""
    return (_ordinal(issue) - _ordinal(meant)) % 366


def _ordinal(day: date) -> int:
    return date(2000, day.month, day.day).timetuple().tm_yday

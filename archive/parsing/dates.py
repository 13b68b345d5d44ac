"""Date expressions of Chinese news, resolved against the day of issue.

A month and day without a year belong to the latest year in which they are not later than the issue, but for a little
slack: news announces what is to come. 当天 is the day last mentioned in the same text. Hours don't count.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta
from typing import Final, NamedTuple

from archive.parsing import date_forms, festivals
from archive.parsing.date_forms import Reading
from archive.parsing.structures import Precision

# How far after the issue a month and day without a year may lie, in days, without and with a word of announcement.
SLACK: Final = 31
ANNOUNCED_SLACK: Final = 300
_ANNOUNCED = re.compile("将|拟|定于|计划|预计|预定|截止|有望")
# 前三季度 … in months.
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}
_WEEKDAYS: Final = "一二三四五六日"
_NEAR_DAYS: Final = {"大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0}
_NEAR_DAYS.update({"今晨": 0, "今早": 0, "今晚": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2})
_AFTER_ANCHOR: Final = {"当天": 0, "当日": 0, "当晚": 0, "同日": 0, "次日": 1, "翌日": 1, "第二天": 1}
_YEAR_WORDS: Final = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_WEEKS: Final = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1}


class DateSpan(NamedTuple):
    """A date expression: characters start..end of the text, as printed, and the days first..last that it means.

    `precision` says how closely the day is known; a range of days has precision "day". `generic` words (近日) and
    customs (每周三) mean no particular day: first and last are None. They are None, too, where the year isn't known.
    `form` is the name of the printed form, `tail` what bounds an open time: 以来, 起, 前, 止 or "".
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: Precision = "day"
    generic: bool = False
    form: str = "day"
    tail: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    """What earlier expressions of the text leave behind.

    `anchor` is the day last mentioned, `year` a year printed earlier in the sentence, `last_year` the year last meant
    (what 当年 refers to).
    """

    issue: date | None
    anchor: date | None = None
    year: int | None = None
    last_year: int | None = None


class _Days(NamedTuple):
    first: date
    last: date
    precision: Precision = "day"


_SENTENCE_END = re.compile("[。！？!?\n]")


def find_dates(text: str, issue_date: date | None) -> tuple[DateSpan, ...]:
    """Every date expression of the text in printed order, resolved as far as the text and the issue allow.

    Impossible dates (2月30日) are left out. Never raises; linear in the text.
    """
    found: list[DateSpan] = []
    context = _Context(issue_date)
    shadow = date_forms.half_width(text)
    end = 0
    for reading in date_forms.read(text):
        if _SENTENCE_END.search(shadow, end, reading.start):
            context = replace(context, year=None)
        end = reading.end
        days: _Days | None = None
        generic = reading.form in ("generic", "recurring")
        if not generic:
            announced = _ANNOUNCED.search(shadow, max(0, reading.start - 8), reading.start) is not None
            try:
                days = _RESOLVERS[reading.form](reading.parts, context, announced)
            except (_Impossible, ValueError, OverflowError):
                continue
        context = _after(context, reading, days)
        found.append(_span(text, reading, days, generic, issue_date))
    return tuple(found)


class _Impossible(Exception):
    """No calendar has this day."""


def _span(text: str, reading: Reading, days: _Days | None, generic: bool, issue: date | None) -> DateSpan:
    tail = reading.parts.get("tail", "")
    first, last, precision = days or (None, None, "day")
    if first and tail == "以来" and issue and issue >= first:
        last = issue
    return DateSpan(
        reading.start,
        reading.end,
        text[reading.start : reading.end],
        first,
        last,
        precision,
        generic,
        reading.form,
        tail,
    )


def _after(context: _Context, reading: Reading, days: _Days | None) -> _Context:
    """The context for the expressions that follow."""
    printed = date_forms.year_number(reading.parts.get("year", ""))
    if reading.parts.get("year", "")[:2] in _YEAR_WORDS:
        printed = None
        context = replace(context, year=None)
    year = printed or context.year
    if days and reading.form != "festival":
        context = replace(context, last_year=days.first.year)
    if days and days.precision == "day" and reading.form not in ("festival", "week"):
        return replace(context, anchor=days.first, year=year)
    return replace(context, year=year)


def _day(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    month, day = date_forms.number(parts["month"]), date_forms.number(parts["day"])
    _check(month, day)
    year = _year(parts.get("year"), context) or _fitting_year(month, day, context, announced)
    month2 = date_forms.number(parts["month2"]) if "month2" in parts else month
    day2 = date_forms.number(parts["day2"]) if "day2" in parts else day
    _check(month2, day2)
    if year is None:
        return None
    first = _date(year, month, day)
    year2 = _year(parts.get("year2"), context) or year + ((month2, day2) < (month, day))
    return _Days(first, max(first, _date(year2, month2, day2)))


def _month(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    month = date_forms.number(parts["month"])
    month2 = date_forms.number(parts.get("month2", parts["month"]))
    _check(month, 1)
    _check(month2, 1)
    year = _year(parts.get("year"), context) or _fitting_year(month, 1, context, announced, 0)
    if year is None:
        return None
    if "month2" in parts:
        return _Days(_date(year, month, 1), _month_end(year + (month2 < month), month2), "month")
    return _third(year, month, parts.get("third", ""))


def _near_month(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    word = parts.get("word", "本月")
    base = context.anchor if word in ("当月", "同月") else context.issue
    if base is None:
        return None
    step = -1 if word.startswith("上") else 1 if word.startswith("下") else 0
    months = base.year * 12 + base.month - 1 + step
    year, month = divmod(months, 12)
    month += 1
    if "day" not in parts:
        return _third(year, month, parts.get("third", ""))
    return _Days(_date(year, month, int(parts["day"])), _date(year, month, int(parts.get("day2", parts["day"]))))


def _quarter(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    words = parts["quarter"]
    if words.endswith("年"):
        first, last = (1, 6) if words[0] == "上" else (7, 12)
    elif words[0] == "前":
        first, last = 1, 9 if "三" in words else 6
    else:
        digit = words.removeprefix("第")[0]
        quarter = _QUARTERS.get(digit) or int(digit)
        first, last = quarter * 3 - 2, quarter * 3
    year = _year(parts.get("year"), context) or _fitting_year(first, 1, context, announced, 0)
    return None if year is None else _Days(_date(year, first, 1), _month_end(year, last), "month")


def _whole_year(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    year = _year(parts.get("year", "今年"), context)
    if year is None:
        return None
    if "year2" in parts:
        year2 = int(parts["year2"])
        if year2 < year:
            raise _Impossible
        return _Days(_date(year, 1, 1), _date(year2, 12, 31), "year")
    third = parts.get("third", "")[-1:]
    if third in ("底", "末"):
        return _Days(_date(year, 12, 1), _date(year, 12, 31), "month")
    if third == "初":
        return _Days(_date(year, 1, 1), _month_end(year, 2), "month")
    return _Days(_date(year, 1, 1), _date(year, 12, 31), "year")


def _festival(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    year = _year(parts.get("year"), context) or context.year
    candidates = [year] if year else []
    if year is None and context.issue is not None:
        # Nobody speaks of a festival half a year ago without its year; one that is near is the one meant.
        candidates = [context.issue.year + step for step in (0, -1, 1)]
    days = [day for each in candidates if (day := festivals.festival(parts["festival"], each))]
    if not days:
        return None
    issue = context.issue
    day = min(days, key=lambda each: abs((each - issue).days)) if issue else days[0]
    return _Days(day, day)


def _near_day(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    word = parts["word"]
    base, step = (context.anchor, _AFTER_ANCHOR[word]) if word in _AFTER_ANCHOR else (context.issue, _NEAR_DAYS[word])
    if base is None:
        return None
    day = base + timedelta(days=step)
    return _Days(day, day)


def _week(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    if context.issue is None:
        return None
    weekday = parts.get("weekday", "").replace("天", "日")
    if "word" not in parts:
        back = (context.issue.weekday() - _WEEKDAYS.index(weekday)) % 7
        day = context.issue - timedelta(days=back)
        return _Days(day, day)
    monday = context.issue + timedelta(days=7 * _WEEKS[parts["word"]] - context.issue.weekday())
    if weekday == "末":
        return _Days(monday + timedelta(days=5), monday + timedelta(days=6))
    if not weekday:
        return _Days(monday, monday + timedelta(days=6))
    day = monday + timedelta(days=_WEEKDAYS.index(weekday))
    return _Days(day, day)


def _bare_day(parts: dict[str, str], context: _Context, announced: bool) -> _Days | None:
    """The day's month is that of the day last mentioned, else the last month in which it has been."""
    number, number2 = int(parts["day"]), int(parts.get("day2", parts["day"]))
    _check(1, number)
    _check(1, number2)
    base = context.anchor or context.issue
    if base is None:
        return None
    issue = context.issue
    if issue and not announced and (base.year, base.month, number) > (issue.year, issue.month, issue.day):
        # 17日 after a day to come was mentioned, or a day later than today's: the last month that has had it.
        base = issue if number <= issue.day else issue.replace(day=1) - timedelta(days=1)
    first = _date(base.year, base.month, number)
    return _Days(first, max(first, _date(base.year, base.month, number2)))


_RESOLVERS: Final[dict[str, Callable[[dict[str, str], _Context, bool], _Days | None]]] = {
    "day": _day,
    "figures": _day,
    "month": _month,
    "near month": _near_month,
    "quarter": _quarter,
    "year": _whole_year,
    "festival": _festival,
    "near day": _near_day,
    "week": _week,
    "bare day": _bare_day,
}


def _check(month: int, day: int) -> None:
    """Raise where no year has this month and day; 29 February is left to the year."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        raise _Impossible


def _date(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _third(year: int, month: int, word: str) -> _Days:
    """A month, or the part of it that 上旬 初, 中旬, 下旬 底 mean: ten days each."""
    start, end = _date(year, month, 1), _month_end(year, month)
    if word in ("上旬", "初", "月初"):
        end = start.replace(day=10)
    elif word == "中旬":
        start, end = start.replace(day=11), start.replace(day=20)
    elif word in ("下旬", "底", "末", "月底", "月末"):
        start = start.replace(day=21)
    return _Days(start, end, "month")


def _year(word: str | None, context: _Context) -> int | None:
    """The year that is printed or that 去年, 当年 … mean; None where nothing is printed."""
    if not word:
        return None
    printed = date_forms.year_number(word)
    if printed is not None:
        return printed
    word = word.removesuffix("的")
    if word in _YEAR_WORDS:
        return context.issue.year + _YEAR_WORDS[word] if context.issue else None
    return context.last_year


def _fitting_year(month: int, day: int, context: _Context, announced: bool, slack: int = SLACK) -> int | None:
    """The latest year in which the day is not later than the issue and its slack of days.

    A year printed earlier in the same sentence goes on, where the day follows the one last mentioned.
    """
    if context.year is not None and (
        context.anchor is None or (month, day) >= (context.anchor.month, context.anchor.day)
    ):
        return context.year
    if context.issue is None:
        return None
    limit = context.issue + timedelta(days=ANNOUNCED_SLACK if announced else slack)
    for year in range(min(limit.year, MAXYEAR), limit.year - 9, -1):
        # 29 February: the latest leap year.
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) <= limit:
            return year
    raise _Impossible

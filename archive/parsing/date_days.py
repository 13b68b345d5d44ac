"""Printed dates set against the calendar: which days a form means, as of the day of issue and what was said before.

A month and day without a year belong to the latest year in which they are not later than the issue, but for a little
slack: news announces what is to come. 当天 is the day last mentioned in the same text. Hours don't count.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Final, Literal, NamedTuple

from archive.parsing import date_forms, festivals, lunar
from archive.parsing.date_forms import Reading
from archive.parsing.structures import DatePrecision

# How far after the issue a month and day without a year may lie, in days, without and with a word of announcement.
SLACK: Final = 31
ANNOUNCED_SLACK: Final = 300
# 前三季度 … in months.
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}
WEEKDAYS: Final = "一二三四五六日"
_NEAR_DAYS: Final = {"大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0}
_NEAR_DAYS.update({"今晨": 0, "今早": 0, "今晚": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2})
_AFTER_ANCHOR: Final = {"当天": 0, "当日": 0, "当晚": 0, "同日": 0, "次日": 1, "翌日": 1, "第二天": 1}
YEAR_WORDS: Final = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_WEEKS: Final = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1}
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"

# What a date leans on: what is printed with it, or the day of issue.
Basis = Literal["print", "issue"]


class Anchor(NamedTuple):
    """The day last mentioned, as printed, and what it leans on itself."""

    day: date
    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Context:
    """What the issue and earlier expressions of the text tell.

    `issue` is the day of issue, where it is known; `issue_month` the first of its month, `issue_year` its year, where
    at least that is known. `year` is a year printed earlier in the sentence, `last_year` the year last meant
    (what 当年 refers to), with what it leans on.
    """

    issue: date | None = None
    issue_month: date | None = None
    issue_year: int | None = None
    anchor: Anchor | None = None
    year: int | None = None
    last_year: tuple[int, Basis] | None = None


class Days(NamedTuple):
    """The days meant, how closely they are known, what they lean on; `via` is the earlier date that they follow."""

    first: date
    last: date
    precision: DatePrecision = "day"
    basis: Basis = "issue"
    via: str = ""


class Impossible(Exception):
    """No calendar has this day; the message, in Chinese, says why."""


class _Year(NamedTuple):
    number: int
    basis: Basis


def resolve(reading: Reading, context: Context, *, announced: bool) -> Days | None:
    """The days of a printed date; None where text and issue do not tell. Raises Impossible."""
    try:
        return _RESOLVERS[reading.form](reading.parts, context, announced)
    except (ValueError, OverflowError) as error:
        raise Impossible("历法中没有这一天") from error


def check_weekday(day: date, printed: str) -> None:
    """Raise Impossible where the printed weekday (一 … 日, 天) is not the day's."""
    if WEEKDAYS.index(printed.replace("天", "日")) != day.weekday():
        raise Impossible(f"{day:%Y-%m-%d}是星期{WEEKDAYS[day.weekday()]},不是星期{printed}")


def _day(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    month, day = date_forms.number(parts["month"]), date_forms.number(parts["day"])
    _check(month, day)
    year = _year_of(parts, month, day, context, ANNOUNCED_SLACK if announced else SLACK)
    month2 = date_forms.number(parts["month2"]) if "month2" in parts else month
    day2 = date_forms.number(parts["day2"]) if "day2" in parts else day
    _check(month2, day2)
    if "month2" not in parts and day2 < day:
        raise Impossible(f"{day2}日在{day}日之前")
    if year is None:
        return None
    first = _date(year.number, month, day)
    year2 = _year(parts.get("year2"), context)
    last = _date(year2.number if year2 else year.number + ((month2, day2) < (month, day)), month2, day2)
    _check_order(first, last)
    return Days(first, last, "day", year.basis)


def _month(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    month = date_forms.number(parts["month"])
    month2 = date_forms.number(parts.get("month2", parts["month"]))
    _check(month, 1)
    _check(month2, 1)
    year = _year_of(parts, month, 1, context, ANNOUNCED_SLACK if announced else 0)
    if year is None:
        return None
    if "month2" in parts:
        last = _month_end(year.number + (month2 < month), month2)
        return Days(_date(year.number, month, 1), last, "month", year.basis)
    return _third(year.number, month, parts.get("third", ""), year.basis)


def _near_month(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    word = parts.get("word", "本月")
    anchored = context.anchor if word in ("当月", "同月") else None
    base = anchored.day if anchored else context.issue_month
    if base is None or (word in ("当月", "同月") and not anchored):
        return None
    step = -1 if word.startswith("上") else 1 if word.startswith("下") else 0
    months = base.year * 12 + base.month - 1 + step
    year, month = divmod(months, 12)
    month += 1
    basis, via = (anchored.basis, anchored.text) if anchored else ("issue", "")
    if "day" not in parts:
        return _third(year, month, parts.get("third", ""), basis)._replace(via=via)
    first = _date(year, month, int(parts["day"]))
    last = _date(year, month, int(parts.get("day2", parts["day"])))
    _check_order(first, last)
    return Days(first, last, "day", basis, via)


def _quarter(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    words = parts["quarter"]
    if words.endswith("年"):
        first, last = (1, 6) if words[0] == "上" else (7, 12)
    elif words[0] == "前":
        first, last = 1, 9 if "三" in words else 6
    else:
        digit = words.removeprefix("第")[0]
        quarter = _QUARTERS.get(digit) or int(digit)
        first, last = quarter * 3 - 2, quarter * 3
    year = _year_of(parts, first, 1, context, ANNOUNCED_SLACK if announced else 0)
    if year is None:
        return None
    precision: DatePrecision = "half-year" if last - first == 5 else "quarter" if last - first == 2 else "month"
    return Days(_date(year.number, first, 1), _month_end(year.number, last), precision, year.basis)


def _whole_year(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    year = _year(parts.get("year", "今年"), context)
    if year is None:
        return None
    number, basis = year
    if "year2" in parts:
        last = _date(int(parts["year2"]), 12, 31)
        _check_order(_date(number, 1, 1), last)
        return Days(_date(number, 1, 1), last, "year", basis)
    third = parts.get("third", "")[-1:]
    if third in ("底", "末"):
        return Days(_date(number, 12, 1), _date(number, 12, 31), "month", basis)
    if third == "初":
        return Days(_date(number, 1, 1), _month_end(number, 2), "month", basis)
    return Days(_date(number, 1, 1), _date(number, 12, 31), "year", basis)


def _plan(parts: dict[str, str], context: Context, announced: bool) -> Days:
    """The five-year plans: since the third every one begins in a year that ends on 6 or 1."""
    first = 1951 + 5 * date_forms.number("十" + parts["plan"])
    if parts["third"] == "初":
        return Days(_date(first, 1, 1), _date(first, 12, 31), "year", "print")
    if parts["third"] == "末":
        return Days(_date(first + 4, 1, 1), _date(first + 4, 12, 31), "year", "print")
    return Days(_date(first, 1, 1), _date(first + 4, 12, 31), "period", "print")


def _decade(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    printed, century = parts["century"], parts["century"].removesuffix("世纪")
    if century.isdecimal():
        base = (int(century) - 1) * 100
    elif context.issue_year is not None:
        base = context.issue_year // 100 * 100 - (100 if printed == "上世纪" else 0)
    else:
        return None
    first = base + date_forms.number(parts["decade"])
    return Days(_date(first, 1, 1), _date(first + 9, 12, 31), "period", "print" if century.isdecimal() else "issue")


def _lunar(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    """农历二月十一: in the printed year, else in the lunar year in which it lies nearest to the issue."""
    month, doubled = date_forms.lunar_number(parts.get("month", "")), "leap" in parts
    day = date_forms.lunar_number(parts["day"]) if "day" in parts else None
    printed = parts.get("year", "")
    year = _cycle_year(printed, context) if printed[:1] in _STEMS and printed else _year(printed, context)
    if year is None and context.year is not None:
        year = _Year(context.year, "print")
    if year is None and printed:
        return None
    if year is not None and not lunar.FIRST_YEAR <= year.number <= lunar.LAST_YEAR:
        return None
    years = [year.number] if year else [context.issue.year + step for step in (-1, 0, 1)] if context.issue else []
    found = [days for each in years if (days := _lunar_days(each, month, day, doubled))]
    if not found:
        if years:
            raise Impossible(f"农历{years[0]}年没有这一天" if year else "农历近年没有这一天")
        return None
    issue = context.issue
    first, last = min(found, key=lambda each: abs((each[0] - issue).days)) if issue else found[0]
    return Days(first, last, "day" if day else "month", year.basis if year else "issue")


def _lunar_days(year: int, month: int, day: int | None, doubled: bool) -> tuple[date, date] | None:
    if not lunar.FIRST_YEAR <= year <= lunar.LAST_YEAR:
        return None
    length = lunar.month_length(year, month, doubled=doubled)
    first = lunar.day_of(year, month, day or 1, doubled=doubled)
    last = lunar.day_of(year, month, day or max(length, 1), doubled=doubled)
    return (first, last) if first and last else None


def _cycle_year(printed: str, context: Context) -> _Year | None:
    """癸卯年: the year of the sixty-year cycle nearest to the issue. Raises where stem and branch do not pair."""
    stem, branch = _STEMS.index(printed[0]), _BRANCHES.index(printed[1])
    if stem % 2 != branch % 2:
        raise Impossible("干支不成对")
    if context.issue_year is None:
        return None
    near = range(context.issue_year - 30, context.issue_year + 30)
    return next((_Year(year, "issue") for year in near if (year - 4) % 10 == stem and (year - 4) % 12 == branch), None)


def _festival(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    year = _year(parts.get("year"), context) or (_Year(context.year, "print") if context.year else None)
    candidates = [year.number] if year else []
    if year is None and context.issue is not None:
        # Nobody speaks of a festival half a year ago without its year; one that is near is the one meant.
        candidates = [context.issue.year + step for step in (0, -1, 1)]
    days = [day for each in candidates if (day := festivals.festival(parts["festival"], each))]
    if not days:
        return None
    issue, basis = context.issue, year.basis if year else "issue"
    day = min(days, key=lambda each: abs((each - issue).days)) if issue else days[0]
    around = festivals.HOLIDAYS.get(parts["festival"])
    if "period" in parts and around:
        return Days(day + timedelta(days=around[0]), day + timedelta(days=around[1]), "period", basis)
    return Days(day, day, "day", basis)


def _near_day(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    word = parts["word"]
    if word in _AFTER_ANCHOR:
        return _from_anchor(context, _AFTER_ANCHOR[word])
    if context.issue is None:
        return None
    day = context.issue + timedelta(days=_NEAR_DAYS[word])
    return Days(day, day)


def _part_of_day(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    return _from_anchor(context, 0)


def _from_anchor(context: Context, step: int) -> Days | None:
    if context.anchor is None:
        return None
    day = context.anchor.day + timedelta(days=step)
    return Days(day, day, "day", context.anchor.basis, context.anchor.text)


def _week(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    if context.issue is None:
        return None
    weekday = parts.get("weekday", "").replace("天", "日")
    if "word" not in parts:
        back = (context.issue.weekday() - WEEKDAYS.index(weekday)) % 7
        day = context.issue - timedelta(days=back)
        return Days(day, day)
    monday = context.issue + timedelta(days=7 * _WEEKS[parts["word"]] - context.issue.weekday())
    if weekday == "末":
        return Days(monday + timedelta(days=5), monday + timedelta(days=6))
    if not weekday:
        return Days(monday, monday + timedelta(days=6), "week")
    day = monday + timedelta(days=WEEKDAYS.index(weekday))
    return Days(day, day)


def _bare_day(parts: dict[str, str], context: Context, announced: bool) -> Days | None:
    """The day's month is that of the day last mentioned, else the last month in which it has been."""
    number, number2 = int(parts["day"]), int(parts.get("day2", parts["day"]))
    _check(1, number)
    _check(1, number2)
    issue, anchor = context.issue, context.anchor
    base = anchor.day if anchor else issue
    if base is None:
        return None
    basis, via = (anchor.basis, anchor.text) if anchor else ("issue", "")
    if issue and not announced and (base.year, base.month, number) > (issue.year, issue.month, issue.day):
        # 17日 after a day to come was mentioned, or a day later than today's: the last month that has had it.
        base = issue if number <= issue.day else issue.replace(day=1) - timedelta(days=1)
        basis, via = "issue", ""
    first, last = _date(base.year, base.month, number), _date(base.year, base.month, number2)
    _check_order(first, last)
    return Days(first, last, "day", basis, via)


_RESOLVERS: Final[dict[str, Callable[[dict[str, str], Context, bool], Days | None]]] = {
    "day": _day,
    "figures": _day,
    "month": _month,
    "near month": _near_month,
    "quarter": _quarter,
    "year": _whole_year,
    "plan": _plan,
    "decade": _decade,
    "lunar": _lunar,
    "festival": _festival,
    "near day": _near_day,
    "part of day": _part_of_day,
    "week": _week,
    "bare day": _bare_day,
}


def _check(month: int, day: int) -> None:
    """Raise where no year has this month and day; 29 February is left to the year."""
    if not 1 <= month <= 12:
        raise Impossible(f"没有{month}月")
    if not 1 <= day <= calendar.monthrange(2000, month)[1]:
        raise Impossible(f"{month}月没有{day}日")


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise Impossible(f"止于{last},却起于{first}")


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Impossible(f"{year}年{month}月没有{day}日") from error


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _third(year: int, month: int, word: str, basis: Basis) -> Days:
    """A month, or the part of it that 上旬 初, 中旬, 下旬 底 mean: ten days each."""
    start, end = _date(year, month, 1), _month_end(year, month)
    precision: DatePrecision = "ten-days"
    if word in ("上旬", "初", "月初"):
        end = start.replace(day=10)
    elif word == "中旬":
        start, end = start.replace(day=11), start.replace(day=20)
    elif word in ("下旬", "底", "末", "月底", "月末"):
        start = start.replace(day=21)
    else:
        precision = "month"
    return Days(start, end, precision, basis)


def _year(word: str | None, context: Context) -> _Year | None:
    """The year that is printed or that 去年, 当年 … mean; None where nothing is printed."""
    if not word:
        return None
    printed = date_forms.year_number(word)
    if printed is not None:
        return _Year(printed, "print")
    word = word.removesuffix("的")
    if word in YEAR_WORDS:
        return None if context.issue_year is None else _Year(context.issue_year + YEAR_WORDS[word], "issue")
    return _Year(*context.last_year) if context.last_year else None


def _year_of(parts: dict[str, str], month: int, day: int, context: Context, slack: int) -> _Year | None:
    """The printed year, else the latest in which the day is not later than the issue and its slack of days.

    A year printed earlier in the same sentence goes on, where the day follows the one last mentioned.
    """
    if "year" in parts:
        return _year(parts["year"], context)
    anchor = context.anchor
    if context.year is not None and (anchor is None or (month, day) >= (anchor.day.month, anchor.day.day)):
        return _Year(context.year, "print")
    if context.issue is None:
        return None
    limit = context.issue + timedelta(days=slack)
    years = [year for year in (limit.year, limit.year - 1) if MINYEAR <= year <= MAXYEAR]
    for year in years:
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) <= limit:
            return _Year(year, "issue")
    # 29 February when neither this nor the last year has had one.
    raise Impossible(f"近一年没有{month}月{day}日")

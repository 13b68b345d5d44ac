"""The Chinese lunar calendar of 1949-2050: which months a lunar year has, and on which day each begins.

The table is a matter of public record. It was made from one published calendar and checked, month by month, against an
astronomical one. Where these differ (new moons within minutes of midnight: 1954, 1978, 1987, 1998, 2012, 2018, 2027,
2030) it has the day of the official calendar kept in Beijing.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

FIRST_YEAR: Final = 1949
_BEGINS: Final = date(1949, 1, 29)
# A year a number: bits 15 to 4 tell which of the months 1 to 12 have 30 days (the others have 29), the last four which
# month is doubled (0: none), bit 16 whether the doubled one has 30.
_TABLE: Final = """
    0b557 06ca0 0b550 15355 04da0 0a5d0 14573 052b0 0a9a8 0e950 06aa0 0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950
    05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6 095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40
    0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 06b58 05ac0 0ab60 096d5 092e0 0c960 0d954 0d4a0 0da50 07552 056a0
    0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0 0a930 07954 06aa0 0ad50 05b52 04b60
    0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3 096d0 04afb 04ad0 0a4d0 1d0b6 0d250 0d520 0dd45 0b5a0 056d0 055b2 049b0
    0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63
"""
_MONTHS: Final = tuple(int(year, 16) for year in _TABLE.split())
LAST_YEAR: Final = FIRST_YEAR + len(_MONTHS) - 1


def month_length(year: int, month: int, *, doubled: bool = False) -> int:
    """How many days the lunar month has (`doubled`: the 闰 one of that number); 0 where the year has none such.

    The year must be one of the table's.
    """
    bits = _MONTHS[year - FIRST_YEAR]
    if not 1 <= month <= 12 or (doubled and bits & 0xF != month):
        return 0
    long = bits & 0x10000 if doubled else bits & (1 << (16 - month))
    return 30 if long else 29


@cache
def new_year(year: int) -> date | None:
    """The day of 正月初一 in that year; None outside the table."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return _BEGINS + timedelta(days=sum(map(_year_length, range(FIRST_YEAR, year))))


def day_of(year: int, month: int, day: int, *, doubled: bool = False) -> date | None:
    """The day on which a lunar date falls, `year` being that in which its 正月 begins; None where there is none."""
    start = new_year(year)
    if start is None or not 1 <= day <= month_length(year, month, doubled=doubled):
        return None
    before = sum(_with_doubled(year, each) for each in range(1, month))
    if doubled:
        before += month_length(year, month)
    return start + timedelta(days=before + day - 1)


def _with_doubled(year: int, month: int) -> int:
    return month_length(year, month) + month_length(year, month, doubled=True)


def _year_length(year: int) -> int:
    return sum(_with_doubled(year, month) for month in range(1, 13))

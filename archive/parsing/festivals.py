"""The days on which Chinese festivals fall, as news names them.

The lunar ones are calendar facts, tabled for 1990-2040 and checked against two independent calendars, an arithmetic
and an astronomical one. Where these differ (2027 and 2030, new moons near midnight) the day is the arithmetic one's,
which follows the official Chinese calendar.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

# Year, then month and day of 春节 (first of the first lunar month), 端午 (5/5) and 中秋 (8/15).
_LUNAR: Final = """
    1990 0127 0528 1003; 1991 0215 0616 0922; 1992 0204 0605 0911; 1993 0123 0624 0930; 1994 0210 0613 0920
    1995 0131 0602 0909; 1996 0219 0620 0927; 1997 0207 0609 0916; 1998 0128 0530 1005; 1999 0216 0618 0924
    2000 0205 0606 0912; 2001 0124 0625 1001; 2002 0212 0615 0921; 2003 0201 0604 0911; 2004 0122 0622 0928
    2005 0209 0611 0918; 2006 0129 0531 1006; 2007 0218 0619 0925; 2008 0207 0608 0914; 2009 0126 0528 1003
    2010 0214 0616 0922; 2011 0203 0606 0912; 2012 0123 0623 0930; 2013 0210 0612 0919; 2014 0131 0602 0908
    2015 0219 0620 0927; 2016 0208 0609 0915; 2017 0128 0530 1004; 2018 0216 0618 0924; 2019 0205 0607 0913
    2020 0125 0625 1001; 2021 0212 0614 0921; 2022 0201 0603 0910; 2023 0122 0622 0929; 2024 0210 0610 0917
    2025 0129 0531 1006; 2026 0217 0619 0925; 2027 0206 0609 0915; 2028 0126 0528 1003; 2029 0213 0616 0922
    2030 0203 0605 0912; 2031 0123 0624 1001; 2032 0211 0612 0919; 2033 0131 0601 0908; 2034 0219 0620 0927
    2035 0208 0610 0916; 2036 0128 0530 1004; 2037 0215 0618 0924; 2038 0204 0607 0913; 2039 0124 0527 1002
    2040 0212 0614 0920
"""


def _month_day(digits: str) -> tuple[int, int]:
    return int(digits[:2]), int(digits[2:])


_LUNAR_DAYS: Final = {
    int(year): tuple(_month_day(each) for each in days)
    for year, *days in (row.split() for line in _LUNAR.split("\n") for row in line.split(";") if row.strip())
}
_LUNAR_COLUMN: Final = {"春节": 0, "大年初一": 0, "端午": 1, "中秋": 2}
# Days counted from 春节.
_FROM_SPRING: Final = {"除夕": -1, "元宵": 14}
_SOLAR: Final = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "植树节": (3, 12),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "五四": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
}
NAMES: Final = (*_SOLAR, *_LUNAR_COLUMN, *_FROM_SPRING, "清明")


def festival(name: str, year: int) -> date | None:
    """The day of the festival in that year; None for a lunar one outside the table or an unknown name."""
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name == "清明":
        return _clear_and_bright(year)
    if year not in _LUNAR_DAYS:
        return None
    if name in _FROM_SPRING:
        return date(year, *_LUNAR_DAYS[year][0]) + timedelta(days=_FROM_SPRING[name])
    column = _LUNAR_COLUMN.get(name)
    return None if column is None else date(year, *_LUNAR_DAYS[year][column])


def _clear_and_bright(year: int) -> date | None:
    """清明, when the sun's longitude is 15°: the usual rule of thumb, valid for 2000-2099."""
    if not 2000 <= year <= 2099:
        return None
    short = year - 2000
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)

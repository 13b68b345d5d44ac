"""The days on which Chinese festivals fall, as news names them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from archive.parsing import lunar

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
# Lunar month and day.
_LUNAR: Final = {
    "春节": (1, 1),
    "大年初一": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "中秋": (8, 15),
    "重阳": (9, 9),
}
NAMES: Final = (*_SOLAR, *_LUNAR, "除夕", "清明")
# The free days around a festival, from and to, counted from its day. They were not the same every year: 春节期间
# is known to about these days.
HOLIDAYS: Final = {"春节": (-1, 5), "国庆": (0, 6), "五一": (0, 4), "劳动节": (0, 4), "元旦": (0, 2)}
HOLIDAYS.update({"清明": (-1, 1), "端午": (0, 2), "中秋": (0, 2)})


def festival(name: str, year: int) -> date | None:
    """The day of the festival in that year; None for a lunar one outside the table or an unknown name."""
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name == "清明":
        return _clear_and_bright(year)
    if name == "除夕":
        spring = lunar.new_year(year)
        return spring and spring - timedelta(days=1)
    return lunar.day_of(year, *_LUNAR[name]) if name in _LUNAR else None


def _clear_and_bright(year: int) -> date | None:
    """清明, when the sun's longitude is 15°: the usual rule of thumb, valid for 2000-2099."""
    if not 2000 <= year <= 2099:
        return None
    short = year - 2000
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)

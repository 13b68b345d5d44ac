"""The forms in which Chinese news prints dates: found in a text, not yet set against a calendar.

Every form has a name, a pattern, a reason where it isn't plain, and an example. Patterns run on a shadow text in which
full-width characters are half-width; it has the same length, so that offsets hold for the printed text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from archive.parsing import festivals

_NUMERALS: Final = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_NUMERALS.update({"八": 8, "九": 9, "元": 1})
_WIDTH: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: " ", 0xA0: " "}

_GAP = "[ ]?"
_CN = "一二三四五六七八九十"
# ○ (U+25CB) is printed for 〇 (U+3007) where a font lacks it: 二○二三年.
_YEAR = f"(?:(?:19|20)\\d{{2}}{_GAP}年|[一二][〇○零{_CN}]{{3}}年|今年|去年|前年|明年|当年|同年|本年|上年)的?"
_YEAR_WORD = "今年|去年|前年|明年|当年|同年|本年|上年"
_MONTH = "(?:\\d{1,2}|十[一二]?|[一二三四五六七八九元])"
_MONTH_FIGURE, _DAY_FIGURE = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12]\\d|0?[1-9])"
_DAY = "(?:\\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = f"{_GAP}(?:至|到|—{{1,2}}|–|-|~|─{{1,2}}){_GAP}"
_LUNAR_MONTH = "(?:十[一二]|[正一二三四五六七八九十冬腊])"
_LUNAR_DAY = (
    "(?:初[一二三四五六七八九十]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|卅|十[一二三四五六七八九]?)"
)
_PART_OF_DAY = "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜|晚|夜|早)?"
_WEEKDAY = f"(?:{_GAP}[(]?{_GAP}(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天]){_GAP}[)]?)?"
# 前 and 起 begin many words of their own (前往, 起草): only the bare ones bound a time.
_TAIL = "(?P<tail>以来|起(?![来草诉飞点步到初因火义立])|之?前(?![往来夕后期进行列沿身言方景线一几不])|止)?"
_THIRD = "(?P<third>上旬|中旬|下旬|月?初|月?底|月?末|中)?"
_NO_NUMBER_BEFORE = f"(?<![\\d.第{_CN}百千万])"


class Form(NamedTuple):
    """A way of printing a date: its name, its pattern, an example, and words of which every text that it is in has
    one: most texts are without most forms, and a word is found sooner than a pattern."""

    name: str
    pattern: re.Pattern[str]
    example: str
    needs: tuple[str, ...]


class Reading(NamedTuple):
    """A date expression as printed: characters start..end, its form, and the parts that are there."""

    start: int
    end: int
    form: str
    parts: dict[str, str]


def _form(name: str, pattern: str, example: str, *needs: str) -> Form:
    return Form(name, re.compile(pattern, re.ASCII), example, needs or ("",))


FORMS: Final = (
    _form(
        "day",
        f"{_NO_NUMBER_BEFORE}(?:(?P<year>{_YEAR}){_GAP})?(?P<month>{_MONTH}){_GAP}月{_GAP}(?P<day>{_DAY})"
        f"(?:{_GAP}[日号]{_WEEKDAY}{_PART_OF_DAY}"
        f"(?:{_TO}(?:(?P<year2>{_YEAR})?(?P<month2>{_MONTH})月)?(?P<day2>{_DAY}){_GAP}[日号]{_PART_OF_DAY})?"
        f"|(?:{_TO}|[、和])(?P<day21>{_DAY}){_GAP}[日号]{_PART_OF_DAY}){_TAIL}",
        "2023年12月11日(星期一), 12月30日至1月2日, 12月8-10日, 12月8、9日, 12月23日以来",
        "月",
    ),
    _form(
        "figures",
        "(?<![\\d.-])(?P<year>(?:19|20)\\d{2})(?P<dot>[-./])(?P<month>0?[1-9]|1[0-2])(?P=dot)(?P<day>\\d{1,2})(?![\\d.-])"
        + _WEEKDAY,
        "2023.12.11, 2023-12-11",
        "19",
        "20",
    ),
    _form(
        "month",
        f"{_NO_NUMBER_BEFORE}(?P<year>{_YEAR}){_GAP}(?P<month>{_MONTH}){_GAP}月(?![日号])份?"
        f"(?:{_TO}(?P<month2>{_MONTH})月份?)?{_THIRD}{_TAIL}",
        "去年10月, 二〇二三年十二月, 2023年3月至5月",
        "月",
    ),
    _form(
        "month",
        f"(?<![\\d.年个])(?:(?P<month>{_MONTH_FIGURE})月?{_TO}(?P<month2>{_MONTH_FIGURE})月|(?P<month1>{_MONTH_FIGURE})月)"
        f"(?![日号龄嫩\\d])份?{_THIRD}{_TAIL}",
        "6月份以来, 3-5月, 11月中旬",
        "月",
    ),
    _form(
        "month", f"(?<![{_CN}\\d年第])(?P<month>{_MONTH})月(?P<third>份|上旬|中旬|下旬|初|底|末){_TAIL}", "十二月底"
    ),
    _form(
        "near month",
        "(?P<word>本月|上个?月|这个月|下个?月|当月|同月)"
        f"(?:(?P<day>{_DAY_FIGURE})日(?:{_TO}(?P<day2>{_DAY_FIGURE})日)?|(?P<third>上旬|中旬|下旬|初|底|末)?){_TAIL}",
        "本月, 上月底, 本月8日",
        "月",
    ),
    _form("near month", "(?<![个\\d月年本上这下])月(?P<third>初|底|末)", "月初, 月底", "月"),
    _form(
        "quarter",
        f"(?:(?P<year>{_YEAR}){_GAP})?(?P<quarter>第?[一二三四1-4]季度|前[二两三]个?季度|[上下]半年){_TAIL}",
        "第二季度, 2023年上半年",
        "季度",
        "半年",
    ),
    _form(
        "year",
        f"(?<!\\d)(?:(?P<year>(?:19|20)\\d{{2}})年?{_TO}(?P<year2>(?:19|20)\\d{{2}})年"
        f"|(?P<year1>(?:19|20)\\d{{2}}{_GAP}年|[一二][〇○零][〇○零{_CN}]{{2}}年|{_YEAR_WORD}))"
        "(?!月)(?P<third>年?初|年?底|年?末|年?中(?!国))?度?" + _TAIL,
        "2023年, 今年以来, 去年底, 2020至2022年",
        "年",
    ),
    _form("year", "(?<![\\d年])(?P<third>年初|年底|年末|岁末)" + _TAIL, "年底前", "年", "岁末"),
    _form(
        "plan",
        '[“"]?十(?P<plan>[一二三四五六])五[”"]?(?P<third>时期|期间|以来|[初末])',
        "“十四五”时期, 十三五期间",
        "五",
    ),
    _form(
        "decade",
        "(?P<century>上世纪|本世纪|(?:19|20|21)世纪)(?P<decade>[1-9]0|[一二三四五六七八九]十)年代",
        "上世纪80年代",
        "世纪",
    ),
    _form(
        "lunar",
        f"(?:农历|阴历|夏历)(?P<year>{_YEAR}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)?{_GAP}"
        f"(?P<leap>闰)?(?P<month>{_LUNAR_MONTH})月(?P<day>{_LUNAR_DAY})?",
        "农历二月十一, 农历癸卯年闰二月初三, 农历十二月",
        "历",
    ),
    _form(
        "lunar",
        f"(?P<year>{_YEAR})?(?:大年(?P<month>)|(?P<month1>[正腊])月)(?P<day>{_LUNAR_DAY})",
        "正月十五, 腊月廿三",
        "大年",
        "正月",
        "腊月",
    ),
    _form(
        "festival",
        f'(?P<year>{_YEAR})?(?:[“"](?=[五三六七八]))?(?P<festival>{"|".join(festivals.NAMES)})'
        '(?P<period>[”"]?节?(?:期间|假期|长假|小长假|黄金周))?',
        "2023年元旦, 国庆假期, 春节期间",
    ),
    _form(
        "near day",
        "(?P<word>大前天|前天|前日|昨天|昨日|昨晚|今天|今日|今晨|今早|今晚|明天|明日|明晚|后天"
        f"|当天|当日|当晚|同日|次日|翌日|第二天){_PART_OF_DAY}",
        "昨日, 当天下午",
    ),
    _form(
        "week",
        "(?P<word>上上|上|本|这|下)一?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?(?!期|年|岁)",
        "上周五, 本周",
        "周",
        "星期",
        "礼拜",
    ),
    _form(
        "week",
        "(?:星期|礼拜|(?<![一-龥])周|(?<=每)周)(?P<weekday>[一二三四五六日天])(?![一-龥]刊)",
        "周三, 星期日",
        "周",
        "星期",
        "礼拜",
    ),
    _form(
        "bare day",
        "(?<![\\d月第.近每满余了共时达仅约隔])(?<!为期)(?<!连续)"
        f"(?P<day>{_DAY_FIGURE})日(?:{_TO}(?P<day2>{_DAY_FIGURE})日)?{_PART_OF_DAY}"
        "(?=[,，、。在从电讯至凌清早上中下傍晚召举开发表说就向与同会为和及起宣夜"
        "联援抵到赴对将因以被由遭主出签接访致通公见分正派投袭爆批启结强重称继再]|\\d{1,2}(?:[时点]|[:：]\\d\\d))"
        + _TAIL,
        "记者25日从…获悉, 29日晚，, 截至21日18时",
        "日",
    ),
    _form(
        "part of day",
        "(?:^|(?<=[。,;:“\n]))(?P<word>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)(?=[,\\d一-龥])",
        "下午，",
        "晨",
        "早上",
        "午",
        "晚",
    ),
    _form(
        "generic",
        "近日|日前|连日来?|近期以?来?|近来|最近|前不久|不久前|近段时间以?来?|近一段时间以?来?|这几天|前几天|前些天|前段时间|近几[天日]|这段时间",
        "近日, 连日来",
    ),
)

# A plain festival word must be more than part of a name: 国庆 is a given name, 八一 a road, 五一 a square.
_FESTIVAL_AFTER = re.compile(
    '[”"]?(?:国际|国际劳动)?(?:[节前后期假当、和及,，,”"小长黄至到]|双节|来临|将至|将近|临近|这天|晚会|团拜|走访|慰问|等)'
)
_NEEDS_CONTEXT: Final = {"国庆", "三八", "五一", "五四", "六一", "七一", "八一", "清明", "中秋", "元宵", "端午"}
# 每年6月5日, 每周三: a custom, not a day.
_RECURRING = re.compile("每(?:年|月|周|逢|个|年的|个月的?|到)?$")


def half_width(text: str) -> str:
    """The same text with full-width ASCII and spaces narrow; every character keeps its offset."""
    return text.translate(_WIDTH)


def number(text: str) -> int:
    """A printed number below a hundred as an integer: 8, 08, 十二, 二十三."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS[text]
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def lunar_number(text: str) -> int:
    """A month or day of the lunar calendar as an integer: 正, 冬, 腊, 初三, 十五, 廿八, 卅."""
    plain = {"": 1, "正": 1, "冬": 11, "腊": 12, "卅": 30}.get(text)
    return number(text.removeprefix("初").replace("廿", "二十")) if plain is None else plain


def year_number(text: str) -> int | None:
    """A printed year as an integer: 2023年, 二〇二三年; None for a word such as 去年."""
    digits = [c for c in text if c.isdecimal() or c in _NUMERALS]
    if len(digits) != 4 or "十" in text:
        return None
    return int("".join(c if c.isdecimal() else str(_NUMERALS[c]) for c in digits))


@functools.lru_cache(maxsize=64)
def read(text: str) -> tuple[Reading, ...]:
    """Every date expression of the text in printed order, overlaps settled: the first, then the longest, wins.

    Kept for those who read a page's texts in turn: the date of issue is read out of them, then their own dates.
    """
    shadow = half_width(text)
    forms = [form for form in FORMS if any(word in shadow for word in form.needs)]
    found = [reading for form in forms for reading in _matches(form, shadow)]
    found.sort(key=lambda reading: (reading.start, -reading.end))
    kept: list[Reading] = []
    end = 0
    for reading in found:
        if reading.start >= end:
            kept.append(reading)
            end = reading.end
    return tuple(kept)


def _matches(form: Form, shadow: str) -> Iterator[Reading]:
    for match in form.pattern.finditer(shadow):
        parts = {name.removesuffix("1"): value for name, value in match.groupdict().items() if value}
        if form.name == "festival" and not _is_festival(parts, shadow, match.end()):
            continue
        if _RECURRING.search(shadow, max(0, match.start() - 5), match.start()):
            yield Reading(match.start(), match.end(), "recurring", parts)
        else:
            yield Reading(match.start(), match.end(), form.name, parts)


def _is_festival(parts: dict[str, str], shadow: str, end: int) -> bool:
    if "year" in parts or "period" in parts:
        return True
    if parts["festival"] in _NEEDS_CONTEXT:
        return _FESTIVAL_AFTER.match(shadow, end) is not None
    return not shadow.startswith("气", end)

"""Mastheads and page heads: the lines in which a paper prints its own name, date and page number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.parsing import date_days, date_forms, lunar
from archive.parsing.date_days import Context, Impossible

# A masthead with date, weekday, lunar date, page, section and editors is no longer than this.
LONGEST: Final = 100
LARGEST_PAGE: Final = 999

# What a page head may hold beside its date; everything else makes a line a sentence. Each with an example.
_PAGE = re.compile(
    "第[ ]?(?P<zh>\\d{1,3}|[一二三四五六七八九十]{1,3})[ ]?版|(?<![\\d第])[A-D]?(?P<figure>0?[1-9]\\d{0,2})[ ]?版"
)  # 第二版, 02版, A03版
_FIRST_NUMBER = re.compile("^(?P<zh>)(?P<figure>0?[1-9]\\d?)(?= )")  # 3 要闻 2023年3月2日
_NAME = re.compile(
    "(?:^|(?<=[ 《|]))(?P<name>[一-龥]{2,8}(?:[日晚早晨周时]报|都市报|商报|新报|导报))(?=$|[ 》|\\d:])"
)  # 青岚日报
_LUNAR = re.compile(
    "(?:农历|夏历)?[ ]?(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)?[ ]?(?P<leap>闰)?"
    "(?P<month>十[一二]|[正一二三四五六七八九十冬腊])月"
    "(?P<day>初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
)  # 农历癸卯年二月十一
_OTHER = re.compile(
    "(?:本版|值班|责任|执行|组版|版面)?(?:责编|编辑|主编|校对|美编|版式|设计|编审|审读|总编|编委|统筹|策划)"
    "[ :：/]*[一-龥]{0,4}"
    "|(?:新闻)?热线[ :：]*[\\d-]*|电话[ :：]*[\\d-]*|E-?mail[ :：]*\\S*|https?://\\S+|www\\.\\S+"
    "|(?:总)?第[ ]?\\d{1,6}[ ]?期|今日[ ]?\\d{1,3}[ ]?版|(?:国内统一)?(?:连续出版物|刊)号[ :：]*"
    "|CN[ ]?\\d{2}[-—]\\d{4}(?:/\\w+)?"
    "|邮发代号[ :：]*[\\d-]*|星期[一二三四五六日天]|周[一二三四五六日]"
)
_LEFT_OVER = re.compile("[ |·:：/()（）《》〔〕\\[\\]—-]+")
_SECTION = re.compile("[一-龥·]{2,8}")  # 要闻, 综合新闻
_SENTENCE = re.compile("[,，。;；！!？?“”]")
_FOOTER = re.compile("©|copyright|版权|ICP|备案|许可证|出版集团", re.I)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What a masthead tells: `line` of the dump as printed in `text`, the date with its weekday if any, name and page.

    `wrong` says, in Chinese, what in it cannot be (its weekday, its lunar date).
    """

    line: int | None
    text: str
    date: date
    newspaper: str | None = None
    number: int | None = None
    wrong: str = ""


def read(text: str, line: int | None = None, *, furniture: bool = False) -> Masthead | None:
    """The masthead that a line is, or None.

    Of `furniture`, known to be no article's, a full date is enough; any other line must hold nothing but what
    mastheads hold, a weekday or a page number among it.
    """
    shadow = date_forms.half_width(text).strip()
    if not 8 <= len(shadow) <= LONGEST or _SENTENCE.search(shadow) or _FOOTER.search(shadow):
        return None
    dated = [each for each in date_forms.read(shadow) if each.form in ("day", "figures") and "year" in each.parts]
    if len(dated) != 1 or "day2" in dated[0].parts:
        return None
    reading = dated[0]
    try:
        days = date_days.resolve(reading, Context(), announced=False)
    except Impossible:
        return None
    if days is None or days.basis != "print":
        return None
    rest = f"{shadow[: reading.start]} {shadow[reading.end :]}"
    page, name = _PAGE.search(rest) or _FIRST_NUMBER.search(rest), _NAME.search(rest.strip())
    if not furniture and not _is_head(rest, weekday="weekday" in reading.parts, paged=page is not None):
        return None
    wrong = _wrong(days.first, reading.parts.get("weekday") or _weekday(rest), _LUNAR.search(rest))
    return Masthead(line, text.strip(), days.first, name["name"] if name else None, _number(page), wrong)


def _is_head(rest: str, *, weekday: bool, paged: bool) -> bool:
    """Whether nothing but parts of a masthead stands beside the date."""
    weekday = weekday or _weekday(rest) is not None
    for pattern in (_FIRST_NUMBER, _PAGE, _NAME, _LUNAR, _OTHER):
        rest = pattern.sub(" ", rest)
    words = _LEFT_OVER.sub(" ", rest).split()
    return (weekday or paged) and (
        not words or (paged and len(words) == 1 and _SECTION.fullmatch(words[0]) is not None)
    )


def _weekday(rest: str) -> str | None:
    match = re.search("星期([一二三四五六日天])", rest)
    return match[1] if match else None


def _number(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    number = date_forms.number(match["zh"]) if match["zh"] else int(match["figure"])
    return number if 1 <= number <= LARGEST_PAGE else None


def _wrong(day: date, weekday: str | None, printed: re.Match[str] | None) -> str:
    """What in a masthead does not fit its date."""
    if weekday:
        try:
            date_days.check_weekday(day, weekday)
        except Impossible as error:
            return str(error)
    if printed and lunar.FIRST_YEAR < day.year < lunar.LAST_YEAR:
        month, number = date_forms.lunar_number(printed["month"]), date_forms.lunar_number(printed["day"])
        doubled = printed["leap"] is not None
        # Papers leave out 闰 now and then.
        days = {
            lunar.day_of(day.year - back, month, number, doubled=each) for back in (0, 1) for each in (doubled, True)
        }
        if day not in days:
            return f"{day:%Y-%m-%d}不是农历{printed['month']}月{printed['day']}"
    return ""

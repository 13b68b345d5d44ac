"""Jump markers: which page an article comes from or goes on at, and the headline that a marker names.

Papers print them in brackets, between marks or bare, on a line of their own or at an end of the text:
"(上接第一版)", "►►下转A4版", "上接01版《石门镇三条新路通车》", "(紧接第1版①)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from archive.parsing import date_forms
from archive.parsing.clean import fold

# Where the other text stands: before this one on another page (上接), after it (下转), or beside it, as a piece of
# its own (相关报道见).
Direction = Literal["from", "on", "see"]

# Names of pages are short: a letter of the section, a number. Examples: "第一版", "A04", "第 3 版", "二版", "头版".
_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
PAGE = rf"(?:第? *[A-Za-z]? *{_NUMBER} *版|[A-Za-z] *\d{{1,3}}(?!\d)|[头上下]版)"

# Arrows, bullets and daggers that lead the eye. Examples: "►►下转A4版", "▲上接1版", "(下转第三版)→".
_MARKS = r"[▲△▼▽◀◁◄▶▷►←→↑↓■□●○◆◇★☆※†‡*>< |]*"

# What papers call the way. Examples: "上接", "紧接", "下转", "转第三版", "相关报道见", "全文刊第二版".
_FROM = r"(?:上接|紧接|承接|续接|上续|接|续)"
_ON = r"(?:下转|紧转|转至|转接|下接|转)"
_SEE = r"[\u4e00-\u9fff]{0,6}?(?:另?见|刊(?:登|发)?于?)"

# Several articles that go over to one page are told apart by numbers. Example: "上接第一版①".
_WHERE = rf"(?P<page>{PAGE}) *(?P<sign>[①-⑳]?) *(?:[《“\"](?P<headline>[^《》“”\"\n]{{2,60}})[》”\"](?:一文)?)?"


def _bracketed(way: str) -> str:
    # Behind the page a bracket may say more: "(上接第一版头条)".
    return rf"{_MARKS}[(\[【〔] *{_MARKS}{way} *{_WHERE}[^()\[\]【】〔〕\n]{{0,20}}[)\]】〕]{_MARKS}:?"


def _bare(way: str) -> str:
    return rf"{_MARKS}{way} *{_WHERE}{_MARKS}:?"


_Form = tuple[Direction, re.Pattern[str]]
_OPENING: tuple[_Form, ...] = (
    ("from", re.compile(_bracketed(_FROM))),
    ("from", re.compile(_bare("(?:上接|紧接)"))),
)
# At a text's end a marker stands in brackets, or behind the end of a sentence: "…都说好。 ►下转A4版".
_CLOSING: tuple[_Form, ...] = (
    ("on", re.compile(rf"{_bracketed(_ON)}$")),
    ("see", re.compile(rf"{_bracketed(_SEE)}$")),
    ("on", re.compile(rf"(?<=[。!?”;, ]){_bare('下转')}$")),
)
# Behind a headline it says where the article began: "石门镇三条新路通车(上接第一版)".
_HEADED: _Form = ("from", re.compile(rf"{_bracketed(_FROM)}$"))
_WAYS: tuple[tuple[Direction, str], ...] = (("from", _FROM), ("on", _ON), ("see", _SEE))
_ALONE: tuple[_Form, ...] = tuple(
    (direction, re.compile(rf"(?:{form(way)})$")) for direction, way in _WAYS for form in (_bracketed, _bare)
)

# No marker is longer than its words, marks and the headline it names.
_LONGEST = 110
# Every marker holds one of these characters: a cheap look before the patterns.
_HINT = re.compile("[接续转见刊]")

_PRINTED = re.compile(rf"第?(?P<letter>[A-Z]?)(?P<number>{_NUMBER})(?:版|$)")


@dataclass(frozen=True, slots=True)
class Jump:
    """A marker at characters start..end of a text, with the page as printed, the headline and the sign it names.

    `headline` and `sign` are "" where the marker names none.
    """

    direction: Direction
    page: str
    headline: str
    sign: str
    start: int
    end: int


def page_number(printed: str) -> tuple[str, int] | None:
    """The letter and number of a page as printed: 第一版 -> ("", 1), A04 -> ("A", 4); None where it has none."""
    name = re.sub(r"\s", "", fold(printed)).upper()
    if name == "头版":
        return "", 1
    found = _PRINTED.match(name)
    return (found["letter"], date_forms.number(found["number"])) if found else None


def opening(text: str) -> Jump | None:
    """The marker that a text begins with: "(上接第一版)全镇二十一个村都有了硬化路。"."""
    head = text[:_LONGEST]
    if not _HINT.search(head):
        return None
    folded = fold(head)
    return next((_jump(way, found, 0) for way, form in _OPENING if (found := form.match(folded))), None)


def closing(text: str) -> Jump | None:
    """The marker that a text ends with: "施工队日夜轮班(下转第三版)"."""
    stripped = text.rstrip()
    offset = max(0, len(stripped) - _LONGEST)
    if not _HINT.search(stripped, offset):
        return None
    folded = fold(stripped[offset:])
    return next((_jump(way, found, offset) for way, form in _CLOSING if (found := form.search(folded))), None)


def alone(text: str) -> Jump | None:
    """The marker that is all there is in the text, as on a line of its own."""
    bare = text.strip()
    if len(bare) > _LONGEST or not _HINT.search(bare):
        return None
    folded = fold(bare)
    start = text.index(bare)
    return next((_jump(way, found, start) for way, form in _ALONE if (found := form.match(folded))), None)


def in_headline(text: str) -> Jump | None:
    """The marker that says behind a headline where its article began: "石门镇三条新路通车(上接第一版)"."""
    if len(text) > _LONGEST or not _HINT.search(text):
        return None
    way, form = _HEADED
    found = form.search(fold(text))
    return _jump(way, found, 0) if found else None


def _jump(direction: Direction, found: re.Match[str], offset: int) -> Jump:
    page = re.sub(r"\s+", "", found["page"])
    return Jump(
        direction, page, found["headline"] or "", found["sign"] or "", offset + found.start(), offset + found.end()
    )

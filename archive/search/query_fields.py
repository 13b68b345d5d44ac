"""The fields that a query can name, `标题:防汛` or `headline:防汛`, and how their values are read.

A field is a part of the text, names linked or printed in it, or a number: a page or a range of days.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.search.fold import fold
from archive.search.tree import Among, Between, Node


@dataclass(frozen=True)
class Field:
    """A field: its key, what it is called on the page, the names that can be typed (the first one is written)."""

    key: str
    label: Promise
    names: tuple[str, ...]
    part: str = ""  # the part of the text that it is, or
    terms: str = ""  # the field of the index that holds the names


FIELDS = (
    Field("headline", _("标题"), ("标题", "標題", "headline", "title"), part="headline"),
    Field("body", _("正文"), ("正文", "body", "text"), part="body"),
    Field("captions", _("图片说明"), ("图片", "圖片", "图片说明", "caption", "captions", "photo"), part="captions"),
    Field("person", _("人物"), ("人物", "person", "people"), terms="person_name"),
    Field("post", _("职务"), ("职务", "職務", "post"), terms="title"),
    Field("organization", _("机构"), ("机构", "機構", "organization", "org"), terms="organization_name"),
    Field("place", _("地点"), ("地点", "地點", "place"), terms="place_name"),
    Field("event", _("事件"), ("事件", "event"), terms="event_name"),
    Field("byline", _("记者"), ("记者", "記者", "作者", "byline", "reporter", "author"), terms="byline"),
    Field("newspaper", _("报纸"), ("报纸", "報紙", "newspaper", "paper"), terms="newspaper_name"),
    Field("section", _("栏目"), ("栏目", "欄目", "section"), terms="section_name"),
    Field("page", _("版次"), ("版次", "page")),
    Field("date", _("日期"), ("日期", "date")),
)
BY_KEY = {field.key: field for field in FIELDS}
BY_TERMS = {field.terms: field for field in FIELDS if field.terms}
_BY_NAME = {fold(name): field for field in FIELDS for name in field.names}

# What makes a field of the name before it. The small colon folds to one but makes none: see query_written.py.
COLONS = ":：∶"
NAME = "|".join(sorted({name for field in FIELDS for name in field.names}, key=len, reverse=True))

_LIKE_A_FIELD = re.compile(r"(?P<name>[a-z]{2,20}):(?![/\d])")
_RANGE = {"date": re.compile(r"\.{2,}|~|至|到|(?<=^\d{4})-(?=\d{4}$)"), "page": re.compile(r"\.{2,}|~|至|到|-")}
_DAY = re.compile(r"(?P<year>\d{4})(?:[-/.年]?(?P<month>\d{1,2})(?:[-/.月]?(?P<day>\d{1,2})日?|月?)|年?)")
_PAGE = re.compile(r"第?0{0,3}(?P<number>\d{1,4})版?")

UNDATED = ("不详", "unknown", "undated")  # 日期:不详 asks for what has no date; the first one is written.

Span = tuple[Any, Any]  # of days or of page numbers, both ends included; None is open


def named(name: str) -> Field:
    """Return the field of a name as typed; KeyError if there is none."""
    return _BY_NAME[fold(name)]


def looks_like_a_field(folded: str) -> str:
    """Return the name before the colon if somebody may have meant it for a field that does not exist."""
    match = _LIKE_A_FIELD.match(folded)
    return match["name"] if match else ""


def number_node(field: Field, folded: str) -> tuple[Node, bool] | None:
    """Read a value of the page or date field, and say whether its ends had to be swapped; None if it is none."""
    if field.key == "date" and folded.strip() in UNDATED:
        return Among("date", (None,)), False
    pieces = [piece.strip() for piece in _RANGE[field.key].split(folded)]
    if len(pieces) > 2 or not any(pieces):
        return None
    read = _days if field.key == "date" else _pages
    first, last = (read(piece) if piece else (None, None) for piece in (pieces[0], pieces[-1]))
    if first is None or last is None:
        return None
    (low, first_end), (last_begin, high) = first, last
    swapped = low is not None and high is not None and low > high
    if swapped:
        low, high = last_begin, first_end
    node = Among("page", (low,)) if field.key == "page" and low == high else Between(field.key, low, high)
    return node, swapped


def _days(folded: str) -> Span | None:
    """Read 2022, 2022-12, 2022年12月3日, 20221203 as its first and last day."""
    match = _DAY.fullmatch(folded)
    if not match:
        return None
    year, month, day = int(match["year"]), match["month"], match["day"]
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        if not day:
            return date(year, int(month), 1), date(year, int(month), calendar.monthrange(year, int(month))[1])
        return date(year, int(month), int(day)), date(year, int(month), int(day))
    except ValueError:
        return None


def _pages(folded: str) -> Span | None:
    match = _PAGE.fullmatch(folded)
    return (int(match["number"]), int(match["number"])) if match else None


def written_number(node: Among | Between) -> str:
    """Write a node that `number_node` made as a value that reads as the same."""
    if isinstance(node, Among):
        if node.field == "date":
            return UNDATED[0]
        return str(node.values[0])
    if node.field == "page":
        return "..".join("" if end is None else str(end) for end in (node.low, node.high))
    for length in (len("2022"), len("2022-12"), len("2022-12-03")):
        low, high = (str(end or "")[:length] for end in (node.low, node.high))
        written = low if low == high else f"{low}..{high}"
        if number_node(BY_KEY["date"], written) == (node, False):
            break  # the shortest that means these days
    return written

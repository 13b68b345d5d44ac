"""Titles as printed before a name (镇纪委书记、工会主席，副镇长宋明): where they begin, and how many they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.parsing.lattice import Lattice
from archive.parsing.phrases import BRACKETS, LONGEST, phrase_start
from archive.parsing.surnames import SINGLE
from archive.parsing.tagging.spans import Tagged
from archive.parsing.vocabulary import table, vocabulary

_TABLES = vocabulary("titles")
# What a title ends in, in at most so many characters.
OFFICES = table("titles", _TABLES["offices"])
LONGEST_OFFICE = 6
# The name behind one of these signs, and is nobody that the item reports on.
PRESS = _TABLES["press"]
_NO_TITLES = frozenset(_TABLES["no titles"])  # only a sign that a name follows
# Bare, these are as often ordinary words in front of anything: 干部从早忙到晚, 群众安全.
_WEAK = frozenset(_TABLES["weak"])
BEHIND = _TABLES["behind"]  # printed behind the name: 习近平总书记
_NO_STAFF = ("动员", "人员", "满员", "全员", "复员", "裁员", "随员", "记者", "成员", "讯员")
_NAMES = ("ORG", "LOC", "nt", "ns")
_GOING_OUT = "驻援旅"  # 驻华大使
_FIRM = re.compile("公司|集团")  # made-up names run over words of one character: 兴达
# Of no matter is what an office ends in, or 部长觉丁和 would be one.
_MATTERS = re.compile("(?:[部委厅局署]|总局)(?:(?!书记|主席|主任|总统|总理|[长员])[一-鿿]){2,8}[和与]\\Z")
# What says, before the place that a title begins with, that it is held no more: 时任 + 云溪区区长.
_PAST = re.compile("(?:原任|时任|前任|曾任|当时的)\\Z")
_LONGEST_PAST = 3
_BETWEEN = "、,， "
# Somebody else with a title of his own stands before it: 市委书记马川和 + 市长.
_ANOTHER = re.compile(r".*(?:书记|[省市区县州镇乡]长|主任|主席|部长|局长|总理|总统)([一-鿿]{2,3})[和与](?=[一-鿿]{2})")
_LEADING = re.compile(
    r"^(?:电(?=\s)|以及|以(?!色列)|应?约同|为|据|由|和|与|及|、|,|，|第?[一二三四五六七八九十]+届|\s|[\d.]+|”|’|\)|）|·|-|—|:|：|代表(?=全国))+"
)
# What a country is besides, before its own office; how many there are: 轮值主席国 + 沙特国王, 中国三名 + 参赛选手;
# and whom somebody speaks for: 马川代表 + 中共云溪区委书记.
_BESIDES = re.compile(
    r"^.*(?:主席国|东道国|[一二三四五六七八九十两几多\d][名位])(?=[一-鿿]{2})|^.*代表(?=中共|[一-鿿]{0,6}[省市区县镇]委)|^《[^《》]{10,}》(?=[一-鿿]{2})"
)
# A line that is a title and a name, a blank between: 云溪区区长  马川.
_NAME_ALONE = re.compile(r"[一-鿿](?:[一-鿿·]{1,19}|[ 　]{1,2}[一-鿿])[ 　]*(?=[:：\n]|\Z)")
_TITLE_ALONE = re.compile("[一-鿿（）()“”、兼]{2,40}")
_BLANKS = " 　"


class Titles(NamedTuple):
    """Titles that stand before a name: from `start` on, each of its own, the last one nearest to the name."""

    start: int
    titles: tuple[str, ...]
    strong: bool


def ends_in_office(text: str) -> str:
    """The longest title word that `text` ends in, or ""."""
    for length in range(min(LONGEST_OFFICE, len(text)), 1, -1):
        if text[-length:] in OFFICES:
            return text[-length:]
    return text[-3:] if len(text) > 2 and text[-1] == "员" and text[-2:] not in _NO_STAFF else ""


def titles_before(lattice: Lattice, position: int) -> Titles | None:
    """The titles printed right before `position`, or None where none is."""
    found: list[str] = []
    start = end = _behind_title(lattice.text, position)
    while True:
        office = ends_in_office(lattice.text[max(0, end - LONGEST_OFFICE) : end])
        if not office:
            break
        begin = phrase_start(lattice, end, coined=_FIRM.search(lattice.text, max(0, end - LONGEST), end) is not None)
        if begin > end - len(office):  # 代购 + 员
            begin = end - len(office)
            before = next(lattice.before(begin), None)
            begin = phrase_start(lattice, begin) if before and before.flag.startswith("n") else begin
        begin = _paired(lattice, _whole(lattice, begin, end - len(office)))
        if past := _PAST.search(lattice.text, max(0, begin - _LONGEST_PAST), begin):
            begin = past.start()
        title = _clean(lattice.text[begin:end])
        if not ends_in_office(title):
            break
        found.extend(reversed(_parts(title)))
        start = begin
        if begin == 0 or lattice.text[begin - 1] not in _BETWEEN:
            break
        end = begin - 1
    titles = tuple(title for title in reversed(found) if title not in _NO_TITLES)
    strong = any(title not in _WEAK for title in found)
    if not lattice.edge(position) and all(ends_in_office(title) in _WEAK for title in found):  # 居民楼里, 村民宿大
        return None
    return Titles(start, titles, strong) if found else None


def _behind_title(text: str, position: int) -> int:
    """Where the title ends of the name at `position`: before the blanks on a line of nothing but the two."""
    if text[max(0, position - 1) : position] not in (" ", "　") or not _NAME_ALONE.match(text, position):
        return position
    line = text.rfind("\n", max(0, position - 2 * LONGEST), position) + 1
    if position - line > 2 * LONGEST:
        return position
    end = line + len(text[line:position].rstrip(_BLANKS))
    return end if _TITLE_ALONE.fullmatch(text, line, end) else position


def _whole(lattice: Lattice, begin: int, end: int) -> int:
    """Where the phrase begins that words alone let begin at `begin`, by what the tagger takes for one name.

    A name that it would cut is taken whole (中交天和 + 机械公司); a verb before a name is left out (委托 + 全国人大).
    """
    first = lattice.tags.at(begin)
    if first is None:
        return begin
    if first.start < begin and first.tag in _NAMES and _far(first, end):
        printed = lattice.text[first.start : begin]
        return first.start + len(printed) - len(printed.split()[-1]) if printed.split() else begin
    before = lattice.tags.at(begin - 1) if begin else None
    if before and before.end == begin and before.tag in _NAMES and _far(before, end):
        return before.start
    following = lattice.tags.at(first.end)
    if first.tag == "v" and following and following.tag in _NAMES and following.start < end:
        return begin if first.start < begin or lattice.text[begin] in _GOING_OUT else first.end
    return begin


def _paired(lattice: Lattice, begin: int) -> int:
    """Where the phrase begins if the bureau's matters are two: 商务部对外投资和 + 经济合作司."""
    match = _MATTERS.search(lattice.text, max(0, begin - 2 * LONGEST), begin)
    if match is None or ends_in_office(match.group()[:-1]):
        return begin
    start = phrase_start(lattice, match.end() - 1)
    return start if start < match.end() - 1 else begin


def _far(span: Tagged, end: int) -> bool:
    return end - span.start <= LONGEST and span.end <= end


def _parts(title: str) -> list[str]:
    """省委书记兼省军区党委第一书记 is two titles."""
    parts = [part for part in re.split("(?:兼任|兼)", title) if part]
    return parts if all(ends_in_office(part) for part in parts) else [title]


def _clean(title: str) -> str:
    title = _LEADING.sub("", title)
    title = _BESIDES.sub("", title) if ends_in_office(_BESIDES.sub("", title)) else title
    for closing, opening in BRACKETS.items():
        if title.count(closing) > title.count(opening):
            title = title[title.rindex(closing) + 1 :] if title.count(opening) == 0 else title
    another = _ANOTHER.match(title)
    return title[another.end() :] if another and another[1][0] in SINGLE else title

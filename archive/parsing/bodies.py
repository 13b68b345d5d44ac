"""Finds the names of bodies in a text by what they end in: 局, 委员会, 有限公司, 中学, 志愿服务队."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from archive.parsing.lattice import Lattice, Word
from archive.parsing.offices import ABBREVIATIONS, LEVELS
from archive.parsing.phrases import phrase_start
from archive.parsing.titles import OFFICES
from archive.parsing.vocabulary import Endings, vocabulary

_TABLES = vocabulary("bodies")
# What a body's name ends in -> its type; the longest ending counts.
ENDINGS = {
    ending: section.removeprefix("type ")
    for section, endings in _TABLES.items()
    if section.startswith("type ")
    for ending in endings
}
_ENDINGS = Endings(ENDINGS)
_LONGEST_OFFICE = max(map(len, OFFICES))
PRIVATE = ("企业", "学校", "医院", "媒体")
# These name a body even with nothing before them; what they are of stands elsewhere in the text.
ALONE = frozenset(_TABLES["alone"])
# A committee whose name runs into its members': 区委书记, 市委常委.
_COMMITTEE = re.compile("(?:省|市|区|县|州|旗|盟|党|工|纪)委(?=书记|副书记|常委|委员|秘书长)")
# What another body beside it lets stand without its place: 市委常委、统战部长; 镇党委、政府.
_BESIDE = re.compile("(?<=委常委、)(?:组织|宣传|统战)部(?=长)|(?<=委、)政府")
# A title inside the phrase: what the body is called begins behind it.
_OFFICER = re.compile(
    "书记|主任(?!会议)|主席(?!团)|[局区县市省镇乡部院校]长|经理(?!部|中心)|董事长|代表(?!大会|团)|派驻|所属|下属|负责人|会同|联合(?!会|国)"
)
_OF_PRIVATE = re.compile("公司|集团|银行|大学|学院|医院")  # 某某公司志愿服务队
_LINKS = ("派驻", "所属", "下属", "会同", "联合")
_NO_BODIES = frozenset(_TABLES["no bodies"])
# First words of phrases that are about bodies in general: 各党支部, 相关委员会, 基层党组织.
_GENERAL = _TABLES["general"]
# What every place has, or what names no particular body: 乡镇卫生院, 党支部.
_COMMON = frozenset(_TABLES["common"])


# What 小区服务站 and its like begin with, which every place has, unless a name stands before.
EVERYWHERE = ("社区", "小区", "村", "乡镇", "乡村", "农村")
# 村党支部: of every village; 区, 县 and 镇 are particular ones.
_LEVEL_ALONE = re.compile(
    "(?:村|社区|小区|乡镇|乡村|农村|学校|企业|单位|基层|机关|公安|[国省市县区]家?级.*|[一-鿿]{1,3}型|[一两二三四五六七八九十\\d].*)"
)
_COMMITTEES = ("区委", "县委", "市委", "省委", "州委", "旗委", "盟委")
_LEVELS_OF_HERE = ("社区", "村", "镇", "乡", "街道", "县", "区", "市")
_LEADING_VERBS = frozenset(_TABLES["leading verbs"])


_OF_EVERYWHERE = re.compile(
    "(?:社区|街道|乡镇|[村乡镇县区市省]|标准化|综合|示范|农村|城市|民营|当地|本地|[一-鿿]{0,4}型|长期|大|小|老|新)*"
)


class Body(NamedTuple):
    """Characters start..end name a body that ends in `ending` and is of `type`."""

    start: int
    end: int
    ending: str
    type: str
    general: bool = False  # of every place (乡卫生院), unless a place's name stands before it


@functools.lru_cache(maxsize=16)
def bodies(cut: Lattice) -> tuple[Body, ...]:
    """The bodies in the text from left to right; of those that overlap, the longer one."""
    found = []
    for word in cut.words:
        # 室主任 is a word of the dictionary; 督查室 ends inside it
        ends = [word.end]
        if len(word.text) > 2:
            last = range(max(1, len(word.text) - _LONGEST_OFFICE), len(word.text) - 1)
            ends += [word.start + n for n in last if word.text[n:] in OFFICES]
        found += [(end, ending) for end in ends if (ending := _ending(cut.text, end))]
    found += [(match.end(), match.group()) for match in _COMMITTEE.finditer(cut.text)]
    chosen: list[Body] = []
    for end, ending in sorted(set(found), key=lambda each: (each[0], len(each[1]))):
        listed = bool(chosen) and chosen[-1].end == end - len(ending) - 1 and cut.text[chosen[-1].end] == "、"
        body = _body(cut, end, ending, alone=listed or ending in ALONE)
        if body is None:
            continue
        while chosen and chosen[-1].end > body.start:
            if chosen[-1].start < body.start:
                body = body._replace(start=chosen[-1].end)
                break
            chosen.pop()
        if body.start < body.end - len(ending) or listed or ending in ALONE:
            chosen.append(body)
    return tuple(sorted([*chosen, *_beside(cut, chosen)]))


def _beside(cut: Lattice, chosen: list[Body]) -> Iterator[Body]:
    """The departments and governments that stand beside their committee."""
    ends = {body.end for body in chosen}
    for match in _BESIDE.finditer(cut.text):
        if match.group() == "政府" and match.start() - 1 not in ends:
            continue
        if not any(body.start < match.end() and match.start() < body.end for body in chosen):
            yield Body(match.start(), match.end(), match.group(), ENDINGS.get(match.group(), "党"))


def private_bodies(cut: Lattice) -> list[Body]:
    """The companies, schools, hospitals and media in the text."""
    return [
        body
        for body in bodies(cut)
        if not body.general and (body.type in PRIVATE or _OF_PRIVATE.search(cut.text, body.start, body.end))
    ]


def _ending(text: str, end: int) -> str:
    """The longest ending that stands before `end`, or ""."""
    return _ENDINGS.before(text, end)


def _body(cut: Lattice, end: int, ending: str, alone: bool) -> Body | None:
    """The body that ends at `end`, or None where no particular one is named."""
    if next(cut.before(end)).text in _NO_BODIES or (ending == "局" and cut.text[end - 2] in "新大全变破开布格"):
        return None
    start = _start(cut, end, ending)
    name = cut.text[start:end]
    if name.startswith(_GENERAL) or _common(name) or name in _COMMON or (name == ending and not alone):
        return None
    general = ENDINGS.get(ending) in PRIVATE and bool(_OF_EVERYWHERE.fullmatch(name[: -len(ending)]))
    if ending == "委" and not _abbreviation(cut.text, end - 1):
        return None
    if not name.isprintable() or name.count("“") != name.count("”") or _LEVEL_ALONE.fullmatch(name[: -len(ending)]):
        return None
    return Body(start, end, ending, ENDINGS.get(ending, "党"), general)


def _start(cut: Lattice, end: int, ending: str) -> int:
    """Where the name of the body begins that ends in `ending` at `end`."""
    type_ = ENDINGS.get(ending, "党")
    stem = end - len(ending)
    start = phrase_start(cut, end, coined=type_ == "企业")
    if ending in ("局", "委") and (matter := _abbreviation(cut.text, stem)):
        before = stem - len(matter)  # 住建 and its like are no words of the dictionary
        start = min(start, phrase_start(cut, before) if _noun_before(cut, before) else before)
    start = _first(cut, start, stem)
    if ending in _COMMITTEES and stem - start > 4 and not cut.text.startswith("共青团", start):
        return stem
    words: list[Word] = []
    position = start
    while type_ not in PRIVATE and position < stem and (word := cut.word_from(position)):
        if word.text in LEVELS and any(each.flag in ("v", "d", "ad", "a", "vn") for each in words):
            return word.start  # 积极协调 + 区交通运输局
        words.append(word)
        position = word.end
    if (
        cut.text[start - 1 : start] in ("该", "本")
        and words
        and words[0].text in _LEVELS_OF_HERE
        and words[0].end < stem
    ):
        start = words[0].end if stem - words[0].end > 1 else start
    return start


def _abbreviation(text: str, end: int) -> str:
    """The short word for a bureau's matter that ends at `end`, or ""."""
    return next((text[end - n : end] for n in (8, 6, 5, 4, 3, 2) if text[max(0, end - n) : end] in ABBREVIATIONS), "")


def _noun_before(cut: Lattice, position: int) -> bool:
    word = next(cut.before(position), None)
    return word is not None and word.flag.startswith(("n", "x", "j", "zg"))


def _common(name: str) -> bool:
    """Whether the name is one of many: 乡镇卫生院, also with a scrap before it (个乡镇党委)."""
    return name[1:] in _COMMON and len(name) > 4 and name[0] not in LEVELS


def _first(cut: Lattice, start: int, least: int) -> int:
    """Where the body's name begins: behind marks, titles and verbs at the phrase's beginning."""
    for match in _OFFICER.finditer(cut.text, start, max(start, least)):
        named = match.group() not in _LINKS and cut.text[match.end()] not in "“‘（("
        start = least if named else match.end()  # behind a title stands who holds it
    if start and cut.text[start] in "家个所" and cut.text[start - 1].isdigit():
        start += 1
    word = cut.word_from(start)
    while word and word.end <= least and (word.text in " 、·）)”’—-+" or word.text in _LEADING_VERBS):
        start = word.end
        word = cut.word_from(start)
    return min(start, least)

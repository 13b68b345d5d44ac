"""The names of places in one text: those of the gazetteer, and those that end like a place's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from archive.parsing.bodies import private_bodies
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.lattice import Lattice, Word, flag_of, known
from archive.parsing.mentions import mentions
from archive.parsing.names import propose
from archive.parsing.nobodies import SIGNED
from archive.parsing.phrases import DIRECTIONS, SITES, WALLS
from archive.parsing.placedoubts import (
    beside_another,
    goes_on,
    is_beginning,
    is_borne_by_another,
    is_figure,
    is_goal,
    is_person,
    is_quoted,
    is_title,
    is_words,
    runs_on,
    said_start,
)
from archive.parsing.placehints import listed_by_class, listed_by_level, said_by_tagger
from archive.parsing.placelisted import in_gazetteer
from archive.parsing.placeunits import NATURAL, Unit, characters, words_between
from archive.parsing.placewords import ENDINGS, EVERYDAY, GENERIC_BEFORE, LAST, ending_of, proper_part
from archive.parsing.villagenames import COUNTY, Path
from archive.parsing.vocabulary import vocabulary

_LONGEST = 9  # characters of a name without its ending that no gazetteer has
_LONGEST_CHAIN = 3 * _LONGEST  # characters of names that stand one in the other: 杏花街社区卫生服务站
_PLAIN = ("n", "v", "vn", "a", "an", "d", "t", "f", "l")
_STOP_FLAGS = ("p", "c", "d", "r", "u", "w", "y", "t", "q", "m", "e", "o", "v")
SMALL = ("村", "社区", "小区")  # these lie in a town, roads and rivers need not
_LEVEL_WORDS = (
    "省",
    "市",
    "县",
    "区",
    "镇",
    "乡",
    "全市",
    "全县",
    "辖区",
    "市区",
    "城区",
    "境内",
    "县城",
    "镇区",
    "辖内",
)
_ONE_EACH = re.compile("一.+一.")  # 一乡镇一渡口
_BUILT = ("公园", "广场", "场所", "景区", "开发区")  # 石门镇文化广场 is one, 文化广场 alone is none
_NUMERALS = "一二三四五六七八九十两"
# Verbs of one character that go before a place's name; any other may be its first character (兴, 同, 开).
_VERBS = frozenset("沿到在去进来入下上走访看见为让把给是有令使用以建做办请找住送往抵经赴从由向对将被")
_LONG = 6  # characters of a name that a province's may have run into
_OF_PROVINCES = ("道路", "场所", "公园")  # these are called after provinces: 浙江大剧院
_TOWNS = ("镇", "乡", "街道")
# Verbs that roads are named after; any other before 路 is a verb (看到路边).
_ROAD_VERBS = frozenset(vocabulary("places")["road verbs"])
_ROADS_IN_GENERAL = (
    "道路",
    "公路",
    "铁路",
    "线路",
    "马路",
    "思路",
    "回头路",
    "新路",
    "老路",
    "出路",
    "活路",
    "门路",
    "弯路",
    "销路",
    "水路",
    "网路",
    "电路",
)
_COMES = "回进入到驻返出离帮赴"  # verbs before a village: 年轻人回村
_COUNTERS = "批片群处道名个位条座家户处项件余多几年月日天次万千百亿元人岁届期场米亩"
# What cannot stand between two names that touch.
_JOINT = re.compile(r"^[和与及的在等至到以为从由各]|[、，。；：“”（）()\s,:;]|[的了是]")


def place_names(cut: Lattice, area: Path, gazetteer: Gazetteer) -> list[Unit]:
    """Every place's name in the text, from left to right, none inside another or inside a company's name."""
    listed = in_gazetteer(cut, area, gazetteer)
    chained = {before.start for before, after in pairwise(listed) if before.end == after.start}
    bodies = [(body.start, body.end) for body in private_bodies(cut)]
    private = characters(span for span in bodies if span[0] not in chained)
    within = characters(bodies)
    somebody = characters((each.start, each.end) for each in mentions(cut, propose))
    somebody |= characters(match.span() for match in SIGNED.finditer(cut.text))
    found = [unit for unit in _by_ending(cut, listed) if somebody.isdisjoint(range(unit.start, unit.end))]
    found = [_without_province(unit, gazetteer) for unit in _sure(cut, found, listed, area)]
    inside = characters((unit.start, unit.end) for unit in found)
    units = [unit for unit in listed if unit.start not in inside and unit.end - 1 not in inside] + found
    units += [
        unit for unit in said_by_tagger(cut, units, gazetteer) if somebody.isdisjoint(range(unit.start, unit.end))
    ]
    units += listed_by_class(cut, units)
    units += listed_by_level(cut, units, gazetteer)
    units = [unit for unit in units if not (_large(unit) or unit.natural) or unit.start not in private]
    # 海州南开中学: a county's short name is the school's.
    units = [unit for unit in units if unit.start not in within or not _is_short_county(unit)]
    return sorted(units, key=lambda unit: unit.start)


def _sure(cut: Lattice, found: Sequence[Unit], listed: Sequence[Unit], area: Path) -> Iterator[Unit]:
    """The names found by their ending that nothing speaks against."""
    ends = {unit.end for unit in listed}
    abroad = {unit.end for unit in listed if unit.abroad}
    around = {at for unit in (*listed, *found) for at in (unit.start, unit.end)}
    for unit in found:
        chained = unit.start in ends or any(unit.start < end < unit.end for end in ends)
        if not chained and (start := said_start(cut, unit.start, unit.end)) != unit.start:
            unit = replace(unit, start=start, name=cut.text[start : unit.end])
            chained = start in ends
        if is_title(cut, unit.start, unit.end) or is_person(cut, unit.start, unit.end):
            continue
        if runs_on(unit.name) or (unit.type in SMALL and unit.start in abroad):  # 白桑江村 is a person, 白桑 a city
            continue
        if not chained and unit.type in (*SMALL, "桥梁", "道路") and is_quoted(cut, unit.start, unit.end):
            continue  # “老人村”: what people call it
        if not chained and is_goal(cut, unit.start, unit.end):
            continue
        if unit.type == "村" and not chained and len(area) < COUNTY - 1 and flag_of(unit.name[:-1]) in _PLAIN:
            continue  # 断电村: a word of the language; at home there may be a 和平村
        if unit.type == "道路" and is_figure(cut, unit.start, unit.end):
            continue
        if unit.type in NATURAL and is_beginning(cut, unit.start, unit.end):
            continue
        if unit.type in _TOWNS and not chained and len(area) < COUNTY - 1:
            continue  # the gazetteer has the towns of the country: a new one needs its county before it, or a home
        if not chained and is_words(cut, unit.start, unit.end, ending_of(unit.name, len(unit.name))):
            others = around - {unit.start, unit.end}
            if not (len(area) >= COUNTY - 1 and beside_another(cut, unit.start, unit.end, others)):
                continue
        yield unit


def _without_province(unit: Unit, gazetteer: Gazetteer) -> Unit:
    """The unit without the province's short name that runs into its own: 浙江 + 白石湾特大桥."""
    if len(unit.name) <= _LONG or unit.type in _OF_PROVINCES:
        return unit
    province = tuple(path for path in gazetteer.candidates(unit.name[:2]) if len(path) == 1)
    if not province or gazetteer.is_abroad(province[0]):
        return unit
    return replace(unit, start=unit.start + 2, name=unit.name[2:], within=province)


def _large(unit: Unit) -> bool:
    """Whether the name is a county's or higher: in front of a company's name it tells no place of the news."""
    return bool(unit.paths) and min(map(len, unit.paths)) <= COUNTY


def _is_short_county(unit: Unit) -> bool:
    """Whether the name is the short one of a county."""
    return bool(unit.paths) and len(unit.paths[0]) == COUNTY and unit.name != unit.paths[0][-1]


def _by_ending(cut: Lattice, listed: list[Unit]) -> list[Unit]:
    """Names that the gazetteer does not have, found by what they end in."""
    firm = [unit for unit in listed if unit.firm]
    taken = characters((unit.start, unit.end) for unit in firm if not unit.natural)
    ends = {unit.end for unit in firm if not unit.natural}
    complete = {unit.end for unit in listed if not unit.firm}  # 景德镇 is a city's short name, not a town's
    before = {unit.end: unit for unit in listed}
    cities = {unit.start: unit for unit in listed if unit.paths and len(unit.paths[0]) < COUNTY}
    naturals = {unit.end: unit.start for unit in listed if unit.natural}
    found: list[Unit] = []
    for word in cut.words:
        if word.text[-1] not in LAST:
            continue
        end = word.end
        ending = "" if end - 1 in taken or end in naturals or end in complete else ending_of(cut.text, end)
        if not ending or goes_on(cut, end):
            continue
        stem_end = end - len(ending)
        if found and found[-1].end == stem_end and end - found[-1].start <= _LONGEST_CHAIN:  # 杏花街 + 社区
            start = found.pop().start
        elif stem_end in naturals:  # 云溪河 + 湿地公园
            start = naturals[stem_end]
        else:
            start = _stem_start(cut, stem_end, taken, ends, ENDINGS[ending], found[-1].end if found else 0)
            city = before.get(start) if cut.text[start:stem_end] in ("", "国际") else None
            if city and ENDINGS[ending] in _BUILT and end - start > 2:  # 杭州 + 大剧院, 杭州 + 国际 + 机场
                name = cut.text[city.start : end]
                found.append(Unit(city.start, end, name, ENDINGS[ending], (), within=city.paths))
                continue
        while start < stem_end and cut.text[start] in "名个位条座处余几":
            start += 1
        if (
            start < stem_end
            and cut.text[start - 1 : start + 1] != "市场"
            and _names(cut, start, end, ending, start in ends)
        ):
            city = cities.get(start) if ENDINGS[ending] == "场所" else None
            within = city.paths if city else ()
            found.append(Unit(start, end, cut.text[start:end], ENDINGS[ending], (), within=within))
            ends.add(end)
    return found


def _stem_start(cut: Lattice, end: int, taken: set[int], ends: set[int], type_: str, least: int) -> int:
    """Where the name begins whose ending begins at `end`: behind a verb, a mark or another place's name."""
    near = next((each for each in (end - 1, end - 2) if each in ends), -1)
    if near >= least and not _JOINT.search(cut.text[near:end]) and not flag_of(cut.text[near:end]).startswith("v"):
        return near
    start, right = end, None
    if type_ in NATURAL and (word := next(cut.before(end + 1), None)) and word.start < end and word.flag == "ns":
        return word.start  # 工程师钟远山: what the dictionary has is the name
    whole = next(cut.before(end + 1), None)
    if type_ == "道路" and whole and whole.end > end > whole.start + 1 and whole.flag in ("ns", "nz", "nt"):
        return whole.start  # 整治解放路: what the dictionary has is the name
    for word in cut.before(end):
        if end - word.start > _LONGEST or word.start < least or word.end - 1 in taken:
            break
        if start < end and type_ in NATURAL and right is not None and right.flag == "ns":
            break
        if not word.text.strip() or _no_part_of_name(word, right, end, type_):
            break
        start, right = word.start, word
    return start


def _no_part_of_name(word: Word, right: Word | None, end: int, type_: str) -> bool:
    """Whether a name cannot run over `word`."""
    if word.text in ("经", "纬") and right is not None and right.flag == "m" and type_ == "道路":
        return False  # 经一路
    if word.flag == "m":
        counted = word.text[-1] in _COUNTERS and word.text not in "百千万"  # 万 begins names too, 三条 none
        measured = right is not None and right.flag == "q"
        return len(word.text) > 2 or counted or measured or word.text[0] not in _NUMERALS + "零百千万"
    if word.text in DIRECTIONS:
        return word.text not in "东西南北中" and right is not None and not right.text.startswith(SITES)
    if word.flag in ("i", "l") and len(word.text) > 3:
        return True
    if type_ in ("道路", "桥梁") and word.end == end and (word.flag in ("vn", "a", "an") or word.text in _ROAD_VERBS):
        return False
    if word.flag == "v" and type_ in _BUILT:
        return True
    if word.flag in ("v", "vn", "a", "ad", "an", "z"):
        return word.text in _VERBS or (len(word.text) > 1 and (type_ not in _BUILT or word.flag == "v"))
    return word.flag.startswith(_STOP_FLAGS) or word.text in _LEVEL_WORDS or word.text in WALLS


def _names(cut: Lattice, start: int, end: int, ending: str, chained: bool) -> bool:
    """Whether the characters name one place: not 美丽乡村, 老旧小区, 思路."""
    name, stem = cut.text[start:end], cut.text[start : end - len(ending)]
    type_ = ENDINGS[ending]
    if (
        is_borne_by_another(cut, start, end)
        or name in EVERYDAY
        or _begins_with_pronoun(cut, start, stem)
        or _ONE_EACH.match(name)
    ):
        return False
    last = next(cut.before(end))
    if type_ == "道路" and last.flag == "m" and len(last.text) == 2:
        return _is_numbered_road(cut, start, end)
    if type_ == "道路" and (stem[0] == "走" or stem[-1] == "之" or name.endswith(_ROADS_IN_GENERAL)):
        return False
    if type_ == "道路" and last.start == start and len(name) > 2 and last.flag in ("ns", "nz", "nt"):
        return stem not in GENERIC_BEFORE["道路"]  # 中山路: a word of the dictionary, as 致富路 is
    if type_ in SMALL and not chained and len(stem) - len(proper_part(stem, type_)) > 1:
        return False
    if type_ in NATURAL and (proper_part(stem, type_) != stem or all(each in _NUMERALS for each in stem)):
        return False
    if type_ in ("区", "县") and (not chained or len(stem) > 4 or stem in ("军", "卫戍", "警备", "防")):
        return False
    if ending == "高速" and any(len(w.text) > 1 and w.flag != "ns" for w in words_between(cut, start, end - 2)):
        return False
    if not (chained and type_ in _BUILT) and len(left := proper_part(stem, type_)) < 2 and left != stem:
        return False
    proper = last.flag.startswith(("ns", "nz", "nr", "nt")) or (type_ == "道路" and len(last.text) - len(ending) > 1)
    if last.end - last.start > len(ending) and known(last.text) and not proper:
        return False
    if type_ == "山" and not (proper and known(last.text)):
        return False
    if type_ in ("区", "县", "镇", "乡") and stem[-1] in "大强各全小名重山":
        return False
    if all(each in _NUMERALS for each in stem) and (type_ in _BUILT or type_ in SMALL):
        return False
    if type_ in SMALL and not chained and stem[-1] in _COMES and len(stem) > 1:
        return False
    if type_ in ("区", "县", "镇", "乡", "街道") and not chained and any(c in _NUMERALS for c in stem):
        return False
    if len(stem) == 1 and (len(ending) == 1 or type_ in (*SMALL, "林场", "农场")):
        return chained or last.flag == "ns"
    return True


def _begins_with_pronoun(cut: Lattice, start: int, stem: str) -> bool:
    """该村, 各村, 和 + 柳湾村; not 和平路, 全福街."""
    word = cut.word_from(start)
    return stem[0] in "该本我各每某全这那和与及其" and not (
        word and len(word.text) > 1 and word.flag not in ("n", "r", "c", "p", "d")
    )


def _is_numbered_road(cut: Lattice, start: int, end: int) -> bool:
    """Whether a number and 路 end a road's name: 经一路; not 兵分三路, nor 一路 (all the way) before a verb."""
    name = cut.text[start:end]
    if len(name) < 3 or name[-3] in "分路线公乘坐换第同":
        return False
    return name[-2] != "一" or cut.text[end : end + 1] in ("", *"、，。；与和及至到口（(\n") or name[0] in "经纬"

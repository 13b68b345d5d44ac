"""The names of places in one text: those of the gazetteer, and those that end like a place's name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.parsing.bodies import private_bodies
from archive.parsing.gazetteer import Gazetteer, Match, type_of_name
from archive.parsing.lattice import Lattice, Word, flag_of, known
from archive.parsing.mentions import SIGNED, mentions
from archive.parsing.names import propose
from archive.parsing.phrases import DIRECTIONS, SITES, WALLS
from archive.parsing.placewords import (
    ENDINGS,
    EVERYDAY,
    GENERIC,
    GENERIC_BEFORE,
    OWN_GENERIC_ONLY,
    ZONES,
    ending_of,
)
from archive.parsing.villagenames import COUNTY, Path, Village, at_home, readings
from archive.parsing.vocabulary import vocabulary

_LONGEST = 9  # characters of a name without its ending that no gazetteer has
_LONGEST_CHAIN = 3 * _LONGEST  # characters of names that stand one in the other: 杏花街社区卫生服务站
_STOP_FLAGS = ("p", "c", "d", "r", "u", "w", "y", "t", "q", "m", "e", "o", "v")
SMALL = ("村", "社区", "小区")  # these lie in a town, roads and rivers need not
CITIES = ("省", "自治区", "市", "州", "盟", "地区")
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
_NATURAL = ("河流", "山", "湖泊")
_BUILT = ("公园", "广场", "场所", "景区", "开发区")  # 石门镇文化广场 is one, 文化广场 alone is none
# A zone's other name in brackets: 高新区（示范区）.
OTHER_NAME = re.compile("[(（](?:城乡一体化)?(?:示范区|开发区|新区|经开区|高新区|园区|新城)[)）]")
_NUMERALS = "一二三四五六七八九十两"
# Verbs of one character that go before a place's name; any other may be its first character (兴, 同, 开).
_VERBS = frozenset("到在去进来入下上走访看见为让把给是有令使用以建做办请找住送往抵经赴从由向对将被")
_NO_PLACES = ("局", "公司", "管委会", "中心")  # the gazetteer has a few bodies that govern like a town
# Verbs that roads are named after; any other before 路 is a verb (看到路边).
_ROAD_VERBS = frozenset(vocabulary("places")["road verbs"])
_ROADS_IN_GENERAL = ("道路", "公路", "铁路", "线路", "马路", "思路", "回头路", "水路", "网路", "电路")
_COUNTERS = "名个位条座家户处项件余多几年月日天次万千百亿元人岁届期场米亩"
_TAILS = ("屯", "庄", "寨", "堡", "岗", "岭", "坪", "委", "长", "民", "里", "口", "边", "上", "域", "段", "头")
# What cannot stand between two names that touch.
_JOINT = re.compile(r"^[和与及的在等至到以为从由各]|[、，。；：“”（）()\s,:;]|[的了是]")
# What makes a name stand for a way of doing things.
PHRASES = ("经验", "精神", "模式", "会议精神", "杯")


@dataclass(frozen=True, slots=True)
class Unit:
    """Characters start..end name one place: `paths` are the gazetteer's answers, () for a name it does not have."""

    start: int
    end: int
    name: str
    type: str
    paths: tuple[Path, ...]
    firm: bool = True  # no word of the language besides; a short name may be the beginning of another name

    @property
    def natural(self) -> bool:
        """Whether it is a river, a lake, a mountain or a road: parks and bridges are called after them."""
        return self.type in ("河流", "湖泊", "山", "道路", "水库")


def place_names(cut: Lattice, area: Path, gazetteer: Gazetteer) -> list[Unit]:
    """Every place's name in the text, from left to right, none inside another or inside a company's name."""
    listed = [unit for match in gazetteer.scan(cut.text) if (unit := _listed(match, cut, area, gazetteer))]
    listed = sorted([*listed, *_villages(cut, listed, area, gazetteer)], key=lambda unit: unit.start)
    chained = {before.start for before, after in pairwise(listed) if before.end == after.start}
    private = _characters((body.start, body.end) for body in private_bodies(cut) if body.start not in chained)
    somebody = _characters((each.start, each.end) for each in mentions(cut, propose))
    somebody |= _characters(match.span() for match in SIGNED.finditer(cut.text))
    found = [unit for unit in _by_ending(cut, listed) if somebody.isdisjoint(range(unit.start, unit.end))]
    inside = _characters((unit.start, unit.end) for unit in found)
    units = [unit for unit in listed if unit.start not in inside and unit.end - 1 not in inside] + found
    return sorted(
        (unit for unit in units if not _large(unit) or unit.start not in private), key=lambda unit: unit.start
    )


def _characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    """The positions of all characters in the spans."""
    return {position for start, end in spans for position in range(start, end)}


def _large(unit: Unit) -> bool:
    """Whether the name is a county's or higher: in front of a company's name it tells no place of the news."""
    return bool(unit.paths) and min(map(len, unit.paths)) <= COUNTY


def _listed(match: Match, cut: Lattice, area: Path, gazetteer: Gazetteer) -> Unit | None:
    """The gazetteer's name as a unit, or None where it is more likely a word."""
    paths = gazetteer.candidates(match.name)
    if gazetteer.is_abroad(paths[0]):
        return _abroad(match, cut, paths)
    at_home = tuple(path for path in paths if area and path[:2] == area[:2])
    if match.name in ZONES:
        beside = OTHER_NAME.match(cut.text, match.end)
        end = beside.end() if beside else match.end
        if cut.text[match.start - 1 : match.start] in ("(", "（"):
            return None
        return Unit(match.start, end, cut.text[match.start : end], "开发区", at_home)
    official = [path for path in paths if path[-1] == match.name]
    if match.name in EVERYDAY and not any(path in at_home for path in official):
        return None
    if cut.text.startswith((*PHRASES, "域"), match.end) or match.name.endswith(_NO_PLACES):
        return None
    named_so = gazetteer.is_other_name(match.name) and (at_home or not area)
    if len(match.name) == 2 and not (cut.edge(match.start) and cut.text[match.end : match.end + 1] != "级"):
        return None
    if not official and not named_so and not _short_name_fits(match, cut, paths, at_home):
        return None
    if official and not any(gazetteer.type_of(path) for path in official) and not at_home:
        return None
    type_ = gazetteer.type_of(paths[0]) or type_of_name(match.name)
    return Unit(
        match.start,
        match.end,
        match.name,
        type_,
        tuple(paths),
        firm=bool(official or any(len(path) < COUNTY for path in at_home)),
    )


def _abroad(match: Match, cut: Lattice, paths: list[Path]) -> Unit | None:
    """A foreign country or city; not 上海地区, 印度洋."""
    if not (cut.edge(match.start) and cut.edge(match.end)):
        return None
    return Unit(match.start, match.end, match.name, "", tuple(paths))


def _villages(cut: Lattice, listed: list[Unit], area: Path, gazetteer: Gazetteer) -> Iterator[Unit]:
    """The villages of the gazetteer that the text names: those at home, and those behind the place they lie in."""
    inside = _characters((unit.start, unit.end) for unit in listed)
    before = {unit.end: unit for unit in listed}
    for names in readings(cut, gazetteer):
        for village in names:
            if village.start in inside or village.end - 1 in inside or _goes_on(cut, village.end):
                continue
            above = before.get(village.start)
            if at_home(village, cut, area) or (above and _holds(above, village)):
                yield Unit(village.start, village.end, village.name, type_of_name(village.name), village.paths)
                break


def _holds(above: Unit, village: Village) -> bool:
    """Whether a village of that name lies in a place of the other name."""
    return any(path[: len(holder)] == holder for holder in above.paths for path in village.paths)


def _short_name_fits(match: Match, cut: Lattice, paths: list[Path], at_home: tuple[Path, ...]) -> bool:
    """Whether a short name (杭州, 安吉) is meant: cut as a word, and of a city, or of a county at home."""
    before = next(cut.before(match.start), None)
    if before and len(before.text) == 1 and before.flag in ("x", "zg", "ag", "ng") and before.end == match.start:
        return False  # 樱 + 桃园
    if not (cut.edge(match.start) and cut.edge(match.end)) or cut.text.startswith(SITES, match.end):
        return False
    if any(len(path) < COUNTY and path[-1].endswith(CITIES) for path in paths):
        return True
    return any(path[-1].endswith(("县", "市", "旗")) for path in at_home)


def _by_ending(cut: Lattice, listed: list[Unit]) -> list[Unit]:
    """Names that the gazetteer does not have, found by what they end in."""
    firm = [unit for unit in listed if unit.firm]
    taken = _characters((unit.start, unit.end) for unit in firm if not unit.natural)
    ends = {unit.end for unit in firm if not unit.natural}
    complete = {unit.end for unit in listed if not unit.firm}  # 景德镇 is a city's short name, not a town's
    starts = {unit.end: unit.start for unit in listed}
    naturals = {unit.end: unit.start for unit in listed if unit.natural}
    found: list[Unit] = []
    for word in cut.words:
        end = word.end
        ending = "" if end - 1 in taken or end in naturals or end in complete else ending_of(cut.text, end)
        if not ending or _goes_on(cut, end):
            continue
        stem_end = end - len(ending)
        if found and found[-1].end == stem_end and end - found[-1].start <= _LONGEST_CHAIN:  # 杏花街 + 社区
            start = found.pop().start
        elif stem_end in naturals:  # 云溪河 + 湿地公园
            start = naturals[stem_end]
        else:
            start = _stem_start(cut, stem_end, taken, ends, ENDINGS[ending], found[-1].end if found else 0)
            if start == stem_end and stem_end in ends and ENDINGS[ending] in _BUILT and len(ending) > 2:
                start = starts[stem_end]  # 杭州 + 大剧院
                found.append(Unit(start, end, cut.text[start:end], ENDINGS[ending], ()))
                continue
        while start < stem_end and cut.text[start] in "名个位条座处余几":
            start += 1
        if start < stem_end and _names(cut, start, end, ending, start in ends):
            found.append(Unit(start, end, cut.text[start:end], ENDINGS[ending], ()))
            ends.add(end)
    return found


def _goes_on(cut: Lattice, end: int) -> bool:
    """Whether the ending's last character begins a word instead: 村民, 村医, 路面, 区委; or a set phrase: 枫桥经验."""
    following = cut.text[end - 1 : end + 1]
    if following[1:] in _TAILS or cut.text.startswith(PHRASES, end):
        return True
    return len(following) == 2 and following[0] != following[1] and known(following)


def _stem_start(cut: Lattice, end: int, taken: set[int], ends: set[int], type_: str, least: int) -> int:
    """Where the name begins whose ending begins at `end`: behind a verb, a mark or another place's name."""
    near = next((each for each in (end - 1, end - 2) if each in ends), -1)
    if near >= least and not _JOINT.search(cut.text[near:end]) and not flag_of(cut.text[near:end]).startswith("v"):
        return near
    start, right = end, None
    for word in cut.before(end):
        if end - word.start > _LONGEST or word.start < least or word.end - 1 in taken:
            break
        if start < end and type_ in _NATURAL and right is not None and right.flag == "ns":
            break
        if not word.text.strip() or _no_part_of_name(word, right, end, type_):
            break
        start, right = word.start, word
    return start


def _no_part_of_name(word: Word, right: Word | None, end: int, type_: str) -> bool:
    """Whether a name cannot run over `word`."""
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
    if name in EVERYDAY or stem[0] in "该本我各每某全这那和与及其" or _ONE_EACH.match(name):
        return False
    if type_ == "道路" and (stem[0] == "走" or name.endswith(_ROADS_IN_GENERAL)):
        return False
    if type_ in SMALL and not chained and len(stem) - len(_proper(stem, type_)) > 1:
        return False
    if type_ in _NATURAL and (_proper(stem, type_) != stem or all(each in _NUMERALS for each in stem)):
        return False
    if type_ in ("区", "县") and (not chained or len(stem) > 4 or stem == "军"):
        return False
    if ending == "高速" and any(len(w) > 1 and flag_of(w) != "ns" for w in _words(cut, start, end - 2)):
        return False
    if not (chained and type_ in _BUILT) and len(left := _proper(stem, type_)) < 2 and left != stem:
        return False
    last = next(cut.before(end))
    proper = last.flag.startswith(("ns", "nz", "nr", "nt")) or (type_ == "道路" and len(last.text) - len(ending) > 1)
    if last.end - last.start > len(ending) and known(last.text) and not proper:
        return False
    if type_ == "山" and not (proper and known(last.text)):
        return False
    if type_ in ("区", "县", "镇", "乡") and stem[-1] in "大强各全小名":
        return False
    if type_ in ("区", "县", "镇", "乡", "街道") and not chained and any(c in _NUMERALS for c in stem):
        return False
    if len(stem) == 1 and (len(ending) == 1 or type_ in (*SMALL, "林场", "农场")):
        return chained or last.flag == "ns"
    return True


def _words(cut: Lattice, start: int, end: int) -> Iterator[str]:
    """The words of the cut between two characters."""
    while start < end and (word := cut.word_from(start)):
        yield word.text
        start = word.end


@functools.cache
def _generic(type_: str) -> tuple[frozenset[str], int]:
    """The words that name nothing before an ending of this type, and how long the longest is."""
    words = frozenset(GENERIC_BEFORE.get(type_, ())) | (frozenset() if type_ in OWN_GENERIC_ONLY else GENERIC)
    return words, max(map(len, words), default=0)


def _proper(stem: str, type_: str) -> str:
    """What is left of the stem without the words at its end that name nothing: 全国文明 -> "", 阳光文化 -> 阳光."""
    words, longest = _generic(type_)
    while stem and (length := next((n for n in range(longest, 0, -1) if stem[-n:] in words), 0)):
        stem = stem[:-length]
    return stem

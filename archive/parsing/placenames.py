"""The names of places in one text: those of the gazetteer, and those that end like a place's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from archive.parsing.bodies import private_bodies
from archive.parsing.gazetteer import Gazetteer, Match, type_of_name
from archive.parsing.lattice import Lattice, Word, flag_of, known
from archive.parsing.mentions import SIGNED, mentions
from archive.parsing.names import propose
from archive.parsing.phrases import DIRECTIONS, SITES, WALLS
from archive.parsing.placedoubts import (
    beside_another,
    is_beginning,
    is_by_chance,
    is_figure,
    is_person,
    is_title,
    is_words,
    said_start,
)
from archive.parsing.placehints import listed_by_class, said_by_tagger
from archive.parsing.placeunits import NATURAL, Unit, characters, words_between
from archive.parsing.placewords import ENDINGS, EVERYDAY, GENERIC_BEFORE, ZONES, ending_of, proper_part
from archive.parsing.surnames import TRANSLITERATION
from archive.parsing.villagenames import COUNTY, Path, Village, at_home, matches, readings
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
_BUILT = ("公园", "广场", "场所", "景区", "开发区")  # 石门镇文化广场 is one, 文化广场 alone is none
# A zone's other name in brackets: 高新区（示范区）.
OTHER_NAME = re.compile("[(（](?:城乡一体化)?(?:示范区|开发区|新区|经开区|高新区|园区|新城)[)）]")
_NUMERALS = "一二三四五六七八九十两"
# Verbs of one character that go before a place's name; any other may be its first character (兴, 同, 开).
_VERBS = frozenset("到在去进来入下上走访看见为让把给是有令使用以建做办请找住送往抵经赴从由向对将被")
_TOWNS = ("镇", "乡", "街道")
_BETWEEN_COUNTRIES = ("两国", "关系", "友好", "友谊", "双方", "建交", "经贸", "合作", "双边", "两军")
_NO_PLACES = ("局", "公司", "管委会", "中心")  # the gazetteer has a few bodies that govern like a town
# Verbs that roads are named after; any other before 路 is a verb (看到路边).
_ROAD_VERBS = frozenset(vocabulary("places")["road verbs"])
_ROADS_IN_GENERAL = ("道路", "公路", "铁路", "线路", "马路", "思路", "回头路", "水路", "网路", "电路")
_COMES = "回进入到驻返出离帮赴"  # verbs before a village: 年轻人回村
_COUNTERS = "批片群处道名个位条座家户处项件余多几年月日天次万千百亿元人岁届期场米亩"
# 广场舞, 农场主: the ending's last character begins a word of its own.
_COMPOUNDS = ("广场舞", "农场主", "林场主", "街道办", "社区化", "景区化", "城区化")
_SIDE = re.compile("[东南西北中][部段侧边端口]")  # 纬一路北部, though 路北 is a word
_SHOW = re.compile("[山江河湖]队|村(?:晚(?!上|间|会|霞)|超(?!过|额|标)|BA)")  # teams; games and shows of villages
_TAILS = ("屯", "庄", "寨", "堡", "岗", "岭", "坪", "委", "长", "民", "里", "口", "边", "上", "域", "段", "头")
# What cannot stand between two names that touch.
_JOINT = re.compile(r"^[和与及的在等至到以为从由各]|[、，。；：“”（）()\s,:;]|[的了是]")
# What makes a name stand for a way of doing things.
PHRASES = ("经验", "精神", "模式", "会议精神", "杯", "合作组织", "时间", "共识", "协定", "协议", "议定书", "宣言")


def place_names(cut: Lattice, area: Path, gazetteer: Gazetteer) -> list[Unit]:
    """Every place's name in the text, from left to right, none inside another or inside a company's name."""
    listed = _in_gazetteer(cut, area, gazetteer)
    chained = {before.start for before, after in pairwise(listed) if before.end == after.start}
    bodies = [(body.start, body.end) for body in private_bodies(cut)]
    private = characters(span for span in bodies if span[0] not in chained)
    within = characters(bodies)
    somebody = characters((each.start, each.end) for each in mentions(cut, propose))
    somebody |= characters(match.span() for match in SIGNED.finditer(cut.text))
    found = [unit for unit in _by_ending(cut, listed) if somebody.isdisjoint(range(unit.start, unit.end))]
    found = list(_sure(cut, found, listed, area))
    inside = characters((unit.start, unit.end) for unit in found)
    units = [unit for unit in listed if unit.start not in inside and unit.end - 1 not in inside] + found
    units += [unit for unit in said_by_tagger(cut, units) if somebody.isdisjoint(range(unit.start, unit.end))]
    units += listed_by_class(cut, units)
    units = [unit for unit in units if not (_large(unit) or unit.natural) or unit.start not in private]
    # 海州南开中学: a county's short name is the school's.
    units = [unit for unit in units if unit.start not in within or not _is_short_county(unit)]
    return sorted(units, key=lambda unit: unit.start)


def _in_gazetteer(cut: Lattice, area: Path, gazetteer: Gazetteer) -> list[Unit]:
    """The names that the gazetteer has, villages too."""
    listed: list[Unit] = []
    for match in matches(cut, gazetteer):
        above = listed[-1] if listed and listed[-1].end == match.start else None
        if unit := _listed(match, cut, area, gazetteer, above):
            listed.append(unit)
    return sorted([*listed, *_villages(cut, listed, area, gazetteer)], key=lambda unit: unit.start)


def _sure(cut: Lattice, found: Sequence[Unit], listed: Sequence[Unit], area: Path) -> Iterator[Unit]:
    """The names found by their ending that nothing speaks against."""
    ends = {unit.end for unit in listed}
    around = {at for unit in (*listed, *found) for at in (unit.start, unit.end)}
    for unit in found:
        chained = unit.start in ends or any(unit.start < end < unit.end for end in ends)
        if not chained and (start := said_start(cut, unit.start, unit.end)) > unit.start:
            unit = replace(unit, start=start, name=cut.text[start : unit.end])
            chained = start in ends
        if is_title(cut, unit.start, unit.end) or is_person(cut, unit.start, unit.end):
            continue
        if unit.type == "道路" and is_figure(cut, unit.start):
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


def _large(unit: Unit) -> bool:
    """Whether the name is a county's or higher: in front of a company's name it tells no place of the news."""
    return bool(unit.paths) and min(map(len, unit.paths)) <= COUNTY


def _is_short_county(unit: Unit) -> bool:
    """Whether the name is the short one of a county."""
    return bool(unit.paths) and len(unit.paths[0]) == COUNTY and unit.name != unit.paths[0][-1]


def _listed(match: Match, cut: Lattice, area: Path, gazetteer: Gazetteer, above: Unit | None) -> Unit | None:
    """The gazetteer's name, behind the name `above`, as a unit; None where it is more likely a word."""
    paths = gazetteer.candidates(match.name)
    if gazetteer.is_abroad(paths[0]):
        return _abroad(match, cut, paths, above)
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
    if match.name.endswith("乡") and cut.text.startswith("村", match.end):
        return None  # 繁荣乡村
    named_so = gazetteer.is_other_name(match.name) and (at_home or not area)
    if len(match.name) == 2 and not (cut.edge(match.start) and cut.text[match.end : match.end + 1] != "级"):
        return None
    if not official and not named_so and not _short_name_fits(match, cut, paths, at_home, above):
        return None
    if official and not any(gazetteer.type_of(path) for path in official) and not at_home:
        return None
    if is_by_chance(cut, match.start, match.end, is_short=not official) and not above:
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


def _abroad(match: Match, cut: Lattice, paths: list[Path], above: Unit | None) -> Unit | None:
    """A foreign country or city; not 上海地区 (海地), 印度洋, 巴西尔."""
    end = match.end
    if not cut.edge(end) and cut.text[end : end + 1] in ("市", "州", "省"):
        end += 1
    following = cut.word_from(end)
    goes_on = following and len(following.text) == 1 and following.flag in ("x", "ng", "zg", "ag", "nr")
    if not (cut.edge(end) and (cut.edge(match.start) or above)):
        return None
    if goes_on and following and following.text in TRANSLITERATION:
        return None
    return Unit(match.start, end, match.name, "", tuple(paths), abroad=True)


def _villages(cut: Lattice, listed: list[Unit], area: Path, gazetteer: Gazetteer) -> Iterator[Unit]:
    """The villages of the gazetteer that the text names: those at home, and those behind the place they lie in."""
    inside = characters((unit.start, unit.end) for unit in listed)
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


def _short_name_fits(
    match: Match, cut: Lattice, paths: list[Path], at_home: tuple[Path, ...], above: Unit | None
) -> bool:
    """Whether a short name (杭州, 安吉) is meant: cut as a word, and of a city, or of a county at home or behind the
    province or city that it lies in (浙江安吉)."""
    before = next(cut.before(match.start), None)
    if before and len(before.text) == 1 and before.flag in ("x", "zg", "ag", "ng") and before.end == match.start:
        return False  # 樱 + 桃园
    if not ((cut.edge(match.start) or above) and cut.edge(match.end)) or cut.text.startswith(SITES, match.end):
        return False
    if match.name.endswith("中") and cut.text.startswith(_BETWEEN_COUNTRIES, match.end):
        return False  # 巴中两国
    if any(len(path) < COUNTY and path[-1].endswith((*CITIES, "特别行政区")) for path in paths):
        return True
    counties = [path for path in paths if len(path) <= COUNTY]
    if above and any(path[: len(holder)] == holder != path for holder in above.paths for path in counties):
        return True
    return any(path[-1].endswith(("县", "市", "旗")) for path in at_home)


def _by_ending(cut: Lattice, listed: list[Unit]) -> list[Unit]:
    """Names that the gazetteer does not have, found by what they end in."""
    firm = [unit for unit in listed if unit.firm]
    taken = characters((unit.start, unit.end) for unit in firm if not unit.natural)
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
    if _SIDE.match(cut.text, end):
        return False
    if _SHOW.match(cut.text, end - 1):
        return True
    following = cut.text[end - 1 : end + 1]
    if following[1:] in _TAILS or cut.text.startswith(PHRASES, end) or cut.text[end - 2 : end + 1] in _COMPOUNDS:
        return True
    return len(following) == 2 and following[0] != following[1] and known(following)


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
    if name in EVERYDAY or _begins_with_pronoun(cut, start, stem) or _ONE_EACH.match(name):
        return False
    last = next(cut.before(end))
    if type_ == "道路" and last.flag == "m" and len(last.text) == 2:
        return _is_numbered_road(cut, start, end)
    if type_ == "道路" and (stem[0] == "走" or name.endswith(_ROADS_IN_GENERAL)):
        return False
    if type_ == "道路" and last.start == start and len(name) > 2 and last.flag in ("ns", "nz", "nt"):
        return stem not in GENERIC_BEFORE["道路"]  # 中山路: a word of the dictionary, as 致富路 is
    if type_ in SMALL and not chained and len(stem) - len(proper_part(stem, type_)) > 1:
        return False
    if type_ in NATURAL and (proper_part(stem, type_) != stem or all(each in _NUMERALS for each in stem)):
        return False
    if type_ in ("区", "县") and (not chained or len(stem) > 4 or stem == "军"):
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

"""Names of places that no ending tells: the tagger knows them, or the list that they stand in says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from archive.parsing.gazetteer import Gazetteer
from archive.parsing.lattice import Lattice, flag_of, known
from archive.parsing.placedoubts import PHRASES, is_borne_by_another, is_likened, runs_on
from archive.parsing.placeunits import Unit, characters, words_between
from archive.parsing.placewords import EVERYDAY, FAMOUS, REGIONS, SAID_ENDINGS, proper_part, said_ending_of
from archive.parsing.surnames import TRANSLITERATION
from archive.parsing.tagging import Tagged

# 杏园小区、滨江铭座等4个小区: the noun behind the number says what all of them are.
_LIST = re.compile("等(?:[\\d一二三四五六七八九十两多余]{1,4}|数)(?:个|座|条|处)(?P<noun>小区|社区|行政村|自然村|村)")
# 青岚云溪、澄江、望岚等区: short names of counties and towns, that only the noun at the end completes.
_LEVELS = re.compile(
    "等(?:[\\d一二三四五六七八九十两多余]{1,4}|数)?个?"
    "(?P<noun>市县区|县市区|市县|县市|市区|县区|区县|区|县|市|旗|乡镇|镇街|街道|镇|乡|地)(?![域委长级民政府方面块段理位])"
)
_ITEM = re.compile("[一-鿿]{2,8}\\Z")
_FURTHEST = 80  # characters of a list read back from its noun
_NO_NAMES = (
    "地区",
    "国",
    "方",
    "区域",
    "边境",
    "两岸",
    "沿线",
    "各地",
    "以北",
    "以南",
    "以东",
    "以西",
    "地带",
    "境内",
)
# Of these the rules know better: towns are in the gazetteer, and there is much talk of 区 and 路.
_BY_RULE = ("区", "县", "镇", "乡", "街道", "道路", "开发区", "小区")
_BY_TAGGER = ("新区", "高速", "高速公路", "铁路")  # ... but these are called after any two towns: 青沅高速
_COMMON = ("n", "v", "vn", "a", "an", "m", "f", "b")
_SHORTEST = 3  # 阳庙 may be a town's short name as well as a temple's
_LONGEST = 12  # characters of a name
_LONGEST_FOREIGN = 5  # of a foreign city's that is no transliteration: 岩手县, 海防市
# Single characters that the tagger leaves on a name: 同青岚市, 在白石河.
_LEFT_ON = "位同与和及在到至从由赴驻向对把被于为"
# ... and what it leaves on behind: 白石海北部, 柳湾河沿岸.
_SIDE = re.compile("(?:[东南西北中]+部|[东南西北][侧岸面]|沿岸|沿线|两岸|附近|周边|境内|上游|中游|下游)\\Z")
# 粤港, 护港: the short name of a place or a verb before 港 names no port.
_NO_PORT = frozenset("京津沪渝粤广深珠莞穗澳台港闽琼人爱救护乱反赴来在离返抵涉治访驻内")
_WAY = re.compile("(?:向[东南西北]+)?(?:途?经|沿着?|过)(?![一二三四五六七八九十])")
_STATIONS = ("港", "站", "口岸", "机场", "火车站", "高铁站", "车站", "码头")
_RACE = re.compile("[赛杯]|巡[演展回]")  # 世界杯青岚站: a leg of the race
_RACE_SPAN = 8
_NO_CITIES = ("伊斯兰", "埃博拉")  # transliterations behind a country's name that are no cities
_STATES = ("省", "州", "邦", "郡", "县")


def listed_by_class(cut: Lattice, found: Sequence[Unit]) -> Iterator[Unit]:
    """The items of 「A小区、B、C等N个小区」 that are not found yet; at least one of the others must be."""
    ends = {unit.end: unit for unit in found}
    inside = characters((unit.start, unit.end) for unit in found)
    for match in _LIST.finditer(cut.text):
        type_ = "村" if match["noun"].endswith("村") else match["noun"]
        listed, others = _items_before(cut, match.start(), ends)
        if any(unit.type == type_ for unit in listed):
            for start, end in others:
                if inside.isdisjoint(range(start, end)):
                    yield Unit(start, end, cut.text[start:end], type_, ())


def listed_by_level(cut: Lattice, found: Sequence[Unit], gazetteer: Gazetteer) -> Iterator[Unit]:
    """The short names in 「云溪、澄江、望岚等区」 that are not found yet: sisters of one that is."""
    ends = {unit.end: unit for unit in found}
    inside = characters((unit.start, unit.end) for unit in found)
    for match in _LEVELS.finditer(cut.text):
        listed, others = _items_before(cut, match.start(), ends)
        holders = {path[:-1] for unit in listed for path in unit.paths}
        for start, end in others:
            name = cut.text[start:end]
            sisters = tuple(path for path in gazetteer.candidates(name) if path[:-1] in holders)
            if len(sisters) == 1 and inside.isdisjoint(range(start, end)):
                yield Unit(start, end, name, gazetteer.type_of(sisters[0]), sisters)


def _items_before(cut: Lattice, end: int, ends: Mapping[int, Unit]) -> tuple[list[Unit], list[tuple[int, int]]]:
    """The items of the list A、B、C that ends at `end`: those found, and where the others stand."""
    listed, others, last = [], [], end
    while end > last - _FURTHEST:
        if unit := ends.get(end):
            listed.append(unit)
            start = unit.start
        else:
            item = _ITEM.search(cut.text, max(0, end - 8, cut.text.rfind("、", 0, end) + 1), end)
            if item is None:
                break
            if cut.text[item.start() - 1 : item.start()] != "、":
                break
            start = item.start()
            others.append((start, end))
        if cut.text[start - 1 : start] != "、":
            break
        end = start - 1
    return listed, others


def said_by_tagger(cut: Lattice, found: Sequence[Unit], gazetteer: Gazetteer) -> Iterator[Unit]:
    """What the tagger takes for a place's name and what ends like one, and cities behind their foreign country."""
    inside = characters((unit.start, unit.end) for unit in found)
    before = {unit.end: unit for unit in found}
    for unit in (*_states(cut, found), *_regions(cut)):
        if inside.isdisjoint(range(unit.start, unit.end)):
            inside |= set(range(unit.start, unit.end))
            yield unit
    for span in cut.tags.of("LOC"):
        start = span.start + (cut.text[span.start] in _LEFT_ON and span.end - span.start > 3)
        if way := _WAY.match(cut.text, span.start, span.end):
            start = way.end()
        name = _SIDE.sub("", cut.text[start : span.end])
        end = start + len(name)
        if len(name) < 2 or not inside.isdisjoint(range(start, end)) or not name.isalpha():
            continue
        if cut.text.startswith(PHRASES, end) or is_borne_by_another(cut, start, end):
            continue  # 红旗渠精神
        if not cut.edge(end) and known(cut.text[end - 1 : end + 1]):
            continue
        if name in FAMOUS and not is_likened(cut, start):
            yield Unit(start, end, name, FAMOUS[name], ())
            continue
        above = before.get(start)
        if above and above.abroad and _is_foreign(name):
            path = (*above.paths[0], name)
            yield Unit(start, end, name, "城市", (path,), abroad=True)
            continue
        ending = said_ending_of(name, len(name))
        if ending and len(name) >= _SHORTEST and _named(cut, span, name, ending):
            # 青岚港 lies in 青岚, wherever it is spoken of.
            city = gazetteer.candidates(name[: -len(ending)]) if ending in _STATIONS else ()
            yield Unit(start, end, name, SAID_ENDINGS[ending], (), within=tuple(city))


def _states(cut: Lattice, found: Sequence[Unit]) -> Iterator[Unit]:
    """The words behind foreign countries' names that are states or provinces: 印度 + 中央邦."""
    for country in found:
        word = cut.word_from(country.end) if country.abroad else None
        if word and len(word.text) > 2 and word.text.endswith(_STATES) and word.flag in ("ns", "nt", "nz"):
            yield Unit(word.start, word.end, word.text, "城市", ((*country.paths[0], word.text),), abroad=True)


def _regions(cut: Lattice) -> Iterator[Unit]:
    """The deserts, basins and straits that the dictionary knows, which the tagger may cut."""
    for word in cut.words:
        if word.flag == "ns" and len(word.text) > _SHORTEST and word.text.endswith(REGIONS):
            type_ = SAID_ENDINGS[said_ending_of(word.text, len(word.text))]
            yield Unit(word.start, word.end, word.text, type_, ())


def _is_foreign(name: str) -> bool:
    """Whether the name behind a foreign country's is a city's or state's; 前首相村山富市 is not."""
    if name.startswith(_NO_CITIES) or (known(name) and flag_of(name) != "ns"):
        return False
    return set(name) <= set(TRANSLITERATION) or (name[-1] in "市州省郡县岛邦" and len(name) <= _LONGEST_FOREIGN)


def _named(cut: Lattice, span: Tagged, name: str, ending: str) -> bool:
    """Whether there is a name before the ending: not 淡水湖, 自然村, 城市公园, 合作区."""
    stem = name[: -len(ending)]
    type_ = SAID_ENDINGS[ending]
    if runs_on(name) or all(each in "一二三四五六七八九十两大" for each in stem):
        return False
    if ending == "站" and _RACE.search(cut.text, max(0, span.start - _RACE_SPAN), span.start):
        return False
    if ending == "港" and set(stem) <= _NO_PORT:
        return False
    if (type_ in _BY_RULE and ending not in _BY_TAGGER) or not stem or name in EVERYDAY or name.endswith(_NO_NAMES):
        return False
    if not proper_part(stem, type_) or (type_ in ("州", "省", "市") and not set(stem) <= set(TRANSLITERATION)):
        return False
    if flag_of(name) in ("n", "v", "vn", "l", "i") or len(name) > _LONGEST:
        return False
    words = list(words_between(cut, span.start, span.end - len(ending)))
    if len(words) > 1 and all(len(word.text) == 1 and word.flag != "m" for word in words):
        return True  # what the dictionary makes of a name that it does not have: 松 + 安 + 新区
    return not all(word.flag in _COMMON for word in words) or flag_of(name) == "ns"

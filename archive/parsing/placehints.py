"""Names of places that no ending tells: the tagger knows them, or the list that they stand in says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.parsing.lattice import Lattice, flag_of
from archive.parsing.placeunits import Unit, characters, words_between
from archive.parsing.placewords import EVERYDAY, FAMOUS, SAID_ENDINGS, proper_part, said_ending_of
from archive.parsing.surnames import TRANSLITERATION
from archive.parsing.tagging import Tagged

# 杏园小区、滨江铭座等4个小区: the noun behind the number says what all of them are.
_LIST = re.compile("等(?:[\\d一二三四五六七八九十两多余]{1,4}|数)(?:个|座|条|处)(?P<noun>小区|社区|行政村|自然村|村)")
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
_SHORTEST = 3  # 阳庙 may be a town's short name as well as a temple's
_LONGEST = 12  # characters of a name
# Single characters that the tagger leaves on a name: 同青岚市, 在白石河.
_LEFT_ON = "同与和及在到至从由赴驻向对把被于为"


def listed_by_class(cut: Lattice, found: Sequence[Unit]) -> Iterator[Unit]:
    """The items of 「A小区、B、C等N个小区」 that are not found yet; at least one of the others must be."""
    ends = {unit.end: unit for unit in found}
    inside = characters((unit.start, unit.end) for unit in found)
    for match in _LIST.finditer(cut.text):
        type_ = "村" if match["noun"].endswith("村") else match["noun"]
        end, classed, items = match.start(), False, []
        while end > match.start() - _FURTHEST:
            if unit := ends.get(end):
                classed = classed or unit.type == type_
                start = unit.start
            else:
                item = _ITEM.search(cut.text, max(0, end - 8, cut.text.rfind("、", 0, end) + 1), end)
                if item is None or cut.text[item.start() - 1 : item.start()] != "、":
                    break
                start = item.start()
                if inside.isdisjoint(range(start, end)):
                    items.append(Unit(start, end, cut.text[start:end], type_, ()))
            if cut.text[start - 1 : start] != "、":
                break
            end = start - 1
        if classed:
            yield from items


def said_by_tagger(cut: Lattice, found: Sequence[Unit]) -> Iterator[Unit]:
    """What the tagger takes for a place's name and what ends like one, and cities behind their foreign country."""
    inside = characters((unit.start, unit.end) for unit in found)
    before = {unit.end: unit for unit in found}
    for span in cut.tags.of("LOC"):
        start = span.start + (cut.text[span.start] in _LEFT_ON and span.end - span.start > 3)
        name = cut.text[start : span.end]
        if len(name) < 2 or not inside.isdisjoint(range(start, span.end)) or not name.isalpha():
            continue
        if name in FAMOUS:
            yield Unit(start, span.end, name, FAMOUS[name], ())
            continue
        above = before.get(start)
        if above and above.abroad and (set(name) <= set(TRANSLITERATION) or name[-1] in "市州省郡县岛"):
            path = (*above.paths[0], name)
            yield Unit(start, span.end, name, "城市", (path,), abroad=True)
            continue
        ending = said_ending_of(name, len(name))
        if ending and len(name) >= _SHORTEST and _named(cut, span, name, ending):
            yield Unit(start, span.end, name, SAID_ENDINGS[ending], ())


def _named(cut: Lattice, span: Tagged, name: str, ending: str) -> bool:
    """Whether there is a name before the ending: not 淡水湖, 自然村, 城市公园, 合作区."""
    stem = name[: -len(ending)]
    type_ = SAID_ENDINGS[ending]
    if type_ in _BY_RULE or not stem or name in EVERYDAY or name.endswith(_NO_NAMES):
        return False
    if not proper_part(stem, type_) or (type_ in ("州", "省", "市") and not set(stem) <= set(TRANSLITERATION)):
        return False
    if flag_of(name) in ("n", "v", "vn", "l", "i") or len(name) > _LONGEST:
        return False
    words = [word.flag for word in words_between(cut, span.start, span.end - len(ending))]
    return not all(flag in ("n", "v", "vn", "a", "an", "m", "f", "b") for flag in words) or flag_of(name) == "ns"

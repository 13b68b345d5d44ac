"""The words of places: what their names end in, and what looks like a name but is only the genre's talk."""

from __future__ import annotations

import functools

from archive.parsing.vocabulary import Endings, pairs, table, vocabulary

_TABLES = vocabulary("places")
# What a place that no gazetteer has ends in -> its type; the longest ending counts.
ENDINGS = pairs(_TABLES["endings"])
# ... and what it may end in where the tagger takes it for a place's.
SAID_ENDINGS = ENDINGS | pairs(_TABLES["said endings"])
# What is called after a province or country and is not it: 台湾海峡, 四川盆地.
REGIONS = ("沙漠", "盆地", "高原", "平原", "草原", "山脉", "海峡", "群岛", "半岛", "三角洲", "走廊", "峡谷")
FAMOUS = pairs(_TABLES["famous"])
_ENDINGS = Endings(ENDINGS)
_SAID_ENDINGS = Endings(SAID_ENDINGS)
LAST = _ENDINGS.last  # the last characters of ENDINGS
# What can hold another place, so that 杏花街社区阳光小区 lies in 杏花街社区; roads and rivers hold none.
HOLDERS = ("村", "社区", "小区", "镇", "乡", "街道", "县", "区", "开发区", "林场", "农场")
# Zones are called by these alone: 高新区 is the home city's.
ZONES = frozenset(["高新区", "经开区", "自贸区", "保税区"])
# Words that stand in front of any ending and name nothing: 整个小区, 周边道路, 重点村.
GENERIC = frozenset(_TABLES["generic"])
# ... and those that do so before one type.
GENERIC_BEFORE = {
    section.removeprefix("before "): words for section, words in _TABLES.items() if section.startswith("before ")
}
# Names that the gazetteer has, and every text too: they count only at home.
EVERYDAY = table("everyday places", _TABLES["everyday"])
# Towns, villages and roads may be called by what is generic before other endings: 平安大道, 文化路, 幸福村.
OWN_GENERIC_ONLY = ("道路", "桥梁", "河流", "山", "湖泊", "水库")


def ending_of(text: str, end: int) -> str:
    """The longest ending of a place's name that stands right before `end`, or ""."""
    return _ENDINGS.before(text, end)


def said_ending_of(text: str, end: int) -> str:
    """The longest ending before `end` of a name that the tagger takes for a place's, or ""."""
    return _SAID_ENDINGS.before(text, end)


@functools.cache
def _generic(type_: str) -> tuple[frozenset[str], int]:
    """The words that name nothing before an ending of this type, and how long the longest is."""
    words = frozenset(GENERIC_BEFORE.get(type_, ())) | (frozenset() if type_ in OWN_GENERIC_ONLY else GENERIC)
    return words, max(map(len, words), default=0)


def proper_part(stem: str, type_: str) -> str:
    """What is left of the stem without the words at its end that name nothing: 全国文明 -> "", 阳光文化 -> 阳光."""
    words, longest = _generic(type_)
    while stem and (length := next((n for n in range(longest, 0, -1) if stem[-n:] in words), 0)):
        stem = stem[:-length]
    return stem

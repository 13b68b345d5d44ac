"""What the bare words of a title lean on: the place (镇长, 该村支书) or the firm (公司董事长) named just before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

from archive.parsing.bodies import bodies
from archive.parsing.endings import PRIVATE
from archive.parsing.lattice import lattice_of
from archive.parsing.offices import LEVELS, level_place
from archive.parsing.structures import Field, Item

# Levels of which a page's home has one each; the others lie in it by the dozen.
_OF_HOME = ("省", "自治区", "市", "州", "盟", "区", "县", "旗")
# The word for a level -> what the type of such a place is.
_TYPES = {**LEVELS, "村": ("村",), "社区": ("社区",)}
BARE = frozenset(_TYPES)
_SENTENCE_END = re.compile("[。！？!?\n]")
_CLAUSE_END = re.compile("[，,；;。！？!?\n]")
_FARTHEST = 300  # characters of a sentence


class Nearby:
    """The places and firms that an item names, and where; `area` is its home."""

    def __init__(self, item: Item, area: tuple[str, ...]) -> None:
        self.area = area
        self.names = {place.name for place in item.places}
        self._item = item
        self._longest = max(map(len, self.names), default=0)
        self._places: dict[tuple[Field, str], list[tuple[int, str]]] = defaultdict(list)
        for place in item.places:
            for level, types in _TYPES.items():
                if place.type in types or (not place.type and place.name.endswith(types)):
                    for span in place.spans:
                        self._places[span.field, level].append((span.start, place.name))
        for named in self._places.values():
            named.sort()
        self._firms: dict[Field, list[tuple[int, str]]] = {}

    def place(self, level: str, field: Field, position: int) -> str:
        """The name of the place that the bare `level` (区, 镇, 村 …) means at `position`; "" if that is not certain.

        Home's, unless the paragraph has just named another such place; else the only one that the nearest sentence or
        paragraph before names.
        """
        named = self._places.get((field, level), [])
        home = level_place(level, self.area) if level in _OF_HOME else ()
        if home:
            others = _just_named(getattr(self._item, field), named, position, here=True)
            return home[-1] if not others or home[-1] in others else ""
        nearest = _just_named(getattr(self._item, field), named, position)
        if not nearest:
            nearest = {name for (_, each), some in self._places.items() if each == level for _, name in some}
        return nearest.pop() if len(nearest) == 1 else ""

    def firm(self, ending: str, field: Field, position: int) -> str:
        """The firm, school or hospital that a bare `ending` (公司, 学校) means at `position`; "" if not certain."""
        if field not in self._firms:
            cut = lattice_of(self._item, field)
            self._firms[field] = [
                (body.start, cut.text[body.start : body.end])
                for body in bodies(cut)
                if body.type in PRIVATE and body.scope == "own"
            ]
        named = [(start, name) for start, name in self._firms[field] if _same_kind(name, ending)]
        nearest = _just_named(getattr(self._item, field), named, position)
        return nearest.pop() if len(nearest) == 1 else ""

    def deepest(self, printed: str) -> str:
        """The place named last in the chain `printed`: 云溪区 of 青岚云溪区; "" where the item names none so."""
        for start in range(max(0, len(printed) - self._longest), len(printed) - 1):
            if printed[start:] in self.names:
                return printed[start:]
        return ""


def _same_kind(name: str, ending: str) -> bool:
    return (
        name.endswith(ending)
        or (ending == "公司" and name.endswith("集团"))
        or (ending == "学校" and name.endswith(("小学", "中学", "大学", "学院")))
    )


def _just_named(text: str, named: list[tuple[int, str]], position: int, here: bool = False) -> set[str]:
    """The names that stand before `position` in its clause; if none, in its sentence; if none, in its paragraph; if
    none, and not only `here` is looked, in the last paragraph that has one."""
    before = named[: bisect_left(named, (position, ""))]
    if not before:
        return set()
    clause, sentence = (
        max((found.end() for found in end.finditer(text, max(0, position - _FARTHEST), position)), default=0)
        for end in (_CLAUSE_END, _SENTENCE_END)
    )
    paragraph = text.rfind("\n", 0, position) + 1
    last = text.rfind("\n", 0, before[-1][0]) + 1
    for begin in (max(clause, paragraph), max(sentence, paragraph), paragraph, *(() if here else (last,))):
        if inside := {name for start, name in before if start >= begin}:
            return inside
    return set()

"""Whose a body is that an item names by its level alone: 区委 of the area, 社区党总支 of the community just named."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from archive.parsing.offices import LEVELS, level_place
from archive.parsing.structures import FIELDS, Field, Item, Place
from archive.parsing.villagenames import COUNTY, Path

# Places of these levels a district has many of: which one is meant, the text tells.
NEAR = ("社区", "小区", "村", "街道", "镇", "乡")
# What the names of places that have a government of their own, or an office of it, end in.
_HOLDERS = ("区", "县", "市", "旗", "镇", "乡", "街道")
_NO_HOLDERS = ("示范区", "社区", "小区", "景区", "园区", "校区", "城区", "辖区", "地区", "片区", "新区")
_ORDER = {name: place for place, name in enumerate(FIELDS)}


class _Named(NamedTuple):
    """A place's name at characters start..end of a field."""

    order: int
    start: int
    end: int
    path: Path


class Owners:
    """The places of an item, as those whose its bodies may be."""

    def __init__(self, item: Item, places: Sequence[Place], area: Path) -> None:
        """`area` is the home area of the page; an item about one county or town of it is at home there."""
        self.area = _around(places, area)
        self._line_ends = [
            [at for at, character in enumerate(getattr(item, name)) if character == "\n"] for name in FIELDS
        ]
        self._item = item
        self._named = sorted(
            _Named(_ORDER[span.field], span.start, span.end, (*place.parents, place.name))
            for place in places
            for span in place.spans
        )
        self._starting = {(each.order, each.start): each for each in self._named}
        self._of_level: dict[str, list[_Named]] = defaultdict(list)
        for each in self._named:
            for level in NEAR:
                if each.path[-1].endswith(level) and not (level == "村" and each.path[-1].endswith("新村")):
                    self._of_level[level].append(each)
                    break

    def at(self, field: Field, start: int, stop: int) -> tuple[int, Path]:
        """Where the names of places end that stand one behind the other from `start` on, before `stop`, and the path
        of the last one; `start` and () where none does."""
        path: Path = ()
        while (named := self._starting.get((_ORDER[field], start))) and named.end < stop:
            start, path = named.end, named.path
        return start, path

    def behind(self, field: Field, start: int, stop: int) -> int:
        """Where the last place's name ends that stands between two characters; `start` where none does."""
        first = bisect_left(self._named, (_ORDER[field], start))
        last = bisect_left(self._named, (_ORDER[field], stop))
        return max((each.end for each in self._named[first:last] if each.end < stop), default=start)

    def of_level(self, level: str, field: Field, position: int) -> Path:
        """The path of the place that `level` (区, 镇, 社区 …) stands for at a character; () if uncertain."""
        if level not in NEAR:
            return level_place(level, self.area)
        named = self._of_level[level]
        index = bisect_left(named, (_ORDER[field], position))
        if index and named[index - 1].order == _ORDER[field]:
            # The paragraph, or what 该 points back to.
            pointed = getattr(self._item, field)[position - 1 : position] in ("该", "本")
            if pointed or self._one_paragraph(named[index - 1], position):
                return named[index - 1].path
        paths = {each.path for each in named}
        return paths.pop() if len(paths) == 1 else level_place(level, self.area)

    def before(self, field: Field, position: int) -> Path:
        """The path of the district, town … that the paragraph named last before a character; () where none."""
        index = bisect_left(self._named, (_ORDER[field], position))
        for named in reversed(self._named[max(0, index - 8) : index]):
            if named.order != _ORDER[field] or not self._one_paragraph(named, position):
                break
            if is_holder(named.path[-1]):
                return named.path
        return ()

    def _one_paragraph(self, named: _Named, position: int) -> bool:
        """Whether no line ends between the place's name and a character behind it in the same field."""
        ends = self._line_ends[named.order]
        return bisect_left(ends, named.end) == bisect_left(ends, position)


def is_holder(name: str) -> bool:
    """Whether a place of this name has a government, or an office of one: not a zone that is only aspired to."""
    return name.endswith(_HOLDERS) and not name.endswith(_NO_HOLDERS)


def level_of(printed: str) -> str:
    """The level that a body's name begins with: 区 of 区城管局, 社区 of 社区党总支; "" where it begins otherwise."""
    if _NO_LEVEL.match(printed):
        return ""
    return next((level for level in _LEVELS if printed.startswith(level) and printed != level), "")


# Words that begin like a level: 市场监督管理局 is of no 市.
_NO_LEVEL = re.compile(
    "市场|市[县区级]|区县|县[级乡]|省[市级]|市容|市民(?![政族宗])|市政(?![府协法])|区域|区块|县域|乡[村镇]|村[民镇]|镇江|州(?!委|府|政|人)|旗(?!委|政|人)"
)
_LEVELS = sorted({*LEVELS, *NEAR}, key=len, reverse=True)


def _around(places: Sequence[Place], area: Path) -> Path:
    """The area, or the county, the town in it that alone is named in the item."""
    for depth in (COUNTY, COUNTY + 1):
        if len(area) == depth - 1:
            paths = [(*place.parents, place.name) for place in places]
            inside = {path[:depth] for path in paths if len(path) >= depth and path[: len(area)] == area}
            inside = {path for path in inside if path[-1].endswith(_HOLDERS)}
            area = inside.pop() if len(inside) == 1 else area
    return area

"""Words that mean a place without naming it: 我市, 该区, 全县, 本镇, 我们村."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from archive.parsing.structures import FIELDS, Item, Place, Reference
from archive.parsing.villagenames import COUNTY, Path

_WORD = re.compile(
    "(?P<whose>我们|我|本|该|全)(?P<level>省|自治区|市|州|盟|区|县|旗|镇|乡|街道|社区|村)"
    "(?!域|长|委|民|级|里人|场|面|面积|别|间|别是|力|身|文|道|内外|外)"
)
_HIGH = ("省", "自治区", "市", "州", "盟", "区", "县", "旗")


def find_references(item: Item, area: Path, places: Sequence[Place]) -> tuple[Reference, ...]:
    """The relative words of the item with the place that each means; those that stay open are left out.

    我 and 本 mean the home area, or, below it, the place last named; 该 the place last named at that level, and only
    where there is none the home area; 全 the home area where it has that level, else the place last named.
    """
    return tuple(_found(item, area, places))


def _found(item: Item, area: Path, places: Sequence[Place]) -> Iterator[Reference]:
    order = {name: number for number, name in enumerate(FIELDS)}
    named = sorted(
        (order[span.field], span.start, (*place.parents, place.name)) for place in places for span in place.spans
    )
    for name in FIELDS:
        for match in _WORD.finditer(getattr(item, name)):
            level, whose = match["level"], match["whose"]
            home, last = _at_level(area, level), _last(named, order[name], match.start(), level)
            path = (last or home) if whose == "该" else (home or last)
            if path:
                yield Reference(match.group(), path, item.span(name, match.start(), match.end()))


def _last(named: Sequence[tuple[int, int, Path]], field: int, start: int, level: str) -> Path:
    """The place of that level that was named last before a character; () if it is not known where that lies."""
    for number in range(bisect_left(named, (field, start, ())) - 1, -1, -1):
        path = named[number][2]
        if path[-1].endswith(level) and (len(path) <= COUNTY or level not in _HIGH):  # 该区 is no 小区
            return path if len(path) > 1 or level == "省" else ()
    return ()


def _at_level(area: Path, level: str) -> Path:
    """The deepest place of that level that the area is or lies in; 我市 in a district is the city."""
    if level not in _HIGH:
        return ()
    return next((area[:depth] for depth in range(len(area), 0, -1) if area[depth - 1].endswith(level)), ())

"""Bodies that an item names, with what they are called in full where that is certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing.bodies import ALONE, ENDINGS, EVERYWHERE, PRIVATE, Body, bodies
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.lattice import lattice_of
from archive.parsing.mentions import mentions
from archive.parsing.names import propose
from archive.parsing.offices import LEVELS, NATIONAL, full_name, level_place
from archive.parsing.places import find_places
from archive.parsing.structures import FIELDS, Item, Organization, Place, Span

Path = tuple[str, ...]
_COUNTY = 3
_NO_QUOTES = {ord(quote): None for quote in "“”‘’\"'"}
_HOLDERS = ("区", "县", "市", "旗", "镇", "乡", "街道")


@dataclass
class _Seen:
    """One body of the item."""

    name: str
    full: str
    type: str
    place: Path
    spans: list[Span] = field(default_factory=list)


def find_organizations(item: Item, area: tuple[str, ...], gazetteer: Gazetteer) -> tuple[Organization, ...]:
    """The bodies of the item, in the order they appear; one that is named in two ways is one body.

    区 and 县 stand for the area's, or for the only county that the item names.
    """
    places = item.places or find_places(item, area, gazetteer)
    around = _around(places, area)
    starts = _chain_starts(places)
    found: dict[str, _Seen] = {}
    for name in FIELDS:
        text = getattr(item, name)
        cut = lattice_of(item, name)
        people = mentions(cut, propose) if text else ()
        inside = {position: each.end for each in people for position in range(each.start + 1, each.end)}
        begins = {each.start: each.end for each in people}
        for body in bodies(cut):
            start = starts.get((name, body.start), body.start)
            start = inside.get(start, start)
            start += cut.text[start] == "为"  # 补选周明为 + 区人大常委会委员
            if start >= body.end:
                continue
            body = body._replace(start=start, general=body.general and start == body.start)
            printed = text[body.start : body.end]
            if body.general or (printed.startswith(EVERYWHERE) and printed not in ALONE):
                continue
            if text[begins.get(body.start, body.end) : body.end] in ENDINGS:  # 周明 + 大学毕业
                continue
            full, place = _in_full(printed, body, around, gazetteer)
            seen = found.setdefault(full or printed.translate(_NO_QUOTES), _Seen(printed, full, body.type, place))
            seen.spans.append(item.span(name, body.start, body.end))
    _merge_short_forms(found)
    return tuple(
        Organization(
            each.name, each.full, each.type, each.place, tuple(sorted(each.spans)), "ending", 0.9 if each.full else 0.7
        )
        for each in found.values()
    )


def _merge_short_forms(found: dict[str, _Seen]) -> None:
    """管委会 beside 高新区管委会 is the same body, where only one other name ends in it."""
    ending: dict[str, list[str]] = defaultdict(list)
    for key, seen in found.items():
        for start in range(len(seen.name)):
            ending[seen.name[start:]].append(key)
    for key, seen in list(found.items()):
        if seen.full:
            continue
        longer = [other for other in ending[seen.name] if other != key and other in found]
        if len(longer) == 1:
            found[longer[0]].spans.extend(seen.spans)
            del found[key]


def _chain_starts(places: Sequence[Place]) -> dict[tuple[str, int], int]:
    """For every character inside or right behind a place's name: where that name begins."""
    return {
        (span.field, position): span.start
        for place in places
        for span in place.spans
        for position in range(span.start + 1, span.end + 1)
    }


def _around(places: Sequence[Place], area: Path) -> Path:
    """The area, or the county, the town in it that alone is named in the item."""
    for depth in (_COUNTY, _COUNTY + 1):
        if len(area) == depth - 1:
            paths = [(*place.parents, place.name) for place in places]
            inside = {path[:depth] for path in paths if len(path) >= depth and path[: len(area)] == area}
            inside = {path for path in inside if path[-1].endswith(_HOLDERS)}
            area = inside.pop() if len(inside) == 1 else area
    return area


def _in_full(printed: str, body: Body, area: Path, gazetteer: Gazetteer) -> tuple[str, Path]:
    """What the body is called in full, and the place it belongs to; "" and () where that is not certain."""
    if printed in NATIONAL:
        return NATIONAL[printed], ()
    printed = printed.removeprefix("中共")
    if body.type in PRIVATE:
        return "", ()
    for match in gazetteer.scan(printed):
        if match.start == 0 and match.end < len(printed) and len(match.name) > 2:
            place = _one(gazetteer.candidates(match.name), area)
            rest = printed[match.end :]
            return full_name(rest, place[-1] if place else match.name) or printed, place
        break
    level = next((level for level in sorted(LEVELS, key=len, reverse=True) if printed.startswith(level)), "")
    place = level_place(level, area) if level else ()
    if not place:
        return "", ()
    rest = printed[len(level) :]
    return full_name(rest, place[-1]) or place[-1] + rest, place


def _one(paths: list[Path], area: Path) -> Path:
    """The one path at home, or the only one."""
    for depth in range(len(area), 0, -1):
        home = [path for path in paths if path[:depth] == area[:depth]]
        if home:
            return home[0] if len(home) == 1 else ()
    return paths[0] if len(paths) == 1 else ()

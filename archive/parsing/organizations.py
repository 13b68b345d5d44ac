"""Bodies that an item names, with what they are called in full where that is certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.parsing.beginnings import AD_HOC
from archive.parsing.bodies import EVERYWHERE, Body, bodies
from archive.parsing.endings import ALONE, ENDINGS, PRIVATE, SHOPS
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.lattice import Lattice, lattice_of
from archive.parsing.mentions import mentions
from archive.parsing.names import propose
from archive.parsing.offices import NATIONAL, full_name
from archive.parsing.owners import Owners, level_of
from archive.parsing.places import find_places
from archive.parsing.structures import FIELDS, Field, Item, Organization, Place, Span
from archive.parsing.villagenames import Path, matches

_NO_QUOTES = {ord(quote): None for quote in "“”‘’\"'"}
# A company's name that the register knows, and a university's: they are complete, wherever the body is.
_REGISTERED = re.compile("[^的]{4,}有限(?:责任)?公司|[一-鿿]{2,}大学")
# What the press says about a body's short name: 青岚润禾农具有限公司（以下简称“润禾农具”）.
_DECLARED = re.compile('[（(](?:以下|下)?(?:统|并)?简称(?:为)?[:：]?[“"‘]?([^”"’（）()，。]{2,14})[”"’]?[)）]')
_COMMISSIONS = ("卫健", "发改", "国资", "发展改革")  # what is a 委 where the others are a 局
_TOWNS = ("镇", "乡", "街道", "苏木")
_SET_UP = ("成立", "组建", "设立", "建立")
# A name that every place has counts only as short for another one.
_RULES = {"own": "ending", "everywhere": "", "relative": "relative", "short": "list", "tagged": "tagger"}


@dataclass
class _Seen:
    """One body of the item."""

    name: str
    full: str
    type: str
    place: Path
    rule: str
    spans: list[Span] = field(default_factory=list)
    aliases: dict[str, None] = field(default_factory=dict)


class _Full(NamedTuple):
    """What a body is called in full ("" where that is not certain), the place it belongs to, and its name in short
    with that place ("" where it has none)."""

    name: str = ""
    place: Path = ()
    short: str = ""


_Key = tuple[str, Path]  # a body's name, in full where that is certain, and the place it was first said to be of


class _Head(NamedTuple):
    """The body before: where it ends, what it is called in full, and the place it belongs to."""

    end: int = -1
    name: str = ""
    place: Path = ()


def find_organizations(item: Item, area: tuple[str, ...], gazetteer: Gazetteer) -> tuple[Organization, ...]:
    """The bodies of the item, in the order they appear; one that is named in two ways is one body, two of one name in
    two places (the branch committees of two villages called alike) are two.

    区 and 县 stand for the area's, or for the only county that the item names; 社区, 村 and 镇 for the one named last.
    """
    places = item.places or find_places(item, area, gazetteer)
    owners = Owners(item, places, area)
    starts = _chain_starts(item, places, gazetteer)
    found: dict[_Key, _Seen] = {}
    homes: dict[str, list[Path]] = defaultdict(list)
    for name in FIELDS:
        text = getattr(item, name)
        head = _Head()
        for body in _particular(lattice_of(item, name), name, starts) if text else ():
            if body.ending in SHOPS:  # its place only tells where it is
                body = body._replace(start=owners.behind(name, body.start, body.end))
            full = _in_full(text, body, name, owners, gazetteer, head)
            if body.scope in ("relative", "short") and not full.place:
                continue
            head = _Head(body.end, full.name, full.place)
            printed = text[body.start : body.end]
            key = _key(full.name or printed.translate(_NO_QUOTES), full.place, homes)
            seen = found.setdefault(key, _Seen(printed, full.name, body.type, full.place, _RULES[body.scope]))
            seen.spans.append(item.span(name, body.start, body.end))
            seen.aliases.update(dict.fromkeys([full.short, _declared(text, body.end)]))
    _merge_declared(found)
    _merge_short_forms(found)
    return tuple(_organization(each) for each in found.values() if each.rule)


def _key(name: str, place: Path, homes: dict[str, list[Path]]) -> _Key:
    """The first body of that name whose place, of those in `homes`, may be `place`, else a new one there."""
    for home in homes[name]:
        depth = min(len(home), len(place))
        if home[:depth] == place[:depth]:
            return name, home
    homes[name].append(place)
    return name, place


def _declared(text: str, end: int) -> str:
    """The short name that the text declares right behind a body's name; "" where it is a word for any such body."""
    match = _DECLARED.match(text, end)
    short = match[1] if match else ""
    return short if len(short) > 2 and short not in ENDINGS else ""


def _organization(seen: _Seen) -> Organization:
    return Organization(
        name=seen.name,
        full_name=seen.full,
        type=seen.type,
        place=seen.place,
        spans=tuple(sorted(seen.spans)),
        rule=seen.rule,
        confidence=0.9 if seen.full and seen.rule == "ending" else 0.7,
        aliases=tuple(alias for alias in seen.aliases if alias and alias != seen.full),
    )


def _particular(cut: Lattice, name: Field, starts: dict[tuple[Field, int], int]) -> Iterator[Body]:
    """The bodies of a text, behind the names of people and with those of their places."""
    text = cut.text
    people = mentions(cut, propose)
    inside = {position: each.end for each in people for position in range(each.start + 1, each.end)}
    begins = {each.start: each.end for each in people}
    for body in bodies(cut):
        if body.ending not in ENDINGS or body.ending in SHOPS:
            yield body
            continue
        start = starts.get((name, body.start), body.start)
        start = inside.get(start, start)
        start += text[start] == "为"  # 补选周明为 + 区人大常委会委员
        if start >= body.end:
            continue
        if body.scope != "short" and start != body.start:
            body = body._replace(start=start, scope="own")
        printed = text[body.start : body.end]
        plain = body.scope == "own" and body.type != "小组" and printed not in ALONE
        if plain and printed.startswith(EVERYWHERE):
            continue
        if text[begins.get(body.start, body.end) : body.end] in ENDINGS:  # 周明 + 大学毕业
            continue
        yield body


def _merge_declared(found: dict[_Key, _Seen]) -> None:
    """A short name that the item declares stands for the body from then on."""
    short = {name: (name, place) for (name, place), seen in found.items() if not seen.full}
    for seen in list(found.values()):
        for alias in seen.aliases:
            if alias in short and (other := found[short[alias]]) is not seen:
                seen.spans.extend(other.spans)
                del found[short.pop(alias)]


def _merge_short_forms(found: dict[_Key, _Seen]) -> None:
    """管委会 beside 高新区管委会 is the same body, where only one other name ends in it."""
    ending: dict[str, list[_Key]] = defaultdict(list)
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


def _chain_starts(item: Item, places: Sequence[Place], gazetteer: Gazetteer) -> dict[tuple[Field, int], int]:
    """For every character inside or right behind a place's name: where that name begins; and for those inside the name
    of the town on its way, which is no place of the item, where the chain does: 云溪区 in 云溪区白荻镇沙河村."""
    spans = [span for place in places for span in place.spans]
    starts = {(span.field, position): span.start for span in spans for position in range(span.start + 1, span.end + 1)}
    begins = {(span.field, span.start) for span in spans}
    for name in {span.field for span in spans}:
        for match in matches(lattice_of(item, name), gazetteer):
            if (name, match.end) in begins and match.name.endswith(_TOWNS):
                first = starts.get((name, match.start), match.start)
                starts.update(((name, position), first) for position in range(match.start + 1, match.end))
    return starts


def _in_full(text: str, body: Body, name: Field, owners: Owners, gazetteer: Gazetteer, head: _Head) -> _Full:
    """What the body is called in full, where that is certain; `head` is the body listed before it, and its place."""
    printed = text[body.start : body.end]
    if body.scope == "everywhere":
        return _Full()
    if printed in NATIONAL or body.ending not in ENDINGS and body.ending:
        return _Full(NATIONAL.get(printed, printed))
    if _REGISTERED.fullmatch(printed):
        return _Full(printed)
    start = body.start + 2 * printed.startswith("中共")
    end, place = _places_from(start, body.end, name, text, owners, gazetteer)
    if end > start:
        return _of_place(text[start:end], place, text[end : body.end])
    if level := level_of(text[start : body.end]):
        return _of_level(owners.of_level(level, name, body.start), text[start + len(level) : body.end], body)
    if body.scope == "short":
        return _of_level(_district(owners.area), printed, body)
    return _without_place(text, body, name, owners, head)


def _places_from(
    start: int, stop: int, name: Field, text: str, owners: Owners, gazetteer: Gazetteer
) -> tuple[int, Path]:
    """Where the names of places end that a body's name begins with, and the path of the last one."""
    path: Path = ()
    while start < stop:
        end, found = owners.at(name, start, stop)
        if end == start:
            listed = gazetteer.name_at(text[start:stop], 0)
            end = start + len(listed)
            if len(listed) < 3 or end >= stop:
                break
            found = _one(gazetteer.candidates(listed), owners.area)
        if path and found[: len(path)] != path:  # 青岚市 + 望岚商会: of the first
            break
        start, path = end, found
    return start, path


def _of_place(printed: str, place: Path, rest: str) -> _Full:
    """The body `rest` of the place that is printed before it."""
    holder = place[-1] if place else printed
    known = full_name(rest, holder)
    return _Full(known or printed + rest, place, holder + rest if known and len(place) > 1 else "")


def _of_level(place: Path, rest: str, body: Body) -> _Full:
    """The body `rest` of the place that the level before it stands for, or of the area."""
    if len(place) < 2:
        return _Full("", place)
    bureau = rest + _kind(rest) if body.scope == "short" else rest
    return _Full(full_name(bureau, place[-1]) or place[-1] + bureau, place, place[-1] + rest)


def _district(area: Path) -> Path:
    """The district or city of the area, which has bureaus; a town has none."""
    while area and area[-1].endswith(("街道", "镇", "乡")):
        area = area[:-1]
    return area


def _without_place(text: str, body: Body, name: Field, owners: Owners, head: _Head) -> _Full:
    """The body whose place stands with the one listed before it (区水利局、林业局), or with who set it up."""
    printed = text[body.start : body.end]
    place = head.place
    if body.start == head.end and head.name:  # 县信访局 + “连心”调解室
        return _Full(head.name + printed, place)
    between = text[head.end : body.start]
    listed = between in ("、", "和", "与", "及", "常委、")
    if place and listed and body.type not in (*PRIVATE, "小组"):
        full = full_name(printed, place[-1])
        return _Full(full, place if full else (), place[-1] + printed if full else "")
    if body.ending in AD_HOC and len(printed) > len(body.ending):
        before = text[max(0, body.start - 3) : body.start].removesuffix("了")
        if before.endswith(_SET_UP) and (place := owners.before(name, body.start)):
            return _Full(place[-1] + printed, place)
    return _Full()


def _one(paths: list[Path], area: Path) -> Path:
    """The one path at home, or the only one."""
    for depth in range(len(area), 0, -1):
        home = [path for path in paths if path[:depth] == area[:depth]]
        if home:
            return home[0] if len(home) == 1 else ()
    return paths[0] if len(paths) == 1 else ()


def _kind(matter: str) -> str:
    return "委" if matter in _COMMISSIONS else "局"

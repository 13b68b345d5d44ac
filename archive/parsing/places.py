"""Places that an item names, with their types and what they lie in.

A name is found by the gazetteer or by what places end in; names that touch (浙江杭州西湖区) are one place with what it
lies in. A name that several places bear is settled by what stands before it, by the home area, by the item's other
places, or not at all: then its parents stay empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.parsing.gazetteer import Gazetteer
from archive.parsing.lattice import lattice_of
from archive.parsing.placeagain import again, names_again
from archive.parsing.placelisted import CITIES, OTHER_NAME
from archive.parsing.placenames import SMALL, place_names
from archive.parsing.placetold import told_in
from archive.parsing.placeunits import Unit
from archive.parsing.placewords import FAMOUS, HOLDERS, ZONES
from archive.parsing.structures import FIELDS, Field, Item, Place, Span
from archive.parsing.villagenames import COUNTY, Path

_WIDE = ("海域", "流域", "地区")  # no district holds them
_LONG = ("运河", "铁路", "高速", "高速公路")  # ... nor these, from one city to another
_TOWNS = ("镇", "乡", "街道", "苏木")


@dataclass
class _Seen:
    """One place of the item: where it stands, and how it was found."""

    type: str
    spans: list[Span] = field(default_factory=list)
    rule: str = ""


def find_places(item: Item, area: tuple[str, ...], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places of the item, in the order they appear, each once.

    A short name is given as the gazetteer's own (杭州 -> 杭州市) where it is certain which place it is.
    """
    cuts = [(name, lattice_of(item, name)) for name in FIELDS if getattr(item, name)]
    units = [place_names(cut, area, gazetteer) for _, cut in cuts]
    names = names_again(unit for found_in_text in units for unit in found_in_text)
    chains = [
        (name, chain)
        for (name, cut), found_in_text in zip(cuts, units, strict=True)
        for chain in _chains(again(cut, found_in_text, names) if names else found_in_text)
    ]
    chains = _one_name_for_zones(chains)
    resolver = _Resolver(area, gazetteer, [chain for _, chain in chains])
    if resolver.only_town:
        resolver.in_town = told_in(resolver.only_town, chains, dict(cuts))
    found: dict[tuple[str, Path], _Seen] = defaultdict(lambda: _Seen(""))
    for name, chain in chains:
        for unit, path in resolver.resolve(chain):
            seen = found[path[-1] if path else unit.name, path[:-1]]
            seen.type = seen.type or ("" if not unit.paths else gazetteer.type_of(path or unit.paths[0])) or unit.type
            seen.rule = seen.rule or ("gazetteer" if unit.paths else "ending")
            seen.spans.append(item.span(name, unit.start, unit.end))
    return tuple(_places(found))


def _one_name_for_zones(chains: list[tuple[Field, list[Unit]]]) -> list[tuple[Field, list[Unit]]]:
    """高新区 is 高新区（示范区） throughout an item that once calls it so."""
    full = {unit.name[:3]: unit.name for _, chain in chains for unit in chain if OTHER_NAME.search(unit.name)}
    return [(name, [replace(unit, name=full.get(unit.name, unit.name)) for unit in chain]) for name, chain in chains]


def _places(found: dict[tuple[str, Path], _Seen]) -> Iterator[Place]:
    """The places; a name without parents is the same as the one that has some, where there is only one such."""
    with_parents: dict[str, list[Path]] = defaultdict(list)
    for name, parents in found:
        if parents:
            with_parents[name].append(parents)
    for (name, parents), seen in list(found.items()):
        if not parents and len(with_parents[name]) == 1:
            found[name, with_parents[name][0]].spans.extend(seen.spans)
            del found[name, parents]
    for (name, parents), seen in found.items():
        confidence = 0.95 if seen.rule == "gazetteer" and parents else 0.75
        yield Place(name, seen.type, parents, tuple(sorted(set(seen.spans))), seen.rule, confidence)


def _chains(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The names in a text, those that touch together."""
    chain: list[Unit] = []
    for unit in units:
        if chain and chain[-1].end != unit.start:
            yield chain
            chain = []
        chain.append(unit)
    if chain:
        yield chain


class _Resolver:
    """Settles which place a name means, from what the whole item says."""

    def __init__(self, area: Path, gazetteer: Gazetteer, chains: list[list[Unit]]) -> None:
        self.area = area
        self.gazetteer = gazetteer
        self.named: set[Path] = set()
        self.named = {path for chain in chains for unit in chain if len(path := self._meant(unit.paths)) > 1}
        counties = {path[:COUNTY] for path in self.named if len(path) >= COUNTY and path[: len(area)] == area}
        towns = {path for path in self.named if path[-1].endswith(_TOWNS)}
        self.around = counties.pop() if len(area) == COUNTY - 1 and len(counties) == 1 else area
        # A province alone holds what has no listing only where the item tells of no other: 太湖, 长江.
        provinces = {path[0] for chain in chains for unit in chain if (path := self._meant(unit.paths))}
        self.far = len(self.around) == 1 and not self.around[0].endswith("市") and len(provinces) > 1
        self.only_town = towns.pop() if len(towns) == 1 else ()
        self.in_town = frozenset[str]()  # the names that may lie there
        self.chained: dict[str, set[Path]] = defaultdict(set)
        for chain in chains:
            if len(chain) > 1:
                for unit, path in list(self.resolve(chain)):
                    self.chained[unit.name].add(path)

    def resolve(self, chain: list[Unit]) -> Iterator[tuple[Unit, Path]]:
        """The last unit of a chain with its path (() if not certain), before it the county on its way."""
        settled: list[tuple[Unit, Path]] = []
        for unit in chain:
            above = settled[-1][1] if settled else ()
            path = self._settle(unit, above)
            if (
                settled
                and (unit.abroad or settled[-1][0].type in HOLDERS + CITIES)
                and (not above or path[: len(above)] != above)
            ):
                yield from self._shown(settled)
                settled = []
            settled.append((unit, path))
        yield from self._shown(settled)

    def _shown(self, settled: list[tuple[Unit, Path]]) -> Iterator[tuple[Unit, Path]]:
        for unit, path in settled[:-1]:
            if len(path) == COUNTY and path[-1].endswith(("区", "县", "市", "旗")):
                yield unit, path
        yield settled[-1]

    def _settle(self, unit: Unit, above: Path) -> Path:
        """The path of the place that is meant, behind a name whose place is `above`; () if that is not certain."""
        above = above if not above or self._holds(above) else above[:-1]
        if not unit.paths:
            return self._unlisted(unit, above)
        below = [path for path in unit.paths if above and path[: len(above)] == above and path != above]
        if len(below) == 1:
            return below[0]
        if above and len(above) > 1 and above[-1].endswith("市") and unit.name.endswith("区") and unit.type == "区":
            return (*above, unit.name)  # a part of this city, whatever other one has a district of that name
        meant = self._meant(unit.paths)
        if not meant and unit.type in SMALL:
            return self._unlisted(unit, above)
        if not meant and len(above) == COUNTY and unit.name.endswith(_TOWNS):
            return (*above, unit.name)
        return meant

    def _holds(self, path: Path) -> bool:
        return self.gazetteer.has(path) or path[-1].endswith(HOLDERS)

    def _unlisted(self, unit: Unit, above: Path) -> Path:
        if unit.name.startswith(tuple(ZONES)) and unit.type == "开发区":
            if above:
                return (*above[: COUNTY - 1], unit.name)
            return (*self.area[: COUNTY - 1], unit.name) if len(self.area) >= COUNTY - 1 else ()
        if unit.type in _WIDE or unit.name in FAMOUS or unit.name.endswith(_LONG):
            return ()
        if unit.within:
            return (*path, unit.name) if (path := self._meant(unit.within)) else ()
        if above:
            return self._village(unit, above) or (*above, unit.name)
        if len(told := self.chained[unit.name]) == 1:
            return next(iter(told))
        if village := self._village(unit, self.around):
            return village
        if unit.type in SMALL and unit.name in self.in_town:
            return (*self.only_town, unit.name)
        return (*self.around, unit.name) if self.around and not self.far else ()

    def _village(self, unit: Unit, within: Path) -> Path:
        """The path of the only village of that name in a place of county level or below; () for none or several."""
        if unit.type not in SMALL or len(within) < COUNTY:
            return ()
        inside = [path for path in self.gazetteer.villages(unit.name) if path[: len(within)] == within]
        if len(inside) > 1:
            inside = [path for path in inside if path[:-1] in self.named]
        return inside[0] if len(inside) == 1 else ()

    def _meant(self, paths: tuple[Path, ...]) -> Path:
        """Of places of one name, the one at home, or the one in a place that the item names, or the only one."""
        for depth in range(len(self.area), 1, -1):
            home = [path for path in paths if path[:depth] == self.area[:depth]]
            if home:
                first = min(home, key=len)
                # 青岚 is the city, not the county of that name in it.
                return first if all(path[: len(first)] == first for path in home) else ()
        higher = [path for path in paths if len(path) < COUNTY]
        if len(higher) == 1:
            return higher[0]
        vouched = [path for path in paths if any(path[:depth] in self.named for depth in range(2, len(path)))]
        if len(vouched) == 1:
            return vouched[0]
        if len(paths) == 1 and (len(paths[0]) <= COUNTY or not self.area):
            return paths[0]
        return ()

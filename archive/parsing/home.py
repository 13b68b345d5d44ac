"""The home area: which place a page's bare names, its 我市 and its 该区 are of, and what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.parsing.gazetteer import Gazetteer, Match, type_of_name
from archive.parsing.lattice import Lattice, lattice_of
from archive.parsing.placewords import EVERYDAY
from archive.parsing.structures import FIELDS, AreaEvidence, Item
from archive.parsing.villagenames import Path, matches, readings

# A level is taken when one place gathers this share of what speaks for the level above …
_SHARE = 0.5
# … and this much of it: two names that only it has, or one that is printed again and again.
_EVIDENCE = 1.5
_AGAIN, _MOST = 0.15, 2.5  # what a name adds each time it is printed again, and what one name can add up to
_SHORT_NAME = 0.4  # 杭州 speaks less for the place than 杭州市: short names are words and parts of others' names too
_VILLAGE = 0.4  # what a village's name speaks, beside a town's: villages are often called alike, and by words
_TOO_MANY = 9  # places of one name (高新区, 城关镇) that it could be: it speaks for none
_TOWNS = ("镇", "乡", "街道", "苏木")
_SHORTEST_VILLAGE = 3


class Home(NamedTuple):
    """The home area, () where none is clear, and the names that speak for it, the weightiest first."""

    area: Path = ()
    evidence: tuple[AreaEvidence, ...] = ()


@dataclass
class _Witness:
    """A name that the items print, and the places in China that it could be."""

    name: str
    paths: tuple[Path, ...]
    village: bool = False
    times: int = 0
    lines: set[int] = field(default_factory=set)

    @property
    def weight(self) -> float:
        """What the name speaks, for all places that bear it together."""
        weight = min(1 + _AGAIN * (self.times - 1), _MOST)
        if self.village:
            return weight * _VILLAGE
        return weight if type_of_name(self.name) and len(self.name) > 2 else weight * _SHORT_NAME

    def inside(self, area: Path) -> set[Path]:
        """The places one level below `area` that the name speaks for; none where they are too many to tell."""
        found = {path[: len(area) + 1] for path in self.paths if path[: len(area)] == area}
        return found if len(found) <= _TOO_MANY else set()


def home_area(items: Sequence[Item], gazetteer: Gazetteer) -> Home:
    """The path of the place that the items are from, as deep as the evidence goes (a county at most).

    Every name that the gazetteer has speaks for the places that bear it, the less the more there are; going down
    from the root, the place that gathers most of it is taken as long as it is most of all.
    """
    witnesses = _witnesses(items, gazetteer)
    area: Path = ()
    while deeper := _deeper(area, witnesses):
        area = deeper
    return Home(area, tuple(_evidence(area, witnesses)))


def _deeper(area: Path, witnesses: Iterable[_Witness]) -> Path:
    """The place in `area` that most of the evidence speaks for; () where none is clear."""
    particular: dict[Path, float] = defaultdict(float)  # shared among the places of one name
    explained: dict[Path, float] = defaultdict(float)
    total = 0.0
    for witness in witnesses:
        inside = witness.inside(area)
        if not inside:
            continue
        weight = witness.weight
        total += weight
        for path in inside - {area}:
            particular[path] += weight / len(inside)
            explained[path] += weight
    best = max(particular, key=lambda path: particular[path], default=())
    if not best or type_of_name(best[-1]) in _TOWNS:
        return ()
    return best if particular[best] >= _EVIDENCE and explained[best] > _SHARE * total else ()


def _evidence(area: Path, witnesses: Iterable[_Witness]) -> Iterator[AreaEvidence]:
    """What speaks for `area` itself: its own name and the names of places in it, with their shares."""
    found = []
    for witness in witnesses:
        beside = witness.inside(area[:-1])
        if area and area in beside:
            places = tuple(path for path in witness.paths if path[: len(area)] == area)
            share = round(witness.weight / len(beside), 2)
            found.append(AreaEvidence(witness.name, places, share, witness.times, tuple(sorted(witness.lines))))
    yield from sorted(found, key=lambda each: (-each.weight, each.lines, each.name))


def _witnesses(items: Iterable[Item], gazetteer: Gazetteer) -> list[_Witness]:
    """The names that the items print; of 浙江杭州西湖区 only the last."""
    found: dict[str, _Witness] = {}
    for item in items:
        for name in FIELDS:
            if getattr(item, name):
                for match, village in _names(lattice_of(item, name), gazetteer):
                    paths = gazetteer.villages(match.name) if village else gazetteer.candidates(match.name)
                    witness = found.setdefault(match.name, _Witness(match.name, tuple(paths), village))
                    witness.times += 1
                    if (line := item.line_of(name, match.start)) is not None:
                        witness.lines.add(line)
    return list(found.values())


def _names(cut: Lattice, gazetteer: Gazetteer) -> Iterator[tuple[Match, bool]]:
    """The names of places in the text that speak for a home, with whether they are villages'."""
    found = [match for match in matches(cut, gazetteer) if _speaks(match, gazetteer, cut)]
    starts, ends = {match.start for match in found}, {match.end for match in found}
    for match in found:
        if match.end not in starts and (match.name not in EVERYDAY or match.start in ends):
            yield match, False
    inside = {at for match in found for at in range(match.start, match.end)}
    for names in readings(cut, gazetteer):
        for village in names:
            if len(village.name) >= _SHORTEST_VILLAGE and cut.edge(village.start) and village.end - 1 not in inside:
                yield Match(village.start, village.end, village.name), True
                break


def _speaks(match: Match, gazetteer: Gazetteer, cut: Lattice) -> bool:
    """Whether the match is more than a word: 平安区 is, 平安 is not, 杭州 is (a city, and cut as a word)."""
    if type_of_name(match.name) and len(match.name) > 2:
        return not gazetteer.is_abroad(gazetteer.candidates(match.name)[0])
    paths = gazetteer.candidates(match.name)
    return (
        cut.edge(match.start)
        and cut.edge(match.end)
        and any(len(path) < 3 and not gazetteer.is_abroad(path) for path in paths)
    )

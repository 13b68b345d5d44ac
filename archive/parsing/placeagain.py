"""Names of places that an item prints again: in full, or a village without its 村."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.parsing.lattice import Lattice, flag_of, known
from archive.parsing.mentions import mentions, occurrences
from archive.parsing.names import propose
from archive.parsing.placeunits import Unit, characters

_TYPES = ("村", "社区", "小区", "镇", "乡", "街道")
_SHORTEST = 2
# Behind the village's name without 村: another name or a body begins (柳湾小学, 柳湾镇).
_OTHER = frozenset("村镇乡街路道河桥山湖区县市小中大学校公局所站园寺组")
_OF_VILLAGE = frozenset("民委干医史")  # 柳湾村民: the village is 柳湾


def names_again(units: Iterable[Unit]) -> dict[str, Unit]:
    """What to look for again: names of villages and towns, and villages' names without 村 where that is no word."""
    found: dict[str, Unit] = {}
    for unit in units:
        if unit.type in _TYPES and len(unit.name) > _SHORTEST:
            found.setdefault(unit.name, unit)
            stem = unit.name[:-1]
            if unit.name[-1] == "村" and len(stem) >= _SHORTEST and _is_name(stem):
                found.setdefault(stem, unit)
    return found


def _is_name(stem: str) -> bool:
    return not known(stem) or flag_of(stem) in ("ns", "x")


def again(cut: Lattice, units: Sequence[Unit], names: dict[str, Unit]) -> list[Unit]:
    """The units of the text with those that bear one of `names`; of two that overlap, the longer one."""
    whole = {(unit.start, unit.end) for unit in units}
    more = []
    for start, end in occurrences(cut.text, names):
        unit = names[cut.text[start:end]]
        if (start, end) in whole or (start, end - 1) in whole:
            continue
        following = cut.text[end : end + 1]
        if cut.text[start:end] == unit.name:
            if following in _OF_VILLAGE and unit.name[-1] == "村" and len(unit.name) > _SHORTEST:
                end -= 1
        elif following in _OTHER or not cut.edge(start):
            continue
        more.append(Unit(start, end, unit.name, unit.type, unit.paths))
    if not more:
        return list(units)
    somebody = characters((each.start, each.end) for each in mentions(cut, propose))
    larger = characters((unit.start, unit.end) for unit in units if unit.paths or unit.end - unit.start > _SHORTEST)
    kept = [
        unit
        for unit in more
        if somebody.isdisjoint(range(unit.start, unit.end))
        and (larger.isdisjoint(range(unit.start, unit.end)) or _covers(unit, units))
    ]
    inside = characters((unit.start, unit.end) for unit in kept)
    return sorted(
        [unit for unit in units if inside.isdisjoint(range(unit.start, unit.end))] + kept, key=lambda unit: unit.start
    )


def _covers(unit: Unit, units: Sequence[Unit]) -> bool:
    """Whether the units that overlap with it lie inside it."""
    beside = [each for each in units if each.start < unit.end and unit.start < each.end]
    return all(unit.start <= each.start and each.end <= unit.end for each in beside)

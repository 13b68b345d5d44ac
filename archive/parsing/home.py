"""The home area: which place a page's bare names, its 我市 and its 该区 are of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from archive.parsing.gazetteer import Gazetteer, Match, type_of_name
from archive.parsing.lattice import Lattice, lattice_of
from archive.parsing.placewords import EVERYDAY
from archive.parsing.structures import FIELDS, Item

# A level is taken when one place gathers this share of what speaks for the level above …
_SHARE = 0.5
# … and this much of it: two names that only it has, or one that is printed again and again.
_EVIDENCE = 1.5
_AGAIN, _MOST = 0.15, 2.5  # what a name adds each time it is printed again, and what one name can add up to
_SHORT_NAME = 0.4  # 杭州 speaks less for the place than 杭州市: short names are words and parts of others' names too
_TOO_MANY = 9  # places of one name (高新区, 城关镇) that it could be: it speaks for none
_TOWNS = ("镇", "乡", "街道", "苏木")


def home_area(items: Sequence[Item], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The path of the place that the items are from, as deep as the evidence goes (a county at most); () if unknown.

    Every name that the gazetteer has speaks for the places that bear it, the less the more there are; going down
    from the root, the place that gathers most of it is taken as long as it is most of all.
    """
    evidence = [(weight, gazetteer.candidates(name)) for name, weight in _weights(items, gazetteer)]
    area: tuple[str, ...] = ()
    while deeper := _deeper(area, evidence):
        area = deeper
    return area


def _deeper(area: tuple[str, ...], evidence: list[tuple[float, list[tuple[str, ...]]]]) -> tuple[str, ...]:
    """The place in `area` that most of the evidence speaks for; () where none is clear."""
    particular: dict[tuple[str, ...], float] = defaultdict(float)  # shared among the places of one name
    explained: dict[tuple[str, ...], float] = defaultdict(float)
    total = 0.0
    for weight, paths in evidence:
        inside = {path[: len(area) + 1] for path in paths if path[: len(area)] == area}
        if not inside or len(inside) > _TOO_MANY:
            continue
        total += weight
        for path in inside - {area}:
            particular[path] += weight / len(inside)
            explained[path] += weight
    best = max(particular, key=lambda path: particular[path], default=())
    if not best or type_of_name(best[-1]) in _TOWNS:
        return ()
    return best if particular[best] >= _EVIDENCE and explained[best] > _SHARE * total else ()


def _weights(items: Iterable[Item], gazetteer: Gazetteer) -> list[tuple[str, float]]:
    """The names that the items print, with what each speaks for; of 浙江杭州西湖区 only the last."""
    counts: Counter[str] = Counter()
    for item in items:
        for name in FIELDS:
            if text := getattr(item, name):
                cut = lattice_of(item, name)
                found = [match for match in gazetteer.scan(text) if _speaks(match, gazetteer, cut)]
                starts, ends = {match.start for match in found}, {match.end for match in found}
                counts.update(
                    match.name
                    for match in found
                    if match.end not in starts and (match.name not in EVERYDAY or match.start in ends)
                )
    return [(name, _weight(name, count)) for name, count in counts.items()]


def _speaks(match: Match, gazetteer: Gazetteer, cut: Lattice) -> bool:
    """Whether the match is more than a word: 平安区 is, 平安 is not, 杭州 is (a city, and cut as a word)."""
    if type_of_name(match.name) and len(match.name) > 2:
        return True
    return cut.edge(match.start) and cut.edge(match.end) and any(len(p) < 3 for p in gazetteer.candidates(match.name))


def _weight(name: str, count: int) -> float:
    weight = min(1 + _AGAIN * (count - 1), _MOST)
    return weight if type_of_name(name) and len(name) > 2 else weight * _SHORT_NAME

"""Whether an item has told in which town the villages lie that it prints bare.

A report that plays in a town goes on to its villages by their names alone: 石门镇推广新品种。杨坪村的稻子黄了。 But
a town that is printed only with somebody's office tells where that person comes from, and nothing of the others in
the company: 石门镇镇长马川、杨坪村党支部书记白云起参加活动.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.parsing.bodies import bodies
from archive.parsing.lattice import Lattice
from archive.parsing.mentions import mentions
from archive.parsing.names import propose
from archive.parsing.placeunits import Unit
from archive.parsing.structures import Field
from archive.parsing.titles import LONGEST_OFFICE, OFFICES
from archive.parsing.villagenames import Path

Chain = Sequence[Unit]  # names that touch


def told_in(town: Path, chains: Sequence[tuple[Field, Chain]], cuts: Mapping[Field, Lattice]) -> frozenset[str]:
    """The names that stand, once at least, behind the first mention of `town` as a place where something is."""
    for first, (field, chain) in enumerate(chains):
        if any(town in unit.paths for unit in chain) and not _in_title(cuts[field], chain[-1].end):
            return frozenset(unit.name for _, each in chains[first + 1 :] for unit in each)
    return frozenset()


def _in_title(cut: Lattice, end: int) -> bool:
    """Whether the place whose name ends here only begins somebody's title: 石门镇 + 镇长马川, 石门镇 + 党委 +
    书记马川; not 石门镇 + 村民都来了."""
    people = {each.start for each in mentions(cut, propose)}
    behind = {end, *(body.end for body in bodies(cut) if body.start <= end < body.end)}
    offices = [(start, start + length) for start in behind for length in range(2, LONGEST_OFFICE + 1)]
    return any(
        cut.text[start:stop] in OFFICES and (stop in people or cut.text[stop : stop + 1] == "、")
        for start, stop in offices
    )

"""The villages of the gazetteer that a text names.

There is hardly a word before 村 that no village somewhere is called by: whether a place is meant depends on more than
the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archive.parsing.gazetteer import Gazetteer, Match
from archive.parsing.lattice import Lattice, flag_of, known
from archive.parsing.placewords import GENERIC
from archive.words import remembered

Path = tuple[str, ...]
COUNTY = 3  # how long a county's path is
_ENDING = re.compile("村|社区|嘎查")
_LONGEST = 12
# Behind these the ending begins another word: 村民, 村委会, 社区里.
_TAILS = frozenset("屯庄寨堡岗岭坪委长民里口边上域段头干医史")


class Village(NamedTuple):
    """Characters start..end of a text are the name of villages at `paths`."""

    start: int
    end: int
    name: str
    paths: tuple[Path, ...]


@remembered(64)
def matches(cut: Lattice, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """The names from province to town level in the text; kept for those who ask in turn."""
    return tuple(gazetteer.scan(cut.text))


@remembered(64)
def readings(cut: Lattice, gazetteer: Gazetteer) -> tuple[list[Village], ...]:
    """For each ending of a village's name in the text, the names that may end there, the longest first; kept too."""
    return tuple(_readings(cut.text, gazetteer))


def _readings(text: str, gazetteer: Gazetteer) -> Iterator[list[Village]]:
    for match in _ENDING.finditer(text):
        end = match.end()
        if text[end : end + 1] in _TAILS:
            continue
        found = []
        for start in range(max(0, end - _LONGEST), end - 1):
            if text[start].isalnum() and (paths := gazetteer.villages(text[start:end])):
                found.append(Village(start, end, text[start:end], tuple(paths)))
        if found:
            yield found


def at_home(village: Village, cut: Lattice, area: Path) -> bool:
    """Whether the name is one of the home area's villages and, in this text, no word (乡村, 新村) nor part of one."""
    name = village.name
    if len(area) < COUNTY - 1 or (len(name) < 3 and len(area) < COUNTY) or name in GENERIC:
        return False
    flag = flag_of(name)
    if not cut.edge(village.start) or flag in ("n", "nz") or (known(name) and not flag.startswith("n")):
        return False
    return any(path[: len(area)] == area for path in village.paths)

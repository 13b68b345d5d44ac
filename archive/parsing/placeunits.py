"""Characters of a text that name one place, as the finders of places hand them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.parsing.lattice import Lattice, Word
from archive.parsing.villagenames import Path

NATURAL = ("河流", "湖泊", "山")


@dataclass(frozen=True, slots=True)
class Unit:
    """Characters start..end name one place: `paths` are the gazetteer's answers, () for a name it does not have."""

    start: int
    end: int
    name: str
    type: str
    paths: tuple[Path, ...]
    firm: bool = True  # no word of the language besides; a short name may be the beginning of another name
    abroad: bool = False
    within: tuple[Path, ...] = ()  # where it lies, as the gazetteer's answers to the name that its own begins with

    @property
    def natural(self) -> bool:
        """Whether it is a river, a lake, a mountain or a road: parks and bridges are called after them."""
        return self.type in (*NATURAL, "道路", "水库")


def characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    """The positions of all characters in the spans."""
    return {position for start, end in spans for position in range(start, end)}


def words_between(cut: Lattice, start: int, end: int) -> Iterator[Word]:
    """The words of the cut between two characters."""
    while start < end and (word := cut.word_from(start)):
        yield word
        start = word.end

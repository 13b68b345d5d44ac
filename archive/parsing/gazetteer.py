"""The gazetteer: which places there are, what they are called, and what they lie in.

Built in are China's divisions from province to village level and the countries of the world with their best-known
cities (gazetteers/README.md tells where they are from); files of the same tree in another shape add what they lack. A
name is looked up and answered with every place that bears it.
"""

from __future__ import annotations

import functools
import lzma
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import add
from pathlib import Path
from typing import NamedTuple

from archive.parsing.countries import countries
from archive.parsing.villages import VILLAGES, Villages

BUILT_IN = Path(__file__).parent / "gazetteers" / "divisions.tsv.xz"
HEADER = ("path", "type", "aliases")
SEPARATOR = "/"
# What a name may end in to tell its type, longest first: 街道 before 道, 自治县 before 县.
TYPES = (
    *("特别行政区", "自治区", "自治州", "自治县", "自治旗", "开发区", "高新区", "示范区", "管理区", "产业园"),
    *("街道", "地区", "苏木", "林场", "农场", "社区", "小区", "新区", "园区", "嘎查"),
    *("省", "市", "州", "盟", "区", "县", "旗", "镇", "乡", "村"),
)
# Nobody writes a type alone as a name, but the built-in list has a few (城区, 郊区, 矿区): too common as words.
SHORTEST_NAME = 2
_BARE = frozenset(TYPES) - {"高新区"}

Path_ = tuple[str, ...]


class GazetteerError(ValueError):
    """A row of an addition file cannot be read; the message names file and line."""


class Match(NamedTuple):
    """Characters start..end of a text are a name that the gazetteer has."""

    start: int
    end: int
    name: str


class Gazetteer:
    """A tree of places; every place is known by its path, the names from the root down to its own."""

    def __init__(self) -> None:
        """Start empty; `load` gives the gazetteer that the parser uses."""
        self._names: list[str] = []
        self._parents: list[int] = []
        self._paths: dict[int, Path_] = {}  # those that were asked for
        self._types: dict[int, str] = {}
        self._other_names: set[str] = set()
        self._index: dict[str, tuple[int, ...]] = {}
        self._children: dict[tuple[int, str], int] = {}
        # First two characters of every name -> the lengths that such names have, longest first.
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._abroad: set[str] = set()  # the countries
        # The villages of the built-in list and, for the numbers they give their towns, the places that these are.
        self._packed: Callable[[], Villages] | None = None
        self._rows: Sequence[int] = ()

    @staticmethod
    def load(additions: Sequence[Path] = (), texts: Sequence[str] = ()) -> Gazetteer:
        """The built-in divisions with the places of the addition files, and of texts like them; read once, then kept.

        Raises GazetteerError where an addition file is malformed, OSError where it cannot be read.
        """
        stamped = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in map(Path, additions))
        return _loaded(stamped, tuple(texts))

    def candidates(self, name: str) -> list[Path_]:
        """The paths of every place called `name` (official, short or other name); [] for none."""
        found = [self._path(place) for place in self._index.get(name, ())]
        return found + [path for path in self.villages(name) if path not in found]

    def villages(self, name: str) -> list[Path_]:
        """The paths of the built-in villages and communities called `name`; [] for none."""
        if self._packed is None or name in _BARE:
            return []
        return [(*self._path(self._rows[town]), name) for town in self._packed().towns(name)]

    def __contains__(self, name: str) -> bool:
        """Whether some place is called `name`."""
        return name in self._index or bool(self.villages(name))

    def __len__(self) -> int:
        """How many places there are, the built-in villages left aside."""
        return len(self._names)

    def has(self, path: Path_) -> bool:
        """Whether the place is known by this very path."""
        if self._place(path) is not None:
            return True
        return (
            self._packed is not None
            and (town := self._place(path[:-1])) is not None
            and any(self._rows[number] == town for number in self._packed().towns(path[-1]))
        )

    def is_abroad(self, path: Path_) -> bool:
        """Whether the place is a foreign country or lies in one."""
        return path[0] in self._abroad

    def type_of(self, path: Path_) -> str:
        """The place's type: as an addition file gives it, else what its name ends in; "" if that says nothing."""
        place = self._place(path)
        if place is not None and place in self._types:
            return self._types[place]
        return type_of_name(path[-1])

    def is_other_name(self, name: str) -> bool:
        """Whether an addition file gives `name` as another name of a place."""
        return name in self._other_names

    def scan(self, text: str) -> Iterator[Match]:
        """Yield the names in `text` from left to right, the longest at each place, none inside another.

        Linear in the text's length.
        """
        behind = 0
        # Two characters put together cost half of what cutting them out of the text does.
        for position, beginning in enumerate(map(add, text, islice(text, 1, None))):
            if position >= behind and beginning in self._lengths and (name := self.name_at(text, position)):
                behind = position + len(name)
                yield Match(position, behind, name)

    def name_at(self, text: str, position: int) -> str:
        """The longest name that stands at a place of the text, "" for none."""
        for length in self._lengths.get(text[position : position + 2], ()):
            name = text[position : position + length]  # shorter than `length` at the text's end
            if name in self._index:
                return name
        return ""

    def _path(self, place: int) -> Path_:
        path = self._paths.get(place)
        if path is None:
            above = self._parents[place]
            path = self._paths[place] = (*(self._path(above) if above >= 0 else ()), self._names[place])
        return path

    def _place(self, path: Path_) -> int | None:
        place = -1
        for name in path:
            child = self._children.get((place, name))
            if child is None:
                return None
            place = child
        return place if path else None

    def _add(self, parent: int, name: str) -> int:
        """The place `name` in `parent` (-1 for the root), made if it is new."""
        place = self._children.get((parent, name))
        if place is None:
            place = len(self._names)
            self._names.append(name)
            self._parents.append(parent)
            self._children[parent, name] = place
            self._call(place, name)
        return place

    def _call(self, place: int, name: str) -> None:
        """Let `place` be found under `name`."""
        known = self._index.get(name, ())
        if place in known or len(name) < SHORTEST_NAME or name in _BARE:
            return
        self._index[name] = (*known, place)
        lengths = self._lengths.get(name[:2], ())
        if len(name) not in lengths:
            self._lengths[name[:2]] = tuple(sorted({*lengths, len(name)}, reverse=True))

    def _copy(self) -> Gazetteer:
        twin = Gazetteer()
        twin._names = self._names.copy()
        twin._parents = self._parents.copy()
        twin._other_names = self._other_names.copy()
        twin._types = self._types.copy()
        twin._index = self._index.copy()
        twin._children = self._children.copy()
        twin._lengths = self._lengths.copy()
        twin._abroad, twin._packed, twin._rows = self._abroad, self._packed, self._rows
        return twin

    def _add_countries(self) -> None:
        """Add the countries of the world."""
        for (country, *others), cities in countries():
            place = self._add(-1, country)
            self._types[place] = "国家"
            self._abroad.add(country)
            for other in others:
                self._call(place, other)
            for city in cities:
                self._types[self._add(place, city)] = type_of_name(city) or "城市"

    def _read_addition(self, file: Path) -> None:
        """Add the rows of one addition file."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise GazetteerError(f"{file}: not UTF-8: {error}") from error
        self._read_text(text, str(file))

    def _read_text(self, text: str, file: str) -> None:
        lines = text.splitlines()
        rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
        if not rows or tuple(rows[0][1].split("\t")) != HEADER:
            number = rows[0][0] if rows else 1
            raise GazetteerError(f"{file}, line {number}: expected the header path, type, aliases with tabs between")
        for number, line in rows[1:]:
            self._read_row(line, f"{file}, line {number}")

    def _read_row(self, line: str, where: str) -> None:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(HEADER):
            raise GazetteerError(f"{where}: {len(cells)} columns, expected at most {len(HEADER)}")
        path, type_, aliases = cells + [""] * (len(HEADER) - len(cells))
        names = path.split(SEPARATOR)
        if not all(len(name.strip()) >= SHORTEST_NAME for name in names):
            raise GazetteerError(f"{where}: path {path!r} has an empty or one-character name")
        place = -1
        for name in names:
            place = self._add(place, name.strip())
        if type_:
            self._types[place] = type_
        for alias in filter(None, (alias.strip() for alias in aliases.split("、"))):
            if len(alias) < SHORTEST_NAME:
                raise GazetteerError(f"{where}: alias {alias!r} has one character")
            self._call(place, alias)
            self._other_names.add(alias)


def type_of_name(name: str) -> str:
    """The type that a place's name ends in (石门镇 -> 镇), or "" if it ends in none."""
    return next((type_ for type_ in TYPES if name.endswith(type_)), "")


@functools.cache
def _built_in() -> Gazetteer:
    gazetteer = Gazetteer()
    ancestors: list[int] = []
    rows = array("I")
    for line in lzma.decompress(BUILT_IN.read_bytes()).decode("utf-8").splitlines():
        depth, name, *short = line.split("\t")
        del ancestors[int(depth) :]
        place = gazetteer._add(ancestors[-1] if ancestors else -1, name)
        ancestors.append(place)
        rows.append(place)
        if short:
            gazetteer._call(place, short[0])
    gazetteer._packed, gazetteer._rows = _villages, rows
    gazetteer._add_countries()
    return gazetteer


@functools.cache
def _villages() -> Villages:
    """The built-in villages, read when the first of them is asked for: most commands never do."""
    return Villages(VILLAGES.read_bytes())


@functools.lru_cache(maxsize=8)
def _loaded(stamped: tuple[tuple[Path, int, int], ...], texts: tuple[str, ...]) -> Gazetteer:
    if not stamped and not texts:
        return _built_in()
    gazetteer = _built_in()._copy()
    for path, _, _ in stamped:
        gazetteer._read_addition(path)
    for number, text in enumerate(texts, 1):
        gazetteer._read_text(text, f"addition {number}")
    return gazetteer

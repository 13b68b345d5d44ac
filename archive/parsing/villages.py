"""The villages and communities (村, 社区) of the built-in gazetteer: 650,000 of them under 300,000 names.

They are kept packed, for as Python objects they would take ten times the room: the names, sorted, in one string; for
each the towns that have a village of that name. A look-up finds the names with the same first two characters by
bisection and searches them for its own.
"""

from __future__ import annotations

import lzma
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path

VILLAGES = Path(__file__).parent / "gazetteers" / "villages.xz"
_HEADER = struct.Struct("<3I")  # bytes of the names, how many names, how many towns in all
_SHORTEST = 2


def pack(names: Mapping[str, Sequence[int]]) -> bytes:
    """The file's bytes, compressed: the names joined by line feeds (UTF-8), then 16-bit numbers, little-endian: how
    many towns each name has, then the towns of one name after the other."""
    ordered = sorted(name for name in names if len(name) >= _SHORTEST)
    text = "\n".join(ordered).encode("utf-8")
    counts = array("H", (len(names[name]) for name in ordered))
    towns = array("H", (town for name in ordered for town in sorted(names[name])))
    raw = (
        _HEADER.pack(len(text), len(counts), len(towns)) + text + _little(counts).tobytes() + _little(towns).tobytes()
    )
    return lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME)


def _little(numbers: array[int]) -> array[int]:
    """The numbers with their bytes in the file's order."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class Villages:
    """Names of villages; towns are told by their numbers."""

    def __init__(self, packed: bytes) -> None:
        """Read what `pack` gives."""
        raw = lzma.decompress(packed)
        size, names, towns = _HEADER.unpack_from(raw)
        end = _HEADER.size + size
        text = raw[_HEADER.size : end].decode("utf-8")
        counts = _little(array("H", raw[end : end + 2 * names]))
        self._towns = _little(array("H", raw[end + 2 * names : end + 2 * (names + towns)]))
        self._text = f"\n{text}\n"
        # For each pair of first characters: its key, where its names begin in the text, the first one's number.
        self._keys, self._places, self._numbers = array("Q"), array("I"), array("I")
        self._firsts = array("I", [0])  # where each name's towns begin
        at, first, last = 0, 0, ""
        for number, (name, count) in enumerate(zip(text.split("\n"), counts, strict=True)):
            if name[:_SHORTEST] != last:
                last = name[:_SHORTEST]
                self._keys.append(_key(last))
                self._places.append(at)
                self._numbers.append(number)
            at += len(name) + 1
            first += count
            self._firsts.append(first)
        self._places.append(at)

    def towns(self, name: str) -> Sequence[int]:
        """The towns that have a village of this name, () for none."""
        if len(name) < _SHORTEST:
            return ()
        key = _key(name)
        group = bisect_left(self._keys, key)
        if group == len(self._keys) or self._keys[group] != key:
            return ()
        start = self._places[group]
        found = self._text.find(f"\n{name}\n", start, self._places[group + 1] + 1)
        if found < 0:
            return ()
        number = self._numbers[group] + self._text.count("\n", start, found)
        return self._towns[self._firsts[number] : self._firsts[number + 1]]

    def __contains__(self, name: str) -> bool:
        """Whether some village is called `name`."""
        return bool(self.towns(name))

    def __len__(self) -> int:
        """How many villages there are."""
        return len(self._towns)


def _key(name: str) -> int:
    """The first two characters as a number that sorts as they do."""
    return ord(name[0]) << 21 | ord(name[1])

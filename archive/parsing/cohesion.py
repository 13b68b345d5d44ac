"""How much two stretches of a page speak of the same: shared pairs of characters, rare ones counting more.

Chinese has no spaces, so the pair of neighbouring characters stands in for the word; pairs that many of the
page's paragraphs share (的工, 会议) say little, names and subjects say much. After Hearst's TextTiling.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from archive.parsing.lines import Line

# How much of the text on either side of a boundary is compared: the nearest paragraphs up to so many characters.
# Longer windows measured no better; the bound keeps the work linear.
WINDOW_CHARACTERS = 1200
WINDOW_LINES = 12

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]{2,}")


class Cohesion:
    """The page's paragraphs as sets of character pairs, weighted by how few paragraphs hold them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._pairs: list[frozenset[str]] = [frozenset(pairs(line.folded[:WINDOW_CHARACTERS])) for line in lines]
        self._spread = Counter(pair for held in self._pairs for pair in held)

    def between(self, left: Sequence[int], right: Sequence[int]) -> float:
        """From 0 (nothing shared) to 1, for the paragraphs' places in the page; `left` ends and `right` begins
        at the boundary."""
        before = self._window(reversed(left))
        after = self._window(iter(right))
        shared = math.fsum(map(self._weight, before & after))
        least = min(math.fsum(map(self._weight, before)), math.fsum(map(self._weight, after)))
        return shared / least if least else 0.0

    def _window(self, places: Iterable[int]) -> set[str]:
        union: set[str] = set()
        size = 0
        for count, place in enumerate(places, 1):
            union |= self._pairs[place]
            size += len(self._lines[place].folded)
            if size > WINDOW_CHARACTERS or count >= WINDOW_LINES:
                break
        return union

    def _weight(self, pair: str) -> float:
        return math.log((len(self._lines) + 1) / self._spread[pair])


def pairs(text: str) -> set[str]:
    """Neighbouring characters of each run of Chinese; a run of Latin letters counts as one."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run[0].isascii():
            found.add(run)
        else:
            found.update(run[n : n + 2] for n in range(len(run) - 1))
    return found

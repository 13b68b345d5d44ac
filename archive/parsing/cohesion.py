"""How much two stretches of a page speak of the same: shared pairs of characters, rare ones counting more.

Chinese has no spaces, so the pair of neighbouring characters stands in for the word; pairs that many of the
page's paragraphs share (的工, 会议) say little, names and subjects say much. After Hearst's TextTiling.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from archive.parsing.lines import Line

# How much of the text on either side of a boundary is compared: the nearest paragraphs up to so many characters.
# Longer windows measured no better; the bound keeps the work linear.
WINDOW_CHARACTERS = 1200
WINDOW_LINES = 12

# Weights are whole numbers, so that a set's sum is the same in whatever order it is added up.
WEIGHT_UNIT = 1000

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]{2,}")


class Cohesion:
    """The page's paragraphs as sets of character pairs, weighted by how few paragraphs hold them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._pairs = [pairs(line.folded[:WINDOW_CHARACTERS]) for line in lines]
        self._sizes = [len(line.folded) for line in lines]
        spread = Counter[str]()
        for held in self._pairs:
            spread.update(held)
        of_spread = [0] + [round(WEIGHT_UNIT * math.log((len(lines) + 1) / held)) for held in range(1, len(lines) + 1)]
        self._weight = {pair: of_spread[held] for pair, held in spread.items()}
        self._windows: dict[range, tuple[set[str], int]] = {}

    def between(self, left: range, right: range) -> float:
        """From 0 (nothing shared) to 1, for the paragraphs' places in the page; `left` ends and `right` begins
        at the boundary."""
        before, least = self._window(range(left.stop - 1, max(left.start, left.stop - WINDOW_LINES) - 1, -1))
        after, other = self._window(range(right.start, min(right.stop, right.start + WINDOW_LINES)))
        least = min(least, other)
        return sum(map(self._weight.__getitem__, before & after)) / least if least else 0.0

    def _window(self, places: range) -> tuple[set[str], int]:
        """The pairs of the nearest paragraphs, and what they weigh."""
        size = 0
        for count, place in enumerate(places, 1):
            size += self._sizes[place]
            if size > WINDOW_CHARACTERS:
                places = places[:count]
                break
        if places not in self._windows:
            union = set[str]().union(*(self._pairs[place] for place in places))
            self._windows[places] = union, sum(map(self._weight.__getitem__, union))
        return self._windows[places]


def share(text: str, held: set[str]) -> float:
    """The share of a text's pairs that are among those held; 0 where it has none."""
    wanted = pairs(text)
    return len(wanted & held) / len(wanted) if wanted else 0.0


def pairs(text: str) -> set[str]:
    """Neighbouring characters of each run of Chinese; a run of Latin letters counts as one."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run[0].isascii():
            found.add(run)
        else:
            found.update(map(str.__add__, run, run[1:]))
    return found

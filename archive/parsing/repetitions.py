"""Text that a page holds twice: paragraphs printed again at its end, and sentences set again as pull quotes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from archive.parsing import patterns
from archive.parsing.clean import squeeze
from archive.parsing.lines import Line

# A paragraph of this many characters that stands twice is a repetition; shorter ones recur by nature
# (signatures, speech, names of bodies under their reports).
REPEATED_LENGTH = 30

# Shorter paragraphs are repetitions where so many of them come again in the same order with so many characters in
# all, behind running text and at the page's end (the refrain of a song comes again among its verses).
REPEATED_LINES = 3
REPEATED_TOGETHER = 50
LAST_LINES = 40
RUNNING_TEXT = 60

# A pull quote is a sentence of at least this many characters, no longer than a box holds, near its place in the text.
QUOTED_LEAST = 16
QUOTED_MOST = 120
QUOTED_REACH = 12

# The page's words are looked up by runs of this many characters, one noted at each such distance: any stretch of
# twice the length holds a noted run. At most so many places of one run are compared.
_RUN = 12
_MOST_PLACES = 8


def find_repetitions(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines that say again what stands elsewhere on the page."""
    words = _Words(lines)
    again = _printed_again(lines, words) | _printed_last(lines, words)
    for place, line in enumerate(lines):
        if place in again or _is_pull_quote(lines, words.keys, place):
            yield line.number


class _Words:
    """A page's words without their spaces and breaks, with an index of some of their runs."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.keys = [squeeze(line.folded) for line in lines]
        self.text = "".join(self.keys)
        self.starts = [0, *accumulate(map(len, self.keys))]
        self._noted = 0
        self._runs: dict[str, list[int]] = defaultdict(list)

    def above(self, place: int) -> int | None:
        """Where, above the line, the line's words stand; None where they do not. Call with growing places."""
        key, end = self.keys[place], self.starts[place]
        while self._noted + _RUN <= end:
            places = self._runs[self.text[self._noted : self._noted + _RUN]]
            if len(places) < _MOST_PLACES:
                places.append(self._noted)
            self._noted += _RUN
        for offset in range(_RUN):
            for noted in self._runs.get(key[offset : offset + _RUN], ()):
                if self.stand_at(place, noted - offset):
                    return noted - offset
        return None

    def stand_at(self, place: int, start: int) -> bool:
        """Whether the line's words stand at `start`, above the line."""
        key = self.keys[place]
        return bool(key) and 0 <= start <= self.starts[place] - len(key) and self.text.startswith(key, start)


def _printed_again(lines: Sequence[Line], words: _Words) -> set[int]:
    """The places whose words stand above in the same order, also where the lines were broken otherwise."""
    ends: dict[int, int] = {}
    whole: set[int] = set()
    seen: set[str] = set()
    for place, key in enumerate(words.keys):
        # Behind a repeated line the shortest goes with it, if it goes on as the first print does.
        goes_on = ends.get(place - 1)
        if goes_on is not None and words.stand_at(place, goes_on):
            ends[place] = goes_on + len(key)
        # (One meeting adopts several acts, each of which says so.)
        elif len(lines[place].folded) >= REPEATED_LENGTH and not patterns.ENACTED.match(lines[place].folded):
            start = words.above(place) if len(key) >= 2 * _RUN else None
            if start is not None:
                ends[place] = start + len(key)
                _climb(words, ends, place, start)
            if key in seen:
                whole.add(place)
            seen.add(key)
    return whole | {place for run in _in_a_row(ends) if _is_block(run, whole, len(lines)) for place in run}


def _in_a_row(places: Collection[int]) -> Iterator[list[int]]:
    """The places in runs of neighbours."""
    run: list[int] = []
    for place in sorted(places):
        if run and place > run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _is_block(run: Sequence[int], whole: Collection[int], count: int) -> bool:
    """Whether lines that repeat parts of others were printed twice, rather than quoted: several, or the page's last,
    or beside a paragraph that stands twice as it is."""
    return len(run) >= REPEATED_LINES or run[-1] == count - 1 or any(place in whole for place in run)


def _climb(words: _Words, ends: dict[int, int], place: int, start: int) -> None:
    """Add the short lines above a repeated one that stand above its first print as well."""
    while place and place - 1 not in ends:
        start -= len(words.keys[place - 1])
        if not words.stand_at(place - 1, start):
            return
        place -= 1
        ends[place] = start + len(words.keys[place])


def _printed_last(lines: Sequence[Line], words: _Words) -> set[int]:
    """The short lines at the page's end that stand above in the same order, with running text between."""
    longest: set[int] = set()
    for first in range(len(lines) - REPEATED_LINES, max(0, len(lines) - LAST_LINES), -1):
        tail = words.text[words.starts[first] :]
        if len(tail) < REPEATED_TOGETHER:
            continue
        start = words.text.find(tail, 0, words.starts[first])
        if start < 0:
            break
        between = bisect_left(words.starts, start + len(tail))
        if any(len(line.folded) >= RUNNING_TEXT for line in lines[between:first]):
            longest = set(range(first, len(lines)))
    return longest


def _is_pull_quote(lines: Sequence[Line], keys: Sequence[str], place: int) -> bool:
    """Whether a whole sentence between paragraphs is set again from a paragraph near it."""
    line = lines[place]
    if not (line.closed and line.shape == "body" and len(line.folded) <= QUOTED_MOST):
        return False
    key = keys[place]
    near = range(max(0, place - QUOTED_REACH), min(len(lines), place + QUOTED_REACH + 1))
    if len(key) < QUOTED_LEAST or place - 1 not in near or place + 1 not in near:
        return False
    beside = lines[max(0, place - 2) : place + 2]
    if len(beside) < 4 or any(each.shape != "body" or each.opens_report for each in beside[:-1]):
        return False
    # The gist of an article (核心阅读) is made of its sentences on purpose.
    if beside[-1].shape != "body" or any(lines[other].shape == "lead" for other in near if other < place):
        return False
    return any(len(keys[other]) > len(key) and key in keys[other] for other in near)

"""Whether strings stand near each other in a text, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]


def near(strings: Sequence[str], distance: int) -> Callable[[str], bool]:
    """Return what says of a text whether it has all the strings near each other, as `stretches` tells it."""
    if len(strings) == 2 and not set(strings[0]) & set(strings[1]):
        return _two_near(*strings, distance)

    def fits(text: str) -> bool:
        return all(string in text for string in strings) and any(stretches(text, strings, distance))

    return fits


def stretches(text: str, strings: Sequence[str], distance: int) -> Iterator[list[Span]]:
    """Yield, by spans in order, each stretch with all the strings in which no gap is wider than `distance`.

    A gap is what stands between one of the strings and the next; the order is free, strings may repeat and overlap.
    The time goes by how often the strings occur: which of them to choose for the shortest way is not asked, as of many
    strings it could not be answered.
    """
    everywhere = sorted(
        (start, start + len(string), number)
        for number, string in enumerate(strings)
        for start in _places(text, string)
    )
    stretch: list[Span] = []
    held: set[int] = set()
    reach = 0
    for start, end, number in everywhere:
        if stretch and start - reach > distance:
            if len(held) == len(strings):
                yield stretch
            stretch, held = [], set()
        stretch.append((start, end))
        held.add(number)
        reach = max(reach, end)
    if stretch and len(held) == len(strings):
        yield stretch


def _two_near(one: str, other: str, distance: int) -> Callable[[str], bool]:
    """Look for two strings that cannot overlap: several times as fast as what serves any number."""
    one, other = re.escape(one), re.escape(other)
    gap = f".{{0,{distance}}}?"
    forwards, backwards = (re.compile(f"{a}{gap}{b}", re.DOTALL).search for a, b in ((one, other), (other, one)))
    return lambda text: bool(forwards(text) or backwards(text))


def _places(text: str, string: str) -> Iterator[int]:
    at = text.find(string)
    while at >= 0:
        yield at
        at = text.find(string, at + 1)

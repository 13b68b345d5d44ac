"""Whether strings stand near each other in a text, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Span = tuple[int, int]


def near(text: str, strings: Sequence[str], distance: int) -> bool:
    """Say whether the text has all the strings near each other, as `stretches` tells it."""
    if any(string not in text for string in strings):
        return False
    if len(strings) == 2:
        return _two_near(text, *strings, distance)
    return next(stretches(text, strings, distance), None) is not None


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


def _two_near(text: str, first: str, second: str, distance: int) -> bool:
    """Look for the second around each of the first: several times as fast as what serves any number."""
    before, after = distance + len(second), len(first) + distance + len(second)
    return any(second in text[max(0, place - before) : place + after] for place in _places(text, first))


def _places(text: str, string: str) -> Iterator[int]:
    at = text.find(string)
    while at >= 0:
        yield at
        at = text.find(string, at + 1)

"""Whether strings stand near each other in a text."""

from collections.abc import Iterator, Sequence

from archive.search.arrays import PART_END


def near(text: str, strings: Sequence[str], distance: int) -> bool:
    """Say whether one part of the text has each of the strings, neighbours at most `distance` characters apart.

    Neighbours are two of the strings with none of the others between them; the characters between them count.
    The order is free, and strings may overlap.
    """
    parts = [part for part in text.split(PART_END) if all(string in part for string in strings)]
    if len(strings) == 2:
        return any(_two_near(part, *strings, distance) for part in parts)
    return any(_near(part, strings, distance) for part in parts)


def _two_near(text: str, first: str, second: str, distance: int) -> bool:
    """Look for the second around each of the first: several times as fast as what serves any number."""
    before, after = distance + len(second), len(first) + distance + len(second)
    return any(second in text[max(0, place - before) : place + after] for place in _places(text, first))


def _near(text: str, strings: Sequence[str], distance: int) -> bool:
    places = sorted(
        (start, start + len(string), 1 << number)
        for number, string in enumerate(strings)
        for start in _places(text, string)
    )
    everything = (1 << len(strings)) - 1
    reach = distance + max(map(len, strings))
    # For each place the sets of strings (as bits) that a chain of neighbours ending there may hold.
    chains: list[tuple[int, int, set[int]]] = []
    for start, end, bit in places:
        held = {bit}
        for earlier, earlier_end, sets in reversed(chains):
            if start - earlier > reach:
                break
            if start - earlier_end <= distance:
                held.update(each | bit for each in sets if not each & bit)
        if everything in held:
            return True
        chains.append((start, end, held))
    return False


def _places(text: str, string: str) -> Iterator[int]:
    at = text.find(string)
    while at >= 0:
        yield at
        at = text.find(string, at + 1)

"""A query that finds nothing, with one of its pieces left out."""

from __future__ import annotations

from typing import NamedTuple

from archive.search.query import read
from archive.search.query_written import written
from archive.search.tree import And, Not, all_of

MOST_PIECES = 6  # Of longer queries nobody knows which piece is too much.


class Looser(NamedTuple):
    """What is left out of a query, as it would be typed, and the query without it."""

    left_out: str
    query: str


def looser(q: str) -> list[Looser]:
    """The query without each of its pieces that must all be found; none where there are not two of them."""
    reading = read(q).reading
    if not isinstance(reading, And) or len(reading.parts) > MOST_PIECES:
        return []
    found = []
    for number, piece in enumerate(reading.parts):
        others = [each for at, each in enumerate(reading.parts) if at != number]
        if not all(isinstance(each, Not) for each in others):
            found.append(Looser(written(piece), written(all_of(others))))
    return found

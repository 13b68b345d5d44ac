"""Lists so long that they are asked for in parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int = 500) -> Iterator[list[Thing]]:
    """The things, in their order, in lists of at most `size`: as many as a statement has room for."""
    listed = list(things)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]

"""Drawing lots from nothing but `random()`, so that a seed means the same on every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
# How often a choice of middling rank stands in a ranked list: enough for the rarest to stand there once or twice.
FINENESS = 20


class Chance:
    """A seeded stream of choices."""

    def __init__(self, seed: int) -> None:
        """Start the stream of `seed`."""
        self.random = Random(seed).random

    def happens(self, probability: float) -> bool:
        """True in `probability` of all cases."""
        return self.random() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`, each as likely as the others."""
        return choices[int(self.random() * len(choices))]

    def several(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `choices` in a new order; all of them where there are fewer."""
        pool = list(choices)
        return [pool.pop(int(self.random() * len(pool))) for _ in range(min(count, len(pool)))]


def ranked(choices: Sequence[T], slope: float, shift: float = 2.0) -> list[T]:
    """The choices, each as often as its rank lets it come up: 1 / (rank + shift) ** slope, the first is the commonest.

    Words of natural text fall off like that (Zipf), with a slope near 1. `Chance.pick` draws from the answer.
    """
    weights = [1 / (rank + shift) ** slope for rank in range(len(choices))]
    share = FINENESS * len(choices) / sum(weights)
    return [choice for choice, weight in zip(choices, weights, strict=True) for _ in range(int(weight * share) or 1)]

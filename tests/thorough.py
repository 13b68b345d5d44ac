"""How much is tried of what could be tried without end: a part of it at each run, or, for `make thorough`, all.

Hypothesis takes other examples at every run, so that many short runs try what one long run does.
"""

import os
import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("FANGZHI_TEST_THOROUGH"))
PART = 4
FEWEST = 10
# What a property is tried with that asks for no number of its own.
EXAMPLES = 100

Case = TypeVar("Case")


def part(number: int) -> int:
    """So many of `number` examples: a quarter, or all."""
    return number if THOROUGH else min(number, max(number // PART, FEWEST))


def examples(number: int = EXAMPLES, *, suppress_health_check: Sequence[HealthCheck] = ()) -> settings:
    """Settings of a property that is worth `number` examples."""
    return settings(max_examples=part(number), deadline=None, suppress_health_check=suppress_health_check)


def some(cases: Sequence[Case], most: int) -> Sequence[Case]:
    """At most so many of the cases, from all over them and the first always among them; or all."""
    return cases if THOROUGH or len(cases) <= most else cases[:: -(-len(cases) // most)]


def any_of(cases: Iterable[Case], share: float) -> list[Case]:
    """About that share of the cases and one at least, in their order; or all. pytest-randomly makes it others at every
    run, and the same ones for the same seed."""
    cases = list(cases)
    fewest = min(len(cases), max(1, round(share * len(cases))))
    return cases if THOROUGH else [cases[at] for at in sorted(random.sample(range(len(cases)), fewest))]


def use() -> None:
    """Let properties without settings of their own keep to this, however busy the machine is."""
    settings.register_profile("archive", max_examples=part(EXAMPLES), deadline=None)
    settings.load_profile("archive")

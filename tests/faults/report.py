"""What came of a scenario."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


class Skipped(Exception):
    """The scenario cannot be played on this machine; the reason is told."""


@dataclass
class Report:
    """What was done, what visitors saw, what was verified, what was wrong; all of it is printed."""

    scenario: str
    seed: int
    done: Counter[str] = field(default_factory=Counter)  # How often each fault was made.
    seen: Counter[str] = field(default_factory=Counter)  # What visitors saw, and how often.
    said: Counter[str] = field(default_factory=Counter)  # How programs ended, or what they said of it.
    figures: list[str] = field(default_factory=list)
    verified: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.scenario}, seed {self.seed}: {self.done.total()} faults ({_listed(self.done)})"]
        lines += [f"  {name}: {_listed(counted)}" for name, counted in self._counted() if counted]
        lines += [f"  {figure}" for figure in self.figures]
        lines += [f"  WRONG: {each}" for each in self.wrong]
        return "\n".join(lines)

    def _counted(self) -> list[tuple[str, Counter[str]]]:
        return [("visitors saw", self.seen), ("programs", self.said), ("verified", self.verified)]


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))

"""What a tagger says about a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Tagged(NamedTuple):
    """Characters start..end are one word or name. `tag` is PER, LOC, ORG or TIME, or a part of speech of LAC's:
    n nr ns nt nz nw f s t v vd vn a ad an d m q r p c u xc w."""

    start: int
    end: int
    tag: str


class Tagger(Protocol):
    """Whatever can tag texts."""

    @property
    def name(self) -> str:
        """What it is called: with another name the same text may have other tags."""
        ...

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """The words of each text from left to right, none overlapping; line ends belong to none.

        Any text will do. Many texts in one call are faster than one by one.
        """
        ...


class TaggerError(ValueError):
    """A tagger's own files cannot be used; says which and why."""


class Tags:
    """What a tagger said about one text, to be asked about places in it. Equal only to itself."""

    def __init__(self, spans: tuple[Tagged, ...]) -> None:
        """`spans` run from left to right and do not overlap."""
        self.spans = spans
        self._starts = [span[0] for span in spans]

    def __bool__(self) -> bool:
        return bool(self.spans)

    def of(self, *tags: str) -> list[Tagged]:
        """The spans with one of these tags, from left to right."""
        return [span for span in self.spans if span[2] in tags]

    def at(self, position: int) -> Tagged | None:
        """The span that holds character `position`; None at a line's end and in an untagged text."""
        found = bisect_right(self._starts, position) - 1
        return self.spans[found] if found >= 0 and position < self.spans[found][1] else None

    def within(self, start: int, end: int) -> tuple[Tagged, ...]:
        """The spans that share a character with start..end."""
        first = bisect_right(self._starts, start) - 1
        if first < 0 or self.spans[first][1] <= start:
            first += 1
        last = first
        while last < len(self.spans) and self.spans[last][0] < end:
            last += 1
        return self.spans[first:last]


UNTAGGED = Tags(())

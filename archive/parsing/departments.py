"""Bureaus that a list names by their matter alone: 城管、市场监管等部门; 区公安局、区市场监管."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.parsing.beginnings import abbreviation
from archive.parsing.offices import LEVELS

_AND_OTHERS = re.compile("等(?:相关|有关|职能|多个|主管)?(?:部门|单位)")
_LONGEST = 10  # 市人力资源社会保障
_LEVELS = tuple(level for level in LEVELS if level not in ("盟", "州"))


def departments(text: str, bureaus: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the text names bureaus in short: those of a list that ends in 等部门, those behind a bureau in a list.

    `bureaus` are the characters at which bureaus named in full end.
    """
    found: set[tuple[int, int]] = set()
    for match in _AND_OTHERS.finditer(text):
        end = match.start()
        while start := _short_before(text, end):
            found.add((start, end))
            if text[start - 1] != "、":
                break
            end = start - 1
    for end in bureaus:
        if text[end : end + 1] == "、" and (span := _short_behind(text, end + 1)):
            found.add(span)
    yield from sorted(found)


def _short_before(text: str, end: int) -> int:
    """Where the short name begins that ends at `end`; 0 where none does, or where something else runs into it."""
    matter = abbreviation(text, end)
    start = end - len(matter)
    if not matter:
        return 0
    if text.startswith(_LEVELS, start - 1) and start > 1:
        start -= 1
    before = text[start - 1 : start]
    return start if before in "、，。；：“" or not _hanzi(before) or before in "与和及同由" else 0


def _short_behind(text: str, start: int) -> tuple[int, int] | None:
    """The level and the matter that stand from `start` on without a 局."""
    if not text.startswith(_LEVELS, start):
        return None
    for end in range(min(len(text), start + _LONGEST), start + 2, -1):
        if abbreviation(text, end) == text[start + 1 : end] and text[end : end + 1] not in ("局", "委", "厅", "部"):
            return start, end
    return None


def _hanzi(character: str) -> bool:
    return "一" <= character <= "鿿"

"""A long text in parts, which end where paragraphs do: few articles are longer than a page can be quickly."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from archive.views import filters

LONG = 15_000  # Characters: a page of them, with every name a link, has some 100 KB.
PART = 10_000  # Of a longer text a part has about so many.
PARAMETER = "part"
WHOLE = "all"  # The value that asks for the text in one piece, to be printed.


@dataclass(frozen=True, slots=True)
class Part:
    """Characters start..end of a text, which part that is, and what the address asks for otherwise; `page` turns the
    parts, None where the text is shown in one piece."""

    start: int
    end: int
    starts: list[int]
    page: Page | None
    request: HttpRequest

    def address(self, position: int) -> str:
        """Where the character at `position` is shown: "" for here, else ?part=2."""
        if self.page is None or self.start <= position < self.end:
            return ""
        return filters.replacing(self.request.GET, (), **{PARAMETER: str(number_at(self.starts, position))})

    def shows(self, spans: Sequence[Sequence[Any]]) -> bool:
        """Whether something with these spans (field, start, …) stands in the part, or beside all: not in the text."""
        return not spans or any(name != "text" or self.start <= start < self.end for name, start, *_rest in spans)


def part_of(request: HttpRequest, text: str) -> Part:
    """The part of an article's text that the address asks for."""
    starts = starts_of(text)
    if len(starts) == 1 or request.GET.get(PARAMETER) == WHOLE:
        return Part(0, len(text), starts, None, request)
    page = Paginator(starts, 1).get_page(request.GET.get(PARAMETER))
    return Part(starts[page.number - 1], [*starts, len(text)][page.number], starts, page, request)


def starts_of(text: str) -> list[int]:
    """Where the parts of a text begin: the first at 0, the others behind the end of a paragraph, all about as long."""
    starts = [0]
    if len(text) <= LONG:
        return starts
    number = round(len(text) / PART)
    for each in range(1, number):
        wanted = len(text) * each // number
        behind = text.find("\n", wanted) + 1
        if behind and starts[-1] < behind < len(text):
            starts.append(behind)
    return starts


def number_at(starts: list[int], position: int) -> int:
    """Which part, counted from 1, has the character at `position`."""
    return max(1, bisect_right(starts, position))

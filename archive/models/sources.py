"""The way from a mention to the very characters of the page dump that say so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive.models.articles import Article
from archive.models.mentions import Mention
from archive.models.newspaper import Page
from archive.models.wholes import as_item
from archive.parsing.printing import Printing


@dataclass(frozen=True, slots=True)
class Source:
    """Characters start..end of line `line` of a page as dumped, and what stands there."""

    page: Page
    line: int
    start: int
    end: int
    text: str


class Sources:
    """The sources of an article's mentions.

    They follow from the article's lines and the page's text, which are stored, and are in no column of their own: so
    they cannot be out of step with a text that was joined, parted or corrected.
    """

    def __init__(self, article: Article) -> None:
        """Nothing is read before the first question."""
        self._article = article

    def of(self, mention: Mention) -> list[list[Source]]:
        """For each of the mention's spans where it is printed: several where a line ends in the midst of it, none
        where there is no dump or a curator has rewritten the text."""
        return [self.between(field, start, end) for field, start, end, _line in mention.spans]

    def between(self, field: str, start: int, end: int) -> list[Source]:
        """Where characters start..end of a field of the article are printed."""
        return [
            Source(page := self._article.parts[leaf].page, line, first, last, page.raw_lines[line - 1][first:last])
            for leaf, line, first, last in self._printing.stretches(field, start, end)
        ]

    @cached_property
    def _printing(self) -> Printing:
        return Printing(as_item(self._article), [each.page.raw_lines for each in self._article.parts])

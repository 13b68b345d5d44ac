"""Where an article says something: the line of its page, or its paragraph where there is no page dump."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext

from archive.models import Article, Mention
from archive.views import source
from archive.views.parts import PARAMETER, number_at, starts_of

# A title or verb that belongs to a name stands within a line or two of it: 任命陆明远为…、…、…。
NEAR = 80
# A name that is printed more often says what it says in the first of these places.
LOOKED_AT = 30


class Passage(NamedTuple):
    """A place in an article: in which of its parts, on which line of that part's page or in which paragraph, what
    readers call it, and its address."""

    article: Article
    part: int
    number: int
    label: str
    address: str


class Passages:
    """The places in one article."""

    def __init__(self, article: Article) -> None:
        """Nothing is counted before the first question."""
        self._article = article

    def at(self, field: str, start: int, line: int | None) -> Passage:
        """Where character `start` of a field is printed; `line` is the dump's line, None where there is no dump."""
        article = self._article
        if line:
            printed_on = article.printed_on(field, start)
            part = article.parts.index(printed_on)
            label = gettext("第%(number)s行") % {"number": line}
            label = printed_on.page.label + label if part else label
            return Passage(article, part, line, label, source.address(printed_on.page, line))
        address = article.get_absolute_url()
        if field != "text":
            return Passage(article, 0, 0, str(Article._meta.get_field(field).verbose_name), address)
        number = max(1, bisect_right(self._beginnings, start))
        label = gettext("第%(number)s段") % {"number": number}
        part = number_at(self._parts, start)
        return Passage(article, 0, number, label, f"{address}{f'?{PARAMETER}={part}' if part > 1 else ''}#p{number}")

    def of(self, mention: Mention) -> list[Passage]:
        """Every place where a mention stands, in the order of the article's pages and lines, each once."""
        found = (self.at(field, start, line) for field, start, _end, line in mention.spans)
        return sorted(set(found), key=lambda each: (each.part, each.number))

    def that_says(self, mention: Mention, words: Iterable[str]) -> Passage:
        """The place where a mention stands beside the most of `words` (a title, a verb), the first of several."""
        spans = mention.spans[:LOOKED_AT]
        wanted = [word for word in words if word] if len(spans) > 1 else []
        best = max(spans, key=lambda span: sum(word in self._around(span) for word in wanted), default=None)
        if best is None:
            return Passage(self._article, 0, 0, gettext("原文"), self._article.get_absolute_url())
        field, start, _end, line = best
        return self.at(field, start, line)

    def _around(self, span: Sequence[Any]) -> str:
        """The words of the same paragraph on both sides of a span."""
        field, start, end, _line = span
        text = getattr(self._article, field)
        first, last = max(0, start - NEAR), end + NEAR
        stop = text.find("\n", end, last)
        return str(text[text.rfind("\n", first, start) + 1 or first : last if stop < 0 else stop])

    @cached_property
    def _beginnings(self) -> list[int]:
        """Where the paragraphs of the text begin that are not blank."""
        beginnings, start = [], 0
        for line in self._article.text.split("\n"):
            beginnings += [start] if line.strip() else []
            start += len(line) + 1
        return beginnings

    @cached_property
    def _parts(self) -> list[int]:
        """Where the parts of the text begin that a page shows."""
        return starts_of(self._article.text)

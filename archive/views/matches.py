"""What was searched for, marked in the article that was found: every place, numbered in the order of reading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from archive import search as engine
from archive.models import Article
from archive.templatetags.printed import shown

# In the order in which an article's page shows them.
FIELDS = ("kicker", "headline", "deck", "text", "captions")


class Match(NamedTuple):
    """Characters start..end of a text were searched for: the `number`th of `total` places, counted from 1."""

    start: int
    end: int
    number: int
    total: int

    @property
    def hop(self) -> SafeString:
        """Where the address #m3 leads: the number, and links to the places before and after, in a circle."""
        before = self.number - 1 or self.total
        after = self.number % self.total + 1
        return format_html(
            '<span class="hop" id="m{}"><span><a href="#m{}" aria-label="{}">↑</a> {}/{} '
            '<a href="#m{}" aria-label="{}">↓</a></span></span>',
            *(self.number, before, gettext("上一处"), self.number, self.total, after, gettext("下一处")),
        )


@dataclass(frozen=True, slots=True)
class Matches:
    """The places in an article by field; `query` is what was searched for."""

    query: str
    fields: dict[str, list[Match]]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(map(len, self.fields.values()))

    def within(self, field: str, start: int, end: int) -> list[Match]:
        """Those in characters start..end of a field, counted from `start`."""
        places = self.fields.get(field, [])
        first = bisect_left(places, start, key=lambda match: match.start)
        last = bisect_left(places, end, key=lambda match: match.start)
        return [match._replace(start=match.start - start, end=match.end - start) for match in places[first:last]]


def matches_in(article: Article, query: str) -> Matches:
    """Every place in the article that the query asks for, what is faint only if there is nothing else; none if there
    is no query."""
    marks = engine.read(query).read_as.marks if query else ()
    spans: dict[str, list[engine.highlight.Span]] = {}
    for faint in (False, True):
        here = tuple(mark for mark in marks if mark.faint == faint)
        spans = {field: engine.highlight.spans(getattr(article, field), here, field) for field in FIELDS}
        if any(spans.values()):
            break
    total, number = sum(map(len, spans.values())), 0
    fields: dict[str, list[Match]] = {}
    for field, found in spans.items():
        fields[field] = [Match(start, end, number + at, total) for at, (start, end) in enumerate(found, 1)]
        number += len(found)
    return Matches(query, fields)


def heading(article: Article, matches: Matches) -> dict[str, SafeString]:
    """What stands above the text as HTML, by field; where no headline was printed, what stands for it."""
    found = {}
    for field in ("kicker", "headline", "deck"):
        text = getattr(article, field)
        found[field] = piece(text, 0, len(text), matches.within(field, 0, len(text)), hops=True)
    return {**found, "headline": found["headline"] or conditional_escape(shown(article.title))}


def piece(text: str, start: int, end: int, matches: Sequence[Match], *, hops: bool) -> SafeString:
    """Characters start..end of a text as HTML, the matches in it marked, every piece escaped on its own.

    A match that begins here gets its number before it; without `hops` the caller puts it elsewhere.
    """
    return mark_safe("".join(_pieces(text, start, end, matches, hops=hops)))  # Only escaped pieces stand in it.


def _pieces(text: str, start: int, end: int, matches: Sequence[Match], *, hops: bool) -> Iterator[str]:
    done = start
    for match in matches:
        first, last = max(match.start, start), min(match.end, end)
        if first >= last:
            continue
        yield conditional_escape(shown(text[done:first]))
        if hops and match.start == first:
            yield match.hop
        yield format_html("<mark>{}</mark>", shown(text[first:last]))
        done = last
    yield conditional_escape(shown(text[done:end]))

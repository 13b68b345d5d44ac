"""What was searched for, marked in the article that was found: every place, numbered in the order of reading."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from archive import search as engine
from archive.models import Article
from archive.search.marks import Span
from archive.templatetags.printed import shown
from archive.views.parts import Part, number_at

# In the order in which an article's page shows them.
FIELDS = ("kicker", "headline", "deck", "text", "captions")
MARKED = 200  # Places in one part of a text: who looks for 的 in a long one does not go through them one by one.


class Match(NamedTuple):
    """Characters start..end of a text were searched for: the `number`th of `total` places, counted from 1; where the
    place before and the place after are, in a circle."""

    start: int
    end: int
    number: int
    total: int
    before: str
    after: str

    @property
    def hop(self) -> SafeString:
        """Where the address #m3 leads: the number, and links to the places before and after."""
        return format_html(
            '<span class="hop" id="m{}"><span><a href="{}" aria-label="{}">↑</a> {}/{} '
            '<a href="{}" aria-label="{}">↓</a></span></span>',
            *(self.number, self.before, gettext("上一处"), self.number, self.total, self.after, gettext("下一处")),
        )


@dataclass(frozen=True, slots=True)
class Matches:
    """The places in an article that are marked, by field; `query` is what was searched for, `found` how many places
    there are, marked or not, `first` the address of the first."""

    query: str
    fields: dict[str, list[Match]]
    found: int = 0
    first: str = ""

    @property
    def total(self) -> int:
        """How many are marked."""
        return sum(map(len, self.fields.values()))

    def within(self, field: str, start: int, end: int) -> list[Match]:
        """Those in characters start..end of a field, counted from `start`."""
        places = self.fields.get(field, [])
        first = bisect_left(places, start, key=lambda match: match.start)
        last = bisect_left(places, end, key=lambda match: match.start)
        return [match._replace(start=match.start - start, end=match.end - start) for match in places[first:last]]


def matches_in(article: Article, query: str, part: Part) -> Matches:
    """Every place in the article that the query asks for, what is faint only if there is nothing else; none if there
    is no query.

    Of a text in parts the first places in each are marked, and those in another part lead there.
    """
    marks = engine.read(query).read_as.marks if query else ()
    spans: dict[str, list[Span]] = {}
    for faint in (False, True):
        here = tuple(mark for mark in marks if mark.faint == faint)
        spans = {field: engine.highlight.spans(getattr(article, field), here, field) for field in FIELDS}
        if any(spans.values()):
            break
    found = sum(map(len, spans.values()))
    spans["text"] = _first_in_each_part(spans["text"], part.starts)
    places = [(field, span) for field, its in spans.items() for span in its]
    # What is not in the text stands beside every part of it.
    leads = [part.address(start) if field == "text" else "" for field, (start, _end) in places]
    addresses = [f"{lead}#m{number}" for number, lead in enumerate(leads, 1)]
    fields: dict[str, list[Match]] = {field: [] for field in FIELDS}
    for at, (field, (start, end)) in enumerate(places):
        around = addresses[at - 1], addresses[(at + 1) % len(addresses)]
        fields[field].append(Match(start, end, at + 1, len(places), *around))
    return Matches(query, fields, found, addresses[0] if addresses else "")


def _first_in_each_part(spans: list[Span], starts: list[int]) -> list[Span]:
    """As many as are marked of each part of a text."""
    numbered = Counter[int]()
    kept = []
    for span in spans:
        number = number_at(starts, span[0])
        numbered[number] += 1
        if numbered[number] <= MARKED:
            kept.append(span)
    return kept


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

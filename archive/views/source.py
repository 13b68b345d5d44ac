"""A page's raw lines, each with the article it belongs to; lines of articles that are not public stay covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.models import Article, Page
from archive.models.newspaper import ROLE_LABELS
from archive.views.paging import LINES

CONTEXT = 10  # Lines shown before an article's first on a page too long to be shown whole.


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dump that is not blank. A covered line has no text."""

    number: int
    text: str
    role: str
    owner: Article | None
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that follow each other and belong to the same article, or to none."""

    owner: Article | None
    lines: tuple[Line, ...]


def lines_of(page: Page, articles: Iterable[Article]) -> list[Line]:
    """The page's lines. `articles` are all articles of the page, whatever their state.

    A line is shown when it belongs to a published article, also where it is the rest of one on another page, which
    then owns it. On a page where every article is published, lines that the parser set aside are shown too; elsewhere
    they may repeat what was withheld.
    """
    articles = list(articles)
    owned = {number: (article, role) for article in articles for number, role in article.lines.items()}
    # One whose lines a person gave to others has nothing left to hide.
    all_public = all(
        article.is_in_print for article in articles if article.lines or "lines" not in article.locked_fields
    )
    return [
        _line(number, text, owned.get(str(number)), page.unassigned.get(str(number)), all_public)
        for number, text in enumerate(page.raw_lines, 1)
        if text.strip()
    ]


def _line(number: int, text: str, owned: tuple[Article, str] | None, aside: str | None, all_public: bool) -> Line:
    if owned and owned[0].is_in_print:
        return Line(number, text.strip(), ROLE_LABELS.get(owned[1], owned[1]), owned[0].whole)
    if aside and not owned and all_public:
        return Line(number, text.strip(), ROLE_LABELS.get(aside, aside), None)
    return Line(number, "", "", None, covered=True)


def runs(lines: Sequence[Line]) -> list[Run]:
    """The lines gathered by the article they belong to, in the page's order."""
    return [
        Run(lines=tuple(group), owner=group[0].owner)
        for group in (list(group) for _key, group in groupby(lines, key=lambda line: line.owner and line.owner.pk))
    ]


def around(lines: Sequence[Line], article: Article) -> list[Line]:
    """All lines of a page, or of a long one those around the article, `LINES` at most."""
    if len(lines) <= LINES:
        return list(lines)
    first = next((index for index, line in enumerate(lines) if line.owner == article), 0)
    start = max(0, first - CONTEXT)
    return list(lines[start : start + LINES])


def ranges(lines: Sequence[Line], article: Article) -> str:
    """The article's line numbers as a reader writes them, blank lines bridged: "3–15, 23"."""
    own = [(run.lines[0].number, run.lines[-1].number) for run in runs(lines) if run.owner == article]
    return ", ".join(f"{first}–{last}" if first != last else str(first) for first, last in own)


def address(page: Page, number: int) -> str:
    """Where line `number` of the page can be read: /pages/12/#L45, or on a later part of a long page."""
    part = (number - 1) // LINES + 1
    return f"{page.get_absolute_url()}{f'?page={part}' if part > 1 else ''}#L{number}"

"""The dates in articles, written beside them; and what a page prints of dates that cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from archive.models import Article, DateMention
from archive.models.dates import known_date, read_again
from archive.parsing import Item, ParsedPage
from archive.parsing.issue import reliable
from archive.parsing.structures import FIELDS, IssueDate
from archive.parsing.structures import DateMention as Found

# Of a page full of doubtful dates the first few tell what is wrong; the page keeps them all.
PROBLEMS_SHOWN = 5


def write(pairs: Iterable[tuple[Article, Item]], created: Collection[int]) -> set[int]:
    """Store each article's dates in the place of those it had; return the ids of the older articles that changed.

    The parser's are taken where it read the very text and knew the issue's date as it is stored; else they are read
    again, as after a curator's correction. An article of several pages has those of all its pages.
    """
    fresh: dict[int, tuple[Found, ...]] = {}
    older: dict[int, tuple[Found, ...]] = {}
    for article, item in pairs:
        same = _is_as_of(item, article) and not set(FIELDS) & set(article.locked_fields)
        (fresh if article.pk in created else older)[article.pk] = item.dates if same else read_again(article, item)
    DateMention.objects.replace(fresh, new=True)
    return DateMention.objects.replace(older) if older else set()


def problems(parsed: ParsedPage) -> list[dict[str, Any]]:
    """A page's problems as its column holds them, without those of its articles: they are told by their dates."""
    in_articles = {problem for item in parsed.items for problem in item.problems}
    return [
        {"line": each.line, "text": each.text, "reason": each.reason, "issue": each.issue}
        for each in parsed.problems
        if each not in in_articles
    ]


def warnings(parsed: ParsedPage) -> Iterator[str]:
    """The page's problems as the run reports them, the first few in full."""
    for each in parsed.problems[:PROBLEMS_SHOWN]:
        where = f"line {each.line}: " if each.line else ""
        yield f"doubtful date: {where}{each.text}: {each.reason}"
    if len(parsed.problems) > PROBLEMS_SHOWN:
        yield f"doubtful dates: {len(parsed.problems) - PROBLEMS_SHOWN} more"


def on_one_day(one: IssueDate | None, other: IssueDate | None) -> bool:
    """Whether what rests on either date falls on the same days, however well they are known."""
    return (one and (one.date, one.precision)) == (other and (other.date, other.precision))


def _is_as_of(item: Item, article: Article) -> bool:
    return _days(item.as_of) == _days(reliable(known_date(article.page.issue)))


def _days(when: IssueDate | None) -> tuple[Any, ...] | None:
    """What of the issue's date its articles' dates rest on."""
    return (when.date, when.precision, when.origin, when.earliest, when.latest) if when else None

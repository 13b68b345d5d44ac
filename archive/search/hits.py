"""What a search shows of the articles it found: headlines and best passages, marked, and what lists say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from archive.models import Article
from archive.models.articles import is_public, title_of
from archive.search import highlight
from archive.search.query import ReadAs

SHOWN = ("text", "captions", "kicker", "deck")  # What a hit's snippet may be taken from; of equals the first.


class Listed(NamedTuple):
    """An article as the database has it now: its texts, what lists say of it, and whether it is public.

    Plain values: Django takes four times as long to make an article of them, with its page, issue and newspaper.
    """

    pk: int
    headline: str
    text: str
    captions: str
    kicker: str
    deck: str
    section: str
    kind: str
    date: date | None
    newspaper: str
    page: int | None
    issue_date: date | None
    date_precision: str
    date_origin: str
    state: str
    joined_to: int | None

    @property
    def title(self) -> str:
        """What the article is called."""
        return title_of(self.headline, self.text or self.captions, self.section)


# Where the values of Listed stand, in its order.
_COLUMNS = (
    *("pk", "headline", *SHOWN, "section", "kind", "date", "newspaper__name", "page__number"),
    *("page__issue__date", "page__issue__date_precision", "page__issue__date_origin", "state", "joined_to"),
)
_ROWS = Article.objects.order_by().values_list(*_COLUMNS)


@dataclass(frozen=True)
class Hit:
    """An article found: its headline and the passage that matches best, escaped and marked.

    Articles of one `family` are near-identical; 0 stands alone.
    """

    article: Listed
    score: float
    headline: SafeString
    snippet: SafeString
    family: int = 0

    @property
    def article_id(self) -> int:
        """The article's primary key."""
        return self.article.pk


def hits_of(rows: list[Any], read_as: ReadAs) -> list[Hit]:
    """The rows that the index gave, without those that are no longer public."""
    articles = listed(int(row.pk) for row in rows)
    return [_hit(row, articles[int(row.pk)], read_as) for row in rows if int(row.pk) in articles]


def listed(keys: Iterable[int]) -> dict[int, Listed]:
    """The public ones of a handful of articles, fetched by their keys alone (see ArticleQuerySet.public_in_bulk)."""
    found = map(Listed._make, _ROWS.filter(pk__in=list(keys)))
    return {each.pk: each for each in found if is_public(each.state, each.joined_to)}


def _hit(row: Any, article: Listed, read_as: ReadAs) -> Hit:
    marks = read_as.marks
    return Hit(
        article=article,
        score=row.score,
        headline=highlight.mark(article.title, marks, "headline"),
        snippet=highlight.snippet({name: getattr(article, name) for name in SHOWN}, marks),
        family=row.family or 0,
    )

"""Articles in lists: what each list of them says, whoever it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from archive.models import Article
from archive.views.api.values import Answer


class ArticleRow(Answer, frozen=True, kw_only=True):
    """An article in a list."""

    id: int
    url: str
    headline: str
    kind: str
    section: str
    date: date | None
    date_precision: str
    date_origin: str
    newspaper: str
    page: int | None
    updated_at: datetime


def article_row(article: Article) -> ArticleRow:
    """An article read `for_lists`."""
    issue = article.page.issue
    return ArticleRow(
        id=article.pk,
        url=article.get_absolute_url(),
        headline=article.title,
        kind=article.kind,
        section=article.section,
        date=article.date,
        date_precision=issue.date_precision,
        date_origin=issue.date_origin,
        newspaper=article.newspaper.name,
        page=article.page.number,
        updated_at=article.updated_at,
    )


def article_rows(articles: Iterable[Article]) -> list[ArticleRow]:
    """Several, in their order."""
    return [article_row(article) for article in articles]

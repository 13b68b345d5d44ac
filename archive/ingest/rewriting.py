"""Stored articles whose own lines a person dealt out anew: words, names, dates, joins and families follow at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from archive.ingest import reading, sightings
from archive.ingest.articles import ArticleWriter, Draft, day_of
from archive.ingest.extract import archive_gazetteer, area_of
from archive.ingest.joins import Joins
from archive.ingest.resolve import Resolver
from archive.ingest.rows import article_values
from archive.models import Article, Page, families
from archive.models.wholes import READ_ALONG, as_item
from archive.parsing import Item
from archive.parsing.structures import Byline

# Articles by id, with who signs each; None: whoever does so far.
Signers = Mapping[int, "tuple[Byline, ...] | None"]


class Rewriter:
    """Rewrites articles of one page inside the turn of whoever calls it."""

    def __init__(self) -> None:
        """Names are looked for with the archive's own gazetteer."""
        self._resolver = Resolver(archive_gazetteer())
        self._writer = ArticleWriter(self._resolver, reading.extractor(), publishes=False)
        self._joins = Joins(self._writer)

    def set_words(self, article: Article, item: Item) -> tuple[list[str], Item]:
        """Let the article say what `item` says, what its own page prints of it; what a person set in it stays, but for
        the lines. Return the names of the columns that changed, which the caller saves, and the item with what goes on
        from it on other pages."""
        whole, own = item, dict[str, Any]()
        if article.pk is not None:
            whole, own = self._joins.kept(article, article.page, item, area_of(article))
        values = article_values(whole)
        lines = values.pop("lines")
        changed = article.revise(**values, own=own)
        if article.lines != lines:
            article.lines = lines
            changed.append("lines")
        return changed, whole

    def finish(self, page: Page, signed: Signers, withdrawn: Collection[int], extra: Iterable[int]) -> None:
        """Look for names and dates in the saved articles, those in `signed`; draw what follows from the `withdrawn`
        ones being gone, and settle the joins and families of all. `extra` are others that changed."""
        rows = Article.objects.filter(pk__in=signed).select_related("page__issue__newspaper")
        drafts = []
        for row in rows.order_by("pk").prefetch_related(*READ_ALONG):
            item, own = as_item(row), signed[row.pk]
            item = item if own is None else replace(item, bylines=own)
            area = area_of(row)
            item = self._writer.read(item, row.page.issue, area)
            drafts.append(Draft(row, item, area, day_of(row.page), row.checksum, reread=False))
        self._writer.reread(drafts)
        if withdrawn:
            sightings.forget(withdrawn)
            self._resolver.people.forget()
        self._writer.touched.update(signed, withdrawn, extra)
        self._joins.note(page.issue_id, page.path)
        self._joins.settle()
        families.settle(self._writer.touched)

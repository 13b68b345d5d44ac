"""Haystack's own Whoosh backend with jieba's analyzer, as tutorials set it up."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.bench.corpus import Corpus
from tests.bench.engines import FACETS, SIZE, Answer, Built, Patience, size_of
from tests.bench.queries import Query

# More would need half an hour.
MOST = 10_000
BATCH = 1000


class Stock:
    """Searches through SearchQuerySet, opening the index each time, as it does."""

    name = "stock"
    # It answers in half a second or more.
    patience = Patience(strings=100, queries=8, rounds=1)

    def build(self, corpus: Corpus, folder: Path) -> Built:
        """Hand the documents over in batches, as `rebuild_index` does; jieba's time is in it."""
        from archive.models import Article

        self.open(folder)
        numbers = {document.number: document for document in corpus.documents}
        articles = [article for article in Article.objects.all() if int(article.external_id) in numbers]
        started = time.monotonic()
        for start in range(0, len(articles), BATCH):
            self.backend.update(self.index, articles[start : start + BATCH])
        return Built(time.monotonic() - started, size_of(folder))

    def open(self, folder: Path) -> None:
        """Make the backend."""
        from haystack import connections
        from haystack.utils.loading import UnifiedIndex

        from archive.models import Article

        options = {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(folder)}
        connections.connections_info["stock"] = options
        connection = connections["stock"]
        self.index = _index()
        connection._index = UnifiedIndex()
        connection._index.build(indexes=[self.index])
        self.backend = _chinese_backend()("stock", **options)
        self.backend.setup()
        connection._backend = self.backend
        connection.get_backend = lambda: self.backend
        self.numbers = {pk: int(number) for pk, number in Article.objects.values_list("pk", "external_id")}

    def ask(self, query: Query) -> Answer:
        """One slice, the count, the facets."""
        found = self._found(query)
        if query.newest:
            found = found.order_by("-date")
        if query.facets:
            for name in FACETS:
                found = found.facet(name)
        rows = found[query.offset : query.offset + SIZE]
        facets = sum(map(len, found.facet_counts()["fields"].values())) if query.facets else 0
        return Answer(found.count(), [self.numbers[int(row.pk)] for row in rows if row], facets)

    def _found(self, query: Query) -> Any:
        from haystack.query import SQ, SearchQuerySet

        found = SearchQuerySet(using="stock")
        if query.exact:
            return found.filter(content__exact=query.exact)
        if query.prefix:
            return found.filter(content__startswith=query.prefix)
        asked = SQ()
        for word in query.words:
            asked = asked | SQ(content=word) if query.either else asked & SQ(content=word)
        found = found.filter(asked)
        if query.without:
            found = found.exclude(content=query.without)
        if query.dates:
            found = found.filter(day__gte=query.dates[0], day__lte=query.dates[1])
        for name, value in query.filters:
            found = found.filter(**{name: value})
        return found

    def all(self, string: str) -> set[int]:
        """The quoted string."""
        from haystack.query import SearchQuerySet

        found = SearchQuerySet(using="stock").filter(content__exact=string)
        return {self.numbers[int(row.pk)] for row in found[:MOST] if row}


def _index() -> Any:
    from haystack import indexes

    from archive.models import Article

    class StockIndex(indexes.SearchIndex, indexes.Indexable):
        """The text and what the benchmark narrows and counts by."""

        text = indexes.CharField(document=True)
        date = indexes.DateField(model_attr="date", null=True)
        day = indexes.IntegerField(faceted=True)
        newspaper = indexes.IntegerField(model_attr="newspaper_id", faceted=True)
        year = indexes.IntegerField(faceted=True)
        month = indexes.IntegerField(faceted=True)
        page = indexes.IntegerField(model_attr="page__number", null=True, faceted=True)

        def get_model(self) -> type[Article]:
            return Article

        def prepare_text(self, article: Article) -> str:
            return "\n".join((article.kicker, article.headline, article.deck, article.text))

        def prepare_day(self, article: Article) -> int:
            return article.date.year * 10_000 + article.date.month * 100 + article.date.day if article.date else 0

        def prepare_year(self, article: Article) -> int:
            return article.date.year if article.date else 0

        def prepare_month(self, article: Article) -> int:
            return article.date.year * 100 + article.date.month if article.date else 0

    return StockIndex()


def _chinese_backend() -> type:
    from haystack.backends.whoosh_backend import WhooshSearchBackend
    from jieba.analyse import ChineseAnalyzer
    from whoosh.fields import TEXT

    class Chinese(WhooshSearchBackend):
        """The stock backend with jieba's analyzer in its text fields."""

        def build_schema(self, fields: Any) -> Any:
            name, schema = super().build_schema(fields)
            for _, field in schema.items():
                if isinstance(field, TEXT):
                    field.analyzer = ChineseAnalyzer()
                    field.format.analyzer = field.analyzer
            return name, schema

    return Chinese

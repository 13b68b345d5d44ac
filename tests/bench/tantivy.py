"""tantivy, in one thread: jieba's words with frequencies, single characters with positions, numbers as fast fields."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order

from tests.bench.corpus import Corpus
from tests.bench.engines import FACETS, SIZE, Answer, Built, Patience, size_of
from tests.bench.queries import Query

HEAP = 500_000_000
NUMBERS = ("number", "date", *FACETS)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("characters", tokenizer_name="whitespace", index_option="position")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


class Tantivy:
    """The native rival."""

    name = "tantivy"
    patience = Patience()

    def build(self, corpus: Corpus, folder: Path) -> Built:
        """One segment, as after a night's merge."""
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(heap_size=HEAP, num_threads=1)
        started = time.monotonic()
        for each in corpus.documents:
            numbers = {"number": each.number, "date": each.date, "newspaper": each.newspaper, "page": each.page}
            numbers |= {"year": each.date // 10_000, "month": each.date // 100}
            document = tantivy.Document(words=" ".join(each.words), characters=" ".join(each.text))
            for name, value in numbers.items():
                document.add_unsigned(name, value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        return Built(time.monotonic() - started, size_of(folder))

    def open(self, folder: Path) -> None:
        """Open the folder."""
        self.schema = _schema()
        self.searcher = tantivy.Index(self.schema, path=str(folder)).searcher()

    def ask(self, query: Query) -> Answer:
        """The page and the exact count; the facets under every filter but each one's own."""
        base = self._query(query)
        asked = self._narrowed(base, query, without="")
        order = {"order_by_field": "date", "order": Order.Desc} if query.newest else {}
        found = self.searcher.search(asked, limit=SIZE, count=True, offset=query.offset, **order)
        numbers = self._numbers(found.hits)
        facets = self._facets(base, query) if query.facets else 0
        return Answer(found.count, numbers, facets)

    def _numbers(self, hits: list[Any]) -> list[int]:
        return self.searcher.fast_field_values("number", [address for _, address in hits]) if hits else []

    def _query(self, query: Query) -> Any:
        if query.exact:
            return self._phrase(query.exact)
        if query.prefix:
            return tantivy.Query.regex_query(self.schema, "words", re.escape(query.prefix) + ".*")
        occur = Occur.Should if query.either else Occur.Must
        parts = [(occur, self._term(word)) for word in query.words]
        if query.without:
            parts.append((Occur.MustNot, self._term(query.without)))
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def _term(self, word: str) -> Any:
        return tantivy.Query.term_query(self.schema, "words", word, index_option="freq")

    def _phrase(self, string: str) -> Any:
        characters = list(string.replace(" ", ""))
        if len(characters) == 1:
            return tantivy.Query.term_query(self.schema, "characters", characters[0])
        return tantivy.Query.phrase_query(self.schema, "characters", characters)

    def _narrowed(self, base: Any, query: Query, without: str) -> Any:
        parts = [(Occur.Must, base)]
        if query.dates:
            parts.append((Occur.Must, self._range("date", *query.dates)))
        parts += [(Occur.Must, self._range(name, value, value)) for name, value in query.filters if name != without]
        return base if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def _range(self, name: str, low: int, high: int) -> Any:
        return tantivy.Query.range_query(self.schema, name, FieldType.Unsigned, low, high)

    def _facets(self, base: Any, query: Query) -> int:
        """Those without a filter of their own in one pass over the hits."""
        filtered = {name for name, _ in query.filters}
        groups = [[name for name in FACETS if name not in filtered], *([name] for name in sorted(filtered))]
        counted = 0
        for names in groups:
            wanted = {name: {"terms": {"field": name, "size": 1000}} for name in names}
            asked = self._narrowed(base, query, without=names[0] if names[0] in filtered else "")
            counted += sum(len(each["buckets"]) for each in self.searcher.aggregate(asked, wanted).values())
        return counted

    def all(self, string: str) -> set[int]:
        """All hits of the phrase, asked for in one page."""
        asked = self._phrase(string)
        count = self.searcher.search(asked, limit=1).count
        return set(self._numbers(self.searcher.search(asked, limit=count).hits)) if count else set()

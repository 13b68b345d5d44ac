"""SQLite's FTS5: two contentless tables, of jieba's words and of single characters."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.bench.corpus import Corpus
from tests.bench.engines import FACETS, SIZE, Answer, Built, Patience, size_of
from tests.bench.queries import Query

FILE = "fts5.sqlite3"


class Fts5:
    """Ranks by bm25; the count is a query of its own, and so is each facet."""

    name = "fts5"
    patience = Patience()

    def build(self, corpus: Corpus, folder: Path) -> Built:
        """Fill both tables and one of numbers."""
        base = sqlite3.connect(folder / FILE)
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("CREATE VIRTUAL TABLE words USING fts5(t, content='')")
        base.execute("CREATE VIRTUAL TABLE characters USING fts5(t, content='')")
        base.execute(f"CREATE TABLE meta (id INTEGER PRIMARY KEY, date INTEGER, {' INTEGER, '.join(FACETS)} INTEGER)")
        started = time.monotonic()
        base.executemany(
            "INSERT INTO words(rowid, t) VALUES (?, ?)",
            ((each.number, " ".join(each.words)) for each in corpus.documents),
        )
        base.executemany(
            "INSERT INTO characters(rowid, t) VALUES (?, ?)",
            ((each.number, " ".join(each.text)) for each in corpus.documents),
        )
        base.executemany(
            "INSERT INTO meta VALUES (?, ?, ?, ?, ?, ?)",
            (
                (each.number, each.date, each.newspaper, each.date // 10_000, each.date // 100, each.page)
                for each in corpus.documents
            ),
        )
        base.commit()
        seconds = time.monotonic() - started
        base.close()
        return Built(seconds, size_of(folder))

    def open(self, folder: Path) -> None:
        """Open the file, mapped into memory."""
        self.base = sqlite3.connect(folder / FILE)
        self.base.execute("PRAGMA mmap_size=2000000000")

    def ask(self, query: Query) -> Answer:
        """Count, then rank and cut the page, then one GROUP BY for each facet."""
        table, match = _match(query)
        tables, conditions, values = [table], [f"{table} MATCH ?"], [match]
        if query.dates or query.filters or query.newest:
            tables.append(f"JOIN meta ON meta.id = {table}.rowid")
        if query.dates:
            conditions.append("date BETWEEN ? AND ?")
            values += map(str, query.dates)
        narrowed = [*conditions, *(f"{name} = ?" for name, _ in query.filters)]
        chosen = [*values, *(str(value) for _, value in query.filters)]
        found = f"FROM {' '.join(tables)} WHERE {' AND '.join(narrowed)}"
        count = self.base.execute(f"SELECT count(*) {found}", chosen).fetchone()[0]
        order = "date DESC" if query.newest else f"bm25({table})"
        page = f"SELECT {table}.rowid {found} ORDER BY {order} LIMIT {SIZE} OFFSET {query.offset}"
        numbers = [row[0] for row in self.base.execute(page, chosen)]
        facets = self._facets(query, table, conditions, values) if query.facets else 0
        return Answer(count, numbers, facets)

    def _facets(self, query: Query, table: str, conditions: list[str], values: list[str]) -> int:
        counted = 0
        for facet in FACETS:
            others = [(name, value) for name, value in query.filters if name != facet]
            where = " AND ".join([*conditions, *(f"{name} = ?" for name, _ in others)])
            grouped = f"SELECT {facet}, count(*) FROM {table} JOIN meta ON meta.id = {table}.rowid"
            rows = self.base.execute(
                f"{grouped} WHERE {where} GROUP BY 1", [*values, *(str(value) for _, value in others)]
            )
            counted += len(rows.fetchall())
        return counted

    def all(self, string: str) -> set[int]:
        """A phrase of characters; those that FTS5's tokenizer drops are lost."""
        rows = self.base.execute("SELECT rowid FROM characters WHERE characters MATCH ?", [_phrase(string)])
        return {row[0] for row in rows}


def _match(query: Query) -> tuple[str, str]:
    if query.exact:
        return "characters", _phrase(query.exact)
    if query.prefix:
        return "words", f'"{query.prefix}" *'
    joined = (" OR " if query.either else " AND ").join(f'"{word}"' for word in query.words)
    return "words", f'({joined}) NOT "{query.without}"' if query.without else joined


def _phrase(string: str) -> str:
    return '"' + " ".join(string.replace('"', "")) + '"'

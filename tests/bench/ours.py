"""The archive itself: its articles in SQLite, its index, and the backend that Haystack calls."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.search import folders
from tests.bench.corpus import Corpus
from tests.bench.engines import FACETS, SIZE, Answer, Built, Patience, size_of
from tests.bench.queries import Query
from tests.conftest import ROOT

NEWEST = ("-date", "-django_id")


@dataclass(frozen=True)
class Indexed:
    """What `manage.py index` took: seconds on the clock, and of all processors."""

    seconds: float
    processors: float


class Ours:
    """Asks the backend in this process; `home` is the FANGZHI_VAR that Django was set up with."""

    name = "fangzhi"
    patience = Patience()

    def __init__(self, home: Path) -> None:
        self.home = home
        self.indexed: Indexed | None = None

    def ingest(self, corpus: Corpus) -> None:
        """Read the corpus into a fresh archive; each article's outer number is its number in the corpus."""
        self.migrate()
        self._manage("ingest", str(corpus.file), "--jobs", str(os.cpu_count()), "--no-extraction")

    def migrate(self) -> None:
        """Bring an archive kept from an earlier run up to date."""
        self._manage("migrate", "--verbosity", "0")

    def read_names(self) -> None:
        """Read names out of the articles that it has not been done for."""
        self._manage("extract", "--outdated")

    def build(self, _corpus: Corpus, _folder: Path) -> Built:
        """Index what was ingested, as an administrator would; all cores tokenise."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        self._manage("index")
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.indexed = Indexed(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        live = folders.current(self.home / "index")
        assert live is not None
        return Built(seconds, size_of(live))

    def _manage(self, *arguments: str) -> None:
        environment = {**os.environ, "FANGZHI_VAR": str(self.home)}
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    def open(self, _folder: Path) -> None:
        """Know which article is which."""
        from haystack import connections

        from archive.models import Article

        self.backend = connections["default"].get_backend()
        self.model = Article
        rows = Article.objects.values_list("pk", "external_id")
        self.numbers = {pk: int(number) for pk, number in rows.iterator()}

    def ask(self, query: Query) -> Answer:
        """The page and the exact count, everything in one call."""
        order = NEWEST if query.newest else ("-score", "-date")
        # As the search page asks: each facet under every filter but its own.
        facets: dict[str, Any] = {name: {"without": (name,)} for name in FACETS} if query.facets else {}
        found = self.backend.search(
            _tree(query), list(order), query.offset, query.offset + SIZE, facets=facets, models=[self.model]
        )
        counted = sum(len(values) for values in found["facets"]["fields"].values()) if query.facets else 0
        return Answer(found["hits"], [self.numbers[int(row.pk)] for row in found["results"]], counted)

    def all(self, string: str) -> set[int]:
        """Every hit of the quoted string, as a reader types it."""
        from archive.search.query import exactly

        return self._every(exactly(string).tree)

    def pasted(self, string: str) -> set[int]:
        """Every hit of the string as it is pasted, without quotation marks."""
        from archive.search.query import read

        return self._every(read(string).tree)

    def _every(self, tree: Any) -> set[int]:
        found = self.backend.search(tree, list(NEWEST), 0, None, models=[self.model])
        return {self.numbers[int(row.pk)] for row in found["results"]}

    def walked(self, word: str, size: int) -> list[int]:
        """The hits of a word, page by page, by relevance."""
        from archive.search.query import read

        tree, numbers, start = read(word).tree, [], 0
        while rows := self.backend.search(tree, ["-score", "-date"], start, start + size, models=[self.model])[
            "results"
        ]:
            numbers += [self.numbers[int(row.pk)] for row in rows]
            start += size
        return numbers


def _tree(query: Query) -> Any:
    from archive.search.tree import Among, Between, Exact, Not, Prefix, Words, all_of, any_of

    words = [Words(word, (word,)) for word in query.words]
    parts: list[Any] = [any_of(words)] if query.either else words
    if query.exact:
        parts.append(Exact(query.exact))
    if query.prefix:
        parts.append(Prefix(query.prefix))
    if query.without:
        parts.append(Not(Words(query.without, (query.without,))))
    if query.dates:
        parts.append(Between("date", *query.dates))
    parts += [Among(name, (value,)) for name, value in query.filters]
    return all_of(parts)

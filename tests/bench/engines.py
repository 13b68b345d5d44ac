"""What the benchmark asks of an engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench.corpus import Corpus
from tests.bench.queries import Query

SIZE = 20  # hits on a page
FACETS = ("newspaper", "year", "month", "page")


@dataclass(frozen=True)
class Built:
    """An index as it was built: seconds with the tokens ready, bytes on the disk."""

    seconds: float
    size: int


@dataclass(frozen=True)
class Answer:
    """The exact count, the numbers of the articles on the page, and how many facet values were counted."""

    count: int
    numbers: list[int]
    facets: int = 0


@dataclass(frozen=True)
class Patience:
    """How much is asked of an engine: strings to be found exactly, timed queries of each kind, rounds of timing."""

    strings: int = 1000
    queries: int = 200
    rounds: int = 3


class Engine(Protocol):
    """An engine over one corpus."""

    name: str
    patience: Patience

    def build(self, corpus: Corpus, folder: Path) -> Built:
        """Index the corpus into the folder, in one thread."""

    def open(self, folder: Path) -> None:
        """Open what was built."""

    def ask(self, query: Query) -> Answer:
        """The page of hits that the query asks for."""

    def all(self, string: str) -> set[int]:
        """The articles that contain the string, as far as the engine can tell."""


def size_of(folder: Path) -> int:
    """Bytes of all files in the folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

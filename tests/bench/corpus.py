"""The articles that all engines index, folded alike and cut into words once, kept by their digest."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from archive import words
from archive.search.fold import fold
from archive.search.schema import LAYOUT
from tests.bench.source import ARTICLES, PARTS

# Between the parts of an article: folding removes it, so no string that is looked for straddles two.
PART_END = "\x1f"


@dataclass(frozen=True, slots=True)
class Document:
    """An article as every engine gets it: its number counts from 1, `words` are jieba's for search engines."""

    number: int
    text: str
    words: list[str]
    newspaper: int
    date: int
    page: int


@dataclass(frozen=True)
class Corpus:
    """The articles, and the file that they were read from."""

    file: Path
    documents: list[Document]

    @cached_property
    def size(self) -> int:
        """Bytes of the folded texts."""
        return sum(len(document.text.encode()) for document in self.documents)


def load(folder: Path) -> Corpus:
    """Read the articles that `source.fetch` put there; their words are kept beside them.

    LAYOUT says how texts were folded.
    """
    file, kept = folder / ARTICLES, folder / f"words-{LAYOUT}.pickle"
    if kept.is_file():
        return Corpus(file, pickle.loads(kept.read_bytes()))
    with file.open(encoding="utf-8") as lines:
        documents = _documents([json.loads(line) for line in lines])
    kept.write_bytes(pickle.dumps(documents))
    return Corpus(file, documents)


def _documents(records: list[dict[str, object]]) -> list[Document]:
    newspapers = sorted({str(record.get("newspaper") or "") for record in records})
    texts = [PART_END.join(fold(str(record.get(part) or "")) for part in PARTS) for record in records]
    with ProcessPoolExecutor() as pool:
        cut = pool.map(_words, texts, chunksize=200)
        return [
            Document(
                number,
                text,
                found,
                newspapers.index(str(record.get("newspaper") or "")) + 1,
                int(str(record["date"]).replace("-", "")),
                int(str(record.get("page") or 0)),
            )
            for number, (record, text, found) in enumerate(zip(records, texts, cut, strict=True), 1)
        ]


def _words(text: str) -> list[str]:
    return [word for word in words.tokenizer().cut_for_search(text) if word.strip()]

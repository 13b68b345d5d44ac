"""The articles that all engines index, folded alike and cut into words once, kept by their digest."""

from __future__ import annotations

import hashlib
import json
import lzma
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from archive import words
from archive.search.fold import fold
from tests.conftest import ROOT

PARTS = ("kicker", "headline", "deck", "text")
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
    """So many articles, the records that they were read from, and the digest of those."""

    records: list[dict[str, object]]
    digest: str
    documents: list[Document] = field(default_factory=list)

    @cached_property
    def size(self) -> int:
        """Bytes of the folded texts."""
        return sum(len(document.text.encode()) for document in self.documents)

    def first(self, count: int) -> Corpus:
        """The first so many articles as a corpus of their own."""
        return Corpus(self.records[:count], f"{self.digest}-{count}", self.documents[:count])


def load(shared: Path, kept: Path, count: int | None) -> Corpus:
    """Read the shared corpus, or invented articles where it is absent; the words are kept in `kept`."""
    records = [json.loads(line) for line in islice(_lines(shared, count), count)]
    digest = hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()[:12]
    kept.mkdir(parents=True, exist_ok=True)
    file = kept / f"words-{digest}.pickle"
    if file.is_file():
        documents = pickle.loads(file.read_bytes())
    else:
        documents = _documents(records)
        file.write_bytes(pickle.dumps(documents))
    return Corpus(records, digest, documents)


def _lines(shared: Path, count: int | None) -> Iterator[str]:
    packed = sorted((shared / "corpus").glob("*.jsonl.xz"))
    for path in packed:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from lines
    if not packed:
        yield from _composed(count or 2000)


def _composed(count: int) -> Iterator[str]:
    """Invented articles, as `manage.py compose` and `manage.py parse` make them."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        manage = [sys.executable, "manage.py"]
        composed = [*manage, "compose", folder, "--issues", str(count // 20 + 1)]
        subprocess.run(composed, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        parsed = subprocess.run([*manage, "parse", folder, "--json"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    for page, line in enumerate(parsed.stdout.decode().splitlines()):
        read = json.loads(line)
        for place, item in enumerate(read["items"]):
            day = (read["issue_date"] or {}).get("date") or "2023-01-01"
            yield json.dumps(
                {
                    "id": f"{page}-{place}",
                    "newspaper": read["newspaper"] or "青岚日报",
                    "date": day,
                    "page": page % 8 + 1,
                }
                | {name: item[name] for name in PARTS},
            )


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

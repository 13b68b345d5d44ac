"""What indexing costs, step by step, in one process and without the database; and how soon a commit is seen."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.search import analyzer, folders, schema, storage
from archive.search.building import Builder, Document
from archive.search.kept import Keeper
from archive.search.kinds import KINDS
from tests.bench.corpus import Corpus
from tests.bench.source import PARTS

MOST = 10_000  # articles, from all over the corpus: more take minutes and say the same
CHUNK = 500  # in a small segment, as when an archive's index is rebuilt
COMMITS = 20
ARTICLE = KINDS["article"]


@dataclass(frozen=True)
class Steps:
    """Seconds of processor time: folding texts and cutting long words; building small segments; merging those.

    Characters and words of two are found while building.
    """

    articles: int
    cutting: float
    building: float
    merging: float


def steps(corpus: Corpus) -> Steps:
    """Index some of the articles in this process; the steps from prepared records to an index are all that counts."""
    analyzer.load()
    with TemporaryDirectory() as name, corpus.file.open(encoding="utf-8") as lines:
        folder = Path(name)
        storage.create(folder)
        every = -(-len(corpus.documents) // MOST)
        prepared = map(_prepared, enumerate(islice(lines, 0, None, every), 1))
        cutting = building = 0.0
        pieces: list[Path] = []
        articles = 0
        while records := list(islice(prepared, CHUNK)):
            articles += len(records)
            started = time.process_time()
            documents = [schema.document(ARTICLE, record) for record in records]
            cut = time.process_time()
            pieces.append(_piece(folder / f"{articles}.piece", documents))
            cutting, building = cutting + cut - started, building + time.process_time() - cut
        started = time.process_time()
        with storage.writer(folder, ARTICLE, merge=False) as writer:
            writer.add_built(pieces)
        return Steps(articles, cutting, building, time.process_time() - started)


def _piece(path: Path, documents: Iterable[Document]) -> Path:
    builder = Builder(ARTICLE)
    for document in documents:
        builder.add(document)
    builder.write(path, sync=False)
    return path


def _prepared(numbered: tuple[int, str]) -> dict[str, Any]:
    """What Haystack would prepare from the article."""
    number, line = numbered
    record = json.loads(line)
    day = date.fromisoformat(record["date"])
    return {part: record.get(part) or "" for part in PARTS} | {
        "django_id": number,
        "revision": 1,
        "date": day,
        "year": day.year,
        "month": day.year * 100 + day.month,
        "page": int(record.get("page") or 0),
        "kind": "article",
        "newspaper_name": [record.get("newspaper") or ""],
    }


def reopened(home: Path) -> list[float]:
    """Seconds until a search sees a commit of one article, over a copy of the index in `home`, commit after commit."""
    with TemporaryDirectory(dir=home.parent) as name:
        copy = Path(name)
        # A segment's file never changes: the copy may share it.
        shutil.copytree(home, copy, copy_function=os.link, dirs_exist_ok=True)
        return list(_reopened(copy))


def _reopened(home: Path) -> Iterator[float]:
    folder = folders.current(home)
    assert folder is not None
    keeper = Keeper()
    keeper.snapshot(home)
    for number in range(COMMITS):
        with storage.writer(folder, ARTICLE) as writer:
            line = json.dumps({"headline": "石门镇的集市", "date": "2023-01-01"})
            writer.add(schema.document(ARTICLE, _prepared(((1 << 32) - 1 - number, line))))
        started = time.perf_counter()
        keeper.snapshot(home)
        yield time.perf_counter() - started

"""What scenarios share: articles to be ingested, and what must hold when all is over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.ingest.run import mark_dead_runs
from archive.models import Article, IndexChange, Ingest
from archive.operating import databases
from archive.search import folders, records, spoken, storage, verify, worker
from archive.search.kinds import KINDS
from tests.faults.programs import finish
from tests.faults.report import Report
from tests.throughput import invented

# What a generation holds besides its segments and tables of contents.
BESIDE = {folders.VERSION, *(f"{name}_WRITELOCK" for name in KINDS)}
# A file with a dot before its name is half of a small one, which the next to be written replaces.
IN_HOME = {"writer.lock", "rebuild.lock", "worker.lock"}.union(
    *({name, f".{name}"} for name in (folders.POINTER, spoken.LIST))
)


class Press:
    """Prints files of articles, each article once; their ids begin with `name`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.printed = 0
        self.name = name
        self._folder = folder
        self._lines = invented(10**6)

    def file(self, articles: int) -> Path:
        """A file of so many articles that no other file has."""
        path = self._folder / f"{self.name}-{self.printed:06}.jsonl"
        lines = (
            line.replace('"id": "', f'"id": "{self.name}-', 1) for line in itertools.islice(self._lines, articles)
        )
        path.write_text("".join(lines), "utf-8")
        self.printed += articles
        return path


def settle(report: Report, logs: Path, files: Sequence[Path], press: Press) -> None:
    """Bring everything to its end as any operator would, and note what is not as it should be.

    The files are ingested to their end, and then once more, which changes nothing; the outbox is drained.
    """
    try:
        finish(logs, "ingest", *map(str, files))
        again = finish(logs, "ingest", *map(str, files)).rstrip().splitlines()[-1]
        if not again.startswith("created 0, updated 0") or not again.endswith("failed 0"):
            report.wrong.append(f"ingested again: {again}")
        queue_every_kind()
        finish(logs, "index_worker", "--once")
    except AssertionError as error:
        report.wrong.append(str(error))
    stored = Article.objects.filter(external_id__startswith=f"{press.name}-").count()
    if stored != press.printed:
        report.wrong.append(f"{stored} of {press.printed} articles were stored")
    mark_dead_runs()
    if running := Ingest.objects.filter(state=Ingest.State.RUNNING).count():
        report.wrong.append(f"{running} runs of ingest are said to be at work")
    check(report)
    report.figures.append(f"{stored} articles, ingested again: nothing changed")


def queue_every_kind() -> None:
    """Queue a record of each kind: all are written next, which takes away what a killed writer has left behind."""
    for name, index in records.declared().items():
        IndexChange.objects.enqueue(name, index.index_queryset().order_by("pk").values_list("pk", flat=True)[:1])


def check(report: Report) -> None:
    """Compare index and database and ask the database whether it is sound; note what is wrong."""
    found = list(complaints())
    report.wrong += found
    report.verified["unsound" if found else "sound"] += 1


def complaints() -> Iterator[str]:
    """What is wrong with the archive; nothing must wait for the index any more."""
    yield from (f"database: {each}" for each in (*databases.damage(), *databases.dangling()))
    home = worker.index_home()
    if problem := worker.trouble(home):
        yield problem
        return
    compared = verify.compare(home)
    if not compared or compared.waiting or compared.set_aside:
        yield str(compared)
    yield from (f"left in the index's folder: {each}" for each in leftovers(home))


def leftovers(home: Path) -> Iterator[str]:
    """Files that nothing names and nobody will remove: what kills leave must not pile up."""
    live = folders.current(home)
    assert live
    for path in home.iterdir():
        if path.is_file() and path.name not in IN_HOME:
            yield path.name
    yield from (path.name for path in folders.unfinished(home))
    named = {segment.path(live).name for kind in KINDS.values() for segment in storage.contents(live, kind).segments}
    for path in live.iterdir():
        if path.name not in named | BESIDE and not path.name.endswith(".toc"):
            yield f"{live.name}/{path.name}"

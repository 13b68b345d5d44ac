"""Build a new index beside the live one, check it, and switch to it.

Records are read here, and folded, cut into words and made into small segments by all processors; those are merged
into large ones, so that no more than the small ones in the making are held in memory.
"""

from __future__ import annotations

import shutil
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import F

from archive.models import IndexChange, WordList
from archive.pool import Workers, cores
from archive.search import folders, meanwhile, outbox, records, schema, storage
from archive.search.arrays import MOST_DOCUMENTS
from archive.search.building import Builder
from archive.search.kinds import KINDS, Kind
from archive.search.writing import MOST_MERGED_BYTES

CHUNK = 500  # Records read at a time, and in a small segment.
Progress = Callable[[str, int], None]  # How many records of a kind have been read so far.


class RebuildFailed(Exception):
    """The new index does not hold what was written; the live one was left alone."""


@dataclass(frozen=True)
class Rebuilt:
    """What came of a rebuild."""

    folder: Path
    indexed: int
    failed: int

    def __str__(self) -> str:
        return f"indexed {self.indexed}, failed {self.failed}, in {self.folder.name}"


def rebuild(home: Path, progress: Progress = lambda _kind, _count: None) -> Rebuilt:
    """Build, check and switch; searches and the index writer go on meanwhile, another rebuild waits.

    Rows that waited in the outbox when the rebuild began are done by it; later ones are applied afterwards.
    """
    with folders.rebuilding(home):
        return build(home, progress)


def build(home: Path, progress: Progress = lambda _kind, _count: None) -> Rebuilt:
    """Do what `rebuild` does; the right to do so is held already."""
    WordList.objects.enforce()
    with folders.writing(home):  # so that what is read for a batch is read before the new index begins, or noted in it
        for leftover in folders.unfinished(home):
            shutil.rmtree(leftover)
        covered = array("Q", IndexChange.objects.order_by("id").values_list("id", flat=True).iterator())
        folder = folders.make_next(home, schema.current_version())
    notes = meanwhile.Notes(folder)
    try:
        storage.create(folder)
        filled = {name: _fill(folder, KINDS[name], partial(progress, name)) for name in records.declared()}
        for name, done in filled.items():
            _check(folder, KINDS[name], done.keys)
        _catch_up(folder, notes)  # Most of it while others still may write; then the rest.
        with folders.writing(home):
            _catch_up(folder, notes)
            notes.remove()
            folders.switch(home, folder)
    except BaseException:
        if folders.current(home) != folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    _settle(covered, {name: done.failures for name, done in filled.items()})
    return Rebuilt(
        folder, sum(len(done.keys) for done in filled.values()), sum(len(done.failures) for done in filled.values())
    )


def _catch_up(folder: Path, notes: meanwhile.Notes) -> None:
    """Do to the new index what has been done to the live one since the last time."""
    keys = notes.fresh()
    for start in range(0, len(keys), CHUNK):
        state = outbox.bring_up_to_date(folder, keys[start : start + CHUNK])
        for kind, pk in state.failures:
            IndexChange.objects.enqueue(kind, [pk])


@dataclass(frozen=True)
class Chunk:
    """Records for one small segment: their prepared fields by primary key, and where it is to be written."""

    path: Path
    fields: dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Built:
    """A small segment: the keys it holds, how many bytes it has, and why other records could not become documents."""

    path: Path
    keys: list[int]
    size: int
    failures: dict[int, str]


def build_chunk(kind: Kind, chunk: Chunk) -> Built:
    """Make a small segment; done in whichever process is free."""
    builder = Builder(kind)
    keys: list[int] = []
    failures: dict[int, str] = {}
    for pk, fields in sorted(chunk.fields.items()):
        try:
            builder.add(schema.document(kind, fields))
        except Exception as error:
            failures[pk] = records.reason(error)
        else:
            keys.append(pk)
    if keys:
        builder.write(chunk.path, sync=False)
    return Built(chunk.path, keys, chunk.path.stat().st_size if keys else 0, failures)


@dataclass
class Filled:
    """What of a kind was written, and what could not be."""

    keys: array[int]
    failures: dict[int, str]


def _fill(folder: Path, kind: Kind, progress: Callable[[int], None]) -> Filled:
    """Write every record of a kind."""
    filled = Filled(array("Q"), {})
    pieces = folder / "pieces"
    pieces.mkdir()
    with storage.writer(folder, kind, merge=False) as writer:
        for group in _groups(_built(kind, pieces, filled.failures, progress)):
            writer.add_built([built.path for built in group])
            for built in group:
                filled.keys.extend(built.keys)
                built.path.unlink()
    shutil.rmtree(pieces)
    return filled


def _built(kind: Kind, pieces: Path, failures: dict[int, str], progress: Callable[[int], None]) -> Iterator[Built]:
    """Yield small segments of all records of the kind, in the order of their keys."""
    waiting: deque[Future[Built]] = deque()
    read = 0
    with Workers(partial(build_chunk, kind), cores()) as workers:
        for number, prepared in enumerate(records.walk(records.index_of(kind.name), CHUNK)):
            failures.update(prepared.failures)
            waiting.append(workers.do(Chunk(pieces / f"{number}.npx", prepared.fields)))
            read += len(prepared.fields) + len(prepared.failures)
            progress(read)
            while len(waiting) > workers.ahead:
                yield _done(waiting.popleft(), failures)
        while waiting:
            yield _done(waiting.popleft(), failures)


def _done(promise: Future[Built], failures: dict[int, str]) -> Built:
    built = promise.result()
    failures.update(built.failures)
    return built


def _groups(built: Iterator[Built]) -> Iterator[list[Built]]:
    """Gather small segments into as many as one large segment may hold."""
    group: list[Built] = []
    for each in built:
        documents = sum(len(other.keys) for other in group) + len(each.keys)
        size = sum(other.size for other in group) + each.size
        if group and (documents > MOST_DOCUMENTS or size > MOST_MERGED_BYTES):
            yield group
            group = []
        if each.keys:
            group.append(each)
    if group:
        yield group


def _check(folder: Path, kind: Kind, written: array[int]) -> None:
    """Read back which records the new index holds."""
    found = storage.held(folder, kind) >> np.uint64(32)
    if not np.array_equal(found, np.frombuffer(written, np.uint64)):
        raise RebuildFailed(f"{len(written)} of {kind.name} were written, {len(found)} are there")


def _settle(covered: array[int], failures: dict[str, dict[int, str]]) -> None:
    """Delete the rows that the rebuild made good, and leave one for every record that failed."""
    for start in range(0, len(covered), CHUNK):
        IndexChange.objects.filter(pk__in=covered[start : start + CHUNK].tolist()).delete()
    for object_type, failed in failures.items():
        IndexChange.objects.enqueue(object_type, failed)
        for pk, reason in failed.items():
            waiting = IndexChange.objects.filter(object_type=object_type, object_id=pk, tries=0)
            waiting.update(tries=F("tries") + 1, error=reason)

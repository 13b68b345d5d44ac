"""Build a new index beside the live one, check it, and switch to it."""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F
from haystack.constants import DJANGO_CT

from archive.models import IndexChange
from archive.search import folders, records, schema, storage
from archive.search.snapshot import Snapshot
from archive.search.writing import LARGEST_SEGMENT

CHUNK = 200  # Records loaded at a time.
SEGMENT = LARGEST_SEGMENT  # Records in one segment.
Progress = Callable[[int], None]


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


def rebuild(home: Path, progress: Progress = lambda _count: None) -> Rebuilt:
    """Build, check and switch; searches go on meanwhile, other writers wait.

    Rows that waited in the outbox when the rebuild began are done by it; later ones are applied afterwards.
    """
    with folders.writing(home):
        return build(home, progress)


def build(home: Path, progress: Progress = lambda _count: None) -> Rebuilt:
    """Do what `rebuild` does, for a caller who holds the right to write."""
    covered = array("Q", IndexChange.objects.order_by("pk").values_list("pk", flat=True).iterator())
    folder = folders.make_next(home, schema.current_version())
    try:
        written, failures = _fill(folder, progress)
        _check(folder, written)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    folders.switch(home, folder)
    _settle(covered, failures)
    return Rebuilt(folder, sum(map(len, written.values())), sum(map(len, failures.values())))


def _fill(folder: Path, progress: Progress) -> tuple[dict[str, array], dict[str, dict[int, str]]]:
    """Write every record; return the keys written and the failures, by object type."""
    index = storage.create(folder)
    written: dict[str, array] = {}
    failures: dict[str, dict[int, str]] = {}
    for object_type, declared in records.declared().items():
        keys = written.setdefault(object_type, array("Q"))
        failed = failures.setdefault(object_type, {})
        chunks = records.walk(declared, CHUNK)
        full = True
        while full:
            full = False
            with storage.writer(index, merge=False) as writer:
                start = len(keys)
                for prepared in chunks:
                    for pk, document in sorted(prepared.documents.items()):
                        writer.add_document(**document)
                        keys.append(pk)
                    failed.update(prepared.failures)
                    progress(len(keys))
                    if full := len(keys) - start >= SEGMENT:
                        break
    return written, failures


def _check(folder: Path, written: dict[str, array]) -> None:
    """Read back which records the new index holds."""
    snapshot = Snapshot(folder)
    try:
        for object_type, keys in written.items():
            model = records.index_of(object_type).get_model()._meta.label_lower.encode()
            found = array("Q")
            for segment in snapshot.segments:
                models, pks = segment.column(DJANGO_CT), segment.column("django_id")
                found.extend(pks[document] for document in segment.documents if models[document] == model)
            if found != keys:
                raise RebuildFailed(f"{len(keys)} of {object_type} were written, {len(found)} are there")
    finally:
        snapshot.close()


def _settle(covered: array, failures: dict[str, dict[int, str]]) -> None:
    """Delete the rows that the rebuild made good, and leave one for every record that failed."""
    for start in range(0, len(covered), CHUNK):
        IndexChange.objects.filter(pk__in=covered[start : start + CHUNK].tolist()).delete()
    for object_type, failed in failures.items():
        IndexChange.objects.enqueue(object_type, failed)
        for pk, reason in failed.items():
            waiting = IndexChange.objects.filter(object_type=object_type, object_id=pk, tries=0)
            waiting.update(tries=F("tries") + 1, error=reason)

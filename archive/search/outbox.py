"""Apply the outbox to the index: read what changed, write it in one commit, then delete the rows."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import F
from haystack.constants import ID
from whoosh.index import FileIndex

from archive.models import IndexChange
from archive.search import folders, records, storage
from archive.search.writing import Writer

logger = logging.getLogger(__name__)

BATCH = 500  # Rows applied in one commit: a commit costs some 50 ms, an article some 5.

Key = tuple[str, int]  # (object type, primary key)


@dataclass
class Applied:
    """What was done: objects written, objects taken out, and failed attempts."""

    indexed: int = 0
    removed: int = 0
    failed: int = 0

    def __add__(self, other: Applied) -> Applied:
        return Applied(self.indexed + other.indexed, self.removed + other.removed, self.failed + other.failed)

    def __bool__(self) -> bool:
        return bool(self.indexed or self.removed or self.failed)

    def __str__(self) -> str:
        return f"indexed {self.indexed}, removed {self.removed}, failed {self.failed}"


def apply_batch(home: Path) -> Applied:
    """Apply the next rows, waiting for other writers to finish; nothing to do is no work at all."""
    if not IndexChange.objects.waiting().exists():
        return Applied()
    with folders.writing(home):
        folder = folders.current(home)
        if folder is None:
            raise FileNotFoundError(f"no index in {home}")
        rows = list(IndexChange.objects.waiting()[:BATCH])
        return _apply(storage.open_index(folder), rows)


def _apply(index: FileIndex, rows: list[IndexChange]) -> Applied:
    by_object: dict[Key, list[int]] = {}
    for row in rows:
        by_object.setdefault((row.object_type, row.object_id), []).append(row.pk)
    failures, documents, gone = _present_state(by_object)
    written, refused = _write(index, documents, gone)
    failures |= refused
    done = [pk for key, pks in by_object.items() if key not in failures for pk in pks]
    IndexChange.objects.filter(pk__in=done).delete()
    for key, reason in failures.items():
        logger.warning("%s %s could not be indexed: %s", *key, reason)
        IndexChange.objects.filter(pk__in=by_object[key]).update(tries=F("tries") + 1, error=reason)
    return Applied(len(written), len(gone), len(failures))


def _present_state(keys: Iterable[Key]) -> tuple[dict[Key, str], dict[Key, dict[str, Any]], dict[Key, str]]:
    """Sort the objects into failures, documents to write, and identifiers of objects that are not public now."""
    failures: dict[Key, str] = {}
    documents: dict[Key, dict[str, Any]] = {}
    gone: dict[Key, str] = {}
    by_type: dict[str, list[int]] = {}
    for object_type, pk in keys:
        by_type.setdefault(object_type, []).append(pk)
    for object_type, pks in by_type.items():
        try:
            index = records.index_of(object_type)
        except records.UnknownType as error:
            failures.update({(object_type, pk): str(error) for pk in pks})
            continue
        prepared = records.prepare(index, pks)
        for pk in pks:
            key = object_type, pk
            if pk in prepared.documents:
                documents[key] = prepared.documents[pk]
            elif pk in prepared.failures:
                failures[key] = prepared.failures[pk]
            else:
                gone[key] = records.identifier(index, pk)
    return failures, documents, gone


def _write(
    index: FileIndex, documents: dict[Key, dict[str, Any]], gone: dict[Key, str]
) -> tuple[set[Key], dict[Key, str]]:
    """Write all in one commit; where that fails, one by one, so that only the culprit is refused."""
    try:
        _commit(index, documents.values(), gone.values())
        return set(documents), {}
    except OSError:
        raise  # The disk is full or gone: no object's fault, and nothing else will do better.
    except Exception:
        logger.exception("A batch of %d could not be written; trying one by one", len(documents) + len(gone))
    _commit(index, [], gone.values())
    refused: dict[Key, str] = {}
    for key, document in documents.items():
        try:
            _commit(index, [document], [])
        except OSError:
            raise
        except Exception as error:
            refused[key] = records.reason(error)
    return set(documents) - set(refused), refused


def _commit(index: FileIndex, documents: Iterable[dict[str, Any]], gone: Iterable[str]) -> None:
    documents, gone = list(documents), list(gone)
    if not documents and not gone:
        return
    with storage.writer(index) as writer:
        delete(writer, [*(document[ID] for document in documents), *gone])
        for document in documents:
            writer.add_document(**document)


def delete(writer: Writer, identifiers: Iterable[str]) -> None:
    """Mark the documents of these records deleted; the index is opened once for all of them."""
    with writer.searcher() as searcher:
        for identifier in identifiers:
            for number in list(searcher.document_numbers(**{ID: identifier})):
                writer.delete_document(number)

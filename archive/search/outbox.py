"""Apply the outbox to the index: read what changed, write it in one commit for each kind, then delete the rows."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import F

from archive.models import IndexChange, WordList
from archive.search import folders, meanwhile, records, schema, storage
from archive.search.building import Document
from archive.search.kinds import ARTICLE, KINDS, Kind
from archive.search.reached import not_public, reached

logger = logging.getLogger(__name__)

BATCH = 500  # Rows applied in one commit: a commit costs some 20 ms, an article some 3.

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


@dataclass
class State:
    """How objects are now: documents of what is public, what is not, and why a document could not be made."""

    documents: dict[Key, Document] = field(default_factory=dict)
    gone: set[Key] = field(default_factory=set)
    failures: dict[Key, str] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[dict[int, Document], set[int]]:
        """Return the documents and what is gone of one kind, by primary key."""
        documents = {pk: document for (name, pk), document in self.documents.items() if name == kind}
        return documents, {pk for name, pk in self.gone if name == kind}


def apply_batch(home: Path) -> Applied:
    """Apply the next rows, waiting for other writers to finish; nothing to do is no work at all."""
    if not IndexChange.objects.waiting().exists():
        return Applied()
    with folders.writing(home):
        folder = folders.current(home)
        if folder is None:
            raise FileNotFoundError(f"no index in {home}")
        return _apply(folder, _next_rows())


def _next_rows() -> dict[Key, list[int]]:
    """Return the objects to be written next, each with all its rows, however far back in the queue.

    What is to go goes first: it does not wait for thousands of articles that come.
    """
    waiting = IndexChange.objects.waiting().values_list("object_type", "object_id")
    first = waiting.filter(action=IndexChange.Action.DELETE)[:BATCH] or waiting[:BATCH]
    by_type: dict[str, set[int]] = {}
    for object_type, pk in first:
        by_type.setdefault(object_type, set()).add(pk)
    by_object: dict[Key, list[int]] = {}
    for object_type, pks in by_type.items():
        for row, pk in IndexChange.objects.of(object_type, sorted(pks)):
            by_object.setdefault((object_type, pk), []).append(row)
    return by_object


def _apply(folder: Path, by_object: dict[Key, list[int]]) -> Applied:
    state = bring_up_to_date(folder, by_object)
    meanwhile.note(folder.parent, [*state.documents, *state.gone])
    failed = [key for key in by_object if key in state.failures]
    with transaction.atomic():
        done = [pk for key in by_object.keys() - failed for pk in by_object[key]]
        for start in range(0, len(done), BATCH):
            IndexChange.objects.filter(pk__in=done[start : start + BATCH]).delete()
        for key in failed:
            changes = IndexChange.objects.filter(pk__in=by_object[key])
            changes.update(tries=F("tries") + 1, error=state.failures[key])
    for key, reason in state.failures.items():
        logger.warning("%s %s could not be indexed: %s", *key, reason)
    return Applied(len(state.documents), len(state.gone), len(state.failures))


def bring_up_to_date(folder: Path, keys: Iterable[Key]) -> State:
    """Write the objects to an index as they are now, or take them out of it; return what they are."""
    # The rows of `keys` have been seen, and with them the version of the words that queued them.
    WordList.objects.enforce()
    state = State()
    _read(state, keys)
    _follow(folder, state)
    # Articles last: what the index says of them is asked for again if the others could not be written.
    for kind in reversed(list(KINDS.values())):
        _write(folder, kind, state)
    return state


def _read(state: State, keys: Iterable[Key]) -> None:
    """Add how the objects are now."""
    by_type: dict[str, list[int]] = {}
    for object_type, pk in keys:
        by_type.setdefault(object_type, []).append(pk)
    for object_type, pks in by_type.items():
        try:
            index = records.index_of(object_type)
        except records.UnknownType as error:
            state.failures.update({(object_type, pk): str(error) for pk in pks})
            continue
        prepared = records.prepare(index, pks)
        for pk in pks:
            key = object_type, pk
            if pk in prepared.failures:
                state.failures[key] = prepared.failures[pk]
            elif pk not in prepared.fields:
                state.gone.add(key)
            else:
                try:
                    state.documents[key] = schema.document(index.holds, prepared.fields[pk])
                except Exception as error:
                    state.failures[key] = records.reason(error)


def _follow(folder: Path, state: State) -> None:
    """Let the records that the articles named or name follow: those no longer public go with the articles, the others
    are queued, before anything is written, to be counted anew."""
    articles = {pk for kind, pk in (*state.documents, *state.gone) if kind == ARTICLE.name}
    found = reached(folder, articles) - {*state.documents, *state.gone, *state.failures}
    ghosts = not_public(found)
    state.gone |= ghosts
    IndexChange.objects.enqueue_once(found - ghosts)


def _write(folder: Path, kind: Kind, state: State) -> None:
    """Write all of a kind in one commit; where that fails, one by one, so that only the culprit is refused."""
    documents, gone = state.of(kind.name)
    try:
        _commit(folder, kind, documents, gone)
        return
    except OSError:
        raise  # The disk is full or gone: no object's fault, and nothing else will do better.
    except Exception:
        logger.exception("A batch of %d could not be written; trying one by one", len(documents) + len(gone))
    _commit(folder, kind, {}, gone)
    for pk, document in documents.items():
        try:
            _commit(folder, kind, {pk: document}, ())
        except OSError:
            raise
        except Exception as error:
            del state.documents[kind.name, pk]
            state.failures[kind.name, pk] = records.reason(error)


def _commit(folder: Path, kind: Kind, documents: Mapping[int, Document], gone: Collection[int]) -> None:
    if not documents and not gone:
        return
    with storage.writer(folder, kind) as writer:
        writer.delete([*documents, *gone])
        for document in documents.values():
            writer.add(document)

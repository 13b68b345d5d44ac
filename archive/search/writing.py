"""Change one index in one commit: documents added, documents deleted, segments merged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
from whoosh.index import TOC, FileIndex, LockError, clean_files

from archive.search import arrays, merging
from archive.search.arrays import MOST_DOCUMENTS, Arrays
from archive.search.building import Builder, Document
from archive.search.codec import Codec, Segment
from archive.search.kinds import Kind
from archive.search.schema import whoosh_schema

# What is built in memory at a time: some 30 KB for a document, some 20 for a byte of text.
MOST_BUILT = 16_384
MOST_BYTES = 48_000_000
# Segments whose files have more bytes together are not merged: the posting lists of the whole are held in memory.
MOST_MERGED_BYTES = 600_000_000

# Segments of about the same size (1–7 documents, 8–63, …) become one when so many have gathered. Each costs a search
# some 50 µs, and a document is written once again for each step of size.
STEP = 8
SEGMENTS_TO_MERGE = 4


class Writer:
    """Changes an index, whose lock it holds until `commit` or `cancel`. LockError if somebody else holds it."""

    def __init__(self, index: FileIndex, kind: Kind) -> None:
        self._index = index
        self._kind = kind
        self._folder = Path(index.storage.folder)
        self._lock = index.lock("WRITELOCK")
        if not self._lock.acquire():
            raise LockError(f"another writer has locked {index.indexname}")
        try:
            contents = TOC.read(index.storage, index.indexname, schema=whoosh_schema(kind))
        except BaseException:
            self._lock.release()
            raise
        self._contents = contents
        self._segments: list[Segment] = contents.segments
        self._fresh: list[Segment] = []
        self._builder = Builder(kind)
        self._changed = False

    def add(self, document: Document) -> None:
        """Add a document; ValueError for one that does not fit."""
        self._builder.add(document)
        if len(self._builder) >= MOST_BUILT or self._builder.bytes >= MOST_BYTES:
            self._flush()

    def add_built(self, paths: Sequence[Path]) -> None:
        """Add the documents of segment files that were built elsewhere, together at most MOST_DOCUMENTS, as one."""
        self._merge([merging.Source(Arrays(path)) for path in paths])

    def delete(self, keys: Collection[int]) -> int:
        """Delete the documents that were there with one of these primary keys; return how many there were."""
        wanted = np.unique(np.fromiter(keys, np.int64, len(keys)))
        deleted = 0
        for segment in self._segments:
            column = Arrays(segment.path(self._folder))["n.django_id"]
            found = np.flatnonzero(np.isin(column, wanted) & segment.live())
            if len(found):
                segment.delete_all(found.tolist())
                deleted += len(found)
        self._changed |= deleted > 0
        return deleted

    def commit(self, *, merge: bool = True) -> None:
        """Make the changes the index's next state; nothing is written where nothing has changed."""
        self._flush()
        if self._changed:
            segments = [segment for segment in self._segments if segment.doc_count()] + self._fresh
            if merge:
                for group in to_merge(segments, self._size):
                    segments = [segment for segment in segments if segment not in group]
                    segments.append(self._merge([_source(segment, self._folder) for segment in group]))
            self._name(segments)
        self._lock.release()

    def _name(self, segments: list[Segment]) -> None:
        """Write the table of contents that names the segments, and remove what it does not name."""
        storage, name, generation = self._index.storage, self._index.indexname, self._contents.generation + 1
        TOC(self._contents.schema, segments, generation).write(storage, name)
        clean_files(storage, name, generation, segments)

    def _size(self, segment: Segment) -> int:
        return segment.path(self._folder).stat().st_size

    def cancel(self) -> None:
        """Leave the index as it was, and nothing behind; what a table of contents names by now stays."""
        storage, name = self._index.storage, self._index.indexname
        if TOC._latest_generation(storage, name) == self._contents.generation:
            for segment in self._fresh:
                segment.path(self._folder).unlink(missing_ok=True)
        self._lock.release()

    def _flush(self) -> None:
        if len(self._builder):
            segment = self._new(len(self._builder))
            self._builder.write(segment.path(self._folder))
            self._builder = Builder(self._kind)

    def _merge(self, sources: Sequence[merging.Source]) -> Segment:
        segment = self._new(sum(source.documents for source in sources))
        arrays.write(segment.path(self._folder), *merging.merge(self._kind, sources))
        return segment

    def _new(self, documents: int) -> Segment:
        segment = Codec().new_segment(self._index.storage, self._index.indexname)
        segment.set_doc_count(documents)
        self._fresh.append(segment)
        self._changed = True
        return segment


def _source(segment: Segment, folder: Path) -> merging.Source:
    return merging.Source(Arrays(segment.path(folder)), segment.live() if segment.has_deletions() else None)


def to_merge(segments: Sequence[Segment], size: Callable[[Segment], int]) -> list[list[Segment]]:
    """Choose the segments that are to become one: a size of which there are too many, with all smaller ones.

    A segment of which more than half has been deleted is written anew, alone if it is too large to join others.
    """
    smallest_first = sorted(segments, key=lambda segment: segment.doc_count())
    steps = [_step(segment) for segment in smallest_first]
    last = max((step for step in steps if steps.count(step) >= SEGMENTS_TO_MERGE), default=-1)
    group: list[Segment] = []
    documents = written = 0
    for segment, step in zip(smallest_first, steps, strict=True):
        documents += segment.doc_count()
        written += size(segment)
        if step > last or documents > MOST_DOCUMENTS or written > MOST_MERGED_BYTES:
            break
        group.append(segment)
    groups = [group] if len(group) > 1 else []
    groups += [
        [segment]
        for segment in segments
        if segment.deleted_count() > segment.doc_count() and not any(segment in chosen for chosen in groups)
    ]
    return groups


def _step(segment: Segment) -> int:
    """Return how many times the documents can be divided by STEP."""
    return (segment.doc_count().bit_length() - 1) // (STEP.bit_length() - 1)

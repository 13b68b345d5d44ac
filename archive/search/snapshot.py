"""One state of the index, opened for reading: its segments as postings, texts and columns.

The only module that reads Whoosh's files for a search. A segment's number columns are read whole when it is
opened: Whoosh opens columns on first use, and gives empty values without a word if the segment has been
merged away by then.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any

from haystack.constants import DJANGO_CT, DJANGO_ID
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader, TermNotFound

from archive.search import schema, storage


class Segment:
    """A part of the index with document numbers of its own, counted from 0."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        for name in ("text", *schema.NUMBERS, *schema.NAMES):
            if not reader.has_column(name):
                raise FileNotFoundError(f"column {name} of {reader}")
        self._texts = reader.column_reader("text", translate=False)
        self._columns: dict[str, Sequence[Any]] = {
            name: reader.column_reader(name, translate=False).load() for name in (*schema.NUMBERS, *schema.NAMES)
        }
        self.size: int = reader.doc_count_all()
        self._deleted = frozenset(reader.segment().deleted_docs())

    @functools.cached_property
    def documents(self) -> list[int]:
        """The numbers of all documents."""
        return [number for number in range(self.size) if number not in self._deleted]

    def frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have the term, deleted ones included."""
        return self._reader.doc_frequency(field, term)

    def postings(self, field: str, term: bytes) -> list[int]:
        """Return the documents that have the term, ascending."""
        try:
            return list(self._reader.postings(field, term).all_ids())
        except TermNotFound:
            return []

    def weighted_postings(self, field: str, term: bytes) -> list[tuple[int, float]]:
        """Return the documents that have the term, each with the term's weight in it."""
        found = []
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return found
        while matcher.is_active():
            found.append((matcher.id(), matcher.weight()))
            matcher.next()
        return found

    def text(self, document: int) -> bytes:
        """Return the document's folded text, its parts kept apart (see schema.py)."""
        return self._texts[document]

    def column(self, field: str) -> Sequence[Any]:
        """Return the field's values by document number."""
        return self._columns[field]

    def identity(self, document: int) -> tuple[str, int]:
        """Return the record's model (archive.article) and primary key."""
        return self._columns[DJANGO_CT][document].decode(), self._columns[DJANGO_ID][document]


class Snapshot:
    """All segments, and what ranking wants to know of the whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: FileIndex = storage.open_index(folder)
        self.generation: int = self._index.latest_generation()
        self._reader = self._index.reader()
        try:
            leaves = self._reader.leaf_readers() if self._reader.doc_count_all() else []
            self.segments = [Segment(reader) for reader, _ in leaves]
        except BaseException:
            self.close()
            raise
        self.size = sum(segment.size for segment in self.segments)
        words = sum(sum(segment.column("length")) for segment in self.segments)
        self.average_length = words / self.size if words else 1.0
        self._rarities: dict[tuple[str, bytes], float] = {}

    def is_current(self) -> bool:
        """Say whether nothing has been committed since."""
        return self._index.latest_generation() == self.generation

    def rarity(self, field: str, term: bytes) -> float:
        """Return the inverse document frequency of a term: the rarer, the larger; never negative."""
        if (field, term) not in self._rarities:
            frequency = sum(segment.frequency(field, term) for segment in self.segments)
            self._rarities[field, term] = log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))
        return self._rarities[field, term]

    def close(self) -> None:
        """Close the files."""
        self._reader.close()

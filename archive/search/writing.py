"""Whoosh's segment writer without its detours: posting lists are gathered in memory and written term by term.

Whoosh's own sorts every posting of a segment through temporary files and looks up a field length on the disk
for each. Documents are numbered in the order they are added, so that the lists are sorted as they grow. The
files written are Whoosh's own.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
from whoosh.filedb.filestore import Storage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

# A merge keeps the number of segments down without writing the large ones again and again: once this many
# of about the same size (1–9 articles, 10–99, …) have gathered, they become one.
SEGMENTS_TO_MERGE = 10
# Articles. A segment is sorted in memory (some 30 KB an article), and Whoosh holds no more than 2 GB of text in one.
LARGEST_SEGMENT = 10_000
# Postings in a block. Most terms of an archive stand in a handful of articles.
WORTH_COMPRESSING = 16
WEIGHTED = ("words",)


class Postings(W3PostingsWriter):
    """Whoosh's writer of one posting list, which would take postings one by one and compress even a single one."""

    def add_list(self, documents: array, weights: array | None) -> None:
        """Add the whole list at once; without weights they are all 1."""
        for start in range(0, len(documents), self._blocklimit):
            if self._ids:
                self._write_block()
            self._ids = documents[start : start + self._blocklimit]
            self._weights = (
                weights[start : start + self._blocklimit] if weights else array("f", (1.0,)) * len(self._ids)
            )
            self._maxweight = max(self._weights)

    def _write_block(self, last: bool = False) -> None:
        self._compression = 1 if len(self._ids) >= WORTH_COMPRESSING else 0
        super()._write_block(last)


class FieldWriter(W3FieldWriter):
    """Whoosh's writer of fields and terms, taking whole lists."""

    def add_list(self, documents: array, weights: array | None) -> None:
        """Add the present term's postings."""
        self._postwriter.add_list(documents, weights)


class Codec(W3Codec):
    """Whoosh's codec with larger blocks, and without the lengths that only its own ranking reads."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=1024)

    def field_writer(self, storage: Storage, segment: Any) -> FieldWriter:
        """Write fields."""
        return FieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: StructFile, byteids: bool = False) -> Postings:
        """Write a posting list."""
        return Postings(dbfile, self._blocklimit, byteids, inlinelimit=self._inlinelimit)


class PostingLists:
    """Stands in for Whoosh's pool of postings: documents, and weights where they differ, by field and term."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[bytes, array]] = {}
        self.weights: dict[str, dict[bytes, array]] = {}

    def add_weighted(self, field: str, document: int, terms: Mapping[bytes, float]) -> None:
        """Add a document's terms with their weights; documents come in ascending order."""
        lists, weights = self.documents.setdefault(field, {}), self.weights.setdefault(field, {})
        for term, weight in terms.items():
            if (documents := lists.get(term)) is None:
                lists[term], weights[term] = array("I", (document,)), array("f", (weight,))
            else:
                documents.append(document)
                weights[term].append(weight)

    def add_plain(self, field: str, document: int, terms: Iterable[bytes]) -> None:
        """Add a document's terms."""
        lists = self.documents.setdefault(field, {})
        for term in terms:
            if (documents := lists.get(term)) is None:
                lists[term] = array("I", (document,))
            else:
                documents.append(document)

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Add one posting, as Whoosh does for other fields and when it merges segments."""
        field, term, document, weight, _ = posting
        if field in WEIGHTED:
            self.add_weighted(field, document, {term: weight})
        else:
            self.add_plain(field, document, (term,))

    def cleanup(self) -> None:
        """Forget everything."""
        self.documents.clear()
        self.weights.clear()


class Writer(SegmentWriter):
    """Writes one new segment."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=Codec(), compound=False)
        self.pool = PostingLists()

    def add_document(self, **document: Any) -> None:
        """Add a document made by `schema.document`."""
        number, words, grams = self.docnum, document.pop("words"), document.pop("grams")
        super().add_document(**document)
        self.pool.add_weighted("words", number, words)
        self.pool.add_plain("grams", number, grams)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for field, lists in sorted(self.pool.documents.items()):
            weights = self.pool.weights.get(field)
            self.fieldwriter.start_field(field, self.schema[field])
            for term in sorted(lists):
                self.fieldwriter.start_term(term)
                self.fieldwriter.add_list(lists[term], weights and weights[term])
                self.fieldwriter.finish_term()
            self.fieldwriter.finish_field()
        self.fieldwriter.close()


def merge_tiers(writer: Writer, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: merge a tier of segments that has become full, and segments mostly deleted."""
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count() * SEGMENTS_TO_MERGE <= LARGEST_SEGMENT:
            tiers.setdefault(len(str(segment.doc_count())), []).append(segment)
    full = [tier for tier in sorted(tiers) if len(tiers[tier]) >= SEGMENTS_TO_MERGE]
    merging = tiers[full[0]] if full else []
    merging += [
        segment
        for segment in segments
        if segment.deleted_count() * 2 > segment.doc_count_all() and segment not in merging
    ]
    for segment in merging:
        if not segment.doc_count():
            continue  # nothing is left of it
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merging]

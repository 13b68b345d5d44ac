"""The Whoosh codec: what Whoosh keeps (table of contents, lock, generations, deletions) over segments of arrays.

Whoosh's own searcher reads them through it, for whoever wants its queries; the archive's searches read the arrays
themselves (segments.py), as Whoosh takes posting lists one posting at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import TermInfo, TermNotFound

from archive.search.arrays import Array, Arrays
from archive.search.building import MOST_LENGTH
from archive.search.schema import WORDS

EXTENSION = ".npx"


class Segment(W3Segment):
    """A segment as the table of contents knows it: its name, how many documents it has, which are deleted."""

    def path(self, folder: Path) -> Path:
        """Return its file."""
        return folder / self.make_filename(EXTENSION)

    def delete_all(self, documents: Iterable[int]) -> None:
        """Mark documents deleted."""
        self._deleted = {*self.deleted_docs(), *documents}

    def live(self) -> Array:
        """Return for each document whether it has not been deleted."""
        live = np.ones(self.doc_count_all(), bool)
        live[np.fromiter(self.deleted_docs(), np.int64)] = False
        return live


class _Nothing:
    """Stands in for Whoosh's writers of postings and columns: a segment is written as a whole."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Codec(base.Codec):
    """Reads segments of arrays for Whoosh; written they are by writing.py."""

    length_stats = False

    def per_document_writer(self, storage: FileStorage, segment: Segment) -> _Nothing:
        """Write nothing."""
        return _Nothing()

    def field_writer(self, storage: FileStorage, segment: Segment) -> _Nothing:
        """Write nothing."""
        return _Nothing()

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:
        """Name a new segment."""
        return Segment(self, indexname)

    def terms_reader(self, storage: FileStorage, segment: Segment) -> TermsReader:
        """Read the dictionaries and posting lists."""
        return TermsReader(Arrays(segment.path(Path(storage.folder))))

    def per_document_reader(self, storage: FileStorage, segment: Segment) -> DocumentReader:
        """Read what belongs to single documents."""
        return DocumentReader(segment, Arrays(segment.path(Path(storage.folder))))


class _Values:
    """The sorted values of a dictionary, decoded one at a time."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._blob = memoryview(arrays[f"{name}.blob"])
        self._at = arrays[f"{name}.at"]

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, rank: int) -> bytes:
        return bytes(self._blob[self._at[rank] : self._at[rank + 1]])


class TermsReader(base.TermsReader):
    """Terms and their documents; a number column's values are terms too, written in digits."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._dictionaries = {
            WORDS if name == "word.blob" else name[2:-5]: _Values(arrays, name[:-5])
            for name in arrays.keys()  # noqa: SIM118
            if name == "word.blob" or (name.startswith("t.") and name.endswith(".blob"))
        }
        self._numbers = {name[2:] for name in arrays.keys() if name.startswith("n.")}  # noqa: SIM118

    def indexed_field_names(self) -> list[str]:
        """Name the fields."""
        return [*self._dictionaries, *self._numbers]

    def _find(self, field: str, term: bytes) -> tuple[Array, Array] | None:
        """Return the documents with a term, ascending, and its weight in each."""
        if field in self._numbers:
            found = np.flatnonzero(self._arrays[f"n.{field}"] == int(term)) if term.isdigit() else np.empty(0, int)
            return (found, np.ones(len(found))) if len(found) else None
        values = self._dictionaries.get(field)
        if values is None or (rank := bisect_left(values, term)) == len(values) or values[rank] != term:
            return None
        name = "word" if field == WORDS else f"t.{field}"
        start, end = self._arrays[f"{name}.off"][rank : rank + 2].tolist()
        found = self._arrays[f"{name}.doc"][start:end]
        return found, self._arrays["word.tf"][start:end] if field == WORDS else np.ones(len(found))

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms of the fields that have a dictionary."""
        for field in sorted(self._dictionaries):
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the field's terms from `prefix` on."""
        if values := self._dictionaries.get(fieldname):
            for rank in range(bisect_left(values, prefix), len(values)):
                yield fieldname, values[rank]

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return how often a term occurs; raises TermNotFound."""
        documents, weights = self._found(fieldname, text)
        return TermInfo(
            weight=float(weights.sum()),
            df=len(documents),
            minlength=1,
            maxlength=MOST_LENGTH,
            maxweight=float(weights.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def _found(self, field: str, term: bytes) -> tuple[Array, Array]:
        found = self._find(field, term)
        if found is None:
            raise TermNotFound(f"{field}:{term!r}")
        return found

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have the term."""
        found = self._find(fieldname, text)
        return 0 if found is None else len(found[0])

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often the term occurs."""
        found = self._find(fieldname, text)
        return 0.0 if found is None else float(found[1].sum())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Matcher:
        """Return a Whoosh matcher over the term's documents."""
        documents, weights = self._found(fieldname, text)
        info = self.term_info(fieldname, text)
        weights = weights.astype(float).tolist()
        return ListMatcher(
            documents.tolist(), weights, None, format_, scorer=scorer, term=(fieldname, text), terminfo=info
        )


class DocumentReader(base.PerDocumentReader):
    """What belongs to single documents: how many there are, which are deleted, how long they are."""

    def __init__(self, segment: Segment, arrays: Arrays) -> None:
        self._segment = segment
        self._arrays = arrays
        self.doc_count = segment.doc_count
        self.doc_count_all = segment.doc_count_all
        self.has_deletions = segment.has_deletions
        self.is_deleted = segment.is_deleted
        self.deleted_docs = segment.deleted_docs

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many words a document has."""
        return int(self._arrays["length"][docnum]) if fieldname == WORDS else default

    def field_length(self, fieldname: str) -> int:
        """Return how many words there are in all."""
        return int(self._arrays.facts["words"]) if fieldname == WORDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return a lower bound of the lengths."""
        return 1

    def max_field_length(self, fieldname: str) -> int:
        """Return an upper bound of the lengths."""
        return MOST_LENGTH

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the number columns: a hit is known by its django_id."""
        names = [name for name in self._arrays.keys() if name.startswith("n.")]  # noqa: SIM118
        return {name[2:]: int(self._arrays[name][docnum]) for name in names}

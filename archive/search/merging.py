"""Make one segment of several, without the documents deleted from them.

Nothing is sorted but the dictionaries: each segment's posting lists are in order, and its documents come after those
of the segments before it, so every posting's place in the whole can be reckoned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from archive.search.arrays import MOST_DOCUMENTS, Array, Arrays, Content
from archive.search.building import ordinals, without_words, words_of_two
from archive.search.kinds import Kind
from archive.search.postings import dictionary, starts_of_runs


@dataclass(frozen=True)
class Source:
    """A segment to be merged; `live` says for each document whether it is kept, None keeps all."""

    arrays: Arrays
    live: Array | None = None

    @property
    def documents(self) -> int:
        """How many documents are kept."""
        return self.arrays.documents if self.live is None else int(self.live.sum())

    def kept(self, column: Array) -> Array:
        """Return of a column, one row per document, the rows that are kept."""
        return column if self.live is None else column[self.live]


@dataclass(frozen=True)
class _Lists:
    """A segment's posting lists for some of the terms of the whole: `terms[i]` is the number of the i-th there."""

    terms: Array
    offsets: Array
    documents: Array
    weights: Array | None = None


def merge(kind: Kind, sources: Sequence[Source]) -> tuple[dict[str, Content], dict[str, Any]]:
    """Return the arrays and facts of the merged segment; ValueError if it had too many documents."""
    words = _merge_terms("word", sources, weights=True)
    merged: dict[str, Content] = {**words, **_merge_pairs(sources, words), **_merge_texts(sources)}
    merged["length"] = lengths = _column(sources, "length")
    for name in kind.numbers:
        merged[f"n.{name}"] = _column(sources, f"n.{name}")
    documents = len(lengths)
    for name in kind.terms:
        terms = _merge_terms(f"t.{name}", sources)
        merged |= terms
        if name in kind.single:
            merged[f"t.{name}.ord"] = ordinals(documents, terms[f"t.{name}.off"], terms[f"t.{name}.doc"])
    facts = {"documents": documents, "words": int(lengths.sum(dtype=np.int64)), "parts": len(kind.parts)}
    return merged, facts


def _column(sources: Sequence[Source], name: str) -> Array:
    return np.concatenate([source.kept(source.arrays[name]) for source in sources])


def _merge_terms(name: str, sources: Sequence[Source], *, weights: bool = False) -> dict[str, Array]:
    """Merge the dictionary `name` and its posting lists."""
    found: set[bytes] = set()
    for source in sources:
        found.update(_values(source.arrays, name))
    values = sorted(found)
    number = {value: at for at, value in enumerate(values)}
    lists = [
        _Lists(
            np.fromiter(map(number.__getitem__, _values(source.arrays, name)), np.int64),
            source.arrays[f"{name}.off"],
            source.arrays[f"{name}.doc"],
            source.arrays[f"{name}.tf"] if weights else None,
        )
        for source in sources
    ]
    used, offsets, documents, weight = _merge_lists(len(values), lists, sources)
    kept = [value for value, is_used in zip(values, used.tolist(), strict=True) if is_used]
    merged = {**dictionary(name, kept), f"{name}.off": offsets, f"{name}.doc": documents}
    return {**merged, f"{name}.tf": weight} if weight is not None else merged


def _values(arrays: Arrays, name: str) -> list[bytes]:
    blob, at = arrays[f"{name}.blob"].tobytes(), arrays[f"{name}.at"].tolist()
    return [blob[start:end] for start, end in zip(at, at[1:], strict=False)]


def _merge_pairs(sources: Sequence[Source], words: Mapping[str, Array]) -> dict[str, Array]:
    pairs = np.sort(np.concatenate([source.arrays["pair.key"] for source in sources]))
    pairs = pairs[starts_of_runs(pairs)]  # np.unique hashes instead, in six times the time
    lists = [_with_words(np.searchsorted(pairs, source.arrays["pair.key"]), source.arrays) for source in sources]
    used, offsets, documents, _ = _merge_lists(len(pairs), lists, sources)
    pairs = pairs[used]
    return {"pair.key": pairs, **without_words(words, pairs, offsets, documents)}


def _with_words(terms: Array, arrays: Arrays) -> _Lists:
    """Return a segment's pairs with all their lists, also those that only the words have (see arrays.py)."""
    pairs, own = arrays["pair.key"], arrays["pair.off"].astype(np.int64)
    lengths = np.diff(own)
    keys, ranks = words_of_two(arrays["word.blob"], arrays["word.at"])
    at = np.searchsorted(pairs, keys)
    known = at < len(pairs)
    known[known] = pairs[at[known]] == keys[known]
    known[known] = lengths[at[known]] == 0
    at, ranks = at[known], ranks[known]
    starts = arrays["word.off"].astype(np.int64)[ranks]
    borrowed = arrays["word.off"].astype(np.int64)[ranks + 1] - starts
    full = lengths.copy()
    full[at] = borrowed
    offsets = np.concatenate(([0], np.cumsum(full)))
    documents = np.empty(offsets[-1], np.uint16)
    documents[_ranges(offsets[:-1], lengths)] = arrays["pair.doc"]
    documents[_ranges(offsets[at], borrowed)] = arrays["word.doc"][_ranges(starts, borrowed)]
    return _Lists(terms, offsets, documents)


def _ranges(starts: Array, lengths: Array) -> Array:
    """Return start, start + 1 … of each start, as many as its length, one after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)


def _merge_lists(
    terms: int, lists: Sequence[_Lists], sources: Sequence[Source]
) -> tuple[Array, Array, Array, Array | None]:
    """Return which of the terms still occur, and of these offsets, documents and weights."""
    total = np.zeros(terms, np.int64)
    for own, source in zip(lists, sources, strict=True):
        total[own.terms] += _counts(own, source)
    starts = np.cumsum(total) - total
    documents = np.empty(total.sum(), np.uint16)
    weighted = bool(lists) and lists[0].weights is not None
    weights = np.empty(len(documents), np.uint8) if weighted else None
    base = 0
    for own, source in zip(lists, sources, strict=True):
        counts = _counts(own, source)
        places = _ranges(starts[own.terms], counts)
        starts[own.terms] += counts
        kept = slice(None) if source.live is None else source.live[own.documents]
        numbers = np.arange(source.arrays.documents) if source.live is None else np.cumsum(source.live) - 1
        documents[places] = (numbers + base)[own.documents[kept]]
        if weights is not None and own.weights is not None:
            weights[places] = own.weights[kept]
        base += source.documents
    if base > MOST_DOCUMENTS:
        raise ValueError(f"{base} documents are too many for one segment")
    used = total > 0
    offsets = np.concatenate(([0], np.cumsum(total[used]))).astype(np.uint32)
    return used, offsets, documents, weights


def _counts(own: _Lists, source: Source) -> Array:
    """Return how many postings of each list are kept."""
    if source.live is None:
        return np.diff(own.offsets.astype(np.int64))
    kept_before = np.concatenate(([0], np.cumsum(source.live[own.documents])))
    return np.diff(kept_before[own.offsets])


def _merge_texts(sources: Sequence[Source]) -> dict[str, Content]:
    sizes = [source.kept(np.diff(source.arrays["text.off"])) for source in sources]
    parts = [
        source.kept(source.arrays["part.off"].reshape(-1, source.arrays.facts["parts"] + 1)) for source in sources
    ]
    return {
        "text.off": np.concatenate([np.zeros(1, np.uint64), np.cumsum(np.concatenate(sizes), dtype=np.uint64)]),
        "text.blob": (piece for source in sources for piece in _texts(source)),
        "part.off": np.concatenate([each.ravel() for each in parts]),
    }


def _texts(source: Source) -> Iterator[memoryview]:
    """Yield the kept texts, neighbours in one piece."""
    blob, offsets = memoryview(source.arrays["text.blob"]), source.arrays["text.off"]
    if source.live is None:
        yield blob
        return
    edges = np.flatnonzero(np.diff(np.concatenate(([False], source.live, [False]))))
    for start, end in edges.reshape(-1, 2):
        yield blob[int(offsets[start]) : int(offsets[end])]

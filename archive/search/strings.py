"""Find words and strings in one segment.

A string's candidates are the documents with all its pairs of characters; whether they have the string itself is read
in their texts. What is found is ranked by BM25 over the words of the index, an exact string by the words it consists
of; a word's weight holds what headlines add.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from archive.search import analyzer, nearness
from archive.search.arrays import PART_END, Array
from archive.search.fold import HAN, is_han
from archive.search.found import NOTHING, Found, added, among, either, flags, indices, weights_at
from archive.search.segments import Segment
from archive.search.snapshot import KindSnapshot, Leaf
from archive.search.tree import Exact, Near, Prefix, Words

# Microseconds: reading a candidate's text; intersecting with another posting list, and for each document of that.
READING, INTERSECTING, PER_POSTING = 0.6, 12, 0.003

_BEFORE_WORD = rf"(?<![^\W_{HAN}])"
_AFTER_WORD = rf"(?![^\W_{HAN}])"
_LATIN_WORD = re.compile(rf"[^\W_{HAN}]+")


def _units(text: str) -> memoryview:
    """Return the text's UTF-16 units."""
    return memoryview(text.encode("utf-16-le")).cast("H")


def _pairs(units: memoryview) -> list[int]:
    """Return the keys of the different pairs of units, ascending."""
    return sorted({high << 16 | low for high, low in pairwise(units)})


class Strings:
    """Finds strings in the leaf of this number; without scores where nobody ranks by them."""

    def __init__(self, snapshot: KindSnapshot, number: int, *, scored: bool = True) -> None:
        self.snapshot = snapshot
        self.number = number
        self.scored = scored
        self.leaf: Leaf = snapshot.leaves[number]
        self.segment: Segment = self.leaf.segment

    def unscored(self) -> Strings:
        """The same without scores."""
        return Strings(self.snapshot, self.number, scored=False)

    def find(self, node: Words | Exact | Prefix | Near, within: Array | None = None) -> Found:
        """Return the documents that answer the node; only those among `within`, if that is given."""
        match node:
            case Words():
                return self._words(node, within)
            case Exact(text, part):
                return self._exact(text, part, within)
            case Prefix(text, part):
                return self._prefix(text, part, within)
            case Near():
                return self._near(node, within)

    def cost(self, node: Words | Exact | Prefix | Near) -> int:
        """Return about how many documents have to be looked at for the node."""
        match node:
            case Words(_, words):
                return min(map(self._word_frequency, words), default=self.leaf.size)
            case Exact(text) | Prefix(text):
                return self._string_frequency(text)
            case Near(texts):
                return min(map(self._string_frequency, texts), default=0)

    # Words.

    def _words(self, node: Words, within: Array | None) -> Found:
        """Find all the words, or the string itself; the string ranks above any sum of words."""
        exact = self._exact(node.text, node.part, within)
        if node.words == (node.text,) and analyzer.is_indexed_word(node.text):
            return exact
        apart = self._all_words(node.words, within)
        if node.part:
            apart = self._in_part(apart, node.words, node.part)
        if not self.scored or not len(exact.documents):
            return either([apart, exact], self.leaf.size)
        # A word adds less than its rarity to a score.
        bonus = np.float32(sum(self.snapshot.term(word).rarity for word in node.words))
        scores = np.full(len(exact.documents), bonus) if exact.scores is None else exact.scores + bonus
        alone = among(apart.documents, exact.documents, self.leaf.size)
        return either([apart.keep(~alone), Found(exact.documents, scores)], self.leaf.size)

    def _all_words(self, words: Iterable[str], within: Array | None) -> Found:
        """Find the documents that have all the words anywhere."""
        numbers = [self.snapshot.term(word).numbers[self.number] for word in words]
        if not numbers or None in numbers:
            return NOTHING
        rarest_first = list(zip(words, numbers, strict=True))
        if len(rarest_first) > 1:
            rarest_first.sort(key=lambda pair: self.segment.words.frequency(pair[1]))
        found: Found | None = None if within is None else Found(within)
        for word, number in rarest_first:
            found = self._with_word(found, word, number)
        return found or NOTHING

    def _with_word(self, found: Found | None, word: str, number: int) -> Found:
        """Keep of `found` (everything, if None) what has the word, adding its score."""
        words = self.segment.words
        if found is None:
            documents = indices(words.postings(number))
            return Found(documents, self._scores(word, documents, words.weights_of(number)) if self.scored else None)
        if not self.scored:
            return found.keep(among(found.documents, words.postings(number), self.leaf.size))
        weights = weights_at(found.documents, words.postings(number), words.weights_of(number), self.leaf.size)
        having = weights.nonzero()[0]
        documents, weights = found.documents.take(having), weights.take(having)
        before = None if found.scores is None else found.scores.take(having)
        return Found(documents, added(before, self._scores(word, documents, weights)))

    def _scores(self, word: str, documents: Array, weights: Array) -> Array:
        """Return BM25's score of the word in each document."""
        weights = weights.astype(np.float32)
        scores = weights + self.leaf.norms.take(documents, mode="clip")
        np.divide(weights, scores, out=scores)
        scores *= np.float32(self.snapshot.term(word).rarity)
        return scores

    def _ranked(self, documents: Array, text: str) -> Found:
        """Give documents that contain the string the score of its words."""
        found = Found(documents)
        if not self.scored or not len(documents):
            return found
        words = self.segment.words
        scores: Array | None = None
        for word in dict.fromkeys(analyzer.query_words(text)):
            number = self.snapshot.term(word).numbers[self.number]
            if number is not None:
                weights = weights_at(documents, words.postings(number), words.weights_of(number), self.leaf.size)
                scores = added(scores, self._scores(word, documents, weights))
        return Found(documents, scores)

    def _word_frequency(self, word: str) -> int:
        number = self.snapshot.term(word).numbers[self.number]
        return 0 if number is None else self.segment.words.frequency(number)

    def _in_part(self, found: Found, words: Iterable[str], part: str) -> Found:
        """Keep the documents that have all the words in that part of their texts."""
        han = [word.encode() for word in words if is_han(word[0])]
        others = [re.compile(_BEFORE_WORD + re.escape(word) + _AFTER_WORD) for word in words if not is_han(word[0])]

        def fits(text: bytes) -> bool:
            decoded = text.decode() if others else ""
            return all(word in text for word in han) and all(pattern.search(decoded) for pattern in others)

        return found.keep(self._read(found.documents, part, fits))

    # Strings.

    def _exact(self, text: str, part: str, within: Array | None) -> Found:
        if analyzer.is_indexed_word(text):
            found = self._all_words((text,), within)
            return self._containing(found, text, part) if part else found
        return self._ranked(self._string(text, part, within), text)

    def _string(self, text: str, part: str, within: Array | None) -> Array:
        """Return the documents that contain the string, in that part of their texts."""
        if analyzer.is_indexed_word(text):
            return self.unscored()._exact(text, part, within).documents
        candidates, certain = self._candidates(text, within)
        found = Found(candidates)
        return (found if certain and not part else self._containing(found, text, part)).documents

    def _candidates(self, text: str, within: Array | None) -> tuple[Array, bool]:
        """Return documents that may contain the string, and whether they certainly do."""
        units = _units(text)
        if not len(units):
            return NOTHING.documents, True
        if len(units) == 1:
            having = flags(self.leaf.size, *self.segment.beginning_pairs(units[0]))
            return (np.flatnonzero(having) if within is None else within[having[within]]), True
        pairs = self.segment.pairs(_pairs(units))
        if pairs is None:
            return NOTHING.documents, True
        by_length = sorted(map(self.segment.pair_postings, pairs), key=len)
        found = indices(by_length[0]) if within is None else within
        for postings in by_length[within is None :]:
            if len(found) * READING < INTERSECTING + len(postings) * PER_POSTING:
                return found, False
            found = found[among(found, postings, self.leaf.size)]
        return found, len(units) == 2

    def _containing(self, found: Found, text: str, part: str) -> Found:
        """Keep the documents that have the string in that part of their texts."""
        return found.keep(self.segment.containing(found.documents, text.encode(), part))

    def _read(self, documents: Array, part: str, fits: Callable[[bytes], bool]) -> Array:
        """Say of each document whether the text fits."""
        return np.fromiter(map(fits, self.segment.texts(documents, part)), bool, len(documents))

    def _string_frequency(self, text: str) -> int:
        """Return at most how many documents contain the string."""
        if analyzer.is_indexed_word(text):
            return self._word_frequency(text)
        units = _units(text)
        if len(units) < 2:
            return self.leaf.size
        pairs = self.segment.pairs(_pairs(units))
        return min(len(self.segment.pair_postings(pair)) for pair in pairs) if pairs else 0

    # Beginnings and nearness.

    def _prefix(self, text: str, part: str, within: Array | None) -> Found:
        """Find words that begin with the string; what begins with a Chinese character is the string anywhere."""
        if not text or is_han(text[0]):
            return self._exact(text, part, within)
        if part or len(text) >= analyzer.LONGEST_WORD or not _LATIN_WORD.fullmatch(text):
            beginning = re.compile(_BEFORE_WORD + re.escape(text))
            documents = self._string(text, part, within)
            return Found(documents[self._read(documents, part, lambda each: bool(beginning.search(each.decode())))])
        first, end = self.segment.words.run(text.encode())
        having = flags(self.leaf.size, self.segment.words.postings(first, end))
        return Found(np.flatnonzero(having) if within is None else within[having[within]])

    def _near(self, node: Near, within: Array | None) -> Found:
        for text in sorted(node.texts, key=self._string_frequency):
            within = self._string(text, node.part, within)
        if within is None:
            return NOTHING
        near_in = nearness.near(node.texts, node.distance)
        near = self._read(within, node.part, lambda each: any(map(near_in, each.decode().split(PART_END))))
        found = self._ranked(within[near], node.texts[0])
        for text in node.texts[1:]:
            found = Found(found.documents, added(found.scores, self._ranked(found.documents, text).scores))
        return found

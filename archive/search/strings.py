"""Find words and strings in one segment.

A string's candidates are the documents with all its pairs of characters; whether they have the string itself is read
in their texts. What is found is ranked by BM25 over the words of the index, an exact string by the words it consists
of; a word's weight holds what headlines add.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeGuard

import numpy as np

from archive.search import analyzer, nearness
from archive.search.arrays import PART_END, Array
from archive.search.fold import HAN, is_han
from archive.search.found import NOTHING, Found, added, among, either, flags, indices, union, weights_at
from archive.search.segments import Segment
from archive.search.snapshot import KindSnapshot, Leaf
from archive.search.tree import Exact, Near, Node, Prefix, Words

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


@dataclass(frozen=True)
class AllWords:
    """Records with all of the words, of each of which the index alone knows where it is."""

    words: tuple[str, ...]


Sought = Words | Exact | Prefix | Near | AllWords


def joined(nodes: Sequence[Node]) -> list[Node | AllWords]:
    """Return nodes that are all to be answered with those of single words as one: only what has all is scored."""
    if len(nodes) < 2:
        return list(nodes)
    words = [node.text for node in nodes if _is_word(node)]
    if len(words) < 2:
        return list(nodes)
    return [AllWords(tuple(words)), *(node for node in nodes if not _is_word(node))]


def _is_word(node: Node | Sought) -> TypeGuard[Words | Exact]:
    """Say whether to look the text up as a word is all that is to be done."""
    match node:
        case Words(text, words, part):
            return not part and words == (text,) and analyzer.is_indexed_word(text)
        case Exact(text, part):
            return not part and analyzer.is_indexed_word(text)
    return False


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

    def find(self, node: Sought, within: Array | None = None) -> Found:
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
            case AllWords(words):
                return self._all_words(words, within)

    def holds(self, node: Sought, documents: Array) -> Array:
        """Say for each of the documents whether it answers the node."""
        if _is_word(node):
            number = self.snapshot.term(node.text).numbers[self.number]
            postings = NOTHING.documents if number is None else self.segment.words.postings(number)
            return among(documents, postings, self.leaf.size)
        return flags(self.leaf.size, self.unscored().find(node, documents).documents).take(documents, mode="clip")

    def cost(self, node: Sought) -> int:
        """Return about how many documents have to be looked at for the node."""
        match node:
            case Words(_, words) | AllWords(words):
                return min(map(self._word_frequency, words), default=self.leaf.size)
            case Exact(text) | Prefix(text):
                return self._string_frequency(text)
            case Near(texts):
                return min(map(self._string_frequency, texts), default=0)

    def read_for(self, node: Node | Sought) -> int:
        """Return at most how many texts may have to be read for the node; 0 if the index alone tells."""
        match node:
            case Words(text, _, part) | Exact(text, part) if part or not analyzer.is_indexed_word(text):
                return self._string_frequency(text)
            case Prefix(text, part) if part or not analyzer.is_indexed_word(text):
                return self._string_frequency(text)
            case Near():
                return self.cost(node)
        return 0

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
        rarest_first: list[tuple[str, int]] = []
        for word in words:
            number = self.snapshot.term(word).numbers[self.number]
            if number is None:
                return NOTHING
            rarest_first.append((word, number))
        if not rarest_first:
            return NOTHING
        if len(rarest_first) > 1:
            rarest_first.sort(key=lambda pair: self.segment.words.frequency(pair[1]))
        documents = within
        weights: list[Array] = []
        for _, number in rarest_first:
            documents, weights = self._with_word(documents, weights, number)
        assert documents is not None
        return Found(documents, self._scores([word for word, _ in rarest_first], documents, weights))

    def _with_word(self, found: Array | None, before: list[Array], number: int) -> tuple[Array, list[Array]]:
        """Keep of the documents (all, if None) those with the word, and of their weights; add the word's."""
        words = self.segment.words
        postings, weights = words.postings(number), words.weights_of(number)
        if found is None:
            return indices(postings), [weights]
        if not self.scored:
            return found.take(among(found, postings, self.leaf.size).nonzero()[0]), []
        weights = weights_at(found, postings, weights, self.leaf.size)
        having = weights.astype(bool).nonzero()[0]  # three times as fast as to look for those that are not 0
        return found.take(having), [each.take(having) for each in (*before, weights)]

    def _scores(self, words: Iterable[str], documents: Array, weights: Iterable[Array]) -> Array | None:
        """Return the sum of BM25's scores of the words, whose weights in each document these are."""
        if not self.scored:
            return None
        norms = self.leaf.norms.take(documents, mode="clip")
        total: Array | None = None
        for word, each in zip(words, weights, strict=True):
            weight = each.astype(np.float32)
            scores = weight + norms
            np.divide(weight, scores, out=scores)
            scores *= self.snapshot.term(word).rarity
            total = added(total, scores)
        return total

    def _ranked(self, documents: Array, text: str) -> Found:
        """Give documents that contain the string the score of its words."""
        found = Found(documents)
        if not self.scored or not len(documents):
            return found
        numbers = {word: self.snapshot.term(word).numbers[self.number] for word in analyzer.query_words(text)}
        words = self.segment.words
        weights = {
            word: weights_at(documents, words.postings(number), words.weights_of(number), self.leaf.size)
            for word, number in numbers.items()
            if number is not None
        }
        return Found(documents, self._scores(weights, documents, weights.values()))

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
            return self._in_any(self.segment.beginning_pairs(units[0]), within), True
        pairs = self.segment.pairs(_pairs(units))
        if pairs is None:
            return NOTHING.documents, True
        by_length = sorted(map(self.segment.pair_postings, pairs), key=len)
        found = indices(by_length[0]) if within is None else within
        for postings in by_length[within is None :]:
            if len(found) * READING < INTERSECTING + len(postings) * PER_POSTING:
                return found, False
            found = found.take(among(found, postings, self.leaf.size).nonzero()[0])
        return found, len(units) == 2

    def _in_any(self, lists: list[Array], within: Array | None) -> Array:
        """Return the documents that are in one of the lists."""
        if within is None:
            return union(lists, self.leaf.size)
        return within[flags(self.leaf.size, *lists)[within]]

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
        return Found(self._in_any([self.segment.words.postings(first, end)], within))

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

"""Answer a tree over one segment of the index: which documents, and with what score.

Sets and dictionaries of document numbers, term by term; no document is looked at one at a time except to
verify an exact string against its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.search import analyzer, schema
from archive.search.snapshot import Segment, Snapshot
from archive.search.tree import Among, And, Between, Everything, Exact, Node, Not, Or, Words

# BM25: how soon more occurrences stop counting, and how much a long text's occurrences count less.
K1 = 1.2
B = 0.75

# Once so few documents are left, reading their texts is cheaper than another posting list.
FEW = 64

Scores = dict[int, float]


class Evaluation:
    """Evaluates trees over one segment of a snapshot; without scores where nobody ranks by them."""

    def __init__(self, snapshot: Snapshot, segment: Segment, *, scored: bool) -> None:
        self.snapshot = snapshot
        self.segment = segment
        self.scored = scored
        self._lengths = segment.column("length")

    def evaluate(self, node: Node) -> Scores:
        """Return the documents that answer the node, with their scores."""
        match node:
            case Words():
                return self.words(node)
            case Exact(text):
                return self.exact(text)
            case And(parts):
                return self.all_of(parts)
            case Or(parts):
                return self.any_of(parts)
            case Everything() | Not() | Among() | Between():
                return self.narrowed(dict.fromkeys(self.segment.documents, 0.0), node)
            case _:
                return {}

    def narrowed(self, found: Scores, node: Node) -> Scores:
        """Keep of `found` what answers a node that adds nothing to the score."""
        match node:
            case Everything():
                return found
            case Not(part):
                unwanted = self.evaluate(part)
                return {document: score for document, score in found.items() if document not in unwanted}
            case Among(field, values):
                column, wanted = self.segment.column(field), _wanted(field, values)
                return {document: score for document, score in found.items() if column[document] in wanted}
            case Between(field, low, high):
                column = self.segment.column(field)
                bottom = 1 if low is None else max(1, schema.column_value(field, low))
                top = (1 << 32) - 1 if high is None else schema.column_value(field, high)
                return {document: score for document, score in found.items() if bottom <= column[document] <= top}
            case _:
                scores = self.evaluate(node)
                return {document: score + scores[document] for document, score in found.items() if document in scores}

    def all_of(self, parts: Iterable[Node]) -> Scores:
        """Intersect: what finds first, what only narrows after it."""
        found: Scores | None = None
        for part in sorted(parts, key=lambda part: isinstance(part, Everything | Not | Among | Between)):
            found = self.evaluate(part) if found is None else self.narrowed(found, part)
            if not found:
                return {}
        return found or {}

    def any_of(self, parts: Iterable[Node]) -> Scores:
        """Unite, adding up the scores."""
        found: Scores = {}
        for part in parts:
            for document, score in self.evaluate(part).items():
                found[document] = found.get(document, 0.0) + score
        return found

    def words(self, node: Words) -> Scores:
        """Find all the words, or the string itself; the string ranks above any sum of words."""
        if node.words == (node.text,):
            return self.exact(node.text)
        exact = self.exact(node.text)
        terms = sorted(node.words, key=lambda word: self.segment.frequency("words", word.encode()))
        found: Scores | None = None
        for term in terms:
            scores = self.word(term)
            found = (
                scores
                if found is None
                else {document: score + scores[document] for document, score in found.items() if document in scores}
            )
            if not found:
                break
        found = found or {}
        bonus = sum(self.snapshot.rarity("words", word.encode()) for word in node.words) * (K1 + 1)
        for document, score in exact.items():
            found[document] = found.get(document, 0.0) + score + bonus
        return found

    def word(self, word: str) -> Scores:
        """Find a word of the index."""
        if not self.scored:
            return dict.fromkeys(self.segment.postings("words", word.encode()), 0.0)
        rarity = self.snapshot.rarity("words", word.encode())
        return {
            document: self._worth(rarity, weight, document)
            for document, weight in self.segment.weighted_postings("words", word.encode())
        }

    def exact(self, text: str) -> Scores:
        """Find the documents whose text contains the string: candidates by grams, verified by reading."""
        if analyzer.is_indexed_word(text):
            return self.word(text)
        grams = [text] if len(text) == 1 else [text[at : at + 2] for at in range(len(text) - 1)]
        buckets = sorted(set(map(analyzer.bucket, grams)), key=lambda bucket: self.segment.frequency("grams", bucket))
        candidates = set(self.segment.postings("grams", buckets[0]))
        for bucket in buckets[1:]:
            if len(candidates) <= FEW:
                break
            candidates.intersection_update(self.segment.postings("grams", bucket))
        return self._verified(text, buckets, candidates)

    def _verified(self, text: str, buckets: list[bytes], candidates: Iterable[int]) -> Scores:
        needle, head_end = text.encode(), schema.HEAD_END.encode()
        # No posting list knows how rare the string is: as rare as the rarest bucket of its grams, or rarer.
        rarity = max(self.snapshot.rarity("grams", bucket) for bucket in buckets)
        found: Scores = {}
        for document in candidates:
            content = self.segment.text(document)
            if needle not in content:
                continue
            score = 0.0
            if self.scored:
                count = content.count(needle)
                in_head = content.count(needle, 0, content.index(head_end))
                score = self._worth(rarity, count + (schema.HEADLINE_WEIGHT - 1) * in_head, document)
            found[document] = score
        return found

    def _worth(self, rarity: float, weight: float, document: int) -> float:
        relative_length = self._lengths[document] / self.snapshot.average_length
        return rarity * weight * (K1 + 1) / (weight + K1 * (1 - B + B * relative_length))


def _wanted(field: str, values: Iterable[Any]) -> set[int | bytes]:
    wanted = set()
    for value in values:
        try:
            wanted.add(schema.column_value(field, value))
        except (TypeError, ValueError):
            continue  # What the column cannot hold, no record has.
    return wanted

"""Answer a tree over one segment of the index: which documents, and with what score.

Strings are strings.py's, conditions on columns and terms conditions.py's; here they are joined. Deleted documents are
still among what is found here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from archive.search.arrays import Array
from archive.search.conditions import condition
from archive.search.found import NOTHING, Found, added, either, flags, scores_at
from archive.search.strings import AllWords, Strings, joined
from archive.search.tree import (
    Among,
    And,
    Beginning,
    Between,
    Everything,
    Exact,
    Naming,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Words,
)

# Nodes that ask columns and terms, of all documents at once, or what else was found: they find nothing by themselves.
NARROWING = (Among, Between, Naming, Beginning, Not, Everything)

# Texts read for a string: for more it is cheaper to ask the conditions of all documents first.
MOST_READ = 200


class Evaluation:
    """Evaluates trees over one leaf; without scores where nobody ranks by them."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._leaf = strings.leaf

    def evaluate(self, node: Node | AllWords, within: Array | None = None) -> Found:
        """Return the documents that answer the node; only those among `within`, if that is given."""
        match node:
            case Words() | Exact() | Prefix() | Near() | AllWords():
                return self._strings.find(node, within)
            case And(parts):
                return self._all_of(parts, within)
            case Or(parts):
                return either([self.evaluate(part, within) for part in parts], self._leaf.size)
            case Everything():
                return Found(self._documents(within))
            case Among() | Between() | Naming() | Beginning() | Not():
                documents = self._documents(within)
                return Found(documents[self.holds(node, documents)])
            case _:
                return NOTHING

    def _documents(self, within: Array | None) -> Array:
        return np.arange(self._leaf.size) if within is None else within

    def holds(self, node: Node, documents: Array) -> Array:
        """Say for each of the documents whether it answers the node."""
        match node:
            case Among() | Between() | Naming() | Beginning():
                return condition(self._leaf.segment, node, documents)
            case Not(part):
                return ~self.holds(part, documents)
            case Words() | Exact() | Prefix() | Near():
                return self._strings.holds(node, documents)
            case _:
                plain = Evaluation(self._strings.unscored())
                return flags(self._leaf.size, plain.evaluate(node, documents).documents)[documents]

    def _all_of(self, parts: Sequence[Node], within: Array | None) -> Found:
        """Intersect: the rarest string first, so that the others are looked for in few documents; conditions last,
        unless many texts have to be read."""
        narrowing = [part for part in parts if isinstance(part, NARROWING)]
        finding = joined([part for part in parts if not isinstance(part, NARROWING)])
        if len(finding) > 1:
            finding.sort(key=self._cost)
        if narrowing and finding and self._strings.read_for(finding[0]) > MOST_READ:
            within, narrowing = self._narrowed(Found(self._documents(within)), narrowing).documents, []
        found = self.evaluate(finding[0], within) if finding else Found(self._documents(within))
        for part in finding[1:]:
            if not len(found.documents):
                return NOTHING
            both = self.evaluate(part, found.documents)
            found = Found(both.documents, added(both.scores, scores_at(both.documents, found, self._leaf.size)))
        return self._narrowed(found, narrowing)

    def _narrowed(self, found: Found, narrowing: Sequence[Node]) -> Found:
        for part in narrowing:
            if len(found.documents):
                found = found.keep(self.holds(part, found.documents))
        return found

    def _cost(self, node: Node | AllWords) -> int:
        """Return about how many documents have to be looked at for the node."""
        match node:
            case Words() | Exact() | Prefix() | Near() | AllWords():
                return self._strings.cost(node)
            case And(parts):
                return min(map(self._cost, parts), default=self._leaf.size)
            case Or(parts):
                return sum(map(self._cost, parts))
            case _:
                return self._leaf.size

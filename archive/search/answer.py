"""Answer one question with one evaluation: the hits of a page, the exact count, the facets, the histograms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from archive.search import counting, ranking
from archive.search.arrays import Array
from archive.search.counting import FacetCounter
from archive.search.evaluate import Evaluation
from archive.search.found import Found
from archive.search.ranking import Hits
from archive.search.snapshot import KindSnapshot, Leaf
from archive.search.strings import Strings
from archive.search.tree import Among, And, Exact, Node, all_of


@dataclass(frozen=True)
class Facet:
    """What is wanted of a field's values: how many, which in any case, and without the choice of which fields.

    A choice is a condition `Among` at the top of the tree, or one of those that an `And` at the top joins; deeper
    ones belong to what is looked for.
    """

    limit: int | None = None
    keep: tuple[Any, ...] = ()
    without: tuple[str, ...] = ()


class Question(NamedTuple):
    """A tree, the order of the hits, which of them are wanted (`end` None: all from `start`), what is counted."""

    tree: Node
    order: tuple[str, ...]
    start: int = 0
    end: int | None = None
    facets: Mapping[str, Facet] = MappingProxyType({})
    histograms: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Answer:
    """What was found. `counts` gives how many of each kind."""

    hits: Hits
    counts: Mapping[str, int]
    facets: Mapping[str, list[tuple[Any, int]]]
    histograms: Mapping[str, list[tuple[date, int]]]

    @property
    def count(self) -> int:
        """How many documents there are in all."""
        return sum(self.counts.values())


class Chosen:
    """What was found in a leaf without any choice, and which of it each chosen field lets through."""

    def __init__(self, leaf: Leaf, evaluation: Evaluation, tree: Node, choices: Mapping[str, Node]) -> None:
        found = evaluation.evaluate(tree)
        self.leaf = leaf
        self._all = found if leaf.live is None else found.keep(leaf.live[found.documents])
        self._fits = {name: evaluation.holds(choice, self._all.documents) for name, choice in choices.items()}

    def hits(self, without: Sequence[str] = ()) -> Found:
        """Return what fits the choices, but for those of the fields `without`."""
        fits: Array | None = None
        for name, each in self._fits.items():
            if name not in without:
                fits = each if fits is None else fits & each
        return self._all if fits is None else self._all.keep(fits)


class Counted:
    """What is counted besides the hits, leaf by leaf: facets and histograms."""

    def __init__(self, question: Question, chosen_apart: Collection[str]) -> None:
        """`chosen_apart` are the fields whose choices can be left out."""
        self._without = {name: facet.without for name, facet in question.facets.items()}
        self._apart = {name for name, without in self._without.items() if not set(without).isdisjoint(chosen_apart)}
        self._facets = {name: FacetCounter(name, facet.limit, facet.keep) for name, facet in question.facets.items()}
        self._gaps = question.histograms
        self._fields = {name: counting.GAPS[gap][0] for name, gap in self._gaps.items()}
        self._bars = {name: FacetCounter(field) for name, field in self._fields.items()}

    def add(self, chosen: Chosen, hits: Found) -> None:
        """Count a leaf's hits; for a facet without some choice what is found without that."""
        segment = chosen.leaf.segment
        together = (self._facets.keys() - self._apart) | {*self._fields.values()}
        counts = counting.counts(segment, together, hits.documents)
        for name, counter in self._facets.items():
            if name in self._apart:
                more = chosen.hits(self._without[name]).documents
                counter.add(segment, counting.counts(segment, (name,), more)[name])
            else:
                counter.add(segment, counts[name])
        for name, counter in self._bars.items():
            counter.add(segment, counts[self._fields[name]])

    def facets(self) -> dict[str, list[tuple[Any, int]]]:
        """Values and counts by field."""
        return {name: counter.result() for name, counter in self._facets.items()}

    def histograms(self) -> dict[str, list[tuple[date, int]]]:
        """First days and counts by histogram."""
        return {
            name: sorted((counting.first_day(self._gaps[name], value), count) for value, count in counter.result())
            for name, counter in self._bars.items()
        }


def answer(snapshots: Sequence[KindSnapshot], question: Question) -> Answer:
    """Answer the question over kinds of records."""
    chosen_apart = {name for facet in question.facets.values() for name in facet.without}
    tree, choices = split(question.tree, chosen_apart)
    counted = Counted(question, choices) if question.facets or question.histograms else None
    counts: dict[str, int] = {}
    bests = []
    for snapshot in snapshots:
        counts[snapshot.kind.name] = 0
        for number, leaf in enumerate(snapshot.leaves):
            strings = Strings(snapshot, number, scored=ranking.SCORE in question.order)
            chosen = Chosen(leaf, Evaluation(strings), tree, choices)
            hits = chosen.hits()
            counts[snapshot.kind.name] += len(hits.documents)
            wanted = len(hits.documents) if question.end is None else question.end
            if wanted > question.start:
                bests.append(ranking.best(leaf, hits, question.order, wanted))
            if counted:
                counted.add(chosen, hits)
    end = sum(counts.values()) if question.end is None else question.end
    found = ranking.merged(bests, question.order, question.start, end)
    return Answer(found, counts, *((counted.facets(), counted.histograms()) if counted else ({}, {})))


def split(tree: Node, fields: set[str]) -> tuple[Node, dict[str, Node]]:
    """Take the choices of the fields out of the tree: return it without them, and them by field."""
    if not fields:
        return tree, {}
    choices: dict[str, list[Node]] = {}
    others: list[Node] = []
    for node in tree.parts if isinstance(tree, And) else (tree,):
        if isinstance(node, Among) and node.field in fields:
            choices.setdefault(node.field, []).append(node)
        else:
            others.append(node)
    return all_of(others), {name: all_of(parts) for name, parts in choices.items()}


def containing(snapshot: KindSnapshot, string: str) -> int:
    """Return how many documents contain the string."""
    return sum(
        len(leaf.alive(Strings(snapshot, number, scored=False).find(Exact(string)).documents))
        for number, leaf in enumerate(snapshot.leaves)
    )


def document_of(snapshot: KindSnapshot, key: int) -> tuple[Leaf, int] | None:
    """Return where the record with this primary key is; None if it is not in the index."""
    for leaf in snapshot.leaves:
        found = leaf.alive(np.flatnonzero(leaf.segment.numbers("django_id") == key))
        if len(found):
            return leaf, int(found[0])
    return None

"""Haystack's door to the index: a search backend, the query it takes, and the engine that joins them.

Haystack's own Whoosh backend turns slices into wrong pages, finds nothing for match-all, opens the index three
times per search, and hands what people type to a parser they can bring down. What is kept of it is the
place it takes in Haystack; searching is evaluate.py's, and writing is the index writer's alone.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from haystack import connections, inputs
from haystack.backends import BaseEngine, SearchNode, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import DJANGO_CT
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_model_ct

from archive.search import query, schema
from archive.search.evaluate import Evaluation
from archive.search.kept import keeper
from archive.search.snapshot import Segment, Snapshot
from archive.search.state import ReadOnlyIndex
from archive.search.tree import Among, And, Between, Everything, Node, Not, all_of, any_of

# Scores differ in the last digits by the order of addition; equal ones must compare equal.
SCORE_DIGITS = 6
LAST = float("inf")
BY_RELEVANCE = ("-score", "-date")

Place = tuple[Segment, int]


class Backend(WhooshSearchBackend):
    """Searches the live index; refuses to write."""

    @property
    def home(self) -> Path:
        """The folder with the generations of the index."""
        return Path(self.path)

    def setup(self) -> None:
        """Do nothing: the index is opened by the search, and made by the index writer."""
        self.setup_complete = True

    def _refuse(self, *_args: Any, **_options: Any) -> None:
        raise ReadOnlyIndex("only `manage.py index_worker` and `manage.py index` write the index")

    update = remove = clear = delete_index = optimize = _refuse

    @log_query
    def search(
        self,
        query_string: Node,
        sort_by: list[str] | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: dict[str, Any] | None = None,
        date_facets: dict[str, Any] | None = None,
        models: Iterable[type] | None = None,
        result_class: type[SearchResult] | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """Answer a tree: the hits from `start_offset` up to `end_offset`, the exact count, the facet counts.

        Raises IndexNotReady if there is no index to search.
        """
        if unknown := sorted(name for name, value in options.items() if value and name not in ("highlight", "fields")):
            raise SearchBackendError(f"not supported by this backend: {', '.join(unknown)}")
        tree = query_string
        if models and set(models) != set(self._declared_models()):
            tree = And((tree, Among(DJANGO_CT, tuple(sorted(map(get_model_ct, models))))))
        order = tuple(sort_by or BY_RELEVANCE)

        def ask(snapshot: Snapshot) -> dict[str, Any]:
            answer = _answer(snapshot, tree, order, (start_offset or 0, end_offset), facets or {}, make)
            answer["facets"]["dates"] = _dates(snapshot, tree, date_facets or {})
            return answer

        make = _maker(result_class or SearchResult)
        return keeper.search(self.home, ask)

    def _declared_models(self) -> list[type]:
        return connections[self.connection_alias].get_unified_index().get_indexed_models()

    def more_like_this(self, *_args: Any, **_options: Any) -> dict[str, Any]:
        """Not supported yet."""
        raise SearchBackendError("more_like_this is not supported by this backend")


def _answer(
    snapshot: Snapshot,
    tree: Node,
    order: tuple[str, ...],
    limits: tuple[int, int | None],
    facets: dict[str, Any],
    make: Callable[[Place, float], SearchResult],
) -> dict[str, Any]:
    scored = any(field.lstrip("-") == "score" for field in order)
    found = [(segment, Evaluation(snapshot, segment, scored=scored).evaluate(tree)) for segment in snapshot.segments]
    start, end = limits
    hits = [
        (key, document, number)
        for number, (segment, scores) in enumerate(found)
        for key, document in _sort_keys(order, segment, scores)
    ]
    end = len(hits) if end is None else min(end, len(hits))
    page = heapq.nsmallest(end, hits)[start:end] if start < end else []
    results = [make((found[number][0], document), found[number][1][document]) for _, document, number in page]
    return {
        "results": results,
        "hits": len(hits),
        "facets": {"fields": {name: _counted(snapshot, tree, name, **options) for name, options in facets.items()}},
        "spelling_suggestion": None,
    }


def _sort_keys(
    order: tuple[str, ...], segment: Segment, scores: dict[int, float]
) -> Iterator[tuple[tuple[float, ...], int]]:
    """Yield each document with what sorts ascending into `order`.

    Ties go by primary key, in the direction of the first field: among equals the newer article comes first
    where the newest do. What has no value comes last in either direction.
    """
    parts: list[Iterable[float]] = []
    for field in (*order, "-django_id" if order[0].startswith("-") else "django_id"):
        sign, name = (-1, field[1:]) if field.startswith("-") else (1, field)
        if name == "score":
            parts.append([sign * round(score, SCORE_DIGITS) for score in scores.values()])
        elif name in schema.NUMBERS:
            column = segment.column(name)
            parts.append([sign * column[document] or LAST for document in scores])
        else:
            raise SearchBackendError(f"cannot sort by {name}")
    return zip(zip(*parts, strict=True), scores, strict=True)


def _counted(
    snapshot: Snapshot,
    tree: Node,
    name: str,
    limit: int | None = None,
    keep: tuple[Any, ...] = (),
    without: tuple[str, ...] = (),
) -> list[tuple[Any, int]]:
    tree = _without(tree, without)
    found = [(segment, Evaluation(snapshot, segment, scored=False).evaluate(tree)) for segment in snapshot.segments]
    counts = _facet(name, found)
    return counts if limit is None else counts[:limit] + [pair for pair in counts[limit:] if pair[0] in keep]


def _without(node: Node, fields: tuple[str, ...]) -> Node:
    if isinstance(node, And):
        return all_of([_without(part, fields) for part in node.parts])
    return Everything() if isinstance(node, Among) and node.field in fields else node


def _dates(snapshot: Snapshot, tree: Node, wanted: dict[str, Any]) -> dict[str, list[tuple[date, int]]]:
    counts: Counter[date] = Counter()
    for gap in (options["gap_by"] for options in wanted.values()):
        for segment in snapshot.segments:
            for document in Evaluation(snapshot, segment, scored=False).evaluate(tree):
                if day := schema.number_day(segment.column("date")[document]):
                    counts[day if gap == "day" else day.replace(day=1, **{"month": 1} if gap == "year" else {})] += 1
    return {"date": sorted(counts.items())}


def _facet(name: str, found: list[tuple[Segment, dict[int, float]]]) -> list[tuple[Any, int]]:
    """Count the values of a field over what was found, the most frequent first."""
    if name not in schema.FILTERABLE:
        raise SearchBackendError(f"cannot count by {name}")
    counts: Counter[Any] = Counter()
    for segment, scores in found:
        column = segment.column(name)
        counts.update(column[document] for document in scores)
    empty: Any = schema.NONE if name in schema.NUMBERS else b""
    counts.pop(empty, None)
    values = [(value.decode() if isinstance(value, bytes) else value, count) for value, count in counts.items()]
    return sorted(values, key=lambda pair: (-pair[1], pair[0]))


def _maker(result_class: type[SearchResult]) -> Callable[[Place, float], SearchResult]:
    def make(place: Place, score: float) -> SearchResult:
        segment, document = place
        model, identifier = segment.identity(document)
        fields: dict[str, Any] = {name: segment.column(name)[document] for name in ("newspaper", "year", "page")}
        fields = {name: value or None for name, value in fields.items()}
        fields["date"] = schema.number_day(segment.column("date")[document])
        fields["revision"] = segment.column("revision")[document]
        fields |= {name: segment.column(name)[document].decode() for name in ("kind", "section")}
        return result_class(*model.split("."), identifier, round(score, SCORE_DIGITS), **fields)

    return make


class SearchQuery(WhooshSearchQuery):
    """Collects conditions and builds a tree of them; `content` is read as a reader's query."""

    def build_query(self) -> Node:
        """Return the tree of all conditions."""
        return _tree(self.query_filter)

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """Refuse: there is no query string to be part of."""
        raise SearchBackendError("conditions of this backend are no strings; use filter() and exclude()")

    def __str__(self) -> str:
        return str(self.build_query())


def _tree(node: SearchNode) -> Node:
    parts = [
        _tree(child) if isinstance(child, SearchNode) else _condition(*node.split_expression(child[0]), child[1])
        for child in node.children
    ]
    if node.connector == SearchNode.OR and parts:
        joined = any_of(parts)
    else:
        joined = all_of([part for part in parts if not isinstance(part, Everything)])
    return Not(joined) if node.negated else joined


def _condition(field: str, lookup: str, value: Any) -> Node:
    """Turn one keyword of filter() into a tree."""
    if field == "content":
        return _content(lookup, value)
    if isinstance(value, inputs.BaseInput):
        value = value.query_string
    if field in ("pk", "django_id"):
        field = "django_id"
    if field not in schema.FILTERABLE:
        raise SearchBackendError(f"cannot filter by {field}")
    match lookup:
        case "content" | "exact":
            return Among(field, (value,))
        case "in":
            return Among(field, tuple(value))
        case "gte":
            return Between(field, low=value)
        case "lte":
            return Between(field, high=value)
        case "gt":
            return And((Between(field, low=value), Not(Among(field, (value,)))))
        case "lt":
            return And((Between(field, high=value), Not(Among(field, (value,)))))
        case "range":
            return Between(field, *value)
        case _:
            raise SearchBackendError(f"cannot filter by {field}__{lookup}")


def _content(lookup: str, value: Any) -> Node:
    if isinstance(value, Node):
        return value
    text = str(value.query_string if isinstance(value, inputs.BaseInput) else value)
    if lookup == "exact" or isinstance(value, inputs.Exact):
        return query.exactly(text).tree
    tree = query.read(text).tree
    return Not(tree) if isinstance(value, inputs.Not) else tree


class Engine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = Backend
    query = SearchQuery

"""Haystack's door to the index: a search backend, the query it takes, and the engine that joins them.

Haystack's own Whoosh backend turns slices into wrong pages, finds nothing for match-all, opens the index three
times per search, and hands what people type to a parser they can bring down. What is kept of it is the
place it takes in Haystack; searching is answer.py's, and writing is the index writer's alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db.models import Model
from haystack import connections, inputs
from haystack.backends import BaseEngine, SearchNode
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import DJANGO_CT, DJANGO_ID
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_model_ct

from archive.search import counting, frequent, query
from archive.search.answer import Answer, Facet, Question, answer, containing, document_of
from archive.search.kept import keeper
from archive.search.kinds import KINDS
from archive.search.ranking import SCORE
from archive.search.results import results
from archive.search.snapshot import KindSnapshot
from archive.search.state import ReadOnlyIndex
from archive.search.tree import Among, And, Between, Everything, Node, Not, all_of, any_of

BY_RELEVANCE = (SCORE, "-date", "-weight")
NUMBERS = {name for kind in KINDS.values() for name in kind.numbers}
FILTERABLE = NUMBERS.union(*(kind.terms for kind in KINDS.values()))
SHORTEST_WORD = 2  # Characters that a frequent word has at least.


class Backend(WhooshSearchBackend):
    """Searches the live index; refuses to write."""

    @functools.cached_property
    def home(self) -> Path:
        """The folder with the generations of the index."""
        return Path(self.path)

    def setup(self) -> None:
        """Do nothing: the index is opened by the search, and made by the index writer."""
        self.setup_complete = True

    def _refuse(self, *_args: Any, **_options: Any) -> None:
        raise ReadOnlyIndex("only `manage.py index_worker` and `manage.py index` write the index")

    update = remove = clear = delete_index = optimize = _refuse

    def search(
        self,
        query_string: Node,
        sort_by: Sequence[str] | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: Mapping[str, Mapping[str, Any]] | None = None,
        date_facets: Mapping[str, Mapping[str, Any]] | None = None,
        models: Iterable[type[Model]] | None = None,
        result_class: type[SearchResult] | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """Answer a tree: the hits from `start_offset` up to `end_offset`, the exact count, the facet counts.

        A facet's options are the fields of answer.Facet; one of `django_ct` counts by model. Of a date facet's only
        `gap_by` (year, month, day) is heeded. Raises IndexNotReady if there is no index to search.
        """
        if unknown := [name for name, value in options.items() if value and name not in ("highlight", "fields")]:
            raise SearchBackendError(f"not supported by this backend: {', '.join(sorted(unknown))}")
        facets = facets or {}
        question = Question(
            query_string,
            _order(tuple(sort_by or BY_RELEVANCE)),
            start_offset or 0,
            end_offset,
            {name: _facet(name, given) for name, given in facets.items() if name != DJANGO_CT},
            {name: _gap(name, given) for name, given in (date_facets or {}).items()},
        )
        found = answer(self._snapshots(models), question)
        counts: dict[str, Any] = {**found.facets, **({DJANGO_CT: _by_model(found)} if DJANGO_CT in facets else {})}
        return {
            "results": results(found.hits, result_class),
            "hits": found.count,
            "facets": {"fields": counts, "dates": found.histograms, "queries": {}},
            "spelling_suggestion": None,
        }

    def more_like_this(
        self,
        model_instance: Model,
        additional_query_string: Node | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        models: Iterable[type[Model]] | None = None,
        result_class: type[SearchResult] | None = None,
        **_options: Any,
    ) -> dict[str, Any]:
        """Find the records with the telling words of this one, the most alike first; none if it is not indexed."""
        (snapshot,) = self._snapshots([type(model_instance)])
        place = document_of(snapshot, model_instance.pk)
        if place is None:
            return {"results": [], "hits": 0}
        tree = all_of(
            [
                frequent.telling(snapshot, *place),
                Not(Among(DJANGO_ID, (model_instance.pk,))),
                additional_query_string or Everything(),
            ]
        )
        return self.search(
            tree,
            start_offset=start_offset,
            end_offset=end_offset,
            models=models or [type(model_instance)],
            result_class=result_class,
        )

    def generation(self) -> str:
        """Return what stands for the index as it is now: another after each commit."""
        return keeper.generation(self.home)

    def frequent_words(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return words of two characters and more that begin with the prefix, by how many articles have them."""
        snapshot = keeper.snapshot(self.home)["article"]
        return frequent.frequent(snapshot, lambda leaf: leaf.segment.words, prefix, limit, SHORTEST_WORD)

    def printing(self, strings: Iterable[str]) -> dict[str, int]:
        """Return in how many articles each of the strings stands, which costs less than as many searches."""
        snapshot = keeper.snapshot(self.home)["article"]
        return {string: containing(snapshot, string) for string in strings}

    def frequent_values(self, name: str, prefix: str, limit: int, model: type[Model]) -> list[tuple[str, int]]:
        """Return values of a term field that begin with the prefix, by how many records have them."""
        (snapshot,) = self._snapshots([model])
        if name not in snapshot.kind.terms:
            raise SearchBackendError(f"{name} is no term field of {snapshot.kind.name}")
        return frequent.frequent(snapshot, lambda leaf: leaf.segment.terms(name), prefix, limit)

    def _snapshots(self, models: Iterable[type[Model]] | None) -> list[KindSnapshot]:
        """Return the models' indexes as they are now; all of them if none are named."""
        snapshot = keeper.snapshot(self.home)
        if not models:
            return list(snapshot.values())
        names = {model._meta.model_name for model in models}
        found = [snapshot[name] for name in KINDS if name in names]
        if len(found) < len(names):
            raise SearchBackendError(f"not indexed: {', '.join(sorted(names - KINDS.keys()))}")
        return found


@functools.lru_cache
def _order(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return a total order: ties go by primary key, in the direction of the first field."""
    columns = fields[1:] if fields[0] == SCORE else fields
    if unknown := [field for field in columns if field.lstrip("-") not in NUMBERS]:
        raise SearchBackendError(f"cannot sort by {', '.join(unknown)}")
    return (*fields, f"-{DJANGO_ID}" if fields[0].startswith("-") else DJANGO_ID)


def _facet(name: str, options: Mapping[str, Any]) -> Facet:
    if name not in FILTERABLE:
        raise SearchBackendError(f"cannot count by {name}")
    return Facet(**options)


def _gap(name: str, options: Mapping[str, Any]) -> str:
    if name != "date" or options["gap_by"] not in counting.GAPS or options["gap_amount"] != 1:
        raise SearchBackendError(f"no histogram by {options['gap_amount']} × {options['gap_by']} of {name}")
    return str(options["gap_by"])


def _by_model(found: Answer) -> list[tuple[str, int]]:
    declared = {model._meta.model_name: get_model_ct(model) for model in _models()}
    return [(declared[name], count) for name, count in found.counts.items() if name in declared]


def _models() -> list[type[Model]]:
    return connections["default"].get_unified_index().get_indexed_models()


class SearchQuery(WhooshSearchQuery):
    """Collects conditions and builds a tree of them; `content` is read as a reader's query."""

    def build_query(self) -> Node:
        """Return the tree of all conditions."""
        return _tree(self.query_filter)

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """Refuse: there is no query string to be part of."""
        raise SearchBackendError("conditions of this backend are no strings; use filter() and exclude()")

    def run_mlt(self, **options: Any) -> None:
        """Ask for the slice that is wanted, which Haystack's own forgets."""
        super().run_mlt(start_offset=self.start_offset, end_offset=self.end_offset, **options)

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
    if field == "pk":
        field = DJANGO_ID
    if field not in FILTERABLE:
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
        return And((value,)) if isinstance(value, Among) else value  # what is looked for is no facet's choice
    text = str(value.query_string if isinstance(value, inputs.BaseInput) else value)
    if lookup == "exact" or isinstance(value, inputs.Exact):
        return query.exactly(text).tree
    tree = query.read(text).tree
    return Not(tree) if isinstance(value, inputs.Not) else tree


class Engine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = Backend
    query = SearchQuery

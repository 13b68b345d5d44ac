"""People, bodies, places and events as search shows them: those a query names, and those it finds.

A query that is a name (another name, the pinyin of one) shows whose it is, above the articles. The records' own tabs
find them by all that their index holds. What is shown is read from the database, where it must be public still.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString
from haystack import connections
from haystack.constants import DEFAULT_ALIAS
from haystack.query import SearchQuerySet

from archive import search
from archive.models import Event, Organization, Person, Place
from archive.search import highlight
from archive.search.pinyin import typed
from archive.search.query import ReadAs, read
from archive.search.shown import detail
from archive.search.state import IndexNotReady, State
from archive.search.tree import Among, Node, any_of

MODELS: dict[str, type[Model]] = {"person": Person, "organization": Organization, "place": Place, "event": Event}
HANDFUL = 4  # Of one name; more of them push the articles off the screen.
QUOTES = "\"“”＂'"


@dataclass(frozen=True)
class RecordHit:
    """A record found: its name, marked where it matches; what tells it from others of the name; how many published
    articles name it."""

    kind: str
    pk: int
    url: str
    name: SafeString
    detail: str
    articles: int


@dataclass(frozen=True)
class Named:
    """The records that a query names, those of which most is written first, and how many more there are."""

    hits: list[RecordHit]
    more: int = 0


@dataclass(frozen=True)
class Records:
    """One page of the records of one kind that answer a query; `count` counts all pages."""

    count: int
    hits: list[RecordHit]
    read_as: ReadAs
    state: State = State.READY


def named(q: str) -> Named:
    """Find the records of which the query is a name; none while there is no index."""
    key = typed(q.strip().strip(QUOTES))
    if not key:
        return Named([])
    found = _asked(MODELS.values(), Among("called", (key,))).order_by("-weight", "-django_id")
    try:
        rows = found[:HANDFUL]
    except IndexNotReady:
        return Named([])
    hits = _hits(rows, ())
    return Named(hits, max(0, len(found) - len(rows)))


def find(kind: str, q: str, page: int = 1, size: int = 20) -> Records:
    """Find the records of a kind that answer the query, or that it names, in pinyin too."""
    query = read(q)
    found = _asked([MODELS[kind]], _meant(q, query.tree))
    found = found.order_by(*(("-score",) if query.read_as.terms else ()), "-weight", "-django_id")
    start = (page - 1) * size
    try:
        rows = found[start : start + size]
    except IndexNotReady:
        return Records(0, [], query.read_as, State.BUILDING)
    return Records(len(found), _hits(rows, query.read_as.marks), query.read_as)


def counts(q: str) -> dict[str, int]:
    """Count for each kind what `find` would find, in one search; empty while there is no index."""
    counted = search.counts(_meant(q, read(q).tree), MODELS.values())
    return {kind: counted[model] for kind, model in MODELS.items()} if counted else {}


def _meant(q: str, tree: Node) -> Node:
    key = typed(q)
    return any_of([tree, Among("key", (key,))]) if key else tree


def _asked(models: Iterable[type[Model]], tree: Node) -> SearchQuerySet:
    return SearchQuerySet().models(*models).filter(content=tree)


def _hits(rows: list[Any], marks: Iterable[str]) -> list[RecordHit]:
    """The rows as shown, without those that are no longer public; a fixed number of queries for each kind."""
    wanted: dict[type[Model], list[int]] = {}
    for row in rows:
        wanted.setdefault(row.model, []).append(int(row.pk))
    unified = connections[DEFAULT_ALIAS].get_unified_index()
    records: dict[tuple[type[Model], int], Any] = {}
    for model, pks in wanted.items():
        public = unified.get_index(model).index_queryset().filter(pk__in=pks)
        records |= {(model, record.pk): record for record in public}
    found = [(row, records[key]) for row in rows if (key := (row.model, int(row.pk))) in records]
    return [_hit(row, record, marks) for row, record in found]


def _hit(row: Any, record: Any, marks: Iterable[str]) -> RecordHit:
    return RecordHit(
        kind=record._meta.model_name,
        pk=record.pk,
        url=record.get_absolute_url(),
        name=highlight.mark(str(record), tuple(marks)),
        detail=detail(record),
        articles=row.weight or 0,
    )

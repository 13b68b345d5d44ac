"""Records on their way into the index: loaded as they are now, and prepared by Haystack."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError
from haystack import connections
from haystack.constants import DEFAULT_ALIAS

from archive.search.indexes import RecordIndex
from archive.search.kinds import KINDS

# What says that the database is gone, not that a record is bad.
DATABASE_GONE = (OperationalError, InterfaceError)


class UnknownType(Exception):
    """No index is declared for objects of this type."""


@dataclass
class Prepared:
    """Each record's fields by primary key, and the reason for each record that could not be prepared."""

    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)


def declared() -> dict[str, RecordIndex]:
    """Return the declared Haystack indexes by kind, as the outbox names it: article …; in the order of KINDS."""
    unified = connections[DEFAULT_ALIAS].get_unified_index()
    indexes = {index.holds.name: index for index in unified.get_indexes().values()}
    return {kind: indexes[kind] for kind in KINDS}


def index_of(object_type: str) -> RecordIndex:
    """Return the Haystack index declared for the type."""
    try:
        return declared()[object_type]
    except KeyError:
        raise UnknownType(f"no index is declared for {object_type!r}") from None


def prepare(index: RecordIndex, pks: Collection[int]) -> Prepared:
    """Load and prepare those of the records that belong in the index; one bad record spoils no other."""
    prepared = Prepared()
    try:
        loaded = index.load(pks)
    except DATABASE_GONE:
        raise
    except Exception:
        for pk in pks:
            _prepare_alone(prepared, index, pk)
    else:
        for record in loaded:
            _prepare_into(prepared, index, record)
    return prepared


def _prepare_alone(prepared: Prepared, index: RecordIndex, pk: int) -> None:
    try:
        loaded = index.load([pk])
    except DATABASE_GONE:
        raise
    except Exception as error:
        prepared.failures[pk] = reason(error)
    else:
        for record in loaded:
            _prepare_into(prepared, index, record)


def _prepare_into(prepared: Prepared, index: RecordIndex, record: Any) -> None:
    try:
        prepared.fields[record.pk] = index.full_prepare(record)
    except DATABASE_GONE:
        raise
    except Exception as error:
        prepared.failures[record.pk] = reason(error)


def reason(error: Exception) -> str:
    """Return the error in one line."""
    return f"{type(error).__name__}: {error}"[:500]


def walk(index: RecordIndex, size: int) -> Iterator[Prepared]:
    """Yield all records of a type, prepared, `size` at a time in the order of their keys.

    Each step is a query of its own: no transaction stays open for the hours a large archive takes.
    """
    last = 0
    while pks := list(index.index_queryset().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield prepare(index, pks)
        last = pks[-1]

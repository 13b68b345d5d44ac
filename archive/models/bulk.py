"""Many rows written and read fast: reading an archive in, the one writer spends most of its time on new rows.

Django's `bulk_create` asks every field of every row how to write its value, three times over; nearly all are numbers,
texts and nulls, which are written as they are. This takes half as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
Prepare = Callable[[Any], Any]
BATCH = 100  # rows in one statement


def insert(rows: Iterable[Row]) -> list[Row]:
    """Insert rows of one model, all of them new, and give them their ids; no signals are sent."""
    made = list(rows)
    if not made:
        return made
    connection = connections[DEFAULT_DB_ALIAS]
    quoted = connection.ops.quote_name
    meta = made[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    _set_times(made, fields)
    values_of = _values_of(fields, connection)
    one = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for batch in _batches(made, len(fields), connection):
            statement = f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES {', '.join([one] * len(batch))}"
            values = [value for row in batch for value in values_of(row)]
            cursor.execute(f"{statement} RETURNING {quoted(str(meta.pk.column))}", values)
            for row, (pk,) in zip(batch, cursor.fetchall(), strict=True):
                row.pk = pk
                row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return made


def fetch_plain(rows: models.QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the database gives them: numbers and texts as they are, other values as written.

    Of ten thousand of two numbers each, Django takes as long to hand them over as the database to find them.
    """
    try:
        query, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def insert_plain(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[int | str]]) -> None:
    """Insert rows of numbers and texts, the values of the fields `names`, which are all that the model has beside its
    id. No rows of the model are made for it: of millions of small ones that takes most of the time."""
    connection = connections[DEFAULT_DB_ALIAS]
    quoted = connection.ops.quote_name
    column = {field.name: quoted(str(field.column)) for field in model._meta.concrete_fields}
    columns = ", ".join(column[name] for name in names)
    one = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        for batch in _batches(list(rows), len(names), connection):
            statement = (
                f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES {', '.join([one] * len(batch))}"
            )
            cursor.execute(statement, [value for row in batch for value in row])


def _set_times(rows: Sequence[models.Model], fields: Iterable[Any]) -> None:
    """The times that `save` would set."""
    timed = [field for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]
    now = timezone.now()
    for field in timed:
        for row in rows:
            setattr(row, field.attname, now)


def _prepare(field: Any, connection: BaseDatabaseWrapper) -> Prepare | None:
    """How the field's values are made ready, None where plain ones need nothing."""
    if isinstance(field, models.DateField):
        kept: dict[Any, Any] = {}
        return lambda value: kept.get(value) or kept.setdefault(value, field.get_db_prep_save(value, connection))
    if isinstance(field, models.JSONField):
        empties: tuple[Any, ...] = ([], {})
        empty = {type(value): field.get_db_prep_save(value, connection) for value in empties}
        return lambda value: empty[type(value)] if value in ([], {}) else field.get_db_prep_save(value, connection)
    return None


def _values_of(fields: Sequence[Any], connection: BaseDatabaseWrapper) -> Callable[[models.Model], list[Any]]:
    """What gives a row's values as they are written, in the order of `fields`."""
    together = itemgetter(*(field.attname for field in fields))
    prepared = [(at, prepare) for at, field in enumerate(fields) if (prepare := _prepare(field, connection))]

    def values(row: models.Model) -> list[Any]:
        found = list(together(row.__dict__))
        for at, prepare in prepared:
            found[at] = prepare(found[at])
        return found

    return values


def _batches(rows: list[Any], width: int, connection: BaseDatabaseWrapper) -> Iterator[list[Any]]:
    """As many rows at a time as a statement may have values for."""
    size = BATCH
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        size = min(size, connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]

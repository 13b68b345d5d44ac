"""Narrowings that begin so many questions that they are put together once: who may see what."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import models

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def kept(narrowed: Callable[[Rows], Rows]) -> Callable[[Rows], Rows]:
    """Keep what the method makes of all rows of a model; of rows that are chosen already it is made each time.

    A set of rows is a question and no answer: nothing that was read is kept. To put together a question within a
    question takes Django as long as the database to answer it, and a page asks for what is public a dozen times.
    """
    made: dict[object, Rows] = {}

    @wraps(narrowed)
    def method(rows: Rows) -> Rows:
        if not _is_everything(rows):
            return narrowed(rows)
        kind = (type(rows), rows.model)
        if kind not in made:
            made[kind] = narrowed(rows)
        return made[kind].all()

    return method


def _is_everything(rows: models.QuerySet[Any]) -> bool:
    """Whether nothing has been asked of the rows yet, neither which nor in what order nor with what beside them."""
    query = rows.query
    plain = (
        rows._db is None  # type: ignore[attr-defined]
        and not rows._hints  # type: ignore[attr-defined]
        and not rows._sticky_filter  # type: ignore[attr-defined]
        and not rows._prefetch_related_lookups  # type: ignore[attr-defined]
    )
    return plain and not (
        query.alias_map
        or query.where
        or query.annotations
        or query.select
        or query.select_related
        or query.order_by
        or query.is_sliced
        or query.distinct
        or query.combinator
        or query.deferred_loading[0]
    )

"""Figures that cost much are kept for a while, but not beyond the next change of the index: whatever is withheld or
taken down reaches the index within a second or two, and is counted no longer by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache

from archive import search
from archive.search.state import IndexNotReady

Figure = TypeVar("Figure")


def kept(key: str, figure: Callable[[], Figure], seconds: int) -> Figure:
    """What `figure()` was, at most so many seconds ago and in the same state of the index; without one it is asked."""
    try:
        generation = search.generation()
    except IndexNotReady:
        return figure()
    return cast("Figure", cache.get_or_set(f"{key}-{generation}", figure, seconds))

"""Frequent posts, columns and words by how they are read: quzhang and qz for 区长.

The index holds no pinyin of them. The most frequent are read once in a while and kept in memory, as strings alone:
whether published articles have one is asked of the index each time it is to be shown.
"""

from __future__ import annotations

import functools
import time
from bisect import bisect_left
from itertools import islice

from django.conf import settings
from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search import frequent_values, frequent_words, pinyin
from archive.search.tree import Among, Exact

WORDS = "words"
# How many of each are known by ear; the rest are found by their characters. Some 15 MB.
KEPT = {WORDS: 10_000, "title": 3_000, "section_name": 2_000}
SECONDS = 600  # What is frequent changes slowly; a new column is known by ear this much later.


def beginning(field: str, typed: str, limit: int) -> list[str]:
    """Frequent values of the field (or WORDS) whose pinyin or first letters begin with `typed`, commonest first."""
    keys = _keys(field, settings.HAYSTACK_CONNECTIONS["default"]["PATH"], int(time.monotonic() // SECONDS))
    found: dict[str, int] = {}
    for key, rank, value in islice(keys, bisect_left(keys, (typed,)), None):
        if not key.startswith(typed):
            break
        found.setdefault(value, rank)
    return sorted(found, key=found.__getitem__)[:limit]


@functools.lru_cache(maxsize=2 * len(KEPT))
def _keys(field: str, _index: str, _time: int) -> list[tuple[str, int, str]]:
    """Pinyin, rank and value, sorted."""
    limit = KEPT[field]
    values = frequent_words("", limit) if field == WORDS else frequent_values(field, "", limit)
    return sorted((key, rank, value) for rank, (value, _) in enumerate(values) for key in _as_typed(value))


def _as_typed(value: str) -> set[str]:
    typed = pinyin.as_typed([value])
    return typed.whole | typed.initials


def having(field: str, value: str) -> SearchQuerySet:
    """The published articles with this value."""
    return SearchQuerySet().models(Article).filter(content=Among(field, (value,))).order_by("-date")


def containing(word: str) -> SearchQuerySet:
    """The published articles that contain this word."""
    return SearchQuerySet().models(Article).filter(content=Exact(word)).order_by("-date")

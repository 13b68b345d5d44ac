"""Frequent posts, columns and words by how they are read: quzhang and qz for 区长.

The index holds no pinyin of them. The most frequent are read once in a while and kept in memory: beside the searches,
which go on with what was read before, so that nobody waits. Whether published articles still have one is asked of the
index each time it is to be shown.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from itertools import islice

from django.conf import settings
from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search import frequent_values, frequent_words, pinyin
from archive.search.state import IndexNotReady
from archive.search.tree import Among, Exact

WORDS = "words"
# How many of each are known by ear; the rest are found by their characters. Some 15 MB.
KEPT = {WORDS: 10_000, "title": 3_000, "section_name": 2_000}
SECONDS = 600  # What is frequent changes slowly; a new column is known by ear this much later.

Keys = list[tuple[str, int, str]]  # pinyin or first letters, how many articles, the value; sorted


class Ear:
    """What is known by ear of the index in use, shared by all threads."""

    def __init__(self) -> None:
        self._keys: dict[str, Keys] = {}
        self._index = ""
        self._since = 0.0
        self._listening = threading.Lock()

    def keys(self, name: str) -> Keys:
        """What is known of a field; it is listened for anew where that is long ago."""
        if self._index != _index() or time.monotonic() - self._since > SECONDS:
            self.listen_beside()
        return self._keys.get(name, []) if self._index == _index() else []

    def listen_beside(self) -> None:
        """Listen in a thread of its own, if none does already."""
        if not self._listening.locked():
            threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        """Read what is frequent now; nothing while there is no index, or while another thread does it."""
        if not self._listening.acquire(blocking=False):
            return
        try:
            self._keys = {name: _keys(name, limit) for name, limit in KEPT.items()}
            self._index, self._since = _index(), time.monotonic()
        except IndexNotReady:
            pass  # The next to ask tries again.
        finally:
            self._listening.release()


ear = Ear()


def beginning(name: str, typed: str, limit: int) -> list[tuple[str, int]]:
    """Frequent values of the field (or WORDS) whose pinyin or first letters begin with `typed`, commonest first.

    With how many articles had them when they were read.
    """
    keys = ear.keys(name)
    found: dict[str, int] = {}
    for key, count, value in islice(keys, bisect_left(keys, (typed,)), None):
        if not key.startswith(typed):
            break
        found[value] = count
    return sorted(found.items(), key=lambda pair: -pair[1])[:limit]


def _index() -> str:
    return str(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])


def _keys(name: str, limit: int) -> Keys:
    values = frequent_words("", limit) if name == WORDS else frequent_values(name, "", limit)
    return sorted((key, count, value) for value, count in values for key in _as_typed(value))


def _as_typed(value: str) -> set[str]:
    typed = pinyin.as_typed([value])
    return typed.whole | typed.initials


def having(field: str, value: str) -> SearchQuerySet:
    """The published articles with this value."""
    return SearchQuerySet().models(Article).filter(content=Among(field, (value,))).order_by("-date")


def containing(word: str) -> SearchQuerySet:
    """The published articles that contain this word."""
    return SearchQuerySet().models(Article).filter(content=Exact(word)).order_by("-date")

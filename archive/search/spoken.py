"""Frequent posts, columns and words by how they are read: quzhang and qz for 区长.

The index holds no pinyin of them. The index writer reads the most frequent once in a while and writes them down beside
the index; who searches only reads that list, which takes no time and none of pypinyin's tables. Whether published
articles still have one is asked of the index each time it is to be shown.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search import folders, frequent_values, frequent_words, pinyin
from archive.search.state import IndexNotReady
from archive.search.tree import Among, Exact

logger = logging.getLogger(__name__)

WORDS = "words"
# How many of each are known by ear; the rest are found by their characters. Some 2 MB.
KEPT = {WORDS: 10_000, "title": 3_000, "section_name": 2_000}
PIECE = 3 / 4  # Of the articles with a word: if so many have one that contains it, it is a piece of that.
SECONDS = 600  # What is frequent changes slowly; a new column is known by ear this much later.
LIST = "spoken.tsv"  # In the folder of the index: field, pinyin or first letters, how many articles, value; sorted.


class Writer:
    """Keeps the list, in the process that writes the index: beside its work, which never waits for it."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._tried = float("-inf")  # On the clock of time.monotonic.

    def write_beside(self, home: Path) -> None:
        """Write the list in a thread of its own, where there is none or the index has changed since long ago."""
        if time.monotonic() - self._tried > SECONDS and _is_due(home):
            self._tried = time.monotonic()
            threading.Thread(target=self.write, args=(home,), daemon=True).start()

    def write(self, home: Path) -> None:
        """Write down what is frequent now, unless another thread does; where that fails the list stays as it was."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            folders.write_safely(home / LIST, "\n".join(sorted(_lines())))
        except (IndexNotReady, OSError) as error:
            logger.warning("What is known by ear could not be written down: %r", error)
        finally:
            self._writing.release()


writer = Writer()


def _is_due(home: Path) -> bool:
    live = folders.current(home)
    try:
        written = (home / LIST).stat().st_mtime
    except FileNotFoundError:
        return live is not None
    return live is not None and live.stat().st_mtime > written and time.time() - written > SECONDS


def _lines() -> Iterator[str]:
    for name, limit in KEPT.items():
        values = whole(frequent_words("", limit)) if name == WORDS else frequent_values(name, "", limit)
        for value, count in values:
            typed = pinyin.as_typed([value])
            if value.isprintable():  # no end of a line in it
                yield from (f"{name}\t{key}\t{count}\t{value}" for key in typed.whole | typed.initials)


@dataclass(frozen=True)
class _Heard:
    """The list as it was read, and by what one sees whether it still is that."""

    home: Path
    written: int
    lines: list[str]


_heard = _Heard(Path(), 0, [])


def _list() -> list[str]:
    """The list that is written down now."""
    global _heard
    home = Path(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])
    try:
        written = (home / LIST).stat().st_mtime_ns
        if (_heard.home, _heard.written) != (home, written):
            _heard = _Heard(home, written, (home / LIST).read_text("utf-8").split("\n"))
    except FileNotFoundError:
        return []
    return _heard.lines


def beginning(name: str, typed: str, limit: int) -> list[tuple[str, int]]:
    """Frequent values of the field (or WORDS) whose pinyin or first letters begin with `typed`, commonest first.

    With how many articles had them when they were read.
    """
    lines, start = _list(), f"{name}\t{typed}"
    found: dict[str, int] = {}
    for line in islice(lines, bisect_left(lines, start), None):
        if not line.startswith(start):
            break
        *_key, count, value = line.split("\t")
        found[value] = int(count)
    return sorted(found.items(), key=lambda pair: -pair[1])[:limit]


def whole(words: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out what is hardly printed but as a piece of a longer one of the words: 区政 beside 区政府."""
    words = list(words)
    longer: dict[str, int] = {}
    for word, count in words:
        for start in range(len(word)):
            for end in range(start + 2, len(word) + (start > 0)):
                longer[word[start:end]] = max(count, longer.get(word[start:end], 0))
    return [(word, count) for word, count in words if longer.get(word, 0) < PIECE * count]


def having(field: str, value: str) -> SearchQuerySet:
    """The published articles with this value."""
    return SearchQuerySet().models(Article).filter(content=Among(field, (value,))).order_by("-date")


def containing(word: str) -> SearchQuerySet:
    """The published articles that contain this word."""
    return SearchQuerySet().models(Article).filter(content=Exact(word)).order_by("-date")

"""The word tables that the rules read: plain text files beside this module, so that anybody can read and extend them.

A file has sections (`[offices]`), comments (`#`) and words with blanks between; `short=full` words make pairs.
The tables are knowledge of the language and of how offices are named, not of any newspaper. An archive may add words
to some of them, and withdraw others (`change`).
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from archive import words

FOLDER = Path(__file__).parent / "vocabulary"


@functools.cache
def vocabulary(name: str) -> Mapping[str, tuple[str, ...]]:
    """The sections of the table `name`: the words of each, in the file's order, each once."""
    sections: dict[str, dict[str, None]] = {}
    section: dict[str, None] = {}
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[] "), {})
        elif not line.startswith("#"):
            section.update(dict.fromkeys(line.split()))
    return {title: tuple(found) for title, found in sections.items()}


def pairs(section: tuple[str, ...]) -> dict[str, str]:
    """The pairs of a section of `short=full` words."""
    return dict(word.split("=", 1) for word in section)


class Change(NamedTuple):
    """What an archive makes of a table: the words it adds, and those it withdraws."""

    added: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()


class _Table(NamedTuple):
    built_in: frozenset[str]
    words: set[str]

    def follow(self, change: Change) -> None:
        wanted = (self.built_in | change.added) - change.withdrawn
        # No moment at which it lacks what stays: another thread may be reading it.
        self.words.update(wanted)
        self.words.intersection_update(wanted)


# Where the tables stand that an archive may change.
TABLES = {
    "surnames": "surnames",
    "compound surnames": "surnames",
    "no people": "surnames",
    "titles": "titles",
    "sections": "headlines",
    "everyday places": "placewords",
    "no bodies": "bodies",
}
_tables: dict[str, _Table] = {}
_changes: Mapping[str, Change] = {}


def table(name: str, built_in: Iterable[str]) -> AbstractSet[str]:
    """The words built in and what the archive makes of them under this name: one set, whose words change with it."""
    made = _tables[name] = _Table(frozenset(built_in), set())
    made.follow(_changes.get(name, Change()))
    return made.words


def built_in(name: str) -> frozenset[str]:
    """The words that one of TABLES has by itself."""
    importlib.import_module(f"archive.parsing.{TABLES[name]}")
    return _tables[name].built_in


def change(changes: Mapping[str, Change]) -> None:
    """Let the tables be as the changes say, by their names; a table without one is as it is built in."""
    global _changes
    _changes = changes
    for name, table in _tables.items():
        table.follow(changes.get(name, Change()))
    words.forget()


class Endings:
    """Words to be looked for right before a place in a text."""

    def __init__(self, endings: Iterable[str]) -> None:
        """None of `endings` is empty."""
        self._endings = frozenset(endings)
        # What they end in. Nearly every place is settled by the character before it alone, best before asking.
        self.last = frozenset(ending[-1] for ending in self._endings)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for ending in sorted(self._endings, key=len, reverse=True):
            lengths = self._lengths.get(ending[-1], ())
            self._lengths[ending[-1]] = lengths if len(ending) in lengths else (*lengths, len(ending))

    def before(self, text: str, end: int) -> str:
        """The longest of them that `text` has right before `end`, or ""."""
        for length in self._lengths.get(text[end - 1], ()) if end else ():
            if length <= end and text[end - length : end] in self._endings:
                return text[end - length : end]
        return ""


def any_of(choices: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; they stand in it as they are."""
    return "|".join(sorted(choices, key=len, reverse=True))

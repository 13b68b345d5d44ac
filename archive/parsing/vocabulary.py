"""The word tables that the rules read: plain text files beside this module, so that anybody can read and extend them.

A file has sections (`[offices]`), comments (`#`) and words with blanks between; `short=full` words make pairs.
The tables are knowledge of the language and of how offices are named, not of any newspaper.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

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
    return {name: tuple(words) for name, words in sections.items()}


def pairs(words: tuple[str, ...]) -> dict[str, str]:
    """The pairs of a section of `short=full` words."""
    return dict(word.split("=", 1) for word in words)


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


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; they stand in it as they are."""
    return "|".join(sorted(words, key=len, reverse=True))

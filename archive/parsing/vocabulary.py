"""The word tables that the rules read: plain text files beside this module, so that anybody can read and extend them.

A file has sections (`[offices]`), comments (`#`) and words with blanks between; `short=full` words make pairs.
The tables are knowledge of the language and of how offices are named, not of any newspaper.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
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

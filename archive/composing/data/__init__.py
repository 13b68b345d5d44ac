"""The composer's vocabulary, as tab-separated files that anyone can read and extend."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `name`.tsv by column; lines that begin with # are comments."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def lists(name: str) -> dict[str, list[str]]:
    """The named word lists of `name`.tsv: a name, a tab, words between spaces."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {key: words.split() for key, words in cells}

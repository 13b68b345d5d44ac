"""Where in the page dumps the characters of an item stand: the way back from a text to the lines it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.parsing.clean import kept_columns, tidy
from archive.parsing.joining import LEAF
from archive.parsing.structures import Field, Item, Piece


class Stretch(NamedTuple):
    """Characters start..end of line `line` of a dump; `leaf` counts the pages that an article goes on on, from 0."""

    leaf: int
    line: int
    start: int
    end: int


class Printing:
    """An item beside the dumps that it was read from."""

    def __init__(self, item: Item, leaves: Sequence[Sequence[str]]) -> None:
        """`leaves` are the lines of each page that the item stands on."""
        self._item = item
        self._leaves = leaves
        self._columns: dict[Piece, list[int]] = {}

    def stretches(self, field: Field, start: int, end: int) -> Iterator[Stretch]:
        """The stretches of the dumps that characters start..end of a field came from, in the order of the text.

        Several where a line or page ends in the midst of them; none where the text is not as printed (a curator may
        have rewritten it) or there is no dump.
        """
        for piece in self._item.pieces_between(field, start, end):
            columns = self._columns_of(piece)
            first, last = max(start, piece.start) - piece.start, min(end, piece.end) - piece.start
            if first < last <= len(columns):
                leaf, line = divmod(piece.line, LEAF)
                yield Stretch(leaf, line, columns[first], columns[last - 1] + 1)

    def _columns_of(self, piece: Piece) -> list[int]:
        """Where each character of a piece stands in its line of the dump; [] where it does not."""
        if piece not in self._columns:
            leaf, number = divmod(piece.line, LEAF)
            lines = self._leaves[leaf] if leaf < len(self._leaves) else ()
            raw = lines[number - 1] if 0 < number <= len(lines) else ""
            words = getattr(self._item, piece.field)[piece.start : piece.end]
            begin = _place_of(words, tidy(raw))
            self._columns[piece] = [] if begin < 0 else kept_columns(raw)[begin : begin + len(words)]
        return self._columns[piece]


def _place_of(words: str, line: str) -> int:
    """Where the words begin in the line; they are all of it but a marker (下转第三版) at its end or its beginning."""
    if line.startswith(words):
        return 0
    return len(line) - len(words) if line.endswith(words) else line.find(words)

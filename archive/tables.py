"""Tables to be taken away: CSV files that a table program opens as they are, and runs nothing of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

TYPE = "text/csv; charset=utf-8"
# Excel takes a file without it for GBK.
MARK = "\ufeff"
# A table program takes a cell that begins like this for a formula: =HYPERLINK("http://…"); some take wide signs too,
# and some overlook white space before them.
FORMULA = tuple("=+-@＝＋－＠")
ALSO_SPACE = ("\t", "\r", "\n")


class Echo:
    """A file that gives back what is written to it."""

    def write(self, row: str) -> str:
        """Give it back."""
        return row


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows as the lines of a file, one by one: the mark first, CRLF behind each, no cell a formula."""
    writer = csv.writer(Echo())
    yield MARK
    for row in rows:
        yield writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])


def harmless(cell: str) -> str:
    """A cell that no table program runs; an apostrophe that stood before a formula gets one more, so that `plain`
    finds what was there."""
    return f"'{cell}" if _runs(cell) else cell


def plain(cell: str) -> str:
    """What was made harmless, as it was."""
    return cell[1:] if cell.startswith("'") and _runs(cell) else cell


def _runs(cell: str) -> bool:
    """Whether it is a formula, apostrophes before it aside."""
    bare = cell.lstrip("'")
    return bare.startswith(ALSO_SPACE) or bare.lstrip().startswith(FORMULA)

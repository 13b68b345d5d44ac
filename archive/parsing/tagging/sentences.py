"""A text cut into what the network reads at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A longer sentence (a list of names, a table) is cut: the network is no better for reading on, and time is spent per
# character of the longest.
LONGEST = 200
_SHORTEST = 100  # of the parts, where a comma allows
_SENTENCE = re.compile("[^\\n。！？；!?;]*(?:[。！？；!?;]+[”’」』）)]?|(?=\\n)|\\Z)")
_PAUSES = "，、,：: 　"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; together they hold all of the text but its line ends."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            cut = max(text.rfind(pause, start + _SHORTEST, start + LONGEST) for pause in _PAUSES) + 1
            cut = cut or start + LONGEST
            yield start, cut
            start = cut
        if start < end:
            yield start, end

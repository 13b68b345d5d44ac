"""A printed line made comparable: control characters gone, widths folded. Nothing else of the text is changed."""

from __future__ import annotations

import re

# Full-width ASCII to half-width, every kind of space to a plain one. One character stays one character,
# so an offset into the folded text is an offset into the printed text: "，" -> ",", "（" -> "(".
_FOLDED = {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}
_FOLDED |= dict.fromkeys(map(chr, [0x3000, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x09]), " ")
_WIDE = re.compile("[\uff01-\uff5e\u3000\u00a0\u2000-\u200a\u202f\u205f\t]")

# Characters that are no text: C0 and C1 controls (NUL breaks databases), zero-width marks, the BOM.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]")


def tidy(line: str) -> str:
    """The line without control characters and without space at its ends; "" where nothing is left."""
    return _NO_TEXT.sub("", line).strip()


def kept_columns(line: str) -> list[int]:
    """Where in the line each character of `tidy(line)` stands."""
    kept = [at for at, character in enumerate(line) if not _NO_TEXT.match(character)]
    first, last = 0, len(kept)
    while first < last and line[kept[first]].isspace():
        first += 1
    while first < last and line[kept[last - 1]].isspace():
        last -= 1
    return kept[first:last]


def fold(text: str) -> str:
    """The text with full-width forms made half-width, character by character (same length)."""
    # Finding the few that change is quicker than looking every character up.
    return _WIDE.sub(lambda found: _FOLDED[found[0]], text)


def squeeze(text: str) -> str:
    """The text folded and without any space: what two prints of the same words have in common."""
    return "".join(fold(text).split())

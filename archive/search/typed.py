"""What somebody types of a name: characters, whole syllables and first letters of pinyin, in any mixture.

`zhao海`, `zhaohy`, `赵hy`, `zhy` all mean 赵海洋. Read into pieces, each of which begins a syllable or is a character
of the name; several readings are possible (`xian` is a syllable, or `xi` and `an`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from archive.search.fold import is_han
from archive.search.likeness import syllables
from archive.search.tree import Beginning, Exact, Node, all_of, any_of

MOST_READINGS = 12  # Of one typed string; the others have more letters that stand for a syllable each.
LONGEST = 24  # Characters: four syllables of the longest kind.

# Any syllable of pinyin, and some that no character has.
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i(?:ang|ong|an|ao|ng|a|e|n|u)?|u(?:ang|ai|an|ng|a|e|i|n|o)?|a(?:ng|i|n|o)?|e(?:ng|i|n|r)?|o(?:ng|u)?|v[en]?)"
)
_LETTERS = re.compile("zh|ch|sh|[a-z]")


@dataclass(frozen=True)
class Reading:
    """One way to take apart what was typed; each piece stands for one character of the name."""

    pieces: tuple[str, ...]

    def fits(self, name: str) -> bool:
        """Whether the name begins with what the pieces stand for."""
        if len(name) < len(self.pieces):
            return False
        return all(_stands_for(piece, each) for piece, each in zip(self.pieces, name, strict=False))

    def keys(self) -> Node:
        """The records whose keys allow the name; some of them may not fit."""
        firsts = product(*(dict.fromkeys(_first_letters(piece)) for piece in self.pieces))
        initials = any_of([Beginning("key", "".join(letters)) for letters in islice(firsts, MOST_READINGS)])
        han = [Exact(piece, part="headline") for piece in self.pieces if is_han(piece)]
        return all_of([initials, Beginning("key", self._start()), *han])

    def _start(self) -> str:
        """What a key begins with: the leading characters, or the leading syllables with what follows them."""
        if is_han(self.pieces[0]):
            return "".join(_while_han(self.pieces))
        start = ""
        for piece in self.pieces:
            if is_han(piece):
                break
            start += piece
            if not _SYLLABLE.fullmatch(piece):
                break
        return start


def _while_han(pieces: tuple[str, ...]) -> Iterator[str]:
    for piece in pieces:
        if not is_han(piece):
            return
        yield piece


def _first_letters(piece: str) -> list[str]:
    return [syllable[0] for syllable in syllables(piece)] if is_han(piece) else [piece[0]]


def _stands_for(piece: str, character: str) -> bool:
    if is_han(piece):
        return piece == character
    return any(syllable.startswith(piece) for syllable in syllables(character))


def readings(folded: str) -> list[Reading]:
    """The ways to read a mixture; none where it is no mixture, or holds anything but characters and letters.

    Characters alone, syllables alone and first letters alone are keys of records as they stand (pinyin.py).
    """
    # Anything else in it would end each of its thousands of ways only at its last piece.
    if not 2 <= len(folded) <= LONGEST or not all(is_han(each) or "a" <= each <= "z" for each in folded):
        return []
    found = []
    for pieces in islice(_pieces(folded), MOST_READINGS):
        kinds = {"han" if is_han(each) else "syllable" if _SYLLABLE.fullmatch(each) else "letters" for each in pieces}
        if len(pieces) > 1 and (len(kinds) > 1 or any(len(each) > 1 for each in pieces if kinds == {"letters"})):
            found.append(Reading(pieces))
    return found


def _pieces(rest: str) -> Iterator[tuple[str, ...]]:
    """Every way, those with long syllables first."""
    if not rest:
        yield ()
        return
    if is_han(rest[0]):
        ends = [1]
    else:
        ends = [end for end in range(min(6, len(rest)), 0, -1) if _SYLLABLE.fullmatch(rest, 0, end)]
        ends += [match.end()] if (match := _LETTERS.match(rest)) else []
        ends += [1]
    for end in dict.fromkeys(ends):
        for more in _pieces(rest[end:]):
            yield (rest[:end], *more)


def mixed(folded: str) -> tuple[Node | None, list[Reading]]:
    """The records that may be meant by a mixture, and its readings; what was found is to be held against these."""
    ways = readings(folded)
    return (any_of([way.keys() for way in ways]) if ways else None), ways

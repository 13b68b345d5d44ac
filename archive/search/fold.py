"""Folding: the one normal form in which text is indexed, searched and compared.

Width and compatibility forms (NFKC), case, traditional and simplified characters (opencc), the variants of
variants.py, invisible characters, and white space inside runs of Chinese characters make no difference: 張　三 is
张三, ＡＢＣ is abc, 二〇二三 is 二零二三. Every character is folded by itself, so that a piece of a text folds to a
piece of the folded text. Folding is never applied to what is stored or shown.

A character can fold to several (… to three dots, ㎡ to m2, ⑫ to 12) or to none (invisible ones). What is found is
found in the folded text: 12 in ⑫, and also its 2. A match that covers a part of a character's folded form stands for
the whole character as printed (`Folded.span`).
"""

import functools
import re
import unicodedata
from bisect import bisect_right
from typing import Any

import numpy as np

from archive.search.variants import VARIANTS

# Chinese characters: the unified blocks and extensions, the compatibility ideographs, 々 and 〇.
HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_SPACES = re.compile(r"\s+")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_CACHE_LIMIT = 50_000  # More different characters than any archive holds; keeps a hostile text from growing it.


class _Table(dict[int, str]):
    """Each character's folded form, worked out when first met; used with str.translate.

    Texts of nothing but characters that were met before and fold to one each, as most are, are looked up by NumPy,
    which is ten times as fast.
    """

    def __init__(self) -> None:
        super().__init__()
        self._units = np.zeros(1 << 16, np.uint16)  # by UTF-16 unit; 0 where translate() has to be asked
        self.uneven: set[str] = set()  # the characters met that do not fold to exactly one
        self._pattern = (0, re.compile("(?!)"))

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        elif code < len(self._units) and ord(folded) < len(self._units):
            self._units[code] = ord(folded)
        if len(self) < _CACHE_LIMIT:
            self[code] = folded
        return folded

    def fold(self, text: str) -> str:
        """Fold each character of the text by itself."""
        folded = self._units.take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16))
        return folded.tobytes().decode("utf-16-le") if folded.all() else text.translate(self)

    def uneven_ones(self) -> re.Pattern[str]:
        """Return what finds the uneven characters met so far."""
        known, pattern = self._pattern
        if known != len(self.uneven):
            known = len(self.uneven)
            pattern = re.compile(f"[{re.escape(''.join(self.uneven))}]")
            self._pattern = known, pattern
        return pattern


def _fold_character(character: str) -> str:
    if character.isspace():
        return "\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs"):  # controls, invisible marks, half characters
        return ""
    folded, before = _folded_once(character), character
    while folded != before:  # 薴 is simplified to 苧, and 苧 to 苎
        folded, before = "".join(map(_folded_once, folded)), folded
    # Some compatibility forms fold to a space and a combining mark; the mark alone is kept.
    return "".join(part for part in folded if not part.isspace())


def _folded_once(character: str) -> str:
    if (variant := VARIANTS.get(ord(character))) is not None:
        return variant
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if folded.isascii() else _simplifier().convert(folded)


@functools.cache
def _simplifier() -> Any:
    import opencc  # here, because a process that folds nothing need not load it

    return opencc.OpenCC("t2s")


_TABLE = _Table()


def fold(text: str) -> str:
    """Return the folded form of `text`. Paragraph ends stay, as one newline each."""
    return _SPACES.sub(_fold_spaces, _TABLE.fold(text))


def _fold_spaces(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if "\n" in match.group():
        return "\n"
    inside_han = start > 0 and end < len(text) and is_han(text[start - 1]) and is_han(text[end])
    return "" if inside_han else " "


def fold_query(text: str) -> str:
    """Fold a string to look for: white space at its ends means nothing."""
    return fold(text).strip()


def is_han(character: str) -> bool:
    """Say whether the character is a Chinese one."""
    return _HAN_CHARACTER.match(character) is not None


class Folded:
    """A folded text that remembers where each of its characters came from; the way back is sought when asked for."""

    def __init__(self, original: str) -> None:
        self._original = original
        self._plain = _TABLE.fold(original)
        self.text = _SPACES.sub(_fold_spaces, self._plain)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a non-empty span of the folded text to the span of the original it stands for."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, position: int) -> int:
        spaced, uneven = self._ways
        return uneven(spaced(position))

    @functools.cached_property
    def _ways(self) -> "tuple[_Way, _Way]":
        """The ways back: from white space folded to as it stood, and from folded characters to the original ones."""
        return _way_over_spaces(self._plain), _way_over_uneven(self._original)


class _Way:
    """A way from the positions in one string to those in another, in which both count on alike between a few steps."""

    def __init__(self) -> None:
        self._starts = [0]
        self._targets = [0]

    def step(self, start: int, target: int) -> None:
        """From `start` on count from `target`. Steps are given in order; of those with one start the last holds."""
        self._starts.append(start)
        self._targets.append(target)

    def __call__(self, position: int) -> int:
        step = bisect_right(self._starts, position) - 1
        return self._targets[step] + position - self._starts[step]


def _way_over_spaces(plain: str) -> _Way:
    way = _Way()
    shorter = 0  # how much of the text so far has gone
    for match in _SPACES.finditer(plain):
        gone = len(match.group()) - len(_fold_spaces(match))
        if gone:
            shorter += gone
            way.step(match.end() - shorter, match.end())
    return way


def _way_over_uneven(original: str) -> _Way:
    """The original has been folded before, so that the uneven characters in it are known."""
    way = _Way()
    longer = 0  # how much the text so far has grown
    for match in _TABLE.uneven_ones().finditer(original):
        start = match.start() + longer
        length = len(_TABLE[ord(match.group())])
        for place in range(length):
            way.step(start + place, match.start())
        longer += length - 1
        way.step(start + length, match.end())
    return way

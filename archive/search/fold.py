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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.search.variants import VARIANTS

# Chinese characters: the unified blocks and extensions, the compatibility ideographs, 々 and 〇.
HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_SPACES = re.compile(r"\s+")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_CACHE_LIMIT = 50_000  # More different characters than any archive holds; keeps a hostile text from growing it.


class _Table(dict[int, str]):
    """Each character's folded form, worked out when first met; used with str.translate."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()  # the characters met that do not fold to exactly one

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        if len(self) < _CACHE_LIMIT:
            self[code] = folded
        return folded


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
    return _SPACES.sub(_fold_spaces, text.translate(_TABLE))


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


@dataclass(frozen=True)
class Folded:
    """A folded text that remembers where each of its characters came from."""

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a non-empty span of the folded text to the span of the original it stands for."""
        return self.origins[start], self.origins[end - 1] + 1


def fold_with_origins(text: str) -> Folded:
    """Fold like `fold`, keeping for every folded character the position of the original one."""
    plain = text.translate(_TABLE)
    origins = _origins(text)
    kept: list[str] = []
    kept_origins: list[int] = []
    done = 0
    for match in _SPACES.finditer(plain):
        kept.append(plain[done : match.start()])
        kept_origins += origins[done : match.start()]
        replacement = _fold_spaces(match)
        kept.append(replacement)
        kept_origins += [origins[match.start()]] * len(replacement)
        done = match.end()
    kept.append(plain[done:])
    kept_origins += origins[done:]
    return Folded("".join(kept), kept_origins)


def _origins(text: str) -> Sequence[int]:
    """List the position of the original character of each folded one, white space not yet folded.

    `text` has been folded before, so the uneven characters in it are known. Nearly all others fold to one; what lies
    between the uneven ones is counted off without looking at it.
    """
    uneven = _TABLE.uneven.intersection(text)
    origins: list[int] = []
    done = 0
    for position in sorted(match.start() for each in uneven for match in re.finditer(re.escape(each), text)):
        origins += range(done, position)
        origins += [position] * len(_TABLE[ord(text[position])])
        done = position + 1
    return [*origins, *range(done, len(text))] if done else range(len(text))

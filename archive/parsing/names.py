"""Proposes what may be a person's name: where a surname begins characters that are likelier a name than words.

This is the seam for a better tagger: whatever gives `Candidate`s from a text can stand in for `propose`. The odds
are log odds: how much likelier jieba's model of names (the emissions of its part-of-speech HMM) finds the
characters than its dictionary finds the words that they would otherwise be.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from archive import words
from archive.parsing.lattice import Lattice, Word, known
from archive.parsing.surnames import COMPOUND, SINGLE, TRANSLITERATION

# Log probability that a word of a newspaper is a person's name nobody has in the dictionary; about one in 150.
_IS_NAME = -5.0
# One in ten names has one given character (陈建), the rest two.
_ONE_GIVEN, _TWO_GIVEN, _COMPOUND = math.log(0.15), math.log(0.85), math.log(0.2)
# A name of three and more that the dictionary lists as a name (of two, it lists too many words: 陈旧, 安保).
_IN_DICTIONARY = 1.0
# A foreign name from the dictionary needs a title or a verb of speech; one that is only a run of such characters both.
_FOREIGN, _FOREIGN_RUN = 0.0, -2.0
_LONGEST_RUN = 9
_UNSEEN = -11.0  # a character that no name of the model has
_FOREIGN_CHARACTERS = frozenset(TRANSLITERATION)
_DOTTED = re.compile(rf"[{TRANSLITERATION}]{{1,7}}(?:[·•・][{TRANSLITERATION}]{{1,8}}){{1,3}}")


class Candidate(NamedTuple):
    """Characters start..end may be a name; `odds` is the log odds against the words they would otherwise be."""

    start: int
    end: int
    odds: float


Propose = Callable[[Lattice], Iterator[Candidate]]


def propose(lattice: Lattice) -> Iterator[Candidate]:
    """Yield every run of characters that could be a name, from left to right, overlapping ones too."""
    text = lattice.text
    for match in _DOTTED.finditer(text):
        yield Candidate(match.start(), match.end(), 8.0)
    yield from _from_dictionary(lattice)
    yield from _surnamed(lattice)


def _from_dictionary(lattice: Lattice) -> Iterator[Candidate]:
    """Foreign names: those that the dictionary lists (普京), and runs of characters that such names are written in."""
    words_, index = lattice.words, 0
    while index < len(words_):
        word = words_[index]
        if word.flag == "nrt" and len(word.text) > 1:
            yield Candidate(word.start, word.end, _FOREIGN)
        if word.text[0] not in _FOREIGN_CHARACTERS:
            index += 1
            continue
        end = index
        while end < len(words_) and _foreign(words_[end]):
            end += 1
        length = words_[end - 1].end - word.start if end > index else 0
        if 3 <= length <= _LONGEST_RUN:
            yield Candidate(word.start, word.start + length, _FOREIGN_RUN)
        index = max(end, index + 1)


def _foreign(word: Word) -> bool:
    """Whether the word may be part of a foreign name that the dictionary does not have whole: 叶 夫 梅 诺夫."""
    text = word.text
    if len(text) == 1:
        return text in _FOREIGN_CHARACTERS
    return (word.flag.startswith("nr") or word.flag == "x") and _FOREIGN_CHARACTERS.issuperset(text)


def _surnamed(lattice: Lattice) -> Iterator[Candidate]:
    """Names of a surname and one or two characters more."""
    text, rests, flags = lattice.text, lattice.rests, words.tagger().word_tag_tab
    # Every other character is a surname: a named tuple made as a plain one costs half.
    new = tuple.__new__
    for match in _surname().finditer(text):
        start = match.start()
        displaced = rests[start]
        for surname in (2, 1) if text[start : start + 2] in COMPOUND else (1,):
            if surname == 1 and text[start] not in SINGLE:
                continue
            for end in (start + surname + 1, start + surname + 2):
                if end > len(text) or not _is_han(text[end - 1]):
                    break
                name = text[start:end]
                odds = likelihood(name, surname) + rests[end] - displaced
                if odds < _IN_DICTIONARY and end - start > 2 and flags.get(name, "").startswith("nr") and known(name):
                    odds = _IN_DICTIONARY
                yield new(Candidate, (start, end, odds))


@words.remembered()
def _surname() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(SINGLE | {name[0] for name in COMPOUND}))}]")


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿" or "𠀀" <= character <= "𯿿"


@functools.lru_cache(maxsize=1)
def _emissions() -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Log probabilities of a name's first, middle and last character."""
    words.tagger()
    from jieba.posseg import emit_P

    return emit_P["B", "nr"], emit_P["M", "nr"], emit_P["E", "nr"]


def likelihood(name: str, surname: int) -> float:
    """The log probability of the name, whose first `surname` characters are the surname."""
    _, middle, last = _emissions()
    one, two = _of_surname(name[:surname])
    if len(name) == surname + 1:
        return one + last.get(name[surname], _UNSEEN)
    return two + middle.get(name[surname], _UNSEEN) + last.get(name[surname + 1], _UNSEEN)


@functools.cache
def _of_surname(surname: str) -> tuple[float, float]:
    """The log probabilities that a word is a name of this surname with one given character, with two."""
    first, middle, _ = _emissions()
    score = _IS_NAME + first.get(surname[0], _UNSEEN)
    if len(surname) == 2:
        score = _IS_NAME + first.get(surname[0], _UNSEEN) / 2 + middle.get(surname[1], _UNSEEN) / 2 + _COMPOUND
    return score + _ONE_GIVEN, score + _TWO_GIVEN

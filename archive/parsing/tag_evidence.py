"""What a tagger's reading of a text says for and against a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from archive.parsing.names import Candidate
from archive.parsing.surnames import COMMON, COMPOUND, SINGLE, TRANSLITERATION
from archive.parsing.tagging import Tagged, Tags
from archive.parsing.titles import ends_in_office

# Log odds of what the tagger says of a candidate. Its spans that look like Chinese names are right nine times in ten;
# those in characters that foreign names are written in are towns and firms as often.
_NAME, _SIMILAR, _ABROAD, _PART, _CUT = 7.0, 4.0, 3.0, -7.0, -4.0
_ELSE = {"LOC": -3.0, "ORG": -2.0, "TIME": -5.0}
_WORD, _INSIDE, _SEVERAL = -3.0, -5.0, -0.5
# The odds of a name that only the tagger proposes: one that looks like a Chinese name; with a dot; in characters of
# foreign names; any other. The last two need a title or a verb of speech.
_NATIVE, _DOTTED, _FOREIGN, _STRANGE = -4.0, 2.0, -3.0, -5.0
# A name that the tagger sees twice is no slip.
_AGAIN = 1.0
_PEOPLE = ("PER", "nr")
_JOINTS = frozenset("·•・‧－—–-")
_DOTS = frozenset("·•・‧")
_HAN = re.compile("[㐀-鿿𠀀-𯿿·•・‧－—–-]{2,20}")


class TagEvidence:
    """A tagger's words of one text; where there are none, nothing is said for or against."""

    def __init__(self, text: str, tags: Tags) -> None:
        """What only looked words up (jieba) says nothing that the lattice does not."""
        self._text = text
        self._words = [] if tags.by == "jieba" else _whole_names(text, tags.spans)
        self._at = [-1] * len(text)
        for number, word in enumerate(self._words):
            self._at[word.start : word.end] = [number] * (word.end - word.start)
        self._often = Counter(text[word.start : word.end] for word in self._words if word.tag in _PEOPLE)

    def candidates(self) -> Iterator[Candidate]:
        """The names that the tagger sees."""
        for word in self._words:
            if word.tag in _PEOPLE and _HAN.fullmatch(self._text, word.start, word.end):
                yield Candidate(word.start, word.end, _alone(self._text[word.start : word.end]))

    def is_name(self, start: int, end: int) -> bool:
        """Whether the tagger takes exactly these characters for a person's name."""
        word = self._word(start)
        return word is not None and word.tag in _PEOPLE and word.start == start and word.end == end

    def inside_name(self, start: int, end: int) -> bool:
        """Whether the characters are only the beginning of a name that goes on: 张伟 of 张伟民."""
        word = self._word(start)
        return word is not None and word.tag in _PEOPLE and word.start == start and end < word.end

    def odds(self, start: int, end: int) -> float:
        """The log odds that start..end is a name, by the tagger's words."""
        first, last = self._word(start), self._word(end - 1)
        if first is None or last is None:
            return 0.0
        if first is last and first.start == start and first.end == end:
            if first.tag in _PEOPLE:
                return self._name(first)
            return _ELSE.get(first.tag, _WORD)
        if first is last:
            return self._part(first, start, end)
        if first.tag in _PEOPLE or last.tag in _PEOPLE:
            return _PART
        return _SEVERAL if first.start == start and last.end == end else _CUT

    def _name(self, word: Tagged) -> float:
        name = self._text[word.start : word.end]
        again = _AGAIN if self._often[name] > 1 else 0.0
        return again + (_SIMILAR if word.tag == "nr" else _ABROAD if is_foreign(name) else _NAME)

    def _part(self, word: Tagged, start: int, end: int) -> float:
        """For a candidate that is only a part of `word`."""
        if word.tag not in _PEOPLE:
            return _INSIDE
        # 团常务主席安保亮 as one span: what stands before the name is a title.
        return _NAME if end == word.end and ends_in_office(self._text[word.start : start]) else _PART

    def _word(self, position: int) -> Tagged | None:
        number = self._at[position] if position < len(self._at) else -1
        return self._words[number] if number >= 0 else None


def _whole_names(text: str, tagged: Sequence[Tagged]) -> list[Tagged]:
    """The words, names without the blanks around them, and the parts of a long name in one: 阿卜杜勒-马吉德·特本."""
    words: list[Tagged] = []
    for start, end, tag in tagged:
        if tag in _PEOPLE:
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
        if start == end:
            continue
        if words and tag == words[-1].tag == "PER" and words[-1].end == start and _strange(text, words[-1], end):
            words[-1] = Tagged(words[-1].start, end, "PER")  # 阿西 + 阿呷
            continue
        if (
            len(words) > 1
            and tag in ("PER", "nr", "LOC")
            and _joint(text, words[-1])
            and words[-2].tag in (*_PEOPLE, "LOC")
        ):
            before = words[-2]
            if before.end == words[-1].start and words[-1].end == start and "PER" in (tag, before.tag):
                words[-2:] = [Tagged(before.start, end, "PER")]
                continue
        words.append(Tagged(start, end, tag))
    return words


def _strange(text: str, before: Tagged, end: int) -> bool:
    """Whether two names side by side are one that is not Chinese, and not two that are."""
    return not _native(text[before.start : before.end]) and not _native(text[before.end : end])


def _joint(text: str, word: Tagged) -> bool:
    return word.end == word.start + 1 and text[word.start] in _JOINTS


def _alone(name: str) -> float:
    """The odds of a name by its looks."""
    if _DOTS.intersection(name):
        return _DOTTED
    if _native(name):
        return _NATIVE
    return _FOREIGN if is_foreign(name) else _STRANGE


def is_foreign(name: str) -> bool:
    """Whether the name is written in characters of foreign names alone."""
    return all(character in TRANSLITERATION or character in _JOINTS for character in name)


def _native(name: str) -> bool:
    """Whether the name has a Chinese name's surname and length."""
    if name[:2] in COMPOUND and len(name) in (3, 4):
        return True
    if len(name) not in (2, 3) or name[0] not in SINGLE:
        return False
    return name[0] in COMMON or not is_foreign(name)

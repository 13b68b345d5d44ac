"""A text as words: the cut that jieba's dictionary likes best, and how well it likes the rest from every character on.

No word is made up here (jieba's HMM stays off): what the dictionary lacks falls into single characters, which is
what the finders look for. `Lattice.rest(i)` lets a name be weighed against the words it would displace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from archive import words
from archive.parsing.cutting import best_ends
from archive.parsing.structures import Field, Item
from archive.parsing.tagging import UNTAGGED, Tags

_DIGITS, _IN_NUMBERS = frozenset("0123456789"), frozenset("0123456789.%")


class Word(NamedTuple):
    """A dictionary word, or a character that is none: where it stands, and its part of speech ("x" unknown)."""

    start: int
    end: int
    text: str
    flag: str


@dataclass(frozen=True, eq=False)
class Lattice:
    """The words of a text. `starting[i]` is the index of the word that starts at character i, -1 inside a word.

    `tags` is what the tagger says of the same text; nothing where none was asked.
    """

    text: str
    words: tuple[Word, ...]
    starting: tuple[int, ...]
    rests: tuple[float, ...]
    ends: tuple[int, ...]
    tags: Tags = UNTAGGED

    def rest(self, position: int) -> float:
        """The log probability of the best cut from `position` to its sentence's end."""
        return self.rests[position]

    def word_from(self, position: int) -> Word | None:
        """The word that begins the best cut from `position` on, or None at the text's end."""
        if position >= len(self.text):
            return None
        text = self.text[position : self.ends[position]]
        return Word(position, self.ends[position], text, flag_of(text))

    def before(self, position: int) -> Iterator[Word]:
        """The words that end at or before `position`, nearest first; one that straddles it is cut."""
        index = min(position, len(self.text)) - 1
        while index >= 0 and self.starting[index] < 0:
            index -= 1
        if index < 0:
            return
        first = self.words[self.starting[index]]
        yield (
            first if first.end <= position else Word(index, position, part := self.text[index:position], flag_of(part))
        )
        for number in range(self.starting[index] - 1, -1, -1):
            yield self.words[number]

    def edge(self, position: int) -> bool:
        """Whether a word starts or the text ends at `position`."""
        return position >= len(self.text) or self.starting[position] >= 0


# Asked for every mark and for what stands beside every name: words come again.
@words.remembered(1 << 14)
def flag_of(word: str) -> str:
    """The part of speech that jieba's dictionary gives `word`: n, ns, v, nr, p …; "m" for digits, "x" unknown."""
    if word.isdigit():
        return "m"
    if not word[:1].isalnum():
        return "w"
    flag: str = words.tagger().word_tag_tab.get(word, "x")
    return flag


def known(word: str) -> bool:
    """Whether jieba's dictionary has `word` (with a frequency; prefixes of words alone do not count)."""
    return bool(words.tokenizer().FREQ.get(word))


def lattice_of(item: Item, name: Field) -> Lattice:
    """The words of a field of the item, with what the tagger says of them."""
    return lattice(getattr(item, name), item.tags.get(name, UNTAGGED))


@words.remembered(64)
def lattice(text: str, tags: Tags = UNTAGGED) -> Lattice:
    """The words of `text`; linear in its length, kept for the finders that read the fields of a page in turn."""
    rests, ends = best_ends(text)
    found: list[Word] = []
    starting = [-1] * len(text)
    # A named tuple made as a plain one costs half, and there is one for every other character.
    flags, new = words.tagger().word_tag_tab, tuple.__new__
    position = 0
    while position < len(text):
        end = ends[position]
        if text[position] in _DIGITS:
            while end < len(text) and text[end] in _IN_NUMBERS:
                end += 1
        starting[position] = len(found)
        part = text[position:end]
        found.append(new(Word, (position, end, part, flags.get(part) or flag_of(part))))
        position = end
    return Lattice(text, tuple(found), tuple(starting), rests, ends, tags)

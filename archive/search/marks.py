"""What is to be marked in a text that was found, and where it stands in the folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.search import nearness
from archive.search.fold import HAN, is_han
from archive.search.nearness import Span
from archive.search.tree import And, Beginning, Exact, Naming, Near, Node, Or, Prefix, Words

# Names in these fields stand in the text; a newspaper's or a section's does so by chance.
_IN_TEXT = {"person_name", "organization_name", "place_name", "event_name", "title", "byline"}


@dataclass(frozen=True)
class Mark:
    """A folded string to mark, in one part of the text or in all (`part` as in tree.py).

    `begins` takes with it the rest of the word that it begins; a `faint` one is marked only where nothing else is.
    """

    text: str
    part: str = ""
    begins: bool = False
    faint: bool = False

    def found(self, folded: str) -> Iterator[Span]:
        """Where it stands in a folded text, in order and apart."""
        if self.begins:
            pattern = rf"(?<![^\W_{HAN}]){re.escape(self.text)}[^\W_{HAN}]*"
            yield from (match.span() for match in re.finditer(pattern, folded))
            return
        start = folded.find(self.text)
        while start >= 0:
            end = start + len(self.text)
            yield start, end
            start = folded.find(self.text, end)


@dataclass(frozen=True)
class NearMark:
    """Folded strings to mark where all of them stand within `distance` characters of each other."""

    texts: tuple[str, ...]
    distance: int
    part: str = ""
    faint: bool = False

    def found(self, folded: str) -> Iterator[Span]:
        """Where they stand so, in order."""
        for stretch in nearness.stretches(folded, self.texts, self.distance):
            yield from stretch


Marks = tuple[Mark | NearMark, ...]


def marks_of(node: Node) -> Marks:
    """What to mark for a tree: everything it looks for, nothing that it excludes."""
    return tuple(dict.fromkeys(_marks(node)))


def _marks(node: Node) -> Iterator[Mark | NearMark]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _marks(part)
        case Words(text, words, part):
            yield Mark(text, part)
            yield from (Mark(word, part, faint=len(word) == 1) for word in words if word != text)
        case Exact(text, part):
            yield Mark(text, part)
        case Prefix(text, part):
            yield Mark(text, part, begins=not is_han(text[-1]))
        case Near(texts, distance, part):
            yield NearMark(texts, distance, part)
        case Naming(field, text) if field in _IN_TEXT:
            yield Mark(text)
        case Beginning(field, text) if field in _IN_TEXT:
            yield Mark(text, begins=not is_han(text[-1]))


# The part of the text that each field of an article is in.
_PARTS = {"kicker": "headline", "headline": "headline", "deck": "headline", "text": "body", "captions": "captions"}


def within(marks: Marks, field: str) -> Marks:
    """The marks for an article's field (kicker, headline, deck, text, captions); all of them where none is named."""
    return tuple(mark for mark in marks if not field or mark.part in ("", _PARTS[field]))

"""An article that goes on on another page: its pages' texts made one, a sentence broken by the jump made whole.

Each page's part is an item of its own. The whole is an item too, so that names and events are read out of all of it;
the lines of its second part are numbered from LEAF, those of its third from twice LEAF, for each page counts from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.parsing import jumps, repair
from archive.parsing.article import field_of
from archive.parsing.clean import tidy
from archive.parsing.cohesion import pairs
from archive.parsing.lines import Line, read
from archive.parsing.structures import FIELDS, Break, Byline, Field, Item, Piece, Role

# More lines than any page has: a dump of so many would be refused for its size.
LEAF = 10_000_000

# A heading over the second part that shares this much with the article's own heading repeats it, in fewer words.
# Example: 石门镇三条新路通车 over the rest of 石门镇三条新修的村路同日通车.
REPEATED = 0.6

# Below the headings a marker stands in the first or the last lines of a part.
_HEADINGS: tuple[Field, ...] = ("kicker", "headline", "deck")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a part stands in the whole: characters begin..end of its text from `text` on, its captions from
    `captions`.

    `joined_at` is where all that the part adds to the text begins, a heading of its own included.
    """

    joined_at: int
    text: int
    begin: int
    end: int
    captions: int


@dataclass(frozen=True, slots=True)
class Whole:
    """The article made of its parts, and where each of them stands in it."""

    item: Item
    stretches: tuple[Stretch, ...]


def line_on_page(line: int | None) -> int | None:
    """The line as its own page counts it."""
    return None if line is None else line % LEAF


def whole(parts: Sequence[Item], sure: Sequence[float]) -> Whole:
    """The article that begins with the first part and goes on with the others; `sure` tells how sure each join is.

    Markers (下转第三版, 上接第一版) at the seams are left out; nothing else is.
    """
    first = parts[0]
    building = _Building([piece for piece in first.pieces if piece.field in _HEADINGS])
    for place, part in enumerate(parts):
        heading = _own_heading(part, first) if place else ()
        begin, end = _inner(part.text, opened=place > 0, closed=place + 1 < len(parts))
        building.add(part, place, heading, (begin, end), sure[place - 1] if place else 1.0)
    signed: dict[str, Byline] = {}
    for part in parts:
        for byline in part.bylines:
            signed.setdefault(byline.name, byline)
    item = replace(
        first,
        text=building.text,
        captions=building.captions,
        lines={place * LEAF + line: role for place, part in enumerate(parts) for line, role in part.lines.items()},
        pieces=tuple(sorted(building.pieces, key=lambda each: (FIELDS.index(each.field), each.start))),
        breaks=tuple(building.breaks),
        confidence=min([part.confidence for part in parts] + list(sure)),
        bylines=tuple(signed.values()),
    )
    return Whole(item, tuple(building.stretches))


class _Building:
    """The whole in the making."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.text = ""
        self.captions = ""
        self.pieces = pieces
        self.breaks: list[Break] = []
        self.stretches: list[Stretch] = []
        self._running = False

    def add(
        self, part: Item, place: int, heading: Sequence[tuple[Field, str]], kept: tuple[int, int], sure: float
    ) -> None:
        """Add a page's part: characters kept[0]..kept[1] of its text, below a heading of its own."""
        begin, end = kept
        words = part.text[begin:end]
        seam = 0.0 if heading or not place else goes_on(self.text, words, running=self._running)
        if seam:
            first, second = self._last_line(), _line_at(part, begin)
            lines = (first, second + place * LEAF) if first and second else (0, 0)
            self.breaks.append(Break(len(self.text), "page", round(min(seam, sure), 3), lines))
        elif self.text and (words or heading):
            self.text += "\n"
        joined_at = len(self.text)
        for name, words_of_heading in heading:
            self._add_pieces(part, place, name, (0, len(words_of_heading)), len(self.text), "text")
            self.text += words_of_heading + ("\n" if words else "")
        start = len(self.text)
        self._add_pieces(part, place, "text", kept, start - begin, "text")
        # A join at the very end of what is kept joined it to the marker.
        self.breaks += [
            Break(gap.position + start - begin, gap.kind, gap.confidence, _shifted(gap.lines, place))
            for gap in part.breaks
            if begin < gap.position < end
        ]
        self.text += words
        if part.captions and self.captions:
            self.captions += "\n"
        captions = len(self.captions)
        self._add_pieces(part, place, "captions", (0, len(part.captions)), captions, "captions")
        self.captions += part.captions
        # A marker at the end of a line, not on one of its own, says that the line is running text.
        self._running = bool(part.text[end:].strip()) and "\n" not in part.text[end:]
        self.stretches.append(Stretch(joined_at, start, begin, end, captions))

    def _add_pieces(self, part: Item, place: int, name: Field, kept: tuple[int, int], shift: int, to: Field) -> None:
        for piece in part.pieces:
            start, end = max(piece.start, kept[0]), min(piece.end, kept[1])
            if piece.field == name and start < end:
                self.pieces.append(Piece(to, start + shift, end + shift, piece.line + place * LEAF))

    def _last_line(self) -> int | None:
        return max(((piece.end, piece.line) for piece in self.pieces if piece.field == "text"), default=(0, None))[1]


def _shifted(lines: tuple[int, int], place: int) -> tuple[int, int]:
    return lines[0] + place * LEAF, lines[1] + place * LEAF


def _line_at(part: Item, offset: int) -> int | None:
    return next((each.line for each in part.pieces if each.field == "text" and each.start <= offset < each.end), None)


def _inner(text: str, *, opened: bool, closed: bool) -> tuple[int, int]:
    """Where a part's text begins behind the marker at its beginning, and ends before the one at its end."""
    begin, end = 0, len(text)
    if opened and (marker := jumps.opening(text)):
        begin = marker.end + len(text[marker.end :]) - len(text[marker.end :].lstrip())
    if closed and (marker := jumps.closing(text)) and marker.direction == "on" and marker.start >= begin:
        end = len(text[: marker.start].rstrip())
    return begin, max(begin, end)


def _own_heading(part: Item, first: Item) -> tuple[tuple[Field, str], ...]:
    """The heading over a later part, line by line, where it does not just say the article's own again."""
    known = pairs("|".join(getattr(first, name) for name in _HEADINGS))
    found: list[tuple[Field, str]] = []
    for name in _HEADINGS:
        printed: str = getattr(part, name)
        marker = jumps.in_headline(printed) or jumps.alone(printed)
        words = printed[: marker.start].rstrip() if marker else printed
        said = pairs(words)
        if said and len(said & known) < REPEATED * len(said):
            found.append((name, words))
    return tuple(found)


def goes_on(text: str, following: str, *, running: bool = False) -> float:
    """How sure it is that the sentence in which `text` stops goes on in `following`; 0 where it does not.

    A marker stands between them, so a paragraph without an end has its end behind the marker. `running` tells that
    the last line is surely of a paragraph, and no subhead.
    """
    seam = _seam(text, following)
    if seam is None:
        return 0.0
    first, second = seam
    sure = repair.goes_on(first, second)
    if sure >= repair.JOINED:
        return sure
    open_ended = _stops_short(first) or (running and not first.closed)
    return repair.LIKELY if open_ended and second.shape == "body" and not second.opens_report else 0.0


def continuity(first: Item, second: Item) -> float:
    """How sure it is from the words alone that `second` goes on with the sentence in which `first` stops."""
    seam = _seam(_stripped(first, closed=True), _stripped(second, opened=True))
    return repair.goes_on(*seam) if seam else 0.0


def is_unfinished(item: Item) -> bool:
    """Whether the item's text stops in the middle of a sentence."""
    last = read(_stripped(item, closed=True).split("\n")[-1:])
    return bool(last) and _stops_short(last[0])


def _stops_short(line: Line) -> bool:
    """Whether the line is a paragraph without its end: running text, or too long and with a comma for a subhead."""
    clauses = line.shape == "short" and "," in line.folded and len(line.folded) >= repair.LONG_SUBHEAD
    return not line.closed and (line.shape == "body" or clauses)


def _stripped(item: Item, *, opened: bool = False, closed: bool = False) -> str:
    begin, end = _inner(item.text, opened=opened, closed=closed)
    return item.text[begin:end]


def _seam(text: str, following: str) -> tuple[Line, Line] | None:
    """The lines on both sides of a seam."""
    before, after = read(text.rpartition("\n")[2:]), read(following.partition("\n")[:1])
    return (before[0], after[0]) if before and after else None


def markers(lines: dict[int, Role], raw: Sequence[str]) -> Iterator[jumps.Jump]:
    """The markers on an item's lines of the dump."""
    for number in lines:
        text = tidy(raw[number - 1]) if 0 < number <= len(raw) else ""
        for look in (jumps.alone, jumps.opening, jumps.closing, jumps.in_headline):
            if marker := look(text):
                yield marker


def placed(item: Item, raw: Sequence[str]) -> Item:
    """The item with its pieces found again: the stretches of its fields that came from its lines of the dump.

    A line that does not stand in its field (a curator may have rewritten it) has no piece.
    """
    pieces: list[Piece] = []
    for name in (*_HEADINGS, "text", "captions"):
        printed: str = getattr(item, name)
        end = 0
        for number, role in sorted(item.lines.items()):
            if field_of(role, item.kind == "photo") != name or not 0 < number <= len(raw):
                continue
            words = tidy(raw[number - 1])
            # A paragraph's end, or the space that wrapping a Latin line took.
            start = end + (printed[end : end + 1] in ("\n", " "))
            if words and printed.startswith(words, start):
                end = start + len(words)
                pieces.append(Piece(name, start, end, number))
    return replace(item, pieces=tuple(pieces))

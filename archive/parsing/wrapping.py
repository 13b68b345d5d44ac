"""Text wrapped at a fixed width, as a mail program or a column's print wraps it, made whole again.

In wrapped text neighbouring lines are equally long and stop in mid-sentence, wherever the next word had no room. No
other print does that: headings, verse and lists stop at a clause's end, and whole paragraphs are of any length. So
the widths that a page's text is wrapped at are found first, then the stretches of lines that keep to a width, and
in each of them the lines that go on in the next. Everything after sees paragraphs, each one `Line` with its rows.

Widths are counted in columns: two for a full-width character, one for a half-width one. Some programs count
characters instead; these are measured as two columns each. Work is linear: there are only so many widths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from archive.parsing import patterns, repair
from archive.parsing.lines import Line, Row, columns, printed

# Narrower lines are verse, names or a table; wider ones are paragraphs. In columns.
NARROWEST = 24
WIDEST = 104

# A closing mark, or two, may hang over the edge; what is wrapped by hand or by words is ragged by two characters.
HANGING = 4
RAGGED = 4

# So many pairs of neighbouring lines that stop in mid-sentence at one width are no chance.
PAIRS = 3

# A run is strict where nearly every line is as long as it can be; such a run tells its paragraphs' ends by a word.
STRICT = 0.9

# What cannot stand apart: a word or figure, marks that may not begin a line, marks that may not end one.
_WORD = re.compile(r"[(“‘《「『【]*(?:[0-9A-Za-z.%]+|.)[,。、;:!?)”’』」》】…]*")
_STOPS_SHORT = re.compile(r"\w$")
_BEGINS_ANEW = re.compile(r"[“‘「]|[一二三四五六七八九十]是|第?[一二三四五六七八九十]+[、,]")
_HANGS = re.compile(r"[,。、;:!?)”’』」》】…]")
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9,.;:!?]$"), re.compile(r"[A-Za-z]")
# Shapes of lines that stand by themselves whatever is above.
_ALONE = ("noise", "byline", "credit", "jump", "lead")


def unwrap(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with wrapped ones joined, each rejoining with its confidence; others as they are."""
    joins: dict[int, _Join] = {}
    for width, measure, sizes in _find_widths(lines):
        for stretch in _stretches(lines, width, measure, sizes):
            joins.update(stretch.joins())
    if not joins:
        return tuple(lines)
    starts = [place for place in range(len(lines)) if place not in joins]
    return tuple(
        _whole(lines[start:end], [joins[place] for place in range(start + 1, end)])
        for start, end in zip(starts, [*starts, len(lines)][1:], strict=True)
    )


class _Join(NamedTuple):
    """A line goes on with the one above, so surely, after this space."""

    confidence: float
    space: str


Measure = Callable[[str], int]
# What the paragraphs of a stretch are parted by: wider gaps, indents, or nothing but their short last lines.
Parting = Literal["gap", "indent"] | None


def _characters(text: str) -> int:
    return 2 * len(text)


def _find_widths(lines: Sequence[Line]) -> Iterator[tuple[int, Measure, list[int]]]:
    """The widths that text on this page is wrapped at, most frequent first, each with the lines' sizes by its measure.

    A width is counted where two neighbours have it and the first stops in mid-sentence."""
    open_places = [place for place in range(len(lines) - 1) if _STOPS_SHORT.search(lines[place].folded)]
    if len(open_places) < PAIRS:
        return
    measured = {measure: [_size(line, measure) for line in lines] for measure in (columns, _characters)}
    pairs = [
        (place, measure)
        for measure, sizes in measured.items()
        for place in open_places
        if NARROWEST <= sizes[place] <= WIDEST and abs(sizes[place] - sizes[place + 1]) <= RAGGED
    ]
    while pairs:
        counted = Counter((measured[measure][place], measure) for place, measure in pairs)
        (width, measure), count = counted.most_common(1)[0]
        if count < PAIRS:
            return
        sizes = measured[measure]
        held = {place for place, _ in pairs if _near(width, sizes[place]) and _near(width, sizes[place + 1])}
        if any("。" in lines[place].folded for place in held):
            yield width, measure, sizes
        pairs = [(place, each) for place, each in pairs if place not in held]


def _size(line: Line, measure: Measure) -> int:
    """How wide a line is printed; of one that is too long for any width only that it is."""
    longest = WIDEST + HANGING + RAGGED
    return line.indent + (measure(line.text) if len(line.text) <= longest else 2 * longest)


def _near(width: int, size: int) -> bool:
    """Whether a line of this size may fill the width."""
    return width - RAGGED <= size <= width + HANGING


def _stretches(lines: Sequence[Line], width: int, measure: Measure, sizes: Sequence[int]) -> Iterator[_Stretch]:
    """The runs of lines that keep to a width, where two neighbours at least fill it."""
    start = 0
    for place in range(len(lines) + 1):
        if place < len(lines) and sizes[place] - lines[place].indent <= width + HANGING:
            continue
        filled = [
            each
            for each in range(start, place - 1)
            if _near(width, sizes[each]) and _near(width, sizes[each + 1]) and _STOPS_SHORT.search(lines[each].folded)
        ]
        if any("。" in line.folded for each in filled for line in lines[each : min(each + 3, place)]):
            yield _Stretch(
                lines[start:place], start, width, measure, sizes[start:place], [each - start for each in filled]
            )
        start = place + 1


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring lines that keep to a width, from `first` on the page; `filled`: those that surely go on."""

    lines: Sequence[Line]
    first: int
    width: int
    measure: Measure
    sizes: Sequence[int]
    filled: Sequence[int]

    def joins(self) -> Iterator[tuple[int, _Join]]:
        """The places on the page of lines that go on with the line above."""
        usual = Counter(self.lines[place + 1].gap for place in self.filled).most_common(1)[0][0]
        margin = min(line.indent for line in self.lines)
        strict = sum(map(self._has_no_room, self.filled)) >= STRICT * len(self.filled)
        gaps = [line.gap > usual for line in self.lines]
        indents = [line.indent > margin for line in self.lines]
        parting: Parting = "gap" if self._parts(gaps) else "indent" if self._parts(indents) else None
        begun = True
        for place in range(len(self.lines) - 1):
            filled = self._has_no_room(place) or (not strict and _near(self.width, self.sizes[place]))
            apart = not filled or gaps[place + 1] or (parting == "indent" and indents[place + 1])
            sure = 0.0 if apart else self._goes_on(place, parting, begun)
            begun = not sure
            if sure:
                yield self.first + place + 1, _Join(sure, self._space(place))

    def _has_no_room(self, place: int) -> bool:
        """Whether the line below begins with a word that had no room in this one."""
        below = self.lines[place + 1]
        word = _WORD.match(below.folded)
        return self.sizes[place] + self.measure(below.text[: word.end()] if word else below.text) > self.width

    def _space(self, place: int) -> str:
        """The space that the wrapping took: a Latin word began a new line though its first letter had room."""
        upper, lower = self.lines[place], self.lines[place + 1]
        latin = _LATIN_END.search(upper.text) and _LATIN_START.match(lower.text)
        return " " if latin and self.sizes[place] + self.measure(lower.text[0]) <= self.width else ""

    def _parts(self, set_off: Sequence[bool]) -> bool:
        """Whether lines set off so begin the paragraphs here: most below a sure end are."""
        below = [
            set_off[place + 1]
            for place in range(len(self.lines) - 1)
            if self.lines[place].closed and not self._has_no_room(place)
        ]
        return 2 * sum(below) > len(below)

    def _is_followed(self, place: int) -> bool:
        """Whether a line that stops in mid-sentence may have its end in the next."""
        if place + 1 < len(self.lines) and self.lines[place + 1].indent > self.lines[place].indent:
            return False
        return _near(self.width, self.sizes[place])

    def _goes_on(self, place: int, parting: Parting, begun: bool) -> float:
        """How sure it is that a line that fills the width goes on in the next; `begun`: a paragraph begins with it."""
        upper, lower = self.lines[place], self.lines[place + 1]
        if _HANGS.match(lower.folded):
            return repair.SURE
        if lower.opens_report or lower.shape in _ALONE or patterns.CREDIT_AT_END.search(upper.folded):
            return 0.0
        if not upper.closed:
            return 0.0 if begun and not parting and _heads(upper, lower) else repair.SURE
        if parting == "gap":
            return repair.SURE
        if lower.shape == "signature" or not (lower.closed or self._is_followed(place + 1)):
            return 0.0
        if parting == "indent":
            return repair.SURE
        # A sentence ends where the line does: by chance, or since the paragraph does.
        anew = self.sizes[place] < self.width or _BEGINS_ANEW.match(lower.folded)
        return 0.0 if anew and not begun else repair.POSSIBLE


def _heads(upper: Line, lower: Line) -> bool:
    """Whether the upper line, that happens to be as long as the text is wide, is the heading of the lower one."""
    if upper.shape != "short" or repair.goes_on(upper, lower):
        return False
    quoted = _STOPS_SHORT.search(upper.folded) and lower.folded.startswith(("“", '"', "「"))
    return bool(quoted or ("," not in upper.folded and patterns.SECTION_SUFFIX.search(upper.folded)))


def _whole(lines: Sequence[Line], joins: Sequence[_Join]) -> Line:
    """One line of several."""
    if not joins:
        return lines[0]
    text = ""
    rows: list[Row] = []
    for line, join in zip(lines, [_Join(1.0, ""), *joins], strict=True):
        text += join.space
        rows.append(Row(line.number, len(text), len(text) + len(line.text), join.confidence))
        text += line.text
    return printed(text, lines[0].gap, lines[0].indent, tuple(rows))

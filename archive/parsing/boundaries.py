"""Where the items of a page begin: its headings decided together.

What a heading is depends on what the others are: subheads come in sets of one make, and an article with a single
one is rare. So each reading of the page (here an item begins, there a part) has a score, the sum of its headings'
signs (`signs`) and of what speaks for them as a set, and the best reading is taken. The readings are followed from
heading to heading through a trellis of three states: an item has just begun, has one subhead, has several. Each
state remembers where its item began in its best reading, which keeps the work linear in the page's length.

How sure a decision is comes from the same trellis: the share that readings with this decision have in all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from archive.parsing import patterns
from archive.parsing.cohesion import Cohesion
from archive.parsing.headings import Group, find_groups, is_photo_news, spoken
from archive.parsing.headlines import is_section
from archive.parsing.lines import Line
from archive.parsing.signs import WEIGHTS, Signs, is_introduction, is_signed

# Subheads of one make support each other: as many lines, about as long, ending alike. Make says more of headings
# with several lines, where there is more to be alike in.
ALIKE = 2.5
ALIKE_LINES = 4.5
# Headings whose lengths differ by no more than this may be parts of one article.
ALIKE_DIFFERENCE = 2

# The editors introduced parts; headings with as many lines as the first part's go on with them.
PARALLEL = 3.0

# A column's name above the first of its briefs; those that follow are signed like it.
COLUMN = 6.0
COLUMN_NAME_LONGEST = 4

# An article broken up by one single subhead is rare; they come in sets.
LONE_SUBHEAD = -1.5

# Signs overlap, so their sums are surer than they should be: certainties are taken from this share of them.
SHARE = 0.5

# How sure it is that a jump or a second dateline begins an item without a headline.
HEADLESS_CONFIDENCE = 0.9


_MARKS = re.compile("^“|”$|[,:?!]|——")


@dataclass(frozen=True, slots=True)
class Start:
    """Where an item begins in the stream: its headings stand from `place` to `text`. `confidence` tells how sure
    it is that the item begins here, ends where the next begins, and that no heading between begins another."""

    place: int
    text: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A page's items; the places of headings inside them, and of headings at the page's end with no text below."""

    starts: tuple[Start, ...]
    subheads: frozenset[int]
    orphans: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Make:
    """What a group of headings looks like: how many lines, how long the first, which marks stand in it, whether it
    hands over to the next line, whether an author's line stands among them."""

    lines: int
    length: int
    marks: str
    hands_over: bool
    signed: bool

    def likeness(self, other: _Make) -> float:
        """How much the makes say for two parts of one article."""
        if self.lines != other.lines or self.hands_over != other.hands_over:
            return 0.0
        near = abs(self.length - other.length) <= ALIKE_DIFFERENCE
        if self.lines > 1:
            return ALIKE_LINES if near or self.hands_over else 0.0
        if self.marks != other.marks:
            return ALIKE / 2 if near else 0.0
        return ALIKE if near or self.marks else 0.0


@dataclass(slots=True, eq=False)
class _State:
    """The readings of the page, down to a heading or headless beginning at `place`, that agree in `begins` and
    in the number of `parts` (two stand for more). `text_start`, `dateline` and `makes` are those of the best one;
    `score` is its score, `mass` the logarithm of the share of all, `ahead` the same of what follows."""

    place: int
    text: int
    begins: bool
    parts: int = 0
    text_start: int = 0
    dateline: str = ""
    makes: tuple[_Make, ...] = ()
    introduced: int = 0
    column: int = 0
    unsigned: bool = False
    certainty: float = 1.0
    score: float = -math.inf
    mass: float = -math.inf
    ahead: float = -math.inf
    back: _State | None = None
    sources: list[tuple[_State, float]] = field(default_factory=list)

    def follow(self, source: _State, weight: float) -> None:
        """Let this state follow `source` at this weight."""
        self.sources.append((source, weight))
        self.mass = _add(self.mass, source.mass + SHARE * weight)
        if self.back is None or source.score + weight > self.score:
            self.score, self.back = source.score + weight, source

    @property
    def closing(self) -> float:
        """What it weighs that the item ends in this state."""
        return LONE_SUBHEAD if self.parts == 1 and not self.column else 0.0


def find_boundaries(lines: Sequence[Line], usual_gap: int) -> Boundaries:
    """Decide every heading of a page."""
    groups = find_groups(lines)
    orphans: range | tuple[()] = ()
    if groups and groups[-1].start and groups[-1].end == len(lines):
        orphans = range(groups[-1].start, groups[-1].end)
        groups = groups[:-1]
    path = _Trellis(lines, usual_gap).best_path(groups)
    subheads = [place for state in path if not state.begins for place in range(state.place, state.text)]
    return Boundaries(tuple(_starts(path)), frozenset(subheads), frozenset(orphans))


def _starts(path: Sequence[_State]) -> Iterator[Start]:
    """The items along the best path: each is as sure as the least sure of its decisions."""
    begun: _State | None = None
    sure = 1.0
    for state in path:
        sure = min(sure, state.certainty)
        if not state.begins:
            continue
        if begun is not None:
            yield Start(begun.place, begun.text, round(sure, 3))
        begun, sure = state, state.certainty
    if begun is not None:
        yield Start(begun.place, begun.text, round(sure, 3))


class _Trellis:
    """All the readings of one page."""

    def __init__(self, lines: Sequence[Line], usual_gap: int) -> None:
        self._lines = lines
        self._signs = Signs(lines, usual_gap, Cohesion(lines))
        self._states: list[_State] = []

    def best_path(self, groups: Sequence[Group]) -> list[_State]:
        """The states of the best reading, in the page's order, with how certain each is."""
        group_at = {group.start: group for group in groups}
        reached = [_State(0, 0, False, score=0.0, mass=0.0)]
        place = 0
        while place < len(self._lines):
            group = group_at.get(place)
            reached = self._headless(place, reached) if group is None else self._headed(group, reached)
            place = place + 1 if group is None else group.end
        if not self._states:
            return []
        self._look_back(reached)
        return _trace(max(reached, key=lambda state: state.score + state.closing))

    def _headless(self, place: int, reached: list[_State]) -> list[_State]:
        """Pass a line that is no heading: at the page's head, at a jump or a second dateline it begins an item."""
        line = self._lines[place]
        own = _dateline(line)
        begun = _State(place, place, True, text_start=place, dateline=own)
        passed: list[_State] = []
        for state in reached:
            clash = own and state.dateline and own != state.dateline
            if place == 0 or ((line.shape == "jump" or clash) and not (state.text == place and state.place < place)):
                begun.follow(state, state.closing)
            else:
                state.dateline = state.dateline or own
                passed.append(state)
        if begun.back is not None:
            begun.certainty = HEADLESS_CONFIDENCE
            self._states.append(begun)
            passed.append(begun)
        return passed

    def _headed(self, group: Group, reached: list[_State]) -> list[_State]:
        """Read a group of headings both ways."""
        begun = _State(group.start, group.end, True, text_start=group.end, column=_column(self._lines, group))
        parts = {many: _State(group.start, group.end, False, parts=many) for many in (1, 2)}
        make = _make(self._lines, group)
        begins = _sum(self._signs.of_beginning(group))
        for state in reached:
            begun.follow(state, begins + state.closing)
            if group.start and self._lines[group.end].shape != "jump":
                parts[min(state.parts + 1, 2)].follow(state, self._in_item(group, make, state))
        now = [state for state in (begun, *parts.values()) if state.back is not None]
        for state in now[1:]:
            self._inherit(state, group, make)
        self._states += now
        return now

    def _inherit(self, state: _State, group: Group, make: _Make | None) -> None:
        """Let a subhead's state know of its item what the best reading before it knew."""
        before = state.back
        if before is None:
            return
        state.text_start, state.dateline = before.text_start, before.dateline
        state.makes = (*before.makes, make)[-2:] if make else before.makes
        lines = make.lines if make else 0
        state.introduced = before.introduced if before.introduced == lines else 0
        state.column = before.column if self._fits_column(group, make, before) else 0
        signed = self._lines[state.place - 1].shape == "signature"
        state.unsigned = before.unsigned or not signed
        if make and before.begins and is_introduction(self._lines, before.text, state.place):
            state.introduced, state.unsigned = make.lines, False

    def _in_item(self, group: Group, make: _Make | None, state: _State) -> float:
        """What it weighs that a group heads a part of the item above."""
        parting = _sum(self._signs.of_parting(group, state.text_start, state.text))
        if self._fits_column(group, make, state):
            return COLUMN - parting
        if state.parts and state.unsigned and self._lines[group.start - 1].shape == "signature":
            # Where an article's parts are not signed one by one, the signature closes the article.
            return -parting
        return _support(state, make) - parting

    def _fits_column(self, group: Group, make: _Make | None, state: _State) -> bool:
        """Whether a group heads one more brief of the column that the item opened."""
        return make is not None and make.lines == state.column and is_signed(self._lines, group)

    def _look_back(self, ends: Sequence[_State]) -> None:
        """Compare the readings that go through each state with all."""
        whole = -math.inf
        for state in ends:
            state.ahead = SHARE * state.closing
            whole = _add(whole, state.mass + state.ahead)
        begin: dict[int, float] = {}
        for state in reversed(self._states):
            for source, weight in state.sources:
                source.ahead = _add(source.ahead, state.ahead + SHARE * weight)
            if state.begins:
                begin[state.place] = math.exp(min(0.0, state.mass + state.ahead - whole))
        for state in self._states:
            sure = begin.get(state.place, 0.0)
            state.certainty = min(state.certainty, sure if state.begins else 1 - sure)


def _sum(signs: Iterable[tuple[str, float]]) -> float:
    return math.fsum(WEIGHTS[sign] * much for sign, much in signs)


def _trace(state: _State) -> list[_State]:
    path: list[_State] = []
    while state.back is not None:
        path.append(state)
        state = state.back
    return path[::-1]


def _add(one: float, other: float) -> float:
    """The logarithm of a sum, from the logarithms of what is added."""
    if one < other:
        one, other = other, one
    return one if other == -math.inf else one + math.log1p(math.exp(other - one))


def _dateline(line: Line) -> str:
    """What tells a report's dateline from another's, "" where the line has none. A wire's dispatches of one place
    and day make up one item; of local reports (本报讯) each is one of its own."""
    if not line.opens_report:
        return ""
    wire = patterns.WIRE_DATELINE.match(line.folded)
    return wire[0] if wire else f"{line.number}"


def _make(lines: Sequence[Line], group: Group) -> _Make | None:
    """What a group of headings looks like; None where it surely begins an item."""
    own = [line for line in lines[group.start : group.end] if line.shape != "byline"]
    if any(line.shape != "short" or patterns.SECTION_SUFFIX.search(line.folded) for line in own):
        return None
    if group.end < group.body_end and (lines[group.end].opens_report or lines[group.end].shape == "lead"):
        return None
    if spoken(own[-1]) or is_photo_news(lines, group.end, group.body_end):
        return None
    first = own[0].folded
    hands_over = bool(patterns.KICKER_ENDING.search(first))
    length, marks = len(first.rstrip("—:")), "".join(_MARKS.findall(first))
    return _Make(len(own), length, marks, hands_over, len(own) < group.end - group.start)


def _column(lines: Sequence[Line], group: Group) -> int:
    """How many lines head each brief of the column that a group opens; 0 where it opens none."""
    own = [line.folded for line in lines[group.start : group.end] if line.shape != "byline"]
    if len(own) < 2 or not (len(own[0]) <= COLUMN_NAME_LONGEST or is_section(own[0])):
        return 0
    return len(own) - 1 if is_signed(lines, group) else 0


def _support(state: _State, make: _Make | None) -> float:
    """What the earlier parts of the item say for one more part of this make."""
    if make is None or not state.parts:
        return 0.0
    if make.signed and not state.introduced:
        return 0.0
    support = PARALLEL if state.introduced == make.lines else 0.0
    return max([support, *map(make.likeness, state.makes)])

"""Where the items of a page begin: its headings decided together.

What a heading is depends on what the others are: subheads come in sets of one make, and an article with a single
one is rare. So each reading of the page (here an item begins, there a part) has a score, the sum of its headings'
signs (`signs`) and of what an item says for one more part (`parts`), and the best reading is taken. The readings are
followed from heading to heading through a trellis of three states: an item has just begun, has one subhead, has
several. Each state knows the item so far of its best reading only, which keeps the work linear in the page's length.

How sure a decision is comes from the same trellis: the share that the readings with this decision have of all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.parsing import patterns
from archive.parsing.headings import Group, find_groups
from archive.parsing.lines import Line
from archive.parsing.parts import ItemSoFar, Make, make_of, opened_by
from archive.parsing.signs import WEIGHTS, Signs

# Signs overlap, so their sums are surer than they should be: certainties are taken from this share of them.
SHARE = 0.5

# How sure it is that a jump or a second dateline begins an item without a headline.
HEADLESS_CERTAINTY = 0.9


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


def find_boundaries(lines: Sequence[Line], usual_gap: int) -> Boundaries:
    """Decide every heading of a page on which `usual_gap` blank lines usually stand between two lines."""
    groups = find_groups(lines)
    orphans = range(0)
    if groups and groups[-1].start and groups[-1].end == len(lines):
        orphans = range(groups[-1].start, len(lines))
        groups = groups[:-1]
    path = _Trellis(lines, usual_gap).best_path(groups)
    subheads = {place for state in path if not state.begins for place in range(state.place, state.text)}
    return Boundaries(tuple(_starts(path)), frozenset(subheads), frozenset(orphans))


@dataclass(slots=True, eq=False)
class _State:
    """The readings of the page that agree on what begins at `place`, its text at `text`, and on how many parts the
    item has.

    `score` is the best reading's, `mass` the logarithm of what all readings weigh that come here, `ahead` of all
    that go on from here; `item` is the best reading's, in which the state follows `back`.
    """

    place: int
    text: int
    begins: bool
    item: ItemSoFar
    score: float = -math.inf
    mass: float = -math.inf
    ahead: float = -math.inf
    certainty: float = 1.0
    back: _State | None = None
    sources: list[tuple[_State, float]] = field(default_factory=list)

    def follow(self, source: _State, weight: float) -> None:
        """Let this state follow `source` at this weight."""
        self.sources.append((source, weight))
        self.mass = _add(self.mass, source.mass + SHARE * weight)
        if self.back is None or source.score + weight > self.score:
            self.score, self.back = source.score + weight, source


class _Trellis:
    """All the readings of one page."""

    def __init__(self, lines: Sequence[Line], usual_gap: int) -> None:
        self._lines = lines
        self._signs = Signs(lines, usual_gap)
        self._states: list[_State] = []

    def best_path(self, groups: Sequence[Group]) -> list[_State]:
        """The states of the best reading, in the page's order, with how certain each is."""
        group_at = {group.start: group for group in groups}
        reached = [_State(0, 0, False, ItemSoFar(0), score=0.0, mass=0.0)]
        place = 0
        while place < len(self._lines):
            group = group_at.get(place)
            reached = self._headless(place, reached) if group is None else self._headed(group, reached)
            place = place + 1 if group is None else group.end
        self._weigh_certainty(reached)
        return _trace(max(reached, key=lambda state: state.score + state.item.closing))

    def _headless(self, place: int, reached: Sequence[_State]) -> list[_State]:
        """Pass a line that is no heading: at the page's head, at a jump or a second dateline it begins an item."""
        line = self._lines[place]
        # Wire dispatches may be several under one headline; of local reports (本报讯) each is an item.
        local = line.opens_report and not patterns.WIRE_DATELINE.match(line.folded)
        item = ItemSoFar(place, line.opens_report, headless=True)
        begun = _State(place, place, True, item, certainty=HEADLESS_CERTAINTY)
        passed: list[_State] = []
        for state in reached:
            below_heading = state.text == place > state.place
            if place == 0 or (not below_heading and (line.shape == "jump" or (local and state.item.dateline))):
                begun.follow(state, state.item.closing)
            else:
                if line.opens_report:
                    state.item = replace(state.item, dateline=True)
                passed.append(state)
        return [*passed, *self._keep(begun)]

    def _headed(self, group: Group, reached: Sequence[_State]) -> list[_State]:
        """Read a group of headings both ways: as an item's, and as those of one more part of the item above."""
        begun = _State(group.start, group.end, True, opened_by(self._lines, group))
        first, further = (_State(group.start, group.end, False, begun.item) for _ in range(2))
        make = make_of(self._lines, group)
        begins = _sum(self._signs.of_beginning(group))
        for state in reached:
            begun.follow(state, begins + state.item.closing)
            if group.start and self._lines[group.end].shape != "jump":
                part = further if state.item.parts else first
                part.follow(state, self._continues(group, make, state))
        for part in (first, further):
            if part.back is not None:
                part.item = part.back.item.with_part(self._lines, group, make, part.back.text)
        return self._keep(begun, first, further)

    def _continues(self, group: Group, make: Make | None, state: _State) -> float:
        """What it weighs that a group heads a part of the item above."""
        parting = self._signs.of_parting(group, state.item.text_start, state.text)
        return state.item.support(self._lines, group, make) - _sum(parting)

    def _keep(self, *states: _State) -> list[_State]:
        """The states that some reading comes to."""
        reached = [state for state in states if state.back is not None]
        self._states += reached
        return reached

    def _weigh_certainty(self, ends: Iterable[_State]) -> None:
        """Compare the readings that go through each state with all."""
        whole = -math.inf
        for state in ends:
            state.ahead = SHARE * state.item.closing
            whole = _add(whole, state.mass + state.ahead)
        begins: dict[int, float] = {}
        for state in reversed(self._states):
            for source, weight in state.sources:
                source.ahead = _add(source.ahead, state.ahead + SHARE * weight)
            if state.begins:
                begins[state.place] = math.exp(min(0.0, state.mass + state.ahead - whole))
        for state in self._states:
            sure = begins.get(state.place, 0.0)
            state.certainty = min(state.certainty, sure if state.begins else 1 - sure)


def _trace(end: _State) -> list[_State]:
    """The states that lead to an end, in the page's order; the one before the page's first line is left out."""
    path: list[_State] = []
    state = end
    while state.back is not None:
        path.append(state)
        state = state.back
    return path[::-1]


def _starts(path: Iterable[_State]) -> Iterator[Start]:
    """The items along a path: each is as sure as the least sure decision about it."""
    begun: _State | None = None
    sure = 1.0
    for state in path:
        sure = min(sure, state.certainty)
        if state.begins:
            if begun is not None:
                yield Start(begun.place, begun.text, round(sure, 3))
            begun, sure = state, state.certainty
    if begun is not None:
        yield Start(begun.place, begun.text, round(sure, 3))


def _sum(signs: Iterable[tuple[str, float]]) -> float:
    return math.fsum(WEIGHTS[sign] * much for sign, much in signs)


def _add(one: float, other: float) -> float:
    """The logarithm of a sum, from the logarithms of what is added."""
    if one < other:
        one, other = other, one
    return one if other == -math.inf else one + math.log1p(math.exp(other - one))

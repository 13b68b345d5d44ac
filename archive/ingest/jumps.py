"""Which continuation belongs to which beginning, among the articles of one issue.

The pages that the markers name decide; where several articles jump between the same two pages, the headline or sign
that a marker names, then the broken sentence, then what both sides speak of. Never the first that fits: what cannot
be decided stays open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archive.parsing import Item, joining, repair
from archive.parsing.cohesion import pairs, share
from archive.parsing.jumps import page_number

# How sure a join is. Both markers name each other's page, and no other article's do.
PLAIN = 0.98
# Several jumped between the two pages; a marker names the headline or the sign, or the sentence goes on …
NAMED, CONTINUED = 0.95, 0.9
# … or they speak of the same.
COHERENT = 0.8
# A page's number is not known, but the issue has no other open pair.
BLIND = 0.8
# Only one side is marked, and only one article of the other page can be meant.
ONE_SIDED = 0.75

# How much better than any other the best must be: a sentence that surely goes on beats a long line that might; a word
# that stands across the seam, which may be chance, beats only what cannot go on.
MARGIN = 0.2
# The rest of a story shares many more of its rare pairs of characters with its beginning than with another's.
COHERENT_LEAST, COHERENT_TIMES = 0.02, 2.0
# More pairs than this between two pages are no newspaper's.
MOST_CHOICES = 100
# A marker names a headline in few words; this share of their character pairs stands in the headline meant.
NAMED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """An article that may go on on another page or come from one. `key` tells it from all others, `page` its page
    from all others, `number` is that page's number where known.

    `refused` are the keys of those it does not go on from, as a curator said.
    """

    key: int
    page: int
    number: int | None
    item: Item
    goes_on: str = ""
    continues: str = ""
    # The headlines and signs (①) that its markers name.
    on_named: str = ""
    from_named: str = ""
    on_sign: str = ""
    from_sign: str = ""
    refused: frozenset[int] = frozenset()

    @property
    def heading(self) -> str:
        """All of its heading."""
        return "|".join((self.item.kicker, self.item.headline, self.item.deck))


@dataclass(frozen=True, slots=True)
class Match:
    """The beginning that a continuation belongs to, and how sure that is."""

    beginning: int
    sure: float


Edge = tuple[Side, Side]  # a beginning and a continuation
Value = Callable[[Side, Side], float]


@dataclass(slots=True)
class _Matching:
    """What is decided, and by that who is still free."""

    found: dict[int, Match] = field(default_factory=dict)
    followed: set[int] = field(default_factory=set)

    def accept(self, edge: Edge, sure: float) -> None:
        beginning, rest = edge
        self.found[rest.key] = Match(beginning.key, sure)
        self.followed.add(beginning.key)

    def is_free(self, edge: Edge) -> bool:
        return edge[0].key not in self.followed and edge[1].key not in self.found

    def free(self, edges: Iterable[Edge]) -> list[Edge]:
        return [edge for edge in edges if self.is_free(edge)]


def match(sides: Sequence[Side], settled: Mapping[int, int], *, strict: bool = False) -> dict[int, Match]:
    """The beginning of each continuation, by the continuation's key; without an entry where it stays open.

    `settled` are joins that a curator made (continuation to beginning): they stand, and are not told again. `strict`
    is for articles that nothing but a lack of date brought together: there only a sole pair that names each other's
    page counts.
    """
    by_hand = {rest: Match(beginning, PLAIN) for rest, beginning in settled.items()}
    matching = _Matching(by_hand, set(settled.values()))
    groups = _between_pages(sides, matching)
    if strict:
        edges = [edge for group in groups for edge in group]
        if len(edges) == 1 and _left(sides, matching) == ([edges[0][0]], [edges[0][1]]):
            matching.accept(edges[0], PLAIN)
    else:
        for group in groups:
            _decide(group, matching)
        _blind(sides, matching)
        _one_sided(sides, matching)
    return {key: each for key, each in _without_circles(matching.found).items() if key not in settled}


def _between_pages(sides: Sequence[Side], matching: _Matching) -> list[list[Edge]]:
    """Beginnings and continuations whose markers name each other's page, those between the same two pages together."""
    firsts: dict[tuple[int, int], list[Side]] = defaultdict(list)
    seconds: dict[tuple[int, int], list[Side]] = defaultdict(list)
    begin, rest = _left(sides, matching)
    for side in begin:
        if (named := _page_named(side.goes_on, side.number)) and side.number:
            firsts[side.number, named].append(side)
    for side in rest:
        if (named := _page_named(side.continues, side.number)) and side.number:
            seconds[named, side.number].append(side)
    return [
        [(first, second) for first in firsts[key] for second in seconds[key] if _may_be_one(first, second)]
        for key in firsts.keys() & seconds.keys()
        if len(firsts[key]) * len(seconds[key]) <= MOST_CHOICES
    ]


def _left(sides: Iterable[Side], matching: _Matching) -> tuple[list[Side], list[Side]]:
    """The marked beginnings and continuations whose other half is not found yet."""
    begin = [side for side in sides if side.goes_on and side.key not in matching.followed]
    return begin, [side for side in sides if side.continues and side.key not in matching.found]


def _may_be_one(first: Side, second: Side) -> bool:
    if first.page == second.page or first.key == second.key or first.key in second.refused:
        return False
    if first.on_sign and second.from_sign and first.on_sign != second.from_sign:
        return False
    if second.from_named and not pairs(second.from_named) & pairs(first.heading):
        return False
    return False not in _agree(first, second)


def _agree(first: Side, second: Side) -> tuple[bool | None, bool | None]:
    """Whether the first names the second's page, and the second the first's; None where that is not known."""
    return _names(first.goes_on, first, second), _names(second.continues, second, first)


def _names(printed: str, side: Side, other: Side) -> bool | None:
    named = _page_named(printed, side.number)
    return None if named is None or other.number is None else named == other.number


def _page_named(printed: str, own: int | None) -> int | None:
    """The number of the page that a marker on page `own` names: 第三版, or the one before or behind (上版, 下版)."""
    found = page_number(printed)
    if found:
        return found[1]
    step = {"上版": -1, "下版": 1}.get(printed)
    return own + step if own is not None and step else None


def _decide(edges: Sequence[Edge], matching: _Matching) -> None:
    """Take what only one choice is left for, then what a piece of evidence speaks for, until nothing more is."""
    sure = PLAIN
    evidence: list[tuple[Value, Callable[[float, float], bool], float]] = [
        (_named, _clearly, NAMED),
        (lambda first, second: joining.continuity(first.item, second.item), _clearly, CONTINUED),
        (_Shared(edges), _many_times, COHERENT),
    ]
    _take_sole(edges, matching, sure)
    for value, better, sure in evidence:
        while taken := _best(matching.free(edges), value, better):
            for edge in taken:
                matching.accept(edge, sure)
            _take_sole(edges, matching, sure)


def _take_sole(edges: Sequence[Edge], matching: _Matching, sure: float) -> None:
    """Take the pairs whose two sides have no other choice."""
    left = matching.free(edges)
    firsts, seconds = [edge[0].key for edge in left], [edge[1].key for edge in left]
    for edge in left:
        if firsts.count(edge[0].key) == 1 and seconds.count(edge[1].key) == 1:
            matching.accept(edge, sure)


def _best(edges: Sequence[Edge], value: Value, better: Callable[[float, float], bool]) -> list[Edge]:
    """The pairs that are better than every other choice of either side."""
    if len(edges) < 2:
        return []
    values = {(first.key, second.key): value(first, second) for first, second in edges}
    best = []
    for edge in edges:
        own = edge[0].key, edge[1].key
        rivals = [other for key, other in values.items() if key != own and (key[0] == own[0] or key[1] == own[1])]
        if rivals and better(values[own], max(rivals)):
            best.append(edge)
    return best


def _clearly(one: float, other: float) -> bool:
    return one >= repair.LIKELY and round(one - other, 3) >= MARGIN


def _many_times(one: float, other: float) -> bool:
    return one >= COHERENT_LEAST and one >= COHERENT_TIMES * other


def _named(first: Side, second: Side) -> float:
    """1 where a marker names the other side by its sign or headline."""
    if first.on_sign and first.on_sign == second.from_sign:
        return 1.0
    shares = [
        share(words, pairs(heading))
        for words, heading in ((second.from_named, first.heading), (first.on_named, second.heading))
        if words
    ]
    return 1.0 if shares and max(shares) >= NAMED_SHARE else 0.0


class _Shared:
    """How much of a continuation's words stand in a beginning and in no other that it might belong to."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self._pairs = {side.key: pairs(f"{side.heading}|{side.item.text}") for edge in edges for side in edge}
        self._firsts = {first.key for first, _ in edges}

    def __call__(self, first: Side, second: Side) -> float:
        others = [self._pairs[key] for key in self._firsts - {first.key, second.key}]
        own = self._pairs[first.key].difference(*others)
        said = self._pairs[second.key]
        return len(own & said) / len(said) if said else 0.0


def _blind(sides: Sequence[Side], matching: _Matching) -> None:
    """Join what is left marked where it is one beginning and one continuation, and nothing speaks against it: a page's
    number is not known."""
    begin, rest = _left(sides, matching)
    if len(begin) == len(rest) == 1 and None in _agree(begin[0], rest[0]) and _may_be_one(begin[0], rest[0]):
        matching.accept((begin[0], rest[0]), BLIND)


def _one_sided(sides: Sequence[Side], matching: _Matching) -> None:
    """Join a marked side to an unmarked one where no other article of that page can be meant."""
    on_page: dict[int | None, list[Side]] = defaultdict(list)
    for side in sides:
        on_page[side.number].append(side)
    _, rest = _left(sides, matching)
    for page, second in _sole([(_page_named(side.continues, side.number), side) for side in rest]):
        firsts = [side for side in on_page[page] if _may_begin(side, second, matching)]
        if len(firsts) == 1:
            matching.accept((firsts[0], second), ONE_SIDED)
    begin, _ = _left(sides, matching)
    for page, first in _sole([(_page_named(side.goes_on, side.number), side) for side in begin]):
        seconds = [side for side in on_page[page] if _may_follow(first, side, matching)]
        if len(seconds) == 1:
            matching.accept((first, seconds[0]), ONE_SIDED)


def _sole(named: Sequence[tuple[int | None, Side]]) -> list[tuple[int, Side]]:
    """The pages that one side alone names, with that side."""
    counts = Counter(page for page, _ in named)
    return [(page, side) for page, side in named if page is not None and counts[page] == 1]


def _may_begin(first: Side, second: Side, matching: _Matching) -> bool:
    return (
        not first.goes_on
        and first.item.kind in ("article", "opinion")
        and _may_be_one(first, second)
        and matching.is_free((first, second))
        and joining.is_unfinished(first.item)
    )


def _may_follow(first: Side, second: Side, matching: _Matching) -> bool:
    return (
        not second.continues
        and second.item.kind in ("article", "continuation")
        and not second.item.headline
        and _may_be_one(first, second)
        and matching.is_free((first, second))
        and joining.continuity(first.item, second.item) >= repair.LIKELY
    )


def _without_circles(found: dict[int, Match]) -> dict[int, Match]:
    """The matches without those that would lead back to themselves."""
    circled = set()
    for key in found:
        at, seen = key, set[int]()
        while at in found and at not in seen:
            seen.add(at)
            at = found[at].beginning
        if at in seen:
            circled.add(key)
    return {key: each for key, each in found.items() if key not in circled}

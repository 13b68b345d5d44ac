"""Headings that stand away from their text: put where they belong if that is certain, otherwise set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from archive.parsing import patterns
from archive.parsing.article import Draft
from archive.parsing.clean import squeeze
from archive.parsing.cohesion import pairs, share
from archive.parsing.headlines import heading_roles, is_halved, is_section
from archive.parsing.kinds import name_kind
from archive.parsing.lines import Line
from archive.parsing.structures import Aside, Role

# A headline printed after its text is given to a headless item that holds this share of its character pairs, if no
# other item on the page holds half as much.
HEADLINE_HELD = 0.25
ELSEWHERE = 0.5

# A section's name belongs to the one item whose headings repeat this share of it.
SECTION_HELD = 0.5

# Section names recur by nature; a slogan that does so is longer.
SLOGAN_SHORTEST = 8

_HEADINGS: tuple[Role, ...] = ("kicker", "headline", "deck")


@dataclass
class _Place:
    """An item of the page as a place where a stray heading may belong."""

    draft: Draft
    lines: Mapping[int, Line]

    @property
    def headless(self) -> bool:
        """Whether an item that needs a headline has none."""
        return self.draft.kind not in ("photo", "continuation") and not self.draft.numbers("headline")

    @cached_property
    def _held(self) -> set[str]:
        return self._pairs("body", "subhead")

    def _pairs(self, *roles: Role) -> set[str]:
        return pairs("|".join(self.lines[number].folded for number in self.draft.numbers(*roles)))

    def holds(self, line: Line) -> float:
        """The share of a heading's words that the item's text has."""
        return share(line.folded, self._held)

    def headed_by(self, line: Line) -> float:
        """The share of a section's name that the item's headings have."""
        return share(line.folded, self._pairs(*_HEADINGS))

    def give(self, line: Line, role: Role) -> None:
        """Take the line in."""
        self.draft.roles[line.number] = role
        if role == "headline":
            name_kind(self.draft, self.lines)

    def lose(self, line: Line) -> None:
        """Let the line go; where it was the headline, tell the headings that are left anew."""
        if self.draft.roles.pop(line.number) == "headline" and not self.draft.numbers("headline"):
            self.tell_headings(_HEADINGS)

    def tell_headings(self, roles: tuple[Role, ...]) -> None:
        """Tell the lines that have these roles apart anew."""
        headings = [self.lines[number] for number in self.draft.numbers(*roles)]
        if headings:
            text = [self.lines[number] for number in self.draft.numbers("body")]
            self.draft.roles.update(heading_roles(headings, text))


def place_orphans(
    orphans: Sequence[Line], drafts: Sequence[Draft], lines: Mapping[int, Line], aside: dict[int, Aside]
) -> None:
    """Put every heading where it belongs; `orphans` are those below which the page has no text."""
    places = [_Place(draft, lines) for draft in drafts]
    _sign_notices(places, lines)
    left = _sign_last(orphans, places)
    _return_headlines(places, lines)
    _set_slogans_aside(places, lines, aside)
    _return_sections(places, lines)
    for line in left:
        place = _home(line, places)
        if place is None:
            aside[line.number] = "section" if is_section(line.folded) else "banner"
        else:
            place.give(line, "section" if is_section(line.folded) else "headline")


def _sign_notices(places: Sequence[_Place], lines: Mapping[int, Line]) -> None:
    """An office's name above the headline of the next item signs the notice above it."""
    for before, after in pairwise(places):
        headings = after.draft.numbers(*_HEADINGS)
        while before.draft.kind == "notice" and len(headings) > 1 and _is_office(lines[headings[0]]):
            after.lose(lines[headings[0]])
            before.give(lines[headings.pop(0)], "signoff")


def _sign_last(orphans: Sequence[Line], places: Sequence[_Place]) -> list[Line]:
    """The orphans that are left when those that sign the notice above them are given to it."""
    left = list(orphans)
    while left and places:
        above = max((place for place in places if _begins(place) < left[0].number), key=_begins, default=None)
        if above is None or above.draft.kind != "notice" or not _is_office(left[0]):
            break
        above.give(left.pop(0), "signoff")
    return left


def _begins(place: _Place) -> int:
    return place.draft.begins


def _return_headlines(places: Sequence[_Place], lines: Mapping[int, Line]) -> None:
    """A headline printed after its text stands above the next item's: it goes to the text that lacks one."""
    for before, after in pairwise(places):
        roles: tuple[Role, ...] = ("section", *_HEADINGS)
        headings = after.draft.numbers(*roles)
        if not before.headless or len(headings) < 2:
            continue
        line = lines[headings[0]]
        held = before.holds(line)
        if held >= HEADLINE_HELD and after.holds(line) <= ELSEWHERE * held:
            after.lose(line)
            after.tell_headings(roles)
            before.give(line, "headline")


def _set_slogans_aside(places: Sequence[_Place], lines: Mapping[int, Line], aside: dict[int, Aside]) -> None:
    """A slogan that the page prints more than once heads nothing."""
    roles: tuple[Role, ...] = ("kicker", "deck", "section", "subhead")
    standing = [(place, lines[number]) for place in places for number in place.draft.numbers(*roles)]
    printed = Counter(squeeze(line.text) for _, line in standing)
    for place, line in standing:
        slogan = is_halved(line.folded) and len(line.folded) > SLOGAN_SHORTEST
        if slogan and printed[squeeze(line.text)] > 1:
            place.lose(line)
            aside[line.number] = "banner"


def _return_sections(places: Sequence[_Place], lines: Mapping[int, Line]) -> None:
    """A section's name printed with the wrong article goes to the neighbour whose headings repeat its words."""
    for before, after in pairwise(places):
        for wrong, right in ((before, after), (after, before)):
            sections = wrong.draft.numbers("section")
            if len(sections) != 1 or right.draft.numbers("section") or not wrong.draft.numbers("headline"):
                continue
            line = lines[sections[0]]
            if right.headed_by(line) >= SECTION_HELD and wrong.headed_by(line) + wrong.holds(line) == 0:
                wrong.lose(line)
                right.give(line, "section")


def _home(line: Line, places: Sequence[_Place]) -> _Place | None:
    """The item that an orphan certainly belongs to."""
    if is_section(line.folded):
        homes = [place for place in places if place.headed_by(line) >= SECTION_HELD]
        return homes[0] if len(homes) == 1 and not homes[0].draft.numbers("section") else None
    headless = [place for place in places if place.headless]
    if not headless:
        return None
    best = max(headless, key=lambda place: place.holds(line))
    most = max((place.holds(line) for place in places if place is not best), default=0.0)
    held = best.holds(line)
    return best if held >= HEADLINE_HELD and most <= ELSEWHERE * held else None


def _is_office(line: Line) -> bool:
    """Whether the line names an office, or the day on which it signs."""
    return bool(patterns.OFFICES.match(line.folded)) or line.shape == "signature"

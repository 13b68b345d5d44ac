"""Which headings begin an item and which are subheads: signs, weighed.

Each sign adds to or takes from a score in log-odds; above zero a group of headings begins an item.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.parsing import patterns, repair
from archive.parsing.captions import PHOTO_NEWS_CHARACTERS, has_credit
from archive.parsing.cohesion import Cohesion
from archive.parsing.lines import DECK_LONGEST, Line

# What each sign weighs. The numbers are round: they were set by hand, then compared with what a logistic
# regression over sixty pages of another paper says; their order matters, not their digits.
WEIGHTS = {
    # A dateline follows a headline, never a subhead; a byline does so as a rule, one with □ always.
    "dateline below": 8.0,
    "byline marked": 6.0,
    "byline": 2.5,
    # 核心阅读 stands between a headline and its text.
    "gist below": 5.0,
    # (本报记者 …), (作者为…) end an article; what comes next is a new one. A plain credit says so less surely.
    "signature above": 2.5,
    "credit above": 4.0,
    # ——…纪实 explains a headline; subheads have none.
    "dash deck": 4.5,
    # 白云起强调 hands over to a headline; so does 石门镇——, which a part of an article may have as well.
    "kicker": 3.0,
    "kicker dash": 0.3,
    # A section's name in brackets stands behind headlines only; 图片新闻 is a heading by itself.
    "section named": 6.0,
    # Subheads are mostly single lines.
    "single line": -0.9,
    "more lines": 1.0,
    # 一、…, (二)…, ●… count the parts of an article.
    "ordinal": -6.0,
    # Parts of an article have headings of one make: as many lines, about as long, ending alike.
    "sibling": -1.5,
    "sibling of lines": -2.8,
    # More blank lines than usual set something apart; none below a heading where others have them bind it.
    "wide gap above": 2.5,
    "tight below": -3.0,
    # The paragraph above has no end: the article was interrupted, not ended.
    "unfinished above": -4.0,
    # Hardly any text since the heading that began the item.
    "nothing yet": -2.5,
    # A few lines and a photographer's credit under a heading are photo news.
    "photo news below": 4.0,
    # A report with a dateline is mostly short and has no parts.
    "reported above": 4.5,
    # A question or exclamation may be a headline, more often it is speech; words in quotation marks likewise.
    "spoken": -4.0,
    "quoted": -0.4,
    # How little the texts on both sides share; one unit is `COHESION_UNIT`.
    "strange": 0.9,
}

# Cohesion that speaks neither for one text nor for two, the unit of distance from it, and how many units count.
# Measured on national pages: within articles the middle value is 0.11, between articles 0.045.
COHESION_EVEN = 0.075
COHESION_UNIT = 0.022
COHESION_MOST = 3.0
# Texts below this many characters are too short to compare in full.
COMPARABLE = 350

# Headings that stand together are seldom more; of longer runs the last are taken (kicker, headline, deck).
GROUP_LONGEST = 7
GROUP_KEPT = 3
# Headings whose lengths differ by no more than this may be parts of one article.
SIBLING_DIFFERENCE = 2
# A dateline report of more characters may well have parts.
REPORT_CHARACTERS = 1500


# What a group of headings looks like: how many lines, how long the first, whether it hands over to the next.
Make = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Headings that stand together: places start..end of the stream; the body below runs to `body_end`."""

    start: int
    end: int
    body_end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a group begins an item, and the score that says so."""

    begins: bool
    score: float

    @property
    def confidence(self) -> float:
        """From 0.5 (undecided) to 1."""
        return round(1 / (1 + math.exp(-abs(self.score))), 3)


def is_heading_line(lines: Sequence[Line], place: int) -> bool:
    """Whether the line stands among headings: a short line that no sentence runs through, or a dash deck."""
    line = lines[place]
    following = lines[place + 1] if place + 1 < len(lines) else None
    above = lines[place - 1] if place else None
    if line.shape == "deck":
        return True
    if above is not None and following is not None and _is_long_deck(above, line, following):
        return True
    if line.shape != "short" or has_credit(line):
        return False
    if line.folded.endswith(":"):
        return following is not None and following.shape in ("short", "deck")
    if repair.is_fragment(line, following, above):
        return False
    if above is None or above.shape != "body" or above.closed:
        return True
    return repair.goes_on(above, line) < repair.LIKELY


def _is_long_deck(above: Line, line: Line, following: Line) -> bool:
    """Whether a long line without full stop, between a heading and a dateline, tells what a meeting decided."""
    if line.shape != "body" or above.shape != "short" or not following.opens_report:
        return False
    return len(line.folded) <= DECK_LONGEST and not line.closed and "。" not in line.folded


def find_groups(lines: Sequence[Line]) -> list[Group]:
    """The groups of headings, each with the body below it. Byline lines beside headings belong to their group."""
    heading = [is_heading_line(lines, place) for place in range(len(lines))]
    groups: list[tuple[int, int]] = []
    place = 0
    while place < len(lines):
        if not (heading[place] or lines[place].shape == "byline"):
            place += 1
            continue
        end = place
        while end < len(lines) and (heading[end] or lines[end].shape == "byline"):
            end += 1
        # Of a long run of short lines (verse, a table, a list of names) only the last can head what follows.
        start = place if end - place <= GROUP_LONGEST else end - GROUP_KEPT
        # An author's line above the headings signs the text above it.
        while 0 < start < end and lines[start].shape == "byline":
            start += 1
        if any(heading[start:end]) and not _is_speech(lines, start, end):
            groups.append((start, end))
        place = end
    bounds = [*(start for start, _ in groups), len(lines)][1:]
    return [Group(start, end, bound) for (start, end), bound in zip(groups, bounds, strict=True)]


def _spoken(line: Line) -> bool:
    return bool(re.search(r"[!?][”\"』」]?$", line.folded))


def _is_speech(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether lines that end in ? or ! are talk rather than headings: nothing around says heading."""
    if start == 0 or (end < len(lines) and lines[end].opens_report) or not _spoken(lines[end - 1]):
        return False
    if lines[start - 1].shape in ("signature", "credit"):
        return False
    return all(map(_spoken, lines[start:end]))


class Judge:
    """Weighs the groups of one page, top to bottom."""

    def __init__(self, lines: Sequence[Line], groups: Sequence[Group], usual_gap: int) -> None:
        self._lines = lines
        self._usual_gap = usual_gap
        self._cohesion = Cohesion(lines)
        self._siblings = _siblings(lines, groups)

    def weigh(self, group: Group, text_start: int) -> Verdict:
        """Decide one group; `text_start` is the place where the text of the current item begins."""
        if group.start == 0:
            return Verdict(True, WEIGHTS["dateline below"])
        score = math.fsum(WEIGHTS[sign] * much for sign, much in self.signs(group, text_start))
        return Verdict(score > 0, score)

    def signs(self, group: Group, text_start: int) -> Iterator[tuple[str, float]]:
        """The signs that speak for or against a new item here, each with how much of it there is."""
        yield from self._below(group)
        yield from self._above(group, text_start)
        yield from self._itself(group)
        yield "sibling" if group.end - group.start == 1 else "sibling of lines", self._siblings.get(group.start, 0)
        yield "strange", self._strange(group, text_start)

    def _below(self, group: Group) -> Iterator[tuple[str, float]]:
        lines = self._lines
        signed = [line.folded for line in lines[group.start : group.end] if line.shape == "byline"]
        if signed:
            yield "byline marked" if re.match(patterns.BYLINE_MARK, signed[0]) else "byline", 1
        if group.end >= group.body_end:
            return
        below = lines[group.end]
        if below.opens_report:
            yield "dateline below", 1
        if below.shape == "lead":
            yield "gist below", 1
        if below.gap < self._usual_gap and lines[group.start].gap >= self._usual_gap:
            yield "tight below", 1
        if is_photo_news(lines, group.end, group.body_end):
            yield "photo news below", 1

    def _above(self, group: Group, text_start: int) -> Iterator[tuple[str, float]]:
        lines = self._lines
        above = lines[group.start - 1]
        if above.shape in ("signature", "byline"):
            yield "signature above", 1
        elif above.shape == "credit" or has_credit(above):
            yield "credit above", 1
        elif above.shape == "body" and not above.closed and len(above.folded) > repair.RUNNING_TEXT // 2:
            yield "unfinished above", 1
        if lines[group.start].gap >= self._usual_gap + 2:
            yield "wide gap above", 1
        if group.start <= text_start:
            yield "nothing yet", 1
        elif (
            lines[text_start].opens_report
            and _size(lines, range(text_start, group.start), REPORT_CHARACTERS) < REPORT_CHARACTERS
        ):
            yield "reported above", 1

    def _itself(self, group: Group) -> Iterator[tuple[str, float]]:
        own = [line.folded for line in self._lines[group.start : group.end] if line.shape != "byline"]
        yield "single line" if len(own) == 1 else "more lines", 1
        if any(patterns.DASH_DECK.match(text) for text in own[1:]):
            yield "dash deck", 1
        if any(patterns.KICKER_VERB.search(text) for text in own[:-1]):
            yield "kicker", 1
        elif any(patterns.KICKER_ENDING.search(text) for text in own[:-1]):
            yield "kicker dash", 1
        if any(patterns.SECTION_SUFFIX.search(text) or patterns.PHOTO_SECTION.match(text) for text in own):
            yield "section named", 1
        if patterns.ORDINAL.match(own[0]) and not patterns.KICKER_ENDING.search(own[0]):
            yield "ordinal", 1
        if re.search(r"[!?]$", own[-1]):
            yield "spoken", 1
        if re.match(r"^“[^”]*”$", own[-1]):
            yield "quoted", 1

    def _strange(self, group: Group, text_start: int) -> float:
        lines = self._lines
        left, right = range(text_start, group.start), range(group.end, group.body_end)
        size = min(_size(lines, reversed(left), COMPARABLE), _size(lines, right, COMPARABLE))
        if not size:
            return 0.0
        units = (COHESION_EVEN - self._cohesion.between(left, right)) / COHESION_UNIT
        return max(-COHESION_MOST, min(COHESION_MOST, units * size / COMPARABLE))


def is_photo_news(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether a text is a few lines that a photographer's credit closes."""
    size = 0
    for line in lines[start:end]:
        size += len(line.folded)
        if size > PHOTO_NEWS_CHARACTERS or line.opens_report:
            return False
    return start < end and (lines[end - 1].shape == "credit" or has_credit(lines[end - 1]))


def _siblings(lines: Sequence[Line], groups: Sequence[Group]) -> dict[int, int]:
    """How many of its neighbours each group resembles, by the group's start; two say enough."""
    makes = [_make(lines, group) for group in groups]
    alike: dict[int, int] = {}
    for place, group in enumerate(groups):
        near = [each for each in range(place - 2, place + 3) if 0 <= each < len(groups) and each != place]
        alike[group.start] = min(2, sum(_resemble(makes[place], makes[each]) for each in near))
    return alike


def _make(lines: Sequence[Line], group: Group) -> Make | None:
    """What a group of headings looks like; None where it surely begins an item."""
    own = lines[group.start : group.end]
    if any(line.shape != "short" or patterns.SECTION_SUFFIX.search(line.folded) for line in own):
        return None
    if group.end < group.body_end and (lines[group.end].opens_report or lines[group.end].shape == "lead"):
        return None
    if group.start and (lines[group.start - 1].shape in ("signature", "credit") or _spoken(own[-1])):
        return None
    if is_photo_news(lines, group.end, group.body_end):
        return None
    first = own[0].folded
    return len(own), len(first.rstrip("—:")), bool(patterns.KICKER_ENDING.search(first))


def _resemble(one: Make | None, other: Make | None) -> bool:
    if one is None or other is None:
        return False
    if one[0] != other[0] or one[2] != other[2]:
        return False
    return (one[0] > 1 and one[2]) or abs(one[1] - other[1]) <= SIBLING_DIFFERENCE


def _size(lines: Sequence[Line], places: Iterable[int], most: int) -> int:
    """The characters of a text, counted no further than `most`."""
    size = 0
    for place in places:
        size += len(lines[place].folded)
        if size >= most:
            return most
    return size

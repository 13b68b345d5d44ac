"""Which lines of a page are headings, and which of them stand together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing import patterns, repair
from archive.parsing.captions import PHOTO_NEWS_CHARACTERS, has_credit
from archive.parsing.lines import DECK_LONGEST, Line

# Headings that stand together are seldom more; of longer runs the last are taken (kicker, headline, deck).
GROUP_LONGEST = 7
GROUP_KEPT = 3

# A speaker's last words end his speech; they head nothing. Examples: "谢谢大家!", "祝大会圆满成功!".
CLOSING_WORDS = re.compile(r"^(?:最后,?)?(?:再次)?(?:谢谢|感谢|祝|预祝|祝愿)[^,。]{1,20}!$")

# The paper's own comment says so above its headline. Example: "本报评论员".
COMMENTATOR = re.compile(r"^本[报刊台]?(?:特[约邀])?评论员$")


@dataclass(frozen=True, slots=True)
class Group:
    """Headings that stand together: places start..end of the stream; the body below runs to `body_end`."""

    start: int
    end: int
    body_end: int


def find_groups(lines: Sequence[Line]) -> list[Group]:
    """The groups of headings, each with the body below it. Byline lines beside headings belong to their group."""
    heading = [is_heading_line(lines, place) for place in range(len(lines))]
    _drop_issuers(lines, heading)
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
        # An author's line above the headings signs the text above it, save for the paper's own unnamed commentator.
        while 0 < start < end and lines[start].shape == "byline" and not COMMENTATOR.match(lines[start].folded):
            start += 1
        if any(heading[start:end]) and not _is_speech(lines, start, end):
            groups.append((start, end))
        place = end
    bounds = [*(start for start, _ in groups), len(lines)][1:]
    return [Group(start, end, bound) for (start, end), bound in zip(groups, bounds, strict=True)]


def is_heading_line(lines: Sequence[Line], place: int) -> bool:
    """Whether the line stands among headings: a short line that no sentence runs through, or a dash deck."""
    line = lines[place]
    following = lines[place + 1] if place + 1 < len(lines) else None
    above = lines[place - 1] if place else None
    if line.shape == "deck":
        # Below a paragraph a dash line says whose words these were: "——石门镇村民".
        return (above is None or above.shape != "body") and not re.match(r"\W+@", line.folded)
    if above is not None and following is not None and _is_long_deck(above, line, following):
        return True
    if line.shape != "short" or has_credit(line):
        return False
    if line.folded.endswith(":"):
        return following is not None and following.shape in ("short", "deck")
    if repair.is_fragment(line, following, above):
        return False
    if above is None or above.shape != "body" or above.closed:
        return above is None or not CLOSING_WORDS.match(line.folded)
    return repair.goes_on(above, line) < repair.LIKELY


def is_photo_news(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether a text is a few lines that a photographer's credit closes."""
    size = 0
    for line in lines[start:end]:
        size += len(line.folded)
        if size > PHOTO_NEWS_CHARACTERS or line.opens_report or line.shape == "signature":
            return False
    return start < end and (_is_photographers(lines[end - 1]) or has_credit(lines[end - 1]))


def _is_photographers(line: Line) -> bool:
    return line.shape == "credit" and not patterns.DESIGN_CREDIT.search(line.folded)


def spoken(line: Line) -> bool:
    """Whether the line is a question or an exclamation."""
    return bool(re.search(r"[!?][”\"』」]?$", line.folded))


def _is_long_deck(above: Line, line: Line, following: Line) -> bool:
    """Whether a long line without full stop, between a heading and a dateline, tells what a meeting decided."""
    if line.shape != "body" or above.shape != "short" or not following.opens_report:
        return False
    return len(line.folded) <= DECK_LONGEST and not line.closed and "。" not in line.folded


def _drop_issuers(lines: Sequence[Line], heading: list[bool]) -> None:
    """Take the lines that sign a decree, between its text and its date, from among the headings."""
    for place, line in enumerate(lines):
        if not patterns.DAY_ALONE.match(line.folded):
            continue
        first = place
        least = max(0, place - GROUP_KEPT)
        while first > least and heading[first - 1] and patterns.ISSUER.match(lines[first - 1].folded):
            first -= 1
        if first and lines[first - 1].closed:
            heading[first:place] = [False] * (place - first)


def _is_speech(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether lines that end in ? or ! are talk rather than headings: nothing around says heading."""
    if start == 0 or (end < len(lines) and lines[end].opens_report) or not spoken(lines[end - 1]):
        return False
    if lines[start - 1].shape in ("signature", "credit"):
        return False
    return all(map(spoken, lines[start:end])) and not _is_above_photo(lines, end)


def _is_above_photo(lines: Sequence[Line], start: int) -> bool:
    """Whether the next few lines are a caption that a photographer's credit closes."""
    for end in range(start + 1, min(start + 4, len(lines)) + 1):
        if lines[end - 1].shape not in ("body", "caption", "credit"):
            return False
        if is_photo_news(lines, start, end):
            return True
    return False

"""Photographs on a page: which lines are a caption with its credit, and where the block they form begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing import patterns, repair
from archive.parsing.lines import Line

# A caption's lines seldom are more than these, headings above them included.
BLOCK_LINES = 6
BLOCK_CHARACTERS = 450

# Where a credit at a line's end is looked for.
TAIL = 80

# So many characters of text under a heading, with a photographer's credit, are photo news; more are an article.
PHOTO_NEWS_CHARACTERS = 420


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph's lines, places start..end among the page's lines: so many headings, then captions and credits."""

    start: int
    end: int
    headings: int


def usual_gap(lines: Sequence[Line]) -> int:
    """How many blank lines usually stand between two lines of this page."""
    counted = Counter(line.gap for line in lines[1:])
    return counted.most_common(1)[0][0] if counted else 0


def find_photos(lines: Sequence[Line]) -> tuple[Photo, ...]:
    """The page's caption blocks that stand apart from the text around them."""
    wide = usual_gap(lines) + 2
    photos: list[Photo] = []
    taken = 0
    for place in range(len(lines)):
        if place < taken or not ends_block(lines, place):
            continue
        start = _start(lines, place, taken, wide)
        end = place + 1
        while end < len(lines) and lines[end].shape == "credit" and lines[end].gap < wide:
            end += 1
        set_apart = lines[start].gap >= wide and start > 0
        if not (set_apart or _parts_sentence(lines, start, end) or _follows_article(lines, start)):
            continue
        photos.append(Photo(start, end, _count_headings(lines, start, place) if set_apart else 0))
        taken = end
    return tuple(photos)


def ends_block(lines: Sequence[Line], place: int) -> bool:
    """Whether the line closes a caption: a credit line, a credit at a caption's end, a scene's name."""
    line = lines[place]
    if line.shape == "credit":
        return not patterns.DESIGN_CREDIT.search(line.folded)
    if line.shape == "caption":
        following = lines[place + 1] if place + 1 < len(lines) else None
        return following is None or following.shape != "credit"
    return has_credit(line)


def has_credit(line: Line) -> bool:
    """Whether a photographer is credited at the line's end."""
    return line.shape in ("body", "short", "caption") and bool(patterns.CREDIT_AT_END.search(line.folded[-TAIL:]))


def tells_own_story(text: str) -> bool:
    """Whether a caption is news by itself: it tells its day and a whole sentence."""
    return bool(patterns.OWN_DATE.search(text)) and bool(re.search(r"[。!]", text))


def _start(lines: Sequence[Line], place: int, taken: int, wide: int) -> int:
    """Where the block that ends at `place` begins: at a wide gap close above, or else with the caption's own line."""
    size = 0
    for start in range(place, max(taken, place - BLOCK_LINES + 1) - 1, -1):
        size += len(lines[start].folded)
        if size > BLOCK_CHARACTERS or lines[start].shape in ("jump", "byline", "signature"):
            break
        if start < place and lines[start].opens_report:
            break
        if lines[start].gap >= wide and start > 0:
            return start
    start = place
    if (
        lines[place].shape == "credit"
        and place - 1 >= taken
        and lines[place - 1].shape in ("body", "short", "caption")
    ):
        start = place - 1
    # A caption broken over lines: climb while the line above stops in mid-sentence and this one goes on with it.
    while (
        start - 1 >= taken and start < place + 1 and not _begins_caption(lines[start]) and place - start < BLOCK_LINES
    ):
        above = lines[start - 1]
        if above.shape not in ("body", "short") or len(above.folded) > BLOCK_CHARACTERS // 2:
            break
        if repair.goes_on(above, lines[start]) < repair.SPANNED:
            break
        start -= 1
    return start


def _begins_caption(line: Line) -> bool:
    return line.shape == "caption" or bool(patterns.OWN_DATE.match(line.folded))


def _count_headings(lines: Sequence[Line], start: int, place: int) -> int:
    """How many of the block's first lines are headings: short ones with a caption below them."""
    for each in range(start, place):
        line, following = lines[each], lines[each + 1]
        if line.shape != "short" or following.shape == "credit" or repair.is_fragment(line, following):
            return each - start
    return place - start


def _parts_sentence(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether the line above the block stops in mid-sentence and the line below goes on with it."""
    if start == 0 or end >= len(lines) or lines[start - 1].shape not in ("body", "short", "jump"):
        return False
    above, below = lines[start - 1], lines[end]
    if below.shape not in ("body", "short") or above.closed:
        return False
    if above.shape == "short" and not re.search(r"[,、]", above.folded):
        return False
    return repair.goes_on(above, below) >= repair.JOINED


def _follows_article(lines: Sequence[Line], start: int) -> bool:
    """Whether the caption stands below a whole article without a heading of its own: photo news of another matter."""
    size = 0
    for place in range(start - 1, -1, -1):
        line = lines[place]
        if line.shape in ("short", "deck", "lead"):
            return False
        size += len(line.folded)
        if size > PHOTO_NEWS_CHARACTERS:
            return True
    return False

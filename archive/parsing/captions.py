"""Photographs on a page: which lines are a caption with its credit, and where the block they form begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.parsing import patterns, repair
from archive.parsing.lines import Line

# A caption's lines seldom are more than these, headings above them included.
BLOCK_LINES = 6
BLOCK_CHARACTERS = 450

# One line of a caption is no longer; paragraphs mostly are.
CAPTION_CHARACTERS = 160

# Lines of an article that a caption stands between are no shorter; lines of verse and lists are.
PARAGRAPH = 40

# Where more lines than these few, and more than this share, stand below wide gaps, gaps set nothing apart.
WIDE_FEW = 6
WIDE_SHARE = 0.25

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
    wide = _wide_gap(lines)
    photos: list[Photo] = []
    taken = free = 0
    for place in range(len(lines)):
        if place < taken:
            continue
        if ends_block(lines, place):
            photo = _in_sentence(lines, place, free)
            apart = _below_gap(lines, place, free, wide)
            if photo and apart and apart.start < photo.start and _is_rest(lines, photo.start):
                # It is the caption's own sentence that the block would part.
                photo = None
            rest = 1 if photo else 0
            photo = photo or apart or _below_article(lines, place, free, wide) or _in_article(lines, place, free)
        else:
            photo, rest = _uncredited(lines, place), 1
        if photo is not None:
            photos.append(photo)
            taken = photo.end
            # The line below a block that parts a sentence is the sentence's rest.
            free = taken + rest
    return tuple(photos)


def _wide_gap(lines: Sequence[Line]) -> int:
    """From how many blank lines on a line is set apart; more than there are where wide gaps are too common to say."""
    wide = usual_gap(lines) + 2
    apart = sum(line.gap >= wide for line in lines[1:])
    return wide if apart <= max(WIDE_FEW, WIDE_SHARE * len(lines)) else max(line.gap for line in lines) + 1


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
    # No credit ends in a stop: most lines are told by that.
    if line.shape not in ("body", "short", "caption") or line.folded.endswith(("。", ",", ";", ":")):
        return False
    return bool(patterns.CREDIT_AT_END.search(line.folded[-TAIL:]))


def tells_own_story(text: str) -> bool:
    """Whether a caption is news by itself: it tells its day and a whole sentence."""
    return bool(patterns.OWN_DATE.search(text)) and bool(re.search(r"[。!]", text))


def _in_sentence(lines: Sequence[Line], place: int, free: int) -> Photo | None:
    """The smallest block around `place` that parts a sentence: the line above it goes on with the line below, and
    the block's first line is not itself the rest of a sentence, as the second line of a broken caption is."""
    end = _chain_end(lines, place)
    second_best = None
    for start in _starts(lines, place, free):
        if start < place and not _leads_on(lines, start, place):
            break
        if start == place and lines[place].shape == "credit" and _may_be_caption(lines, end):
            # The credit stands before its caption.
            sure = _bridge(lines, start, end + 1)
            if sure > _bridge(lines, start, end) or (sure and _begins_rather(lines, end)):
                return Photo(start, end + 1, 0)
        sure = _bridge(lines, start, end)
        if not sure:
            continue
        found = Photo(start, end, _count_headings(lines, start, place))
        if not repair.begins_as_rest(lines[start - 1].folded, lines[start].folded):
            return found
        second_best = second_best or found
    return second_best


def _is_rest(lines: Sequence[Line], place: int) -> bool:
    """Whether the words say that the sentence above goes on in this line."""
    return bool(repair.sign_of_break(lines[place - 1].folded, lines[place].folded))


def _begins_rather(lines: Sequence[Line], place: int) -> bool:
    """Whether a line begins as sentences do, and the one below it does not."""
    return repair.begins_anew(lines[place].folded) and not repair.begins_anew(lines[place + 1].folded)


def _leads_on(lines: Sequence[Line], start: int, place: int) -> bool:
    """Whether a line above a credit belongs to its caption: the caption itself, a heading, a broken sentence."""
    if not _may_be_caption(lines, start):
        return False
    if start == place - 1 and lines[place].shape == "credit":
        return True
    line = lines[start]
    return not line.closed and (line.shape == "short" or repair.goes_on(line, lines[start + 1]) >= repair.JOINED)


def _chain_end(lines: Sequence[Line], place: int) -> int:
    """Behind `place`, its credits and the captions that follow it with credits of their own."""
    end = place + 1
    while end < len(lines) and end - place < BLOCK_LINES:
        if ends_block(lines, end) or lines[end].shape == "caption":
            end += 1
        elif end + 1 < len(lines) and lines[end + 1].shape == "credit" and _may_be_caption(lines, end):
            end += 2
        else:
            break
    return end


def _starts(lines: Sequence[Line], place: int, free: int) -> Iterator[int]:
    """Where a block that ends at `place` may begin, nearest first."""
    size = 0
    for start in range(place, max(free, place - BLOCK_LINES + 1, 1) - 1, -1):
        line = lines[start]
        size += len(line.folded)
        if size > BLOCK_CHARACTERS or line.opens_report or line.shape in ("jump", "byline", "signature", "lead"):
            return
        if start < place and has_credit(line):
            return
        yield start


def _bridge(lines: Sequence[Line], start: int, end: int) -> float:
    """How sure it is that the line above a block stops in mid-sentence and the line below goes on with it."""
    if start == 0 or end >= len(lines):
        return 0.0
    above, below = lines[start - 1], lines[end]
    if above.closed or above.shape not in ("body", "short", "jump") or below.shape not in ("body", "short"):
        return 0.0
    sure = repair.goes_on(above, below, lines[start - 2] if start > 1 else None)
    if above.shape == "short" and not re.search(r"[,、]", above.folded) and sure < repair.SPANNED:
        return 0.0
    # A sentence whose rest begins as sentences do is less surely a rest.
    if sure == repair.POSSIBLE and repair.begins_anew(below.folded):
        return repair.JOINED
    return sure if sure >= repair.JOINED else 0.0


def _may_be_caption(lines: Sequence[Line], place: int) -> bool:
    """Whether a line could be a caption by its length and its look."""
    if place >= len(lines) or lines[place].opens_report:
        return False
    line = lines[place]
    return line.shape in ("body", "short", "caption") and len(line.folded) <= CAPTION_CHARACTERS


def _credits_end(lines: Sequence[Line], place: int, wide: int) -> int:
    """Behind `place` and the credits right below it."""
    end = place + 1
    while end < len(lines) and lines[end].shape == "credit" and lines[end].gap < wide:
        end += 1
    return end


def _below_gap(lines: Sequence[Line], place: int, free: int, wide: int) -> Photo | None:
    """The block that ends at `place` and has a wide gap above."""
    end = _credits_end(lines, place, wide)
    for start in _starts(lines, place, free):
        if start < place and not _may_be_caption(lines, start):
            break
        if lines[start].gap >= wide:
            if not lines[start - 1].closed and repair.goes_on(lines[start - 1], lines[start]) >= repair.JOINED:
                break
            return Photo(start, end, _count_headings(lines, start, place))
    return None


def _below_article(lines: Sequence[Line], place: int, free: int, wide: int) -> Photo | None:
    """The block that ends at `place` and stands below a whole article."""
    start, end = _caption_start(lines, place, free), _credits_end(lines, place, wide)
    return Photo(start, end, 0) if _follows_article(lines, start) else None


def _caption_start(lines: Sequence[Line], place: int, free: int) -> int:
    """Where the caption itself begins: above its credit, above the line in which its sentence was broken."""
    start = place
    if lines[place].shape == "credit" and place > free and lines[place - 1].shape in ("body", "short", "caption"):
        start = place - 1
    while start > free and place - start < BLOCK_LINES and not _begins_caption(lines[start]):
        above = lines[start - 1]
        if not _may_be_caption(lines, start - 1) or repair.goes_on(above, lines[start]) < repair.LIKELY:
            break
        start -= 1
    return start


def _begins_caption(line: Line) -> bool:
    return line.shape == "caption" or bool(patterns.OWN_DATE.match(line.folded))


def _in_article(lines: Sequence[Line], place: int, free: int) -> Photo | None:
    """The caption with its credit that stands between two paragraphs of one article."""
    start, end = _caption_start(lines, place, free), _chain_end(lines, place)
    if not 1 < start < end < len(lines) or not all(_may_be_caption(lines, each) for each in range(start, place)):
        return None
    if lines[place].shape == "credit" and lines[place - 1].shape == "body" and not lines[place - 1].closed:
        return None
    above, below = lines[start - 1], lines[end]
    if above.shape != "body" or not above.closed or len(above.folded) < PARAGRAPH:
        return None
    if below.shape != "body" or below.opens_report or len(below.folded) < PARAGRAPH:
        return None
    return Photo(start, end, 0)


def _uncredited(lines: Sequence[Line], place: int) -> Photo | None:
    """A line without credit, or two, that parts a sentence: a word runs from the line above to the line below."""
    if place == 0 or lines[place - 1].closed or lines[place - 1].shape != "body":
        return None
    above = lines[place - 1]
    for end in (place + 1, place + 2):
        if end >= len(lines) or not _may_be_caption(lines, end - 1) or lines[end].shape not in ("body", "short"):
            return None
        if repair.sign_of_break(above.folded, lines[place].folded) or repair.goes_on(lines[end - 1], lines[end]):
            continue
        if repair.word_spans(above.folded, lines[end].folded):
            return Photo(place, end, 0)
    return None


def _count_headings(lines: Sequence[Line], start: int, place: int) -> int:
    """How many of the block's first lines are headings: short ones with a caption below them."""
    for each in range(start, place):
        line, following = lines[each], lines[each + 1]
        if line.shape != "short" or following.shape == "credit" or repair.is_fragment(line, following):
            return each - start
    return place - start


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

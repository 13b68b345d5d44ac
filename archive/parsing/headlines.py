"""What the lines above an article are: section, kicker, headline, deck."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.parsing import patterns
from archive.parsing.lines import Line
from archive.parsing.structures import Role

# A section's name is short: 云溪视窗, 时政要闻.
SECTION_LONGEST = 10

# A first line this short is a label, a place or a speaker: 石门镇, 省教育厅.
LABEL_LONGEST = 8

# One this short can't be a headline of news with a deck below: 一季度, 各级财政.
SHORT_LABEL = 6

# How much longer than the headline a line may be before it is rather its deck.
DECK_RATIO = 1.2

# A headline that brings its kicker along, parted by a bar or a dash: "石门镇三举措 | 让老街换新颜".
_OWN_KICKER = re.compile(r"\S *[|｜] *\S|\S{4,}——\S{4,}")
_HALVES = re.compile(r"[^ ]{2,} +[^ ]{2,}")


def heading_roles(headings: Sequence[Line]) -> dict[int, Role]:
    """The role of each heading line, by line number."""
    sections = [line for line in headings if is_section(line.folded) or patterns.PHOTO_SECTION.match(line.folded)]
    roles: dict[int, Role] = {line.number: "section" for line in sections}
    left = [line for line in headings if line.number not in roles]
    if not left:
        # A standing name alone is the item's headline after all.
        left = [sections[-1]]
    main = _headline_place(left)
    for place, line in enumerate(left):
        if place > main:
            roles[line.number] = "deck"
        elif place == main:
            roles[line.number] = "headline"
        else:
            # Of three lines or more the nearest to the headline is its kicker; above it stands the section.
            roles[line.number] = "kicker" if place == main - 1 else "section"
    return roles


def is_section(folded: str) -> bool:
    """Whether a heading is a standing section's name: 云溪视窗."""
    if len(folded) > SECTION_LONGEST or _HALVES.search(folded):
        return False
    return bool(patterns.SECTION_NAME.match(folded) or patterns.DOTTED_SECTION.match(folded))


def is_banner_above(first: Line, second: Line) -> bool:
    """Whether the first of two headings can't be a kicker, since the second brings its own."""
    return bool(_OWN_KICKER.search(second.folded)) and not patterns.KICKER_ENDING.search(first.folded)


def _headline_place(lines: Sequence[Line]) -> int:
    """Which of the lines is the headline."""
    texts = [line.folded for line in lines]
    for place, text in enumerate(texts):
        if place and (patterns.DASH_DECK.match(text) or re.match(r"^\([^()]*(?:通过|讲话|致辞|摘要|日)\)$", text)):
            return place - 1
    for place, text in enumerate(texts):
        suffix = patterns.SECTION_SUFFIX.search(text)
        if suffix and suffix.start() and not re.search(r"日|通过|\d{4}", suffix["section"]):
            return place
    if len(texts) == 1:
        return 0
    if patterns.KICKER_ENDING.search(texts[-2]) and not patterns.EVENT_HEADLINE.search(texts[-2]):
        return len(texts) - 1
    return len(texts) - 2 if _is_deck(texts[-2], texts[-1]) else len(texts) - 1


def _is_deck(headline: str, second: str) -> bool:
    """Whether the second of two lines explains the first rather than being led up to by it."""
    if patterns.ATTENDANCE_DECK.match(second):
        return True
    if len(headline) <= SHORT_LABEL and not patterns.EVENT_HEADLINE.search(headline):
        return False
    score = 0
    if patterns.EVENT_HEADLINE.search(headline):
        score += 3
    if len(headline) > LABEL_LONGEST:
        score += (len(second) >= DECK_RATIO * len(headline)) + (len(second) >= 2 * DECK_RATIO * len(headline))
    if re.search(r"\d", second) and not re.search(r"\d", headline):
        score += 1
    if patterns.DECK_FIGURE.search(second):
        score += (1 if _HALVES.search(headline) else 2) + bool(re.search(r"\d", headline))
    if patterns.DECK_OPENING.match(second) and not _HALVES.search(headline):
        score += 2
    if re.search(r"[,;]", second) and not re.search(r"[,、;]", headline):
        score += 1
    if len(headline) > 1.5 * len(second):
        score -= 1
    if _HALVES.search(second) and len(second) < 2 * len(headline):
        score -= 2
    if re.search(r"[,、]", headline) and not re.search(r"[,、]", second):
        score -= 1
    if re.match(r"^[“\"].*[”\"]$", second):
        score -= 2
    return score >= 2

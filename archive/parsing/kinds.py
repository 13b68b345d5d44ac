"""What kind of item a draft is: told by its headings, its signatures, its markers and its photographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.parsing import bylines, jumps, patterns
from archive.parsing.article import Draft
from archive.parsing.captions import PARAGRAPH, PHOTO_NEWS_CHARACTERS, has_credit
from archive.parsing.clean import squeeze
from archive.parsing.headlines import SECTION_LONGEST
from archive.parsing.lines import Line


def name_kind(draft: Draft, lines: Mapping[int, Line]) -> None:
    """Say what kind of item a draft is, by its headings, signatures and photographs."""
    body = [lines[number] for number in draft.numbers("body")]
    draft.continues, draft.goes_on = _continues(draft, lines), _goes_on(draft, lines)
    if draft.continues:
        draft.kind = "continuation"
        return
    if any(line.opens_report for line in body):
        return
    size = sum(len(line.folded) for line in body)
    if size <= PHOTO_NEWS_CHARACTERS and _closes_with_credit(draft, body, lines):
        draft.kind = "photo"
        draft.roles.update({line.number: "caption" for line in body})
    elif any(patterns.NOTICE.search(squeeze(lines[number].folded)) for number in draft.numbers("section", "headline")):
        draft.kind = "notice"
    elif _is_opinion(draft, lines):
        draft.kind = "opinion"


def _continues(draft: Draft, lines: Mapping[int, Line]) -> str | None:
    """The page, as printed, that the draft's text comes from."""
    for number in draft.numbers("headline"):
        if jump := jumps.in_headline(lines[number].folded):
            return jump.page
    for number in draft.numbers("body", "signoff"):
        text = lines[number].folded
        if lines[number].shape == "jump" and (jump := jumps.opening(text) or jumps.alone(text)):
            return jump.page
    return None


def _goes_on(draft: Draft, lines: Mapping[int, Line]) -> str | None:
    """The page, as printed, that the draft's text goes on at."""
    for number in draft.numbers("body", "signoff"):
        jump = jumps.alone(lines[number].folded) or jumps.closing(lines[number].folded)
        if jump and jump.direction == "on":
            return jump.page
    return None


def _closes_with_credit(draft: Draft, body: Sequence[Line], lines: Mapping[int, Line]) -> bool:
    """Whether a photographer, not a designer, is credited in the draft, and no paragraph of an article follows."""
    credited = [
        number for number in draft.numbers("credit") if not patterns.DESIGN_CREDIT.search(lines[number].folded)
    ]
    credited += [line.number for line in body if has_credit(line)]
    # "文/图 马川" below a few lines signs the picture; above a text it signs the article.
    last = max((line.number for line in body), default=0)
    signed = [number for number in draft.numbers("byline") if number > last]
    credited += [number for number in signed if bylines.is_pictured(lines[number].folded)]
    if not credited:
        return False
    after = [line for line in body if line.number > max(credited)]
    return not any(len(line.folded) >= PARAGRAPH and line.shape == "body" for line in after)


def _is_opinion(draft: Draft, lines: Mapping[int, Line]) -> bool:
    for number in draft.numbers("section", "kicker", "byline", "headline"):
        text = lines[number].folded
        if draft.roles[number] == "kicker" and len(text) > SECTION_LONGEST:
            continue
        if draft.roles[number] == "headline":
            suffix = patterns.SECTION_SUFFIX.search(text)
            text = suffix["section"] if suffix else ""
        if patterns.OPINION_SECTION.search(text) or "评论员" in text:
            return True
    return False

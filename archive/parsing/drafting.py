"""Lines given their roles: an article's, a photograph's, and headings that stand away from their text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from archive.parsing import jumps, patterns
from archive.parsing.article import Draft
from archive.parsing.captions import PHOTO_NEWS_CHARACTERS, Photo, has_credit, tells_own_story
from archive.parsing.cohesion import pairs
from archive.parsing.headlines import heading_roles, is_banner_above, is_section
from archive.parsing.lines import Line, Shape
from archive.parsing.structures import Aside, Role

# A headline printed after its text is given to a headless item that holds this share of its character pairs.
HEADLINE_HELD = 0.4

# A photograph illustrates an article whose headline it repeats to this share, in at least so many pairs.
ILLUSTRATED_SHARE = 0.6
ILLUSTRATED_PAIRS = 5

_TEXT_ROLES: dict[Shape, Role] = {
    "deck": "subhead",
    "lead": "subhead",
    "byline": "byline",
    "signature": "signoff",
    "credit": "credit",
    "caption": "caption",
}


def draft_article(
    above: Sequence[Line], text: Sequence[Line], subheads: Collection[int], aside: dict[int, Aside]
) -> Draft:
    """The draft of an article: the lines above its text, the text, and which lines of it head its parts."""
    draft = Draft()
    _give_heading_roles(above, text, draft, aside)
    for line in text:
        in_part = line.number in subheads and line.shape != "byline"
        draft.roles[line.number] = "subhead" if in_part else text_role(line)
    _name_kind(draft, {line.number: line for line in [*above, *text]})
    return draft


def text_role(line: Line) -> Role:
    """The role of a line that stands in an item's text."""
    if line.shape == "jump" and jumps.alone(line.folded):
        return "signoff"
    return _TEXT_ROLES.get(line.shape, "body")


def place_orphans(
    orphans: Sequence[Line], drafts: Sequence[Draft], lines: Mapping[int, Line], aside: dict[int, Aside]
) -> None:
    """Headings without text below: the one that a headless item's words fill is its headline, the others are
    set aside."""
    headless = [
        (draft, pairs("|".join(lines[number].folded for number in draft.numbers("body"))))
        for draft in drafts
        if orphans and draft.kind not in ("photo", "continuation") and not draft.numbers("headline")
    ]
    for line in orphans:
        wanted = pairs(line.folded)
        shares = [len(wanted & held) / len(wanted) if wanted else 0.0 for _, held in headless]
        best = max(shares, default=0.0)
        if best >= HEADLINE_HELD:
            draft, _ = headless.pop(shares.index(best))
            draft.roles[line.number] = "headline"
        else:
            aside[line.number] = "section" if is_section(line.folded) else "banner"


def add_photos(drafts: Sequence[Draft], photos: Sequence[Photo], stream: Sequence[Line]) -> list[Draft]:
    """Photographs that are news become items; the others go to the article they stand in."""
    lines = {line.number: line for line in stream}
    ordered = sorted(drafts, key=lambda draft: min(draft.roles))
    begins = [min(draft.roles) for draft in ordered]
    result = list(ordered)
    for photo in photos:
        block = stream[photo.start : photo.end]
        own = Draft(kind="photo")
        _give_heading_roles(stream[photo.start : photo.start + photo.headings], (), own, {})
        headed = bool(own.roles)
        for line in block:
            own.roles.setdefault(line.number, "credit" if line.shape == "credit" else "caption")
        place = bisect_left(begins, block[0].number) - 1
        if place < 0 or headed or tells_own_story(" ".join(line.folded for line in block)):
            own.illustrates = _illustrated(block, ordered[max(place, 0) : place + 2], lines)
            result.append(own)
        else:
            ordered[place].roles.update(own.roles)
    return result


def _illustrated(block: Sequence[Line], neighbours: Sequence[Draft], lines: Mapping[int, Line]) -> Draft | None:
    """The neighbouring article whose headline the caption repeats; None where that is not certain."""
    told = pairs("|".join(line.folded for line in block))
    for draft in neighbours:
        headline = pairs("|".join(lines[number].folded for number in draft.numbers("headline") if number in lines))
        shared = headline & told
        if len(shared) >= ILLUSTRATED_PAIRS and len(shared) >= ILLUSTRATED_SHARE * len(headline):
            return draft
    return None


def _give_heading_roles(above: Sequence[Line], text: Sequence[Line], draft: Draft, aside: dict[int, Aside]) -> None:
    """Tell section, kicker, headline, deck and byline among the lines above a text."""
    signed = [place for place, line in enumerate(above) if line.shape == "byline"]
    draft.roles.update({above[place].number: "byline" for place in signed})
    printed = [line for line in above if line.shape != "byline"]
    if signed and signed[0]:
        # A plain line between the author and the text is the section's name; a dash line is still the deck.
        draft.roles.update({line.number: "section" for line in above[signed[0] :] if line.shape == "short"})
        printed = [line for line in printed if line.number not in draft.roles]
    if len(printed) == 2 and _is_banner(*printed):
        aside[printed[0].number] = "banner"
        printed = printed[1:]
    if len(printed) == 1 and is_section(printed[0].folded) and not (text and text[0].opens_report):
        draft.roles[printed[0].number] = "section"
    elif printed:
        draft.roles.update(heading_roles(printed))


def _is_banner(first: Line, second: Line) -> bool:
    """Whether the first of two headings is a slogan that has nothing to do with the second."""
    if is_section(first.folded) or not is_banner_above(first, second):
        return False
    return not pairs(first.folded) & pairs(second.folded)


def _name_kind(draft: Draft, lines: Mapping[int, Line]) -> None:
    """Say what kind of item a draft is, by its headings, signatures and photographs."""
    body = [lines[number] for number in draft.numbers("body")]
    draft.continues, draft.goes_on = _continues(draft, lines), _goes_on(draft, lines)
    if draft.continues:
        draft.kind = "continuation"
        return
    if any(line.opens_report for line in body):
        return
    size = sum(len(line.folded) for line in body)
    if size <= PHOTO_NEWS_CHARACTERS and (_photographed(draft, lines) or any(map(has_credit, body))):
        draft.kind = "photo"
        draft.roles.update({line.number: "caption" for line in body})
    elif patterns.NOTICE.search(" ".join(lines[number].folded for number in draft.numbers("section", "headline"))):
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


def _photographed(draft: Draft, lines: Mapping[int, Line]) -> bool:
    """Whether a photographer (not only a designer) is credited on a line of the draft."""
    return any(not patterns.DESIGN_CREDIT.search(lines[number].folded) for number in draft.numbers("credit"))


def _is_opinion(draft: Draft, lines: Mapping[int, Line]) -> bool:
    for number in draft.numbers("section", "byline", "headline"):
        text = lines[number].folded
        if draft.roles[number] == "headline":
            suffix = patterns.SECTION_SUFFIX.search(text)
            text = suffix["section"] if suffix else ""
        if patterns.OPINION_SECTION.search(text) or "评论员" in text:
            return True
    return False

"""Lines given their roles: an article's, a photograph's."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from archive.parsing import bylines, jumps, patterns, signers, wording
from archive.parsing.article import Draft
from archive.parsing.captions import PARAGRAPH, PHOTO_NEWS_CHARACTERS, Photo, has_credit, tells_own_story
from archive.parsing.clean import squeeze
from archive.parsing.cohesion import pairs
from archive.parsing.headlines import SECTION_LONGEST, heading_roles, is_halved, is_section
from archive.parsing.lines import Line, Shape
from archive.parsing.structures import Aside, Role

# Of a slogan that leads up to nothing, the headline has no word and the text below at most this share.
SLOGAN_HELD = 0.1

# An author's name alone on a line.
AUTHOR_LONGEST = 3

# A photograph illustrates an article whose headline it repeats to this share, in at least so many pairs.
ILLUSTRATED_SHARE = 0.6
ILLUSTRATED_PAIRS = 5

# Or with which it shares so many runs of three characters that no other article of the page has: two names, or a
# name and what was done there ("石门镇", "清淤队").
ILLUSTRATED_RUNS = 6

_HAN = re.compile(rf"[{patterns.HAN}]{{3,}}")

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
    draft.roles.update(dict.fromkeys(_makers(text), "signoff"))
    name_kind(draft, {line.number: line for line in [*above, *text]})
    return draft


def text_role(line: Line) -> Role:
    """The role of a line that stands in an item's text."""
    if line.shape == "jump" and jumps.alone(line.folded):
        return "signoff"
    return _TEXT_ROLES.get(line.shape, "body")


def _makers(text: Sequence[Line]) -> Iterator[int]:
    """The credits below an article's last paragraph that name no photographer but who drew, designed or gave the
    figures: they sign the article."""
    for line in reversed(text):
        if line.shape == "credit" and patterns.DESIGN_CREDIT.search(line.folded):
            yield line.number
        elif line.shape not in ("credit", "signature", "byline"):
            return


def add_photos(drafts: Sequence[Draft], photos: Sequence[Photo], stream: Sequence[Line]) -> list[Draft]:
    """Photographs that are news become items; the others go to the article they stand in."""
    lines = {line.number: line for line in stream}
    ordered = sorted(drafts, key=lambda draft: draft.begins)
    begins = [draft.begins for draft in ordered]
    result = list(ordered)
    shown = _Illustrations(ordered, lines)
    for photo in photos:
        block = stream[photo.start : photo.end]
        own = Draft(kind="photo")
        _give_heading_roles(stream[photo.start : photo.start + photo.headings], (), own, {})
        headed = bool(own.roles)
        for line in block:
            own.roles.setdefault(line.number, "credit" if line.shape == "credit" else "caption")
        place = bisect_left(begins, block[0].number) - 1
        if place < 0 or headed or tells_own_story(" ".join(line.folded for line in block)):
            own.illustrates = shown.by(
                block, [each for each in ordered[max(place, 0) : place + 2] if each.kind != "photo"]
            )
            result.append(own)
        else:
            ordered[place].roles.update(own.roles)
    return result


class _Illustrations:
    """What each article of a page tells alone, to know which of them a photograph shows; read when first asked."""

    def __init__(self, drafts: Sequence[Draft], lines: Mapping[int, Line]) -> None:
        self._drafts = drafts
        self._lines = lines

    @functools.cached_property
    def _told(self) -> dict[int, set[str]]:
        return {id(draft): _runs(self._text(draft, "kicker", "headline", "deck", "body")) for draft in self._drafts}

    @functools.cached_property
    def _spread(self) -> Counter[str]:
        return Counter(run for told in self._told.values() for run in told)

    def _text(self, draft: Draft, *roles: Role) -> str:
        return "|".join(self._lines[number].folded for number in draft.numbers(*roles) if number in self._lines)

    def by(self, block: Sequence[Line], neighbours: Sequence[Draft]) -> Draft | None:
        """The neighbouring article whose headline the caption repeats, or with which alone of all the page it shares
        names and words; None where that is not certain."""
        caption = "|".join(line.folded for line in block if line.shape != "credit")
        told, shared = pairs(caption), {}
        for draft in neighbours:
            headline = pairs(self._text(draft, "headline"))
            common = headline & told
            if len(common) >= ILLUSTRATED_PAIRS and len(common) >= ILLUSTRATED_SHARE * len(headline):
                return draft
            shared[id(draft)] = sum(self._spread[run] == 1 for run in self._told[id(draft)] & _runs(caption))
        best = max(neighbours, key=lambda draft: shared[id(draft)], default=None)
        return best if best is not None and shared[id(best)] >= ILLUSTRATED_RUNS else None


def _runs(text: str) -> set[str]:
    """The runs of three Chinese characters in a text."""
    return {run[n : n + 3] for run in _HAN.findall(text) for n in range(len(run) - 2)}


def _give_heading_roles(above: Sequence[Line], text: Sequence[Line], draft: Draft, aside: dict[int, Aside]) -> None:
    """Tell section, kicker, headline, deck and byline among the lines above a text."""
    signed = [place for place, line in enumerate(above) if line.shape == "byline" or _is_author(above, place, text)]
    draft.roles.update({above[place].number: "byline" for place in signed})
    printed = [line for line in above if line.number not in draft.roles]
    if signed and signed[0]:
        # A plain line between the author and the text is the section's name; a dash line is still the deck.
        between = [line for line in above[signed[0] + 1 :] if line.shape == "short"]
        draft.roles.update({line.number: "section" for line in between if line.number not in draft.roles})
        printed = [line for line in printed if line.number not in draft.roles]
    if len(printed) >= 2 and _is_banner(printed, text):
        aside[printed[0].number] = "banner"
        printed = printed[1:]
    if len(printed) == 1 and is_section(printed[0].folded) and not (text and text[0].opens_report):
        draft.roles[printed[0].number] = "section"
    elif printed:
        draft.roles.update(heading_roles(printed, text))


def _is_author(above: Sequence[Line], place: int, text: Sequence[Line]) -> bool:
    """Whether the last line above a text is a name that the text never mentions: a commentary's author."""
    name = squeeze(above[place].folded)
    if place == 0 or place < len(above) - 1 or not text or text[0].opens_report:
        return False
    if is_section(above[place - 1].folded) or patterns.KICKER_ENDING.search(above[place - 1].folded):
        return False
    return signers.is_name(name) and len(name) <= AUTHOR_LONGEST and not any(name in line.folded for line in text)


def _is_banner(printed: Sequence[Line], text: Sequence[Line]) -> bool:
    """Whether the first of the headings is a slogan that has nothing to do with the next or the text below."""
    first, second = printed[0].folded, printed[1].folded
    own = pairs(first)
    if is_section(first) or patterns.KICKER_ENDING.search(first) or own & pairs(second):
        return False
    if wording.OWN_KICKER.search(second) and len(printed) == 2:
        return True
    if not (wording.CAMPAIGN.match(first) or (is_halved(first) and wording.NAMED_HEADLINE.match(second))):
        return False
    return len(own & pairs("|".join(line.folded for line in text))) <= SLOGAN_HELD * len(own)


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

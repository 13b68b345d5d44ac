"""An article's lines given their roles: the headings above its text, the text, what signs it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from archive.parsing import jumps, patterns, signers, wording
from archive.parsing.article import Draft
from archive.parsing.clean import squeeze
from archive.parsing.cohesion import pairs
from archive.parsing.headlines import heading_roles, is_halved, is_section
from archive.parsing.kinds import name_kind
from archive.parsing.lines import Line, Shape
from archive.parsing.structures import Aside, Role

# Of a slogan that leads up to nothing, the headline has no word and the text below at most this share.
SLOGAN_HELD = 0.1

# An author's name alone on a line.
AUTHOR_LONGEST = 3

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
    give_heading_roles(above, text, draft, aside)
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


def give_heading_roles(above: Sequence[Line], text: Sequence[Line], draft: Draft, aside: dict[int, Aside]) -> None:
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

"""A page's lines taken apart into items: every non-blank line in exactly one item, or set aside with a reason.

Four passes, each linear in the page: read each line by itself (`lines`), set apart what is no article text
(repeated paragraphs, furniture, photographs), decide which headings begin an item (`headings`), give the lines
their roles (`drafting`) and write the items (`article`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing import headings, patterns
from archive.parsing.article import Draft, build, find_bylines
from archive.parsing.captions import find_photos, usual_gap
from archive.parsing.clean import squeeze, tidy
from archive.parsing.drafting import add_photos, draft_article, text_role
from archive.parsing.lines import Line, read
from archive.parsing.strays import place_orphans
from archive.parsing.structures import ArticleText, Aside, Item

# A paragraph of this many characters that stands twice is a repetition; shorter ones recur by nature
# (signatures, speech, names of bodies under their reports).
REPEATED_LENGTH = 30

# How sure it is that a jump or a second dateline begins an item without a headline.
HEADLESS_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Segmented:
    """A page's items, and the lines that belong to none with the reason for each."""

    items: tuple[Item, ...]
    unassigned: dict[int, Aside]


@dataclass(frozen=True, slots=True)
class Start:
    """Where an item begins in the stream: its headings stand from `place` to `text`."""

    place: int
    text: int
    confidence: float


def segment(raw_lines: list[str]) -> Segmented:
    """Take a page's lines apart. Never raises; the same lines give the same items."""
    every = read(raw_lines)
    aside = _set_aside(every)
    stream = [line for line in every if line.number not in aside]
    photos = find_photos(stream)
    held = {place for photo in photos for place in range(photo.start, photo.end)}
    drafts = _articles([line for place, line in enumerate(stream) if place not in held], aside)
    drafts = add_photos(drafts, photos, stream)
    drafts.sort(key=lambda draft: draft.begins)
    by_number = {line.number: line for line in every}
    places = {id(draft): place for place, draft in enumerate(drafts)}
    items = tuple(
        build(draft, by_number, None if draft.illustrates is None else places[id(draft.illustrates)])
        for draft in drafts
    )
    return Segmented(items, dict(sorted(aside.items())))


def whole_article(article: ArticleText) -> Item:
    """A separate article as an item: its fields as they are, its bylines found; no lines of a dump."""
    text = "\n".join(filter(None, map(tidy, article.text.split("\n"))))
    rows = {line.number: line for line in read(text.split("\n"))}
    draft = Draft({number: text_role(row) for number, row in rows.items()})
    return Item(
        kicker=tidy(article.kicker),
        headline=tidy(article.headline),
        deck=tidy(article.deck),
        text=text,
        bylines=find_bylines(draft, rows),
    )


def _set_aside(lines: Sequence[Line]) -> dict[int, Aside]:
    """Furniture and repeated paragraphs."""
    aside: dict[int, Aside] = {}
    seen: set[str] = set()
    for line in lines:
        if line.shape == "noise":
            aside[line.number] = "noise"
            continue
        printed = squeeze(line.text)
        if len(printed) >= REPEATED_LENGTH:
            if printed in seen:
                aside[line.number] = "duplicate"
            seen.add(printed)
    return aside


def _articles(lines: Sequence[Line], aside: dict[int, Aside]) -> list[Draft]:
    """The page without its photographs, as drafts; headings that no text follows are put in their place."""
    groups = headings.find_groups(lines)
    starts, orphans = _find_starts(lines, groups)
    began = {start.place for start in starts}
    subheads = {place for group in groups if group.start not in began for place in range(group.start, group.end)}
    drafts: list[Draft] = []
    for start, end in zip(starts, [*(start.place for start in starts), len(lines)][1:], strict=True):
        text = [line for place, line in enumerate(lines[start.text : end], start.text) if place not in orphans]
        inner = {lines[place].number for place in range(start.text, end) if place in subheads}
        draft = draft_article(lines[start.place : start.text], text, inner, aside)
        draft.confidence = start.confidence
        if draft.roles:
            drafts.append(draft)
    place_orphans([lines[place] for place in sorted(orphans)], drafts, {line.number: line for line in lines}, aside)
    return drafts


def _find_starts(lines: Sequence[Line], groups: Sequence[headings.Group]) -> tuple[list[Start], set[int]]:
    """Where items begin; and the places of headings at the page's end, which have no text below."""
    judge = headings.Judge(lines, groups, usual_gap(lines))
    group_at = {group.start: group for group in groups}
    starts: list[Start] = []
    orphans: set[int] = set()
    text_start, dateline, place = 0, "", 0
    while place < len(lines):
        group = group_at.get(place)
        if group is None:
            own = _dateline(lines[place])
            if place == 0 or lines[place].shape == "jump" or (own and dateline and own != dateline):
                if not starts or starts[-1].text != place or starts[-1].place == place:
                    starts.append(Start(place, place, HEADLESS_CONFIDENCE))
                text_start, dateline = place, ""
            dateline = dateline or own
            place += 1
            continue
        if group.start and group.end == len(lines):
            orphans.update(range(group.start, group.end))
        else:
            verdict = judge.weigh(group, text_start)
            if verdict.begins or lines[group.end].shape == "jump":
                starts.append(Start(place, group.end, verdict.confidence))
                text_start, dateline = group.end, ""
        place = group.end
    return starts, orphans


def _dateline(line: Line) -> str:
    """What tells a report's dateline from another's, "" where the line has none. A wire's dispatches of one place
    and day make up one item; of local reports (本报讯) each is one of its own."""
    if not line.opens_report:
        return ""
    wire = patterns.WIRE_DATELINE.match(line.folded)
    return wire[0] if wire else f"{line.number}"

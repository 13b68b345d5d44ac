"""A page's lines taken apart into items: every non-blank line in exactly one item, or set aside with a reason.

Passes, each linear in the page: read each line by itself (`lines`), make wrapped paragraphs whole (`wrapping`), set
apart what is no article text (`asides`, `captions`), decide which headings begin an item (`boundaries`), give the
lines their roles and the items their kinds (`drafting`, `headlines`, `strays`, `kinds`), put the photographs among
them (`illustrations`) and write the items (`article`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.article import Draft, build, find_bylines
from archive.parsing.asides import set_aside
from archive.parsing.boundaries import find_boundaries
from archive.parsing.captions import find_photos, usual_gap
from archive.parsing.clean import tidy
from archive.parsing.drafting import draft_article, text_role
from archive.parsing.illustrations import add_photos
from archive.parsing.lines import Line, read
from archive.parsing.strays import place_orphans
from archive.parsing.structures import ArticleText, Aside, Item
from archive.parsing.wrapping import unwrap


@dataclass(frozen=True, slots=True)
class Segmented:
    """A page's items, and the lines that belong to none with the reason for each."""

    items: tuple[Item, ...]
    unassigned: dict[int, Aside]


def segment(raw_lines: list[str]) -> Segmented:
    """Take a page's lines apart. Never raises; the same lines give the same items."""
    every = unwrap(read(raw_lines))
    aside = set_aside(every)
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
    return Segmented(
        items, {row.number: why for number, why in sorted(aside.items()) for row in by_number[number].rows}
    )


def whole_article(article: ArticleText) -> Item:
    """A separate article as an item: its fields as they are, its bylines found; no lines of a dump."""
    article = tidied(article)
    rows = {line.number: line for line in read(article.text.split("\n"))}
    draft = Draft({number: text_role(row) for number, row in rows.items()})
    return Item(
        kicker=article.kicker,
        headline=article.headline,
        deck=article.deck,
        text=article.text,
        bylines=find_bylines(draft, rows),
    )


def tidied(article: ArticleText) -> ArticleText:
    """The article with its texts as its item has them."""
    return ArticleText(
        article.id,
        tidy(article.kicker),
        tidy(article.headline),
        tidy(article.deck),
        "\n".join(filter(None, map(tidy, article.text.split("\n")))),
    )


def _articles(lines: Sequence[Line], aside: dict[int, Aside]) -> list[Draft]:
    """The page without its photographs, as drafts; headings that no text follows are put in their place."""
    found = find_boundaries(lines, usual_gap(lines))
    drafts: list[Draft] = []
    ends = [*(start.place for start in found.starts), len(lines)][1:]
    for start, end in zip(found.starts, ends, strict=True):
        text = [lines[place] for place in range(start.text, end) if place not in found.orphans]
        inner = {lines[place].number for place in range(start.text, end) if place in found.subheads}
        draft = draft_article(lines[start.place : start.text], text, inner, aside)
        draft.confidence = start.confidence
        if draft.roles:
            drafts.append(draft)
    orphans = [lines[place] for place in sorted(found.orphans)]
    place_orphans(orphans, drafts, {line.number: line for line in lines}, aside)
    return [draft for draft in drafts if draft.roles]

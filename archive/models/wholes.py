"""An article's row as the parser's item, of which a whole is made, and what the row keeps of its own page then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from archive.models.articles import Article, Byline
from archive.parsing import Item, joining
from archive.parsing import structures as parsed

# What `as_item` needs of a list of articles, for `prefetch_related`; a page of many articles is read once.
READ_ALONG = ("bylines", "page__issue__newspaper", "continuations__page", "continuations__bylines")


def printed(article: Article, bylines: Iterable[Byline] | None = None) -> Item:
    """What the article's own page prints of it, as the parser gave it; without its names, and with no pieces yet."""
    own = article.own or as_stored(article, article.bylines.all() if bylines is None else bylines)
    return Item(
        kind=cast(parsed.Kind, article.kind),
        section=article.section,
        kicker=article.kicker,
        headline=article.headline,
        deck=article.deck,
        text=own["text"],
        captions=own["captions"],
        lines={int(number): role for number, role in article.lines.items()},
        breaks=tuple(
            parsed.Break(gap["position"], gap["kind"], gap["confidence"], tuple(gap.get("lines", (0, 0))))
            for gap in own["breaks"]
        ),
        continues=article.continues or None,
        goes_on=article.goes_on or None,
        confidence=own["confidence"],
        bylines=tuple(parsed.Byline(name, role) for name, role in own["bylines"]),
    )


def as_item(article: Article) -> Item:
    """The article as it is read: with what goes on from it on other pages, and with the dump's line of each stretch.

    A text that a curator has set is as he set it. A list reads along what this needs: see `READ_ALONG`.
    """
    parts = [joining.placed(printed(each), each.page.raw_lines) for each in article.parts]
    sure = article.own.get("joins", ())[: len(parts) - 1]
    item = joining.whole(parts, sure).item if len(parts) == len(sure) + 1 > 1 else parts[0]
    held: dict[str, Any] = {name: getattr(article, name) for name in ("text", "captions")}
    other = {name: text for name, text in held.items() if getattr(item, name) != text}
    if other:
        pieces = tuple(piece for piece in item.pieces if piece.field not in other)
        item = replace(item, **other, pieces=pieces, breaks=())
    return item


def as_stored(article: Article, bylines: Iterable[Byline]) -> dict[str, Any]:
    """What the article's row holds of its page's print."""
    return {
        "text": article.text,
        "captions": article.captions,
        "breaks": article.breaks,
        "bylines": [[byline.name, byline.role] for byline in bylines],
        "confidence": article.confidence,
    }


def as_kept(own: Item, sure: Sequence[float]) -> dict[str, Any]:
    """What the article keeps of its own page's print while others' are joined to it."""
    return {
        "text": own.text,
        "captions": own.captions,
        "breaks": breaks_of(own),
        "bylines": [[byline.name, byline.role] for byline in own.bylines],
        "confidence": own.confidence,
        "joins": list(sure),
    }


def breaks_of(item: Item) -> list[dict[str, Any]]:
    """The item's breaks as an article holds them, each line as its own page counts it."""
    return [
        {
            "position": gap.position,
            "kind": gap.kind,
            "confidence": gap.confidence,
            "lines": [joining.line_on_page(line) for line in gap.lines],
        }
        for gap in item.breaks
    ]

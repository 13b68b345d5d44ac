"""Which article of a page that is already stored is which item of its new reading.

Articles keep their ids (and with them their addresses, links and locks) when a page is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.models import Article
from archive.parsing import Item

# Two articles of one page share little: names, 记者, 我市. Three tenths of the character pairs is the same story.
SAME_TEXT = 0.3
# The same headline over a rewritten story is still the same article.
HEADLINE_COUNTS = 0.5


def pair(
    items: Sequence[Item], articles: Sequence[Article], *, same_dump: bool, raw: Sequence[str] = ()
) -> dict[int, Article]:
    """Give each item (by its index) the stored article it overlaps most, one to one; items without one are new.

    `raw` are the lines of the dump that the articles came from: an article that a curator rewrote is known by what
    was printed. With `same_dump` line numbers mean the same lines.
    """
    stored = [_Stored.of(article, raw) for article in articles]
    scored = [
        (score, index, at)
        for index, item in enumerate(items)
        for at, each in enumerate(stored)
        if (score := _alike(item, each, same_dump)) >= SAME_TEXT
    ]
    pairs: dict[int, Article] = {}
    used: set[int] = set()
    # Best first; equal ones in the order of the page, so that twins keep their places.
    for _, index, at in sorted(scored, key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1], entry[2])):
        if index not in pairs and at not in used:
            pairs[index] = articles[at]
            used.add(at)
    return pairs


def similar(one: str, other: str) -> bool:
    """Whether two texts are the same story."""
    return _overlap(_pairs(one), _pairs(other)) >= SAME_TEXT


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a stored article is known by: its text, the text as printed where a curator rewrote it, its lines."""

    headline: str
    texts: list[Counter[str]]
    lines: set[str]

    @classmethod
    def of(cls, article: Article, raw: Sequence[str]) -> _Stored:
        own = article.headline + article.own_text
        locked = set(article.locked_fields)
        texts, lines = [_pairs(own)], set(article.lines)
        rewritten = bool(locked & {"headline", "text"})
        if rewritten or "page" in locked:
            printed = "".join(raw[int(number) - 1] for number in article.lines if int(number) <= len(raw))
            if not rewritten and not similar(printed, own):
                lines = set()  # a curator moved it here: they are lines of another page
            elif printed:
                texts.append(_pairs(printed))
        return cls(article.headline, texts, lines)


def _alike(item: Item, article: _Stored, same_dump: bool) -> float:
    """0 for nothing in common; 1 for the same text, more with the same headline."""
    own = _pairs(item.headline + item.text)
    text = max(_overlap(own, stored) for stored in article.texts)
    lines = 0.0
    if same_dump and item.lines and article.lines:
        mine = {str(number) for number in item.lines}
        lines = len(mine & article.lines) / len(mine | article.lines)
    headline = HEADLINE_COUNTS if item.headline and item.headline == article.headline else 0.0
    return max(text, lines) + headline


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(len(text) - 1, 1)))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient: twice what is shared over all there is."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0

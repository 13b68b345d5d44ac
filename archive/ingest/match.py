"""Which article of a page that is already stored is which item of its new reading.

Articles keep their ids (and with them their addresses, links and locks) when a page is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archive.models import Article
from archive.parsing import Item

# Two articles of one page share little: names, 记者, 我市. Three tenths of the character pairs is the same story.
SAME_TEXT = 0.3
# The same headline over a rewritten story is still the same article.
HEADLINE_COUNTS = 0.5


def pair(items: Sequence[Item], articles: Sequence[Article], *, same_dump: bool) -> dict[int, Article]:
    """Give each item (by its index) the stored article it overlaps most, one to one; items without one are new.

    With `same_dump` line numbers mean the same lines, and an article that a curator rewrote is known by them.
    """
    scored = [
        (score, index, at)
        for index, item in enumerate(items)
        for at, article in enumerate(articles)
        if (score := _alike(item, article, same_dump)) >= SAME_TEXT
    ]
    pairs: dict[int, Article] = {}
    used: set[int] = set()
    # Best first; equal ones in the order of the page, so that twins keep their places.
    for _, index, at in sorted(scored, key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1], entry[2])):
        if index not in pairs and at not in used:
            pairs[index] = articles[at]
            used.add(at)
    return pairs


def _alike(item: Item, article: Article, same_dump: bool) -> float:
    """0 for nothing in common; 1 for the same text, more with the same headline."""
    text = _overlap(_pairs(item.headline + item.text), _pairs(article.headline + article.text))
    lines = 0.0
    if same_dump and item.lines and article.lines:
        mine, stored = {str(number) for number in item.lines}, set(article.lines)
        lines = len(mine & stored) / len(mine | stored)
    headline = HEADLINE_COUNTS if item.headline and item.headline == article.headline else 0.0
    return max(text, lines) + headline


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(len(text) - 1, 1)))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient: twice what is shared over all there is."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0

"""What a curator decided about a name belongs to the words, and goes with them from article to article.

An article of several pages names what its parts name. What is decided there is handed to the parts that are taken out
of it; when they are joined again, it comes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from archive.models.articles import Article
from archive.models.mentions import Mention
from archive.parsing import Item
from archive.parsing.structures import FIELDS

Span = list[Any]  # field, start, end, line
# The link is one decision, whichever of these it was made in.
_LINK = ("status", *(f"{kind}_id" for kind in Mention.Kind.values))


def give(head: Article, leaving: Sequence[Article], left: Item) -> None:
    """Let `leaving`, about to be taken out of `head`, keep what a curator decided there about their words.

    `left` is what `head` is without them: it still names whom that names, or whom a text names that a curator set.
    Call it while `head` holds the words of all.
    """
    if not leaving:
        return
    printed = [getattr(head if name in head.locked_fields else left, name) for name in FIELDS]
    for mention in head.mentions.exclude(locked_fields=[]):
        words = said(head, mention)
        stands = any(each in text for each in words for text in printed)
        given = [_decide(each, mention, words, anew=not stands) for each in leaving]
        if not stands and (mention.spans or any(given)):
            mention.delete()


def take(head: Article, arriving: Sequence[Article]) -> None:
    """Let `head`, into which `arriving` were joined, take over what a curator decided about their words; what was
    decided about the same words in `head` holds for all of it."""
    for each in arriving:
        for mention in each.mentions.exclude(locked_fields=[]):
            _decide(head, mention, said(each, mention), anew=False)


def said(article: Article, mention: Mention) -> set[str]:
    """The words that a mention stands for; an event is named by whole sentences."""
    if mention.kind != Mention.Kind.EVENT:
        return {mention.text}
    return {getattr(article, field)[start:end] for field, start, end, _line in mention.spans} - {""}


def places_of(words: set[str], article: Article) -> list[Span]:
    """Where the words stand in an article; the dump's lines are not known."""
    return [
        [field, found.start(), found.end(), None]
        for field in FIELDS
        for each in sorted(words)
        for found in re.finditer(re.escape(each), getattr(article, field))
    ]


def copied(mention: Mention, article: Article, position: int, spans: list[Span]) -> Mention:
    """The mention as another article's, not saved, with no locks."""
    names = ("kind", "text", "titles", "posts", "rule", "confidence", *_LINK)
    values = {name: getattr(mention, name) for name in names}
    return Mention(article=article, position=position, spans=spans, revision=1, **values)


def next_position(article: Article) -> int:
    """The place behind all names of an article."""
    last = article.mentions.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _decide(article: Article, decided: Mention, words: set[str], *, anew: bool) -> bool:
    """Let the article's mention of the same text be as was decided, `anew` whatever was decided there before; return
    whether it has one."""
    held = article.mentions.filter(kind=decided.kind, text=decided.text).order_by("position", "pk").first()
    if held is None:
        spans = places_of(words, article)
        if not spans:
            return False
        held = copied(decided, article, next_position(article), spans)
    elif held.locked_fields and not anew:
        return True
    for name in _LINK:
        setattr(held, name, getattr(decided, name))
    held.locked_fields = list(decided.locked_fields)
    held.save()
    return True

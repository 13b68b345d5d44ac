"""Findings beside what is stored: what to make, what to change, what to withdraw. A curator's decisions stay."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from archive.ingest.findings import Finding
from archive.ingest.rows import LARGEST_SMALL
from archive.models import Article, Mention

LINKS = ("person", "place", "organization", "event")
# The article's fields in which names stand.
PRINTED = ("kicker", "headline", "deck", "text", "captions")
# Whoever decided on one of these decided on the link as a whole.
DECISION = frozenset({"status", *LINKS})


@dataclass(slots=True)
class Changes:
    """What is to happen to the mentions of some articles."""

    create: list[Mention] = field(default_factory=list)
    update: list[Mention] = field(default_factory=list)
    delete: list[Mention] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is to happen."""
        return bool(self.create or self.update or self.delete)

    def add(self, other: Changes) -> None:
        """Take over what is to happen to other articles."""
        self.create += other.create
        self.update += other.update
        self.delete += other.delete


def compare(article: Article, findings: Iterable[Finding], stored: Iterable[Mention]) -> Changes:
    """Set an article's findings beside its stored mentions.

    Mentions of the same kind and text are the same mention; it keeps its id and whatever is locked in it.
    """
    held: dict[tuple[str, str], deque[Mention]] = defaultdict(deque)
    for mention in stored:
        held[mention.kind, mention.text].append(mention)
    changes = Changes()
    positions: dict[str, int] = defaultdict(int)
    for finding in findings:
        position = min(positions[finding.kind], LARGEST_SMALL)
        positions[finding.kind] += 1
        rows = held[finding.kind, finding.text]
        if rows:
            mention = rows.popleft()
            # A second row of the same name is a curator's: two rows must not meet in one position.
            if revised(mention, values_of(finding, mention.position if rows else position)):
                changes.update.append(mention)
        else:
            changes.create.append(
                Mention(
                    article_id=article.pk,
                    kind=finding.kind,
                    text=finding.text,
                    revision=1,
                    **values_of(finding, position),
                )
            )
    for mention in (mention for rows in held.values() for mention in rows):
        if not mention.locked_fields:
            changes.delete.append(mention)
        elif mention.kind != Mention.Kind.EVENT and mention.revise(spans=_followed(mention, article)):
            changes.update.append(mention)
    return changes


def _followed(mention: Mention, article: Article) -> list[list[Any]]:
    """The spans of a curator's mention that the machine does not find, after the text may have changed."""
    if all(getattr(article, field)[start:end] == mention.text for field, start, end, _line in mention.spans):
        return list(mention.spans)
    return [
        [field, match.start(), match.end(), None]
        for field in PRINTED
        for match in re.finditer(re.escape(mention.text), getattr(article, field))
    ]


def values_of(finding: Finding, position: int) -> dict[str, Any]:
    """The columns of a mention that the machine writes."""
    links = {f"{name}_id": finding.link.pk if name == finding.kind else None for name in LINKS}
    return {
        "position": position,
        "spans": finding.spans,
        "titles": finding.titles,
        "posts": finding.posts,
        "actions": finding.actions,
        "status": finding.link.status,
        "rule": finding.rule,
        "confidence": finding.confidence,
        **links,
    }


def revised(mention: Mention, values: dict[str, Any]) -> list[str]:
    """Set what differs and is not locked; return the names of the columns set."""
    if DECISION & set(mention.locked_fields):
        values = {name: value for name, value in values.items() if name.removesuffix("_id") not in DECISION}
    return mention.revise(**values)

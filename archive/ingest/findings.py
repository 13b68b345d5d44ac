"""What is read out of an article on its way to rows: the reading, and each name as the mention it will be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from archive.ingest.books import AMBIGUOUS, Link, Path, linked
from archive.ingest.evidence import Noted
from archive.ingest.identity import Home, homes_of
from archive.ingest.rows import clamped, fits
from archive.models import Mention
from archive.parsing import Item
from archive.parsing.joining import line_on_page
from archive.parsing.structures import FIELDS, Event, Organization, Person, Place, Span


@dataclass(slots=True)
class Reading:
    """One article's findings on their way to rows. `day` is the issue's date where the very day is known.

    Of an article that is read again: its id; `before`, the events it was linked to, by title, and the names that
    stood in it; `decided`, the links that a curator settled, by kind and text; and `held`, the links to records
    that a curator has renamed or moved since, so that the machine would not find them.
    """

    item: Item
    area: Path
    day: date | None
    article: int | None = None
    before: dict[tuple[str, str], int | None] = field(default_factory=dict)
    decided: dict[tuple[str, str], Link] = field(default_factory=dict)
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    homes: list[Home] = field(init=False)

    def __post_init__(self) -> None:
        self.homes = homes_of(self.item, self.area)

    def settled(self, kind: str, text: str) -> Link | None:
        """The link that the name has without any look-up."""
        pk = self.held.get((kind, text))
        return self.decided.get((kind, text)) or (None if pk is None else linked(pk))


@dataclass(frozen=True, slots=True)
class Finding:
    """A mention to be: one name of one article."""

    kind: str
    text: str
    link: Link
    spans: list[list[Any]]
    rule: str
    confidence: float
    titles: list[str] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)
    actions: list[list[Any]] = field(default_factory=list)
    noted: tuple[Noted, ...] = ()


def event_finding(event: Event, link: Link, item: Item) -> Finding:
    """The mention of an event: at the lines that tell of it."""
    spans = _spans(Span(*piece) for piece in item.pieces if piece.line in event.lines) or _titled(event, item)
    return Finding("event", event.title, link, spans, event.rule[:50], clamped(event.confidence))


def _titled(event: Event, item: Item) -> list[list[Any]]:
    """Where the title of an event stands that no dump's lines tell of; where it is not printed so, the whole text."""
    places = [(name, getattr(item, name).find(event.title)) for name in FIELDS]
    found = [item.span(name, start, start + len(event.title)) for name, start in places if start >= 0]
    return _spans(found or ([item.span("text", 0, len(item.text))] if item.text else []))


def finding(
    kind: str,
    found: Person | Place | Organization,
    link: Link,
    titles: list[str] | None = None,
    posts: list[dict[str, str]] | None = None,
) -> Finding:
    """The mention of what was found, wherever it is named."""
    return Finding(
        kind=kind,
        text=found.name,
        link=link,
        spans=_spans(found.spans),
        rule=found.rule[:50],
        confidence=clamped(found.confidence),
        titles=titles or [],
        posts=posts or [],
    )


def _spans(spans: Iterable[Span]) -> list[list[Any]]:
    return [[span.field, span.start, span.end, line_on_page(span.line)] for span in spans]


def actions_of(person: Person) -> list[list[Any]]:
    """What the person does, as a mention keeps it: verb, field, start, end, line."""
    told = ((each.verb, each.span) for each in person.actions)
    return [[verb, span.field, span.start, span.end, line_on_page(span.line)] for verb, span in told]


def as_curated(findings: list[Finding], reading: Reading) -> list[Finding]:
    """The findings with the links that a curator settled in place of the machine's."""
    return [replace(each, link=reading.settled(each.kind, each.text) or each.link) for each in findings]


def once_each(findings: Iterator[Finding]) -> list[Finding]:
    """One finding for each name as printed; a name tied to two different records is tied to neither."""
    merged: dict[tuple[str, str], Finding] = {}
    for each in findings:
        if not fits(Mention, "text", each.text):
            continue
        key = (each.kind, each.text)
        first = merged.get(key)
        if first is None:
            merged[key] = each
            continue
        merged[key] = replace(
            first,
            link=first.link if first.link == each.link else AMBIGUOUS,
            spans=first.spans + [span for span in each.spans if span not in first.spans],
            confidence=min(first.confidence, each.confidence),
            titles=first.titles + [title for title in each.titles if title not in first.titles],
            posts=first.posts + [post for post in each.posts if post not in first.posts],
            actions=first.actions + [action for action in each.actions if action not in first.actions],
        )
    return list(merged.values())

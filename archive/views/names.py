"""The names in an article: as links in its text, and as lists beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from archive.models import Article, Mention
from archive.templatetags.printed import shown


class Link(NamedTuple):
    """Characters start..end of a text lead to an address."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as HTML, and what it is: body, subhead, byline or signoff."""

    role: str
    html: SafeString


@dataclass(slots=True)
class Name:
    """A name in the side list: as printed, with titles as printed here, and where it leads (or nowhere)."""

    text: str
    titles: list[str]
    address: str
    ambiguous: bool


def paragraphs(article: Article, mentions: Iterable[Mention], field: str = "text") -> list[Paragraph]:
    """The field's paragraphs, the names in them linked."""
    text = getattr(article, field)
    links = _links(article, field, mentions)
    marks = _leaf_marks(article) if field == "text" else []
    roles = _printed_roles(article)
    found = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            here = [
                Link(link.start - start, link.end - start, link.address)
                for link in links
                if start <= link.start and link.end <= start + len(line)
            ]
            turned = [(at - start, mark) for at, mark in marks if start <= at < start + len(line)]
            found.append(Paragraph(roles.get(_squeezed(line), "body"), linked(line, here, turned)))
        start += len(line) + 1
    return found


def linked(text: str, links: Iterable[Link], marks: Iterable[tuple[int, SafeString]] = ()) -> SafeString:
    """The text as HTML, every piece escaped on its own; links must be in order and apart.

    `marks` stand before the characters they name; one in the midst of a link behind it.
    """
    pieces = []
    done = 0
    turns = [Link(at, at, "") for at, _ in marks]
    html = dict(marks)
    for start, end, address in sorted([*links, *turns]):
        pieces.append(conditional_escape(shown(text[done:start])))
        pieces.append(format_html('<a href="{}">{}</a>', address, shown(text[start:end])) if address else html[start])
        done = max(done, end)
    pieces.append(conditional_escape(shown(text[done:])))
    return mark_safe("".join(pieces))  # Only escaped pieces stand in it.


def side_lists(mentions: Iterable[Mention]) -> dict[str, list[Name]]:
    """The names by kind, each record once, in the order printed."""
    lists: dict[str, dict[object, Name]] = {kind: {} for kind in Mention.Kind.values}
    for mention in mentions:
        record_id = getattr(mention, f"{mention.kind}_id")
        name = lists[mention.kind].setdefault(
            record_id or mention.text,
            Name(mention.text, [], _address(mention), mention.status == Mention.Status.AMBIGUOUS),
        )
        name.titles += [title for title in mention.titles if title not in name.titles]
    return {kind: list(names.values()) for kind, names in lists.items()}


def _links(article: Article, field: str, mentions: Iterable[Mention]) -> list[Link]:
    """Where linked names stand in a field.

    Of names that overlap a person wins, then the longer one (青岚市政府, not 市政府 in it).
    """
    text = getattr(article, field)
    corrected = field in article.locked_fields
    candidates = [
        (mention.kind != Mention.Kind.PERSON, start - end, Link(start, end, address))
        for mention in mentions
        if (address := _address(mention)) and mention.kind != Mention.Kind.EVENT
        for span_field, start, end, _line in mention.spans
        # In a text that a curator has corrected since, a span that no longer fits is no link.
        if span_field == field and (text[start:end] == mention.text or not corrected)
    ]
    free = bytearray(b"\x01") * len(text)
    taken: list[Link] = []
    for _not_person, _length, link in sorted(candidates):
        if all(free[link.start : link.end]):
            free[link.start : link.end] = bytes(link.end - link.start)
            taken.append(link)
    return sorted(taken)


def _address(mention: Mention) -> str:
    record_id = getattr(mention, f"{mention.kind}_id")
    return reverse(mention.kind, args=[record_id]) if record_id else ""


def _printed_roles(article: Article) -> dict[str, str]:
    """Which of the paragraphs are subheads, bylines or sign-offs, known from the lines they came from."""
    roles = {}
    for part in article.parts:
        raw = part.page.raw_lines
        roles |= {
            _squeezed(raw[int(number) - 1]): role
            for number, role in part.lines.items()
            if role in {"subhead", "byline", "signoff"} and int(number) <= len(raw)
        }
    return roles


def _leaf_marks(article: Article) -> list[tuple[int, SafeString]]:
    """Where the text turns to another page, with a link to it; unknown in a text that a curator has corrected."""
    if "text" in article.locked_fields:
        return []
    return [
        (
            part.joined_at,
            format_html(
                '<a class="leaf-mark" href="{}" title="{}">{}</a>',
                part.page.get_absolute_url(),
                gettext("以下印在%(page)s") % {"page": part.page.label},
                part.page.label,
            ),
        )
        for part in article.parts[1:]
        if part.joined_at is not None
    ]


def _squeezed(line: str) -> str:
    return "".join(line.split())

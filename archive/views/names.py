"""The names in an article: as links in its text, beside its dates, and as lists beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from sys import maxsize
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models import Article, DateMention, Event, Mention, Post, Sighting
from archive.views.careers import Told, told_once
from archive.views.dates import Day, days
from archive.views.matches import Match, Matches, piece
from archive.views.passages import Passage, Passages

LINES_TOLD = 5
EVERYTHING = (0, maxsize)
LISTED = 60  # Names of a kind beside an article: a roll of delegates has thousands.


class Link(NamedTuple):
    """Characters start..end of a text lead to an address."""

    start: int
    end: int
    address: str

    def html(self, printed: SafeString) -> SafeString:
        """What is printed, as a link."""
        return format_html('<a href="{}">{}</a>', self.address, printed)


class Turn(NamedTuple):
    """Between two characters of a text (`start` is `end`) another page begins: its address, and its label."""

    start: int
    end: int
    address: str
    label: str

    def html(self, _printed: SafeString) -> SafeString:
        """A small link to the page."""
        title = gettext("以下印在%(page)s") % {"page": self.label}
        return format_html('<a class="leaf-mark" href="{}" title="{}">{}</a>', self.address, title, self.label)


class Joint(NamedTuple):
    """Between two characters of a text (`start` is `end`) a sentence that the page broke was joined; `words` tell of
    it."""

    start: int
    end: int
    words: str

    def html(self, _printed: SafeString) -> SafeString:
        """A sign for those who see, words for those who listen; neither is copied with the text."""
        return format_html(
            '<span class="joint" title="{0}"><span aria-hidden="true">¦</span>'
            '<span class="unseen">（{0}）</span></span>',
            self.words,
        )


Mark = Link | Day | Turn | Joint
# What stood between the halves of a broken sentence.
BETWEEN = {"column": _("跨栏"), "caption": _("中间隔着图片说明")}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as HTML, what it is (body, subhead, byline or signoff), and which of all in its text, from 1."""

    role: str
    html: SafeString
    number: int


class Act(NamedTuple):
    """What somebody is said to do: the verb as printed, and where."""

    verb: str
    passage: Passage


@dataclass(slots=True)
class Name:
    """A name in the side list: as printed, with titles as printed here, where it leads (or nowhere), the places that
    say it, and of a person the posts concluded, the changes of post and the deeds told here."""

    text: str
    titles: list[str]
    address: str
    ambiguous: bool
    passages: list[Passage] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    changes: list[Told] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    event: Event | None = None

    @property
    def first_passages(self) -> list[Passage]:
        """Of a name on every line the first lines, which lead to the rest."""
        return self.passages[:LINES_TOLD]

    @property
    def more(self) -> int:
        """How many places are left out of those."""
        return len(self.passages) - len(self.first_passages)


@dataclass(frozen=True, slots=True)
class SideList:
    """The first names of a kind in an article, and how many more are left to the text."""

    names: list[Name]
    more: int


def paragraphs(
    article: Article,
    mentions: Iterable[Mention],
    dates: Iterable[DateMention],
    field: str = "text",
    matches: Matches | None = None,
    *,
    joints: bool = False,
    within: tuple[int, int] = EVERYTHING,
) -> list[Paragraph]:
    """The field's paragraphs that begin `within` two characters of it: the names in them linked, dates and what was
    searched for marked, the turns to other pages, and with `joints` where broken sentences were joined."""
    text = getattr(article, field)
    marks = _marks(article, field, mentions, dates, joints=joints and field == "text")
    starts = [mark.start for mark in marks]
    roles = _printed_roles(article)
    found = []
    start = number = 0
    for line in text.split("\n"):
        number += bool(line.strip())
        if line.strip() and within[0] <= start < within[1]:
            here = [
                mark._replace(start=mark.start - start, end=mark.end - start)
                for mark in marks[bisect_left(starts, start) : bisect_right(starts, start + len(line))]
                if mark.end <= start + len(line)
            ]
            sought = matches.within(field, start, start + len(line)) if matches else []
            found.append(Paragraph(roles.get(_squeezed(line), "body"), marked(line, here, sought), number))
        start += len(line) + 1
    return found


def marked(text: str, marks: Iterable[Mark], matches: Sequence[Match] = ()) -> SafeString:
    """The text as HTML, every piece escaped on its own; marks must be in order and apart.

    What was searched for is marked within the marks and between them.
    """
    pieces = []
    done = 0
    for mark in marks:
        pieces.append(piece(text, done, mark.start, matches, hops=True))
        # No link may stand in a link: the numbers of the matches in this one stand before it.
        pieces += [match.hop for match in matches if mark.start <= match.start < mark.end]
        pieces.append(mark.html(piece(text, mark.start, mark.end, matches, hops=False)))
        done = mark.end
    pieces.append(piece(text, done, len(text), matches, hops=True))
    return mark_safe("".join(pieces))  # Only escaped pieces stand in it.


def side_lists(article: Article, mentions: Iterable[Mention]) -> dict[str, SideList]:
    """The names in an article by kind, each record once, in the order printed."""
    shown, more = _listed(mentions)
    people = [mention.pk for named in shown[Mention.Kind.PERSON].values() for mention in named]
    said, places = _said(article, people), Passages(article)
    return {
        kind: SideList([_name(article, named, said, places) for named in records.values()], len(more[kind]))
        for kind, records in shown.items()
    }


def _listed(mentions: Iterable[Mention]) -> tuple[dict[str, dict[object, list[Mention]]], dict[str, set[object]]]:
    """By kind the mentions of each of the first records, and the other records: a list of delegates has thousands."""
    shown: dict[str, dict[object, list[Mention]]] = {kind: {} for kind in Mention.Kind.values}
    more: dict[str, set[object]] = defaultdict(set)
    for mention in mentions:
        here, record = shown[mention.kind], getattr(mention, f"{mention.kind}_id") or mention.text
        if record in here or len(here) < LISTED:
            here.setdefault(record, []).append(mention)
        else:
            more[mention.kind].add(record)
    return shown, more


def _name(article: Article, mentions: list[Mention], said: dict[int, list[Sighting]], places: Passages) -> Name:
    """A record with all that its mentions say of it."""
    first = mentions[0]
    name = Name(first.text, [], _address(first), first.status == Mention.Status.AMBIGUOUS)
    for mention in mentions:
        name.titles += [title for title in mention.titles if title not in name.titles]
        name.passages = sorted({*name.passages, *places.of(mention)}, key=lambda each: (each.part, each.number))
        name.acts += _acts(article, mention, places)
        name.event = mention.event
        held = [row for row in said[mention.pk] if row.post and row.kind == Sighting.Kind.HOLDS]
        name.posts += [row.post for row in held if row.post and row.post not in name.posts]
        name.changes += told_once(row for row in said[mention.pk] if row.kind in (*Sighting.BEGINS, *Sighting.ENDS))
    return name


def bodies_told(named: dict[str, SideList]) -> set[int]:
    """The ids of the bodies in whose posts people are told of."""
    people = named[Mention.Kind.PERSON].names
    posts = [post for name in people for post in (*name.posts, *(each.post for each in name.changes))]
    return {post.organization_id for post in posts if post}


def _said(article: Article, mentions: Collection[int]) -> dict[int, list[Sighting]]:
    """What an article says of the posts of people mentioned, by mention; each sighting's article is this one."""
    rows = Sighting.objects.filter(mention__in=mentions).select_related("mention")
    said: dict[int, list[Sighting]] = defaultdict(list)
    for row in rows.prefetch_related("post__organization").order_by("pk"):
        row.mention.article = article
        said[row.mention_id].append(row)
    return said


def _acts(article: Article, mention: Mention, places: Passages) -> list[Act]:
    """What a person is said to do, each verb once; in a text that has changed since, what still fits."""
    first: dict[str, Act] = {}
    for verb, name, start, end, line in mention.actions:
        if verb not in first and getattr(article, name)[start:end] == verb:
            first[verb] = Act(verb, places.at(name, start, line))
    return list(first.values())


def _marks(
    article: Article, field: str, mentions: Iterable[Mention], dates: Iterable[DateMention], *, joints: bool
) -> list[Mark]:
    """What is marked in a field, in order and apart: linked names, dates, where the text turns to another page, and
    where it was joined.

    Of names that overlap a person wins, then the longer one (青岚市政府, not 市政府 in it); a name wins over a date.
    A page that turns in the midst of a name or date is marked behind it, and so is a joint.
    """
    free = bytearray(b"\x01") * len(getattr(article, field))
    taken: list[Mark] = []
    for mark in (*_links(article, field, mentions), *days(article, dates, field)):
        if all(free[mark.start : mark.end]):
            free[mark.start : mark.end] = bytes(mark.end - mark.start)
            taken.append(mark)
    points: list[Turn | Joint] = [
        *(_turns(article) if field == "text" else ()),
        *(joints_of(article) if joints else ()),
    ]
    for point in points:
        behind = next((mark.end for mark in taken if mark.start < point.start < mark.end), point.start)
        taken.append(point._replace(start=behind, end=behind))
    return sorted(taken, key=lambda mark: (mark.start, mark.end))


def _links(article: Article, field: str, mentions: Iterable[Mention]) -> list[Link]:
    """Where linked names stand in a field; of two at one place the one to be shown comes first."""
    text = getattr(article, field)
    corrected = field in article.locked_fields
    candidates = [
        (mention.kind != Mention.Kind.PERSON, start - end, Link(start, end, address))
        for mention in mentions
        if mention.kind != Mention.Kind.EVENT
        for span_field, start, end, _line in mention.spans
        # In a text that a curator has corrected since, a span that no longer fits is no link.
        if span_field == field and (text[start:end] == mention.text or not corrected)
        if (address := _address(mention))
    ]
    return [link for _not_person, _length, link in sorted(candidates)]


def _turns(article: Article) -> list[Turn]:
    """Where the text turns to another page; unknown in a text that a curator has corrected."""
    if "text" in article.locked_fields:
        return []
    return [
        Turn(part.joined_at, part.joined_at, part.page.get_absolute_url(), part.page.label)
        for part in article.parts[1:]
        # A page may have brought nothing but pictures.
        if part.joined_at is not None and part.joined_at < len(article.text)
    ]


def joints_of(article: Article) -> list[Joint]:
    """Where broken sentences of the text were joined; unknown in a text that a curator has corrected.

    Where another page begins as well, the turn to that says enough.
    """
    if "text" in article.locked_fields:
        return []
    gaps = [gap for gap in article.breaks if gap["kind"] in BETWEEN and 0 < gap["position"] < len(article.text)]
    return [Joint(gap["position"], gap["position"], _told(gap)) for gap in gaps]


def _told(gap: dict[str, Any]) -> str:
    first, last = gap["lines"]
    between = BETWEEN.get(gap["kind"], "")
    return gettext("接合处：第%(first)s行与第%(last)s行，%(between)s") % {
        "first": first,
        "last": last,
        "between": between,
    }


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


def _squeezed(line: str) -> str:
    return "".join(line.split())

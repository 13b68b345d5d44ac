"""What the parser reads and what it finds: plain values, frozen, with no idea of any database.

Line numbers count a dump's lines from 1, blank ones included. Offsets count characters.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from archive.parsing.tagging import Tags

Role = Literal["kicker", "headline", "deck", "byline", "subhead", "body", "caption", "credit", "section", "signoff"]
# "discarded" is a person's word, never the parser's.
Aside = Literal["section", "banner", "duplicate", "noise", "discarded"]
# "advert" is a person's word too.
Kind = Literal["article", "photo", "opinion", "notice", "advert", "continuation"]
Field = Literal["kicker", "headline", "deck", "text", "captions"]
Precision = Literal["day", "month", "year"]
Origin = Literal["given", "printed", "inferred"]
# How closely a date in a text is known; a range of days has "day", a range of months "month". "ten-days" is 上旬 or
# 月底, "period" a stretch whose edges are not sharp (春节期间) or that spans years (“十四五”时期).
DatePrecision = Literal["day", "week", "ten-days", "month", "quarter", "half-year", "year", "period"]

# The fields of an item that hold printed text, in the order a reader meets them.
FIELDS: tuple[Field, ...] = ("kicker", "headline", "deck", "text", "captions")
_PLACE_OF_FIELD = {name: place for place, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class PageDump:
    """A page as it was read: `text` is decoded, its line ends are `\\n`, nothing else is changed."""

    path: str
    encoding: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines; line number n is `lines[n - 1]`."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a page from outside it: options, a manifest, the file's name. None or () where unknown."""

    newspaper: str | None = None
    date: dt.date | None = None
    page: int | None = None
    area: tuple[str, ...] = ()


class Span(NamedTuple):
    """Where a name stands: characters start..end of an item's field, and the dump's line (None without a dump)."""

    field: Field
    start: int
    end: int
    line: int | None


class Piece(NamedTuple):
    """Characters start..end of an item's field came from this line of the dump."""

    field: Field
    start: int
    end: int
    line: int


def _place_of_piece(piece: Piece) -> tuple[int, int]:
    return _PLACE_OF_FIELD[piece.field], piece.start


class Break(NamedTuple):
    """A sentence that the page broke was rejoined in `text` before character `position`.

    `kind` says what stood between (column, caption, page); `lines` are the lines it was joined from.
    """

    position: int
    kind: Literal["column", "caption", "page"]
    confidence: float
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class IssueDate:
    """The issue's date: `date` is the first possible day of what is known to `precision`."""

    date: dt.date
    precision: Precision
    origin: Origin
    earliest: dt.date
    latest: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Byline:
    """A name that signs an article or photo, with its role: 记者 通讯员 实习生 实习记者 摄 …, or ""."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post concluded from a printed title: 新华区人民政府, 区长."""

    organization: str
    title: str


ChangeKind = Literal["elected", "appointed", "removed", "resigned"]


@dataclass(frozen=True, slots=True)
class Change:
    """That somebody is given a post or leaves it, as printed: 当选为…, 任命…为…, 免去…职务, 不再担任….

    `title` is as printed, `post` concluded (None where uncertain); `day` is the day that the sentence gives for it,
    None where it gives none. `span` is the word that says so.
    """

    kind: ChangeKind
    title: str
    post: Post | None = None
    day: dt.date | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody does in a sentence: 主持, 出席, 讲话, 调研 …, the verb as printed and where it stands."""

    verb: str
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an item reports on. `titles` are as printed, `posts` concluded from them where certain."""

    name: str
    titles: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    spans: tuple[Span, ...] = ()
    rule: str = ""
    confidence: float = 1.0
    changes: tuple[Change, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in an item. `parents` run from the root; () where it is not known where it lies."""

    name: str
    type: str
    parents: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that means a place without naming it (我市, 该镇), and the path of that place."""

    text: str
    path: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Organization:
    """A body named in an item: `name` as printed, `full_name` concluded ("" where it is not certain).

    `place` is the path of the place it belongs to, where known. `aliases` are short names that it goes by whatever
    stands around them: with its place (云溪区城管局), or as the item declares (以下简称…).
    """

    name: str
    full_name: str = ""
    type: str = ""
    place: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    rule: str = ""
    confidence: float = 1.0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """A name's part in an event: 主持, 出席, 讲话 …"""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that took place: what, when, where, who. `place` is as printed, `host` too: who holds it, if printed.

    `start` is None where the day is left open (近日).
    """

    title: str
    type: str
    start: dt.date | None = None
    end: dt.date | None = None
    precision: Precision = "day"
    place: str = ""
    host: str = ""
    participants: tuple[Participant, ...] = ()
    lines: tuple[int, ...] = ()
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression as printed, and the days first..last that it means; both None where that stays open.

    `origin` tells what the days rest on: a full date that is printed, a date of issue given from outside, or one that
    was inferred; `reason`, in Chinese, tells how they follow from it or why they do not. `generic` words (近日) and
    customs (每周三) mean no particular day. `impossible` ones
    (2月30日) cannot be as printed.
    """

    text: str
    span: Span
    first: dt.date | None
    last: dt.date | None
    precision: DatePrecision
    origin: Origin
    reason: str
    generic: bool = False
    confidence: float = 1.0
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Something printed about a date that cannot be: the dump's line (None without a dump), what is printed, and why
    not, in Chinese. `issue` tells that it speaks against the date of issue, which stays as it is."""

    line: int | None
    text: str
    reason: str
    issue: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One article, photo, opinion piece, notice or continuation of a page.

    `lines` maps line numbers to roles. `text` holds the body's paragraphs joined by `\\n` (subheads, byline and
    signoff lines may stand in it); a photo item's caption is its `text`. `captions` holds the captions and
    credits that stand inside an article. `pieces` tells which line each stretch of each field came from.
    `continues` and `goes_on` are the pages, as printed, that the text comes from (上接第一版) and goes on at
    (下转第三版); a marker on a line of its own is a signoff that stands in no text.
    """

    kind: Kind = "article"
    section: str = ""
    kicker: str = ""
    headline: str = ""
    deck: str = ""
    text: str = ""
    captions: str = ""
    lines: dict[int, Role] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    breaks: tuple[Break, ...] = ()
    illustrates: int | None = None
    continues: str | None = None
    goes_on: str | None = None
    confidence: float = 1.0
    bylines: tuple[Byline, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    references: tuple[Reference, ...] = ()
    organizations: tuple[Organization, ...] = ()
    events: tuple[Event, ...] = ()
    dates: tuple[DateMention, ...] = ()
    problems: tuple[DateProblem, ...] = ()
    # What the tagger says about the words of each field, while the item is being read.
    tags: dict[Field, Tags] = field(default_factory=dict, compare=False, repr=False)
    # The date of issue that `dates` were resolved against, None where it was not known well enough.
    as_of: IssueDate | None = None

    def line_of(self, field_name: Field, offset: int) -> int | None:
        """The dump's line that character `offset` of `field_name` came from, or None without a dump."""
        return next(iter(self.lines_between(field_name, offset, offset + 1)), None)

    def lines_between(self, field_name: Field, start: int, end: int) -> tuple[int, ...]:
        """The dump's lines that characters start..end of `field_name` came from, in the order of the text."""
        return tuple(piece.line for piece in self.pieces_between(field_name, start, end))

    def pieces_between(self, field_name: Field, start: int, end: int) -> list[Piece]:
        """The pieces that characters start..end of `field_name` lie in, in the order of the text."""
        # The pieces stand in the order of the fields and of their text: an item may have thousands.
        first = bisect_right(self.pieces, (_PLACE_OF_FIELD[field_name], start), key=_place_of_piece) - 1
        found = []
        for at in range(max(first, 0), len(self.pieces)):
            piece = self.pieces[at]
            if _place_of_piece(piece) >= (_PLACE_OF_FIELD[field_name], end):
                break
            if piece.field == field_name and piece.end > start:
                found.append(piece)
        return found

    def span(self, field_name: Field, start: int, end: int) -> Span:
        """The span of characters start..end of `field_name`, its line looked up."""
        return Span(field_name, start, end, self.line_of(field_name, start))


@dataclass(frozen=True, slots=True)
class ArticleText:
    """A separate article, as a JSON Lines archive holds it."""

    id: str
    kicker: str
    headline: str
    deck: str
    text: str


class AreaEvidence(NamedTuple):
    """A name that speaks for the home area: the `places` in it that are called so, how much it says (a name that only
    one place bears says 1, more where it is printed again), how often and on which lines of the dump it stands."""

    name: str
    places: tuple[tuple[str, ...], ...]
    weight: float
    times: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page taken apart: every non-blank line stands in one item's `lines` or in `unassigned`.

    `area_evidence` tells what an inferred `area` rests on; it is empty where the area was given.
    """

    path: str
    encoding: str
    newspaper: str | None
    number: int | None
    area: tuple[str, ...]
    issue_date: IssueDate | None
    items: tuple[Item, ...]
    unassigned: dict[int, Aside]
    problems: tuple[DateProblem, ...] = ()
    area_evidence: tuple[AreaEvidence, ...] = ()

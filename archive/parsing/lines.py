"""A page's lines, each with what it looks like by itself: the first reading, before any line knows its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

from archive.parsing import bylines, furniture, jumps, patterns, signers
from archive.parsing.clean import fold, tidy

# What a line looks like by itself. `short` may be a heading, `body` is running text.
Shape = Literal["short", "deck", "lead", "body", "byline", "signature", "credit", "caption", "jump", "noise"]

# Headlines stay below this many characters; the longest of the trade (titles of reports, rows of items decided
# at a session) come near it. A deck that gives a meeting's results may be longer.
HEADING_LONGEST = 75
DECK_LONGEST = 150
# Such a row's halves, parted by spaces, are no shorter.
ROW_SHORTEST = 6

# A kicker that hands over with a colon is shorter: "石门镇党委书记白云起:".
KICKER_LONGEST = 30

# A caption line that stays below this may lack its full stop.
CAPTION_LONGEST = 60

# A signature or a credit is a short line.
SIGNATURE_LONGEST = 400
CREDIT_LONGEST = 60

# No more offices sign a notice together, each on a line of its own.
OFFICES_MOST = 4

# A sentence's last mark, with the brackets and quotation marks that close behind it.
ENDING_LONGEST = 16

_QUOTED_SPEECH = re.compile(r"^[“\"「『][^“”\"]*[。!?…,—][”\"」』]$")
_ROLE = re.compile(patterns.ROLE)
_MARKED = re.compile(rf"^(?:{patterns.BYLINE_MARK}|[·•]) *\S")
# What a byline begins with: a house or role, or the work that somebody did ("执笔:马川", "文/马川").
_LED = re.compile(
    rf"^(?:(?:{patterns.HOUSE})? *{patterns.ROLE}|(?:本[报台刊])?[{patterns.HAN}]{{2,8}}?记者站 "
    r"|(?:(?:本[期版组文])?(?:作者|撰文|撰稿|策划|统筹|采访|整理|执笔)|文|文图|图文|文/图|图/文) *[:/] *\S|文/图 )"
)
_LABELLED = re.compile(r"^(?:本[期版组文])?(?:作者|撰文|撰稿|策划|统筹|采访|整理|执笔) *[:/]")
# What was done stands behind the name: "马川/文", "白云起采访整理".
_WORKED = re.compile(r"[/ ]文$|/文 ")
_WROTE_UP = re.compile(r"(?:整理|采写|供稿|来稿|投稿|编译|撰稿|执笔)$")
# Who wrote as well as photographed signs an article more than a photograph. Example: "本报记者 马川 文/图".
_WROTE = re.compile(rf"{patterns.ROLE}.*(?:文/|/文|文图|图文|文并摄)")
_DOTTED_NAMES = re.compile(rf"^[·•] *{patterns.NAME}(?: +{patterns.NAME})*[·• ]*[·•]$")
# Brackets that sign what stands above them by what they say.
_SIGNING_BRACKETS = (patterns.SIGNED_BRACKET, patterns.END_REMARK, patterns.SUPPLIED, patterns.NOTICE_SIGNATURE)
# Short lines that are text all the same.
_TEXT = (patterns.ROW, patterns.HEREBY, patterns.ASKS)
# An author's pen name, alone in brackets. Example: "(木易)".
_PEN_NAME = re.compile(rf"^\((?!(?:上|下|节选|组诗|图文|一|二|三|待续)\))[{patterns.HAN}]{{2,4}}\)$")


class Row(NamedTuple):
    """Characters start..end of a line stand on this line of the dump, and go on with the row above for sure so far."""

    number: int
    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line: its number, its text without outer space, the same folded, the blank lines above it.

    `indent`: the space before it, in columns. `rows`: the dump's lines it stands on, several where it was wrapped.
    `closed`: it ends a sentence, or hands over with a colon. `opens_report`: it begins with a dateline. `signed`: a
    bracket behind its last sentence names who wrote it.
    """

    number: int
    text: str
    folded: str
    gap: int
    indent: int
    rows: tuple[Row, ...]
    shape: Shape
    closed: bool
    opens_report: bool
    signed: bool = False


def read(raw_lines: Sequence[str]) -> tuple[Line, ...]:
    """The lines that are not blank, in order."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(raw_lines, 1):
        if not raw.strip():
            gap += 1
            continue
        text = tidy(raw)
        lines.append(printed(text, gap, columns(raw[: len(raw) - len(raw.lstrip())]), (Row(number, 0, len(text)),)))
        gap = 0
    return tuple(_in_context(lines))


def _in_context(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, those given their shape that only their neighbours tell: who signs what stands above or below."""
    signing = _signing(lines)
    for place, line in enumerate(lines):
        above = lines[place - 1] if place else None
        below = lines[place + 1] if place + 1 < len(lines) else None
        if place in signing or _signs_above(line, above, below):
            yield replace(line, shape="signature")
        elif line.shape == "signature" and _signs_below(line, above, below):
            yield replace(line, shape="byline")
        else:
            yield line


def _signing(lines: Sequence[Line]) -> set[int]:
    """The places of the offices that stand between a text and the day alone on which they signed it."""
    places: set[int] = set()
    for day, line in enumerate(lines):
        first = day
        if line.shape == "signature" and patterns.DATE_ALONE.match(line.folded):
            while first and day - first < OFFICES_MOST and _may_sign(lines[first - 1]):
                first -= 1
        ended = first == 0 or lines[first - 1].shape != "short"
        if first < day and (ended or patterns.OFFICES.match(lines[day - 1].folded)):
            places.update(range(first, day))
    return places


def _may_sign(line: Line) -> bool:
    if line.shape != "short" or patterns.NOTICE.search(line.folded):
        return False
    return bool(patterns.ISSUER.match(line.folded))


def _signs_above(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether a short line names who wrote the text above it: "(木易)", "马川 白云起"; or an office, above the title
    of the next notice."""
    if line.shape != "short" or above is None or above.shape != "body" or not above.closed:
        return False
    if _PEN_NAME.match(line.folded):
        return True
    if below is not None and below.shape != "short":
        return False
    if below is not None and patterns.OFFICES.match(line.folded):
        return bool(patterns.NOTICE.search(below.folded)) and not below.folded.startswith("关于")
    names = line.folded.split()
    return len(names) > 1 and all(map(signers.is_name, names)) and not all(map(signers.is_word, names))


def _signs_below(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether names between dots stand between a heading and its text: "·马川·"."""
    if above is None or below is None or above.shape != "short" or below.shape != "body":
        return False
    return bool(_DOTTED_NAMES.match(line.folded))


def printed(text: str, gap: int, indent: int, rows: tuple[Row, ...]) -> Line:
    """The line of a text, numbered like its first row, with what it looks like by itself."""
    folded = fold(text)
    shape = shape_of(folded)
    signed = shape == "body" and bylines.is_signed(folded)
    closed = signed or bool(patterns.CLOSED.search(folded[-ENDING_LONGEST:]))
    # "本报记者 马川 摄影报道" alone on its line signs a picture.
    opens = shape != "credit" and bylines.is_opening(folded)
    return Line(rows[0].number, text, folded, gap, indent, rows, shape, closed, opens, signed)


def columns(text: str) -> int:
    """How many columns a text takes in print: two for a full-width character, one for a half-width one."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def shape_of(folded: str) -> Shape:
    """What a line looks like by itself."""
    size = len(folded)
    if not re.search(r"\w", folded):
        return "body" if patterns.CLOSED.search(folded) else "noise"
    if furniture.is_furniture(folded):
        return "noise"
    marker = jumps.opening(folded) or jumps.alone(folded)
    if marker:
        return "jump" if marker.direction == "from" else "signature"
    if size <= CREDIT_LONGEST and _WROTE.search(folded) and is_byline(folded):
        return "byline"
    if size <= CREDIT_LONGEST and any(credit.match(folded) for credit in patterns.CREDITS):
        return "credit"
    if size <= CREDIT_LONGEST and not patterns.CAPTION_OPENING.match(folded) and bylines.is_credit(folded):
        return "credit"
    if size <= SIGNATURE_LONGEST and is_signature(folded):
        return "signature"
    if size <= CREDIT_LONGEST and patterns.DATED_OFFICE.match(folded):
        return "signature"
    if size <= CREDIT_LONGEST and is_byline(folded):
        return "byline"
    if size <= CREDIT_LONGEST and patterns.WEB_BYLINE.match(folded):
        return "byline"
    if patterns.LEAD_MARK.match(folded):
        return "lead"
    if patterns.CAPTION_OPENING.match(folded):
        return "caption"
    if size <= CAPTION_LONGEST and patterns.CAPTION_ENDING.search(folded):
        return "caption"
    if size <= DECK_LONGEST and patterns.DASH_DECK.match(folded) and not re.search(r"[。;:]$", folded):
        return "deck"
    return "short" if may_be_heading(folded) else "body"


def is_signature(folded: str) -> bool:
    """Whether the whole line signs what stands above it: "(本报记者 白云起)", "·马川·", "(作者为…)"."""
    bracketed = folded.translate(bylines.BRACKETS) if folded[0] in "([【〔" else folded
    if bracketed.startswith("(") and bracketed.endswith(")"):
        if any(form.match(bracketed) for form in _SIGNING_BRACKETS):
            return True
        inner = bracketed[1:-1]
        # Square brackets hold the names of sections and boxes as well: "【时评】".
        plain = "(" not in inner and (folded.startswith("(") or _ROLE.search(inner))
        return bool(plain and bylines.signers_of_bracket(inner))
    if len(folded) > CREDIT_LONGEST:
        return False
    return bool(
        _DOTTED_NAMES.match(folded)
        or patterns.LETTER_SIGNATURE.match(folded)
        or patterns.EDITOR_SIGNATURE.match(folded)
        or patterns.CONTACT.match(folded)
        or patterns.SUPPLIED.match(folded)
        or patterns.NOTICE_SIGNATURE.match(folded)
        or patterns.DATE_ALONE.match(folded)
        or (_WROTE_UP.search(folded) and bylines.signers_of_bracket(folded))
    )


def is_byline(folded: str) -> bool:
    """Whether the whole line names the authors of what stands below it: "□本报记者 白云起", "作者:马川"."""
    if re.search(r"[。,;!?“”《》—…]", folded):
        return False
    marked = bool(_MARKED.match(folded))
    if not (marked or _LED.match(folded) or _WORKED.search(folded)):
        return False
    signed = signers.read(folded)
    names = [signer.name for signer in signed.signers]
    role = _ROLE.search(folded)
    if not signed.clean or not names:
        return bool(signed.clean and role)
    # What stands apart from its role or label needs no surname: "本报记者 古丽娜尔", "本版统筹:古丽娜尔".
    if _LABELLED.match(folded) or (role and not re.match(rf"[{patterns.HAN}]", folded[role.end() :])):
        return True
    return (marked or signed.explicit) and all(map(signers.is_name, names if not role else names[:1]))


def may_be_heading(folded: str) -> bool:
    """Whether the line could be a kicker, a headline, a deck or a subhead: short, and no sentence of its own."""
    size = len(folded)
    if size > DECK_LONGEST:
        return False
    if size > HEADING_LONGEST:
        # A bracketed or spaced row of results may be a long deck: "通过甲法  任命马川 白云起主持会议".
        if "。" in folded or ":" in folded or re.search(r"[;!?…,、]$", folded):
            return False
        bracketed = folded.startswith("(") and folded.endswith(")")
        return bracketed or any(min(map(len, pair)) >= ROW_SHORTEST for pair in pairwise(folded.split()))
    if re.search(r"[。;,、…]$", folded) or ("。" in folded[:-1] and not folded.endswith("——")):
        return False
    if _QUOTED_SPEECH.match(folded) or patterns.GOES_ON.match(folded):
        return False
    if re.search(r"^[\d\W_]+$", folded) or re.search(r"[。!?…]”$", folded):
        return False
    if bylines.is_opening(folded) or any(form.match(folded) for form in _TEXT):
        return False
    return not (folded.endswith(":") and size > KICKER_LONGEST)

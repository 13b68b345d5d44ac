"""A page's lines, each with what it looks like by itself: the first reading, before any line knows its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

from archive.parsing import bylines, patterns
from archive.parsing.clean import fold, tidy

# What a line looks like by itself. `short` may be a heading, `body` is running text.
Shape = Literal["short", "deck", "lead", "body", "byline", "signature", "credit", "caption", "jump", "noise"]

# Headlines stay below this many characters; the longest of the trade (titles of reports, rows of items decided
# at a session) come near it. A deck that gives a meeting's results may be longer.
HEADING_LONGEST = 75
DECK_LONGEST = 150

# A kicker that hands over with a colon is shorter: "石门镇党委书记白云起:".
KICKER_LONGEST = 30

# A caption line that stays below this may lack its full stop.
CAPTION_LONGEST = 60

# A signature or a credit is a short line.
SIGNATURE_LONGEST = 400
CREDIT_LONGEST = 60

_QUOTED_SPEECH = re.compile(r"^[“\"「『][^“”\"]*[。!?…,—][”\"」』]$")
_DATE_ALONE = re.compile(
    r"^[一二三四五六七八九〇零○十\d]{2,4}年[一二三四五六七八九十\d]{1,2}月(?:[一二三四五六七八九十\d]{1,3}日)?$"
)


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
    `closed`: it ends a sentence, or hands over with a colon. `opens_report`: it begins with a dateline.
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
    return tuple(lines)


def printed(text: str, gap: int, indent: int, rows: tuple[Row, ...]) -> Line:
    """The line of a text, numbered like its first row, with what it looks like by itself."""
    folded = fold(text)
    closed = bool(patterns.CLOSED.search(folded))
    return Line(rows[0].number, text, folded, gap, indent, rows, shape_of(folded), closed, bylines.is_opening(folded))


def columns(text: str) -> int:
    """How many columns a text takes in print: two for a full-width character, one for a half-width one."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def shape_of(folded: str) -> Shape:
    """What a line looks like by itself."""
    size = len(folded)
    if not re.search(r"\w", folded):
        return "body" if patterns.CLOSED.search(folded) else "noise"
    if size <= CREDIT_LONGEST and patterns.FURNITURE.search(folded):
        return "noise"
    if patterns.JUMP_FROM.match(folded):
        return "jump"
    if size <= CREDIT_LONGEST and any(credit.match(folded) for credit in patterns.CREDITS):
        return "credit"
    if size <= SIGNATURE_LONGEST and is_signature(folded):
        return "signature"
    if size <= CREDIT_LONGEST and is_byline(folded):
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
    if folded.startswith("(") and folded.endswith(")"):
        inner = folded[1:-1]
        if patterns.SIGNED_BRACKET.match(folded) or patterns.JUMP_TO.match(folded):
            return True
        return "(" not in inner and bool(bylines.signers_of_bracket(inner))
    if len(folded) > CREDIT_LONGEST:
        return False
    if re.match(rf"^[·•] *{patterns.NAME}(?: +{patterns.NAME})*[·•]$", folded):
        return True
    return bool(
        patterns.LETTER_SIGNATURE.match(folded)
        or patterns.EDITOR_SIGNATURE.match(folded)
        or patterns.JUMP_TO.match(folded)
        or patterns.CONTACT.match(folded)
        or (_DATE_ALONE.match(folded))
    )


def is_byline(folded: str) -> bool:
    """Whether the whole line names the authors of what stands below it: "□本报记者 白云起", "作者:马川"."""
    marked = re.match(rf"^{patterns.BYLINE_MARK}+ *(?P<rest>.+)$", folded)
    rest = marked["rest"] if marked else folded
    label = re.match(
        r"^(?:作者|文|撰文|本文作者|撰稿|策划|统筹|本期统筹|本版统筹|采访|整理)[/ ]*[:/] *(?P<rest>.+)$", rest
    )
    if label:
        rest = label["rest"]
    elif not marked and not re.match(rf"^(?:{patterns.HOUSE})? *{patterns.ROLE}", rest):
        return False
    if re.search(r"[。,;!?“”《》—]", rest):
        return False
    left = re.sub(rf"{patterns.HOUSE}|{patterns.ROLE}|文/图|图/文|文并摄|摄影报道|报道|整理|采写|[/:]", " ", rest)
    tokens = [token for token in re.split(r"[、 ]+", left) if token]
    named = all(re.match(rf"^(?:{patterns.NAME}|[{patterns.HAN}])$", token) for token in tokens)
    if not tokens:
        return bool(re.search(patterns.ROLE, rest)) and not re.search(r"[^\w ]", rest)
    if marked and not label and not re.search(patterns.ROLE, rest):
        return named and all(len(token) == 1 or bylines.is_name(token) for token in tokens)
    return named


def may_be_heading(folded: str) -> bool:
    """Whether the line could be a kicker, a headline, a deck or a subhead: short, and no sentence of its own."""
    size = len(folded)
    if size > DECK_LONGEST:
        return False
    if size > HEADING_LONGEST:
        # A bracketed or spaced row of results may be a long deck: "通过甲法  任命马川 白云起主持会议".
        bracketed = folded.startswith("(") and folded.endswith(")")
        rows = len(re.findall(r"[^ ]{6,} +(?=[^ ]{6,})", folded))
        resolved = (bracketed or rows >= 1) and not re.search(r"[。:]", folded)
        return resolved and not re.search(r"[。;:!?…,、]$", folded)
    if re.search(r"[。;,、…]$", folded) or ("。" in folded[:-1] and not folded.endswith("——")):
        return False
    if _QUOTED_SPEECH.match(folded) or patterns.GOES_ON.match(folded):
        return False
    if re.search(r"^[\d\W_]+$", folded) or re.search(r"[。!?…]”$", folded):
        return False
    if bylines.is_opening(folded):
        return False
    return not (folded.endswith(":") and size > KICKER_LONGEST)

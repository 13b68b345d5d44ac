"""An item as far as it has been read, and what it says of the next heading: is this one more of its parts?

Where both readings can be defended, the choice is: briefs under a column's name (海外微闻, 来信) that are short and
signed one by one are one item, as the paper itself set them under one name; with datelines of their own, or on a
local page, they are items, as local papers print their news. Letters under a headline of their own each are items.
Boxes (小贴士, 记者手记) belong to the article they stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.parsing import patterns, wording
from archive.parsing.headings import Group, is_photo_news, spoken
from archive.parsing.headlines import is_section
from archive.parsing.lines import Line
from archive.parsing.signs import is_introduction, is_long, is_signed

# Subheads of one make support each other: as many lines, about as long, the same marks. Make says more of headings
# with several lines, where there is more to be alike in.
ALIKE = 2.5
ALIKE_LINES = 4.5
# Parts may even begin with one word: 坚持问题导向…, 坚持目标导向…. Headlines do so where they name one place or body.
ALIKE_WORD = 7.0
# Parts in two halves keep time: 抓党建 筑牢战斗堡垒, 惠民生 增进百姓福祉.
ALIKE_HALVES = 4.5
# Headings whose lengths differ by no more than this may be parts of one article.
ALIKE_DIFFERENCE = 2

# Where the parts so far are of one make, a heading of another is rather no part, on a local page.
UNLIKE = -1.2

# The headlines of a local page are of one make as well: long ones and those of several lines say less by this share.
LOCAL_LIKENESS = 0.8
# The editors introduced parts; headings with as many lines as the first part's go on with them.
PARALLEL = 5.0

# Briefs of a column and parts that the editors introduced may be signed one by one: another one signed alike goes on.
SIGNED_ALIKE = 7.5
# On a page more local than this the pieces of a column are items.
LOCAL = 0.8
# A name this short above the first of several briefs is their column's: 来信, 微消息.
COLUMN_NAME_LONGEST = 4

# An article broken up by one single subhead is rare; they come in sets.
LONE_SUBHEAD = -1.5

# Marks that subheads of one article share. Examples: "排水,先清河道", "“路修好了”", "治水:一条河一个人".
_MARKS = re.compile("^“|”$|[,:?!]|——")


@dataclass(frozen=True, slots=True)
class Make:
    """What a group of headings looks like: how many lines, how long the first, which marks stand in it, the word it
    begins with if that is no place or body, how long its halves are, whether it hands over to the next line, whether
    an author's line stands among them, whether they are as long as a headline."""

    lines: int
    length: int
    marks: str
    word: str
    halves: tuple[int, ...]
    hands_over: bool
    signed: bool
    long: bool

    def likeness(self, other: Make) -> float:
        """How much the makes say for two parts of one article."""
        if self.lines != other.lines or self.hands_over != other.hands_over:
            return 0.0
        near = abs(self.length - other.length) <= ALIKE_DIFFERENCE
        if self.lines > 1:
            return ALIKE_LINES if near or self.hands_over else 0.0
        if near and self.word and self.word == other.word:
            return ALIKE_WORD
        if len(self.halves) > 1 and self.halves == other.halves:
            return ALIKE_HALVES
        if self.marks != other.marks:
            return ALIKE / 2 if near else 0.0
        return ALIKE if near or self.marks else 0.0


@dataclass(frozen=True, slots=True)
class ItemSoFar:
    """An item as far as it has been read.

    `parts`: how many subheads it has, two standing for more; `makes`: those of the last two; `introduced` and
    `column`: how many lines head each part that the editors introduced, or each brief of a column, 0 where there
    are none; `unsigned`: a part ended without a signature; `headless`: its headings stand on another page.
    """

    text_start: int
    dateline: bool = False
    headless: bool = False
    parts: int = 0
    makes: tuple[Make, ...] = ()
    introduced: int = 0
    column: int = 0
    unsigned: bool = False

    @property
    def closing(self) -> float:
        """What it weighs that the item ends here."""
        return LONE_SUBHEAD if self.parts == 1 and not (self.column or self.headless) else 0.0

    def support(self, lines: Sequence[Line], group: Group, make: Make | None, localness: float) -> float:
        """What the item says for a group of headings as one more of its parts, on a page that is so local."""
        if make is None:
            return 0.0
        if self._fits_column(lines, group, make) and localness < LOCAL:
            return SIGNED_ALIKE
        if not self.parts or (make.signed and not self.introduced):
            return 0.0
        parallel = 0.0
        if _is_signed_above(lines, group):
            # Parts are signed one by one only where they were introduced; else the signature closes the article.
            if self.unsigned or self.introduced != make.lines:
                return 0.0
            parallel = SIGNED_ALIKE
        elif self.introduced == make.lines:
            parallel = SIGNED_ALIKE if make.signed else PARALLEL
        alike = max(map(make.likeness, self.makes), default=0.0)
        if alike < ALIKE_HALVES and make.long and not make.marks:
            alike *= 1 - LOCAL_LIKENESS * localness
        if not alike and len(self.makes) > 1 and self.makes[0].likeness(self.makes[1]):
            alike = UNLIKE * localness
        return max(parallel, alike) if parallel else alike

    def with_part(self, lines: Sequence[Line], group: Group, make: Make | None, stretch_start: int) -> ItemSoFar:
        """The item with a group as the head of its next part; the last stretch of text began at `stretch_start`."""
        introduced = self.introduced if make and make.lines == self.introduced else 0
        unsigned = self.unsigned or not _is_signed_above(lines, group)
        if make and not self.parts and is_introduction(lines, stretch_start, group.start):
            introduced, unsigned = make.lines, False
        return replace(
            self,
            parts=min(self.parts + 1, 2),
            makes=(*self.makes, make)[-2:] if make else self.makes,
            introduced=introduced,
            column=self.column if make and self._fits_column(lines, group, make) else 0,
            unsigned=unsigned,
        )

    def _fits_column(self, lines: Sequence[Line], group: Group, make: Make) -> bool:
        return make.lines == self.column and is_signed(lines, group)


def make_of(lines: Sequence[Line], group: Group) -> Make | None:
    """What a group of headings looks like; None where it surely begins an item."""
    own = [line for line in lines[group.start : group.end] if line.shape != "byline"]
    if any(line.shape != "short" or patterns.SECTION_SUFFIX.search(line.folded) for line in own):
        return None
    if group.end < group.body_end and (lines[group.end].opens_report or lines[group.end].shape == "lead"):
        return None
    if spoken(own[-1]) or is_photo_news(lines, group.end, group.body_end):
        return None
    first = own[0].folded
    hands_over = bool(patterns.KICKER_ENDING.search(first))
    length, marks = len(first.rstrip("—:")), "".join(_MARKS.findall(first))
    word = "" if len(own) > 1 or wording.ACTOR.match(first) else first[:2]
    signed = len(own) < group.end - group.start
    halves = tuple(map(len, first.split()))
    return Make(len(own), length, marks, word, halves, hands_over, signed, is_long([line.folded for line in own]))


def opened_by(lines: Sequence[Line], group: Group) -> ItemSoFar:
    """The item that a group of headings begins."""
    own = [line.folded for line in lines[group.start : group.end] if line.shape != "byline"]
    named = len(own) > 1 and (len(own[0]) <= COLUMN_NAME_LONGEST or is_section(own[0]))
    return ItemSoFar(group.end, column=len(own) - 1 if named and is_signed(lines, group) else 0)


def _is_signed_above(lines: Sequence[Line], group: Group) -> bool:
    return lines[group.start - 1].shape == "signature" or lines[group.start - 1].signed

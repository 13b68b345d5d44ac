"""The signs that a group of headings begins an item rather than heads a part of one, and what each weighs.

Weights are log-odds: what speaks for a new item is positive. The numbers are round and set by hand from what
papers do; pages were only used to check them. Their order matters, not their digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from archive.parsing import patterns, repair, wording
from archive.parsing.captions import has_credit
from archive.parsing.cohesion import Cohesion, pairs
from archive.parsing.headings import Group, is_photo_news
from archive.parsing.headlines import is_section
from archive.parsing.lines import Line

WEIGHTS = {
    # A dateline follows a headline, never a subhead; a byline does so as a rule, one with □ always.
    "dateline below": 8.0,
    "byline marked": 6.0,
    "byline": 2.5,
    # News begins with when; the part of an article goes on from what was said.
    "news opening": 0.8,
    # A day (3月2日上午, 近日) says so surer than a season; surest where the headline's words are told again.
    "dated opening": 1.0,
    "told again": 0.6,
    # 核心阅读 stands between a headline and its text; the gist's own lines are no headings.
    "gist below": 5.0,
    "gist above": -6.0,
    # (本报记者 …), (作者为…) end an article; what comes next is a new one. A plain credit says so less surely.
    "signature above": 3.5,
    # "…。(记者 白云起)": a bracket behind the last sentence ends a local report as surely as a dateline opens one.
    "signed above": 5.0,
    # Readers' letters may be several under one headline.
    "letter above": 2.5,
    # A reader signs a letter of his own.
    "letter below": 2.5,
    "credit above": 4.0,
    # The editors' remarks (——编者) introduce what comes next: its parts.
    "introduced": -6.0,
    # ——…纪实 explains a headline; subheads have none.
    "dash deck": 4.5,
    # 白云起强调 hands over to a headline; so does 石门镇——, which a part of an article may have as well.
    "kicker": 3.0,
    "kicker dash": 0.3,
    # A section's name in brackets stands behind headlines only; 图片新闻 is a heading by itself.
    "section named": 6.0,
    # Laws and resolutions carry when and by whom they were adopted, decrees their number.
    "enacted": 6.0,
    # 《办法》全文如下; a decree's date, then the act's title and 第一条: the act belongs to what announces it.
    "announced": -12.0,
    # 附件 belongs to the text above it.
    "annex": -6.0,
    # Local pages print short pieces without parts: most of their headings begin one. A short single line, the make of
    # subheads, says less.
    "local page": 2.5,
    "local page, short heading": 0.8,
    # On such a page a heading between two single paragraphs parts briefs: 简讯, 微评.
    "brief": 2.0,
    # What opened with a reporter's line or a dash deck is a feature, which even local papers break up by subheads.
    "feature above": -1.5,
    # A long line of two halves is a headline's: 石门镇修通环村路 村民出门不再绕远.
    "long halves": 1.3,
    # A standing name above another heading opens a column.
    "section above": 2.5,
    # Subheads are mostly single lines.
    "single line": -0.9,
    "more lines": 1.0,
    # Headlines part their clauses by a space; a comma is a subhead's.
    "comma": -2.0,
    # 小贴士, 记者手记 stand in a box beside the article they belong to.
    "box": -5.0,
    # 一、…, (二)…, ●… count the parts of an article.
    "ordinal": -6.0,
    # More blank lines than usual set something apart; none below a heading where others have them bind it.
    "wide gap above": 2.5,
    "tight below": -3.0,
    # The paragraph above has no end: the article was interrupted, not ended.
    "unfinished above": -4.0,
    # A few lines and a photographer's credit under a heading are photo news.
    "photo news below": 4.0,
    # A report with a dateline is mostly short and has no parts.
    "reported above": 4.5,
    # A question or exclamation may be a headline, more often it is speech; words in quotation marks likewise.
    "spoken": -4.0,
    "asked": -1.5,
    "quoted": -0.4,
    # Subheads break long texts up: few stretches between them run to more than `LONG_STRETCH`.
    "long stretch": 1.0,
    # 他 and 她 mean somebody whom the text above has named.
    "pronoun": -0.8,
    # How little the texts on both sides share; one unit is `COHESION_UNIT`.
    "strange": 0.9,
}

# Cohesion that speaks neither for one text nor for two, the unit of distance from it, and how many units count:
# neighbouring stretches of one article share about a tenth of what they say, those of two about a twentieth.
COHESION_EVEN = 0.075
COHESION_UNIT = 0.022
COHESION_MOST = 3.0
# On a local page likeness says less by this share.
LOCAL_LIKENESS = 0.6
# Texts below this many characters are too short to compare in full.
COMPARABLE = 350

# Where more of a page's lines stand apart from what is above, blank lines were put at random and say nothing.
WIDE_SHARE = 0.15

# A dateline report of more characters may well have parts.
REPORT_CHARACTERS = 1500

# Characters between two headings; beyond the first figure a stretch is long, at the second it is so in full.
LONG_STRETCH = (900, 1500)

# The text of an act is announced, and begins. Examples: "现将名单公布如下:", "第一条 为了…", "目 录".
ANNOUNCEMENT = re.compile(r"(?:全文|名单|目录|公布|公告)如下[。:]$")
ACT_BEGINS = re.compile(r"^(?:第一[条章编节]|目 *录$)")

# What is annexed to a decision. Examples: "附件:", "附件2".
ANNEX = re.compile(r"^附(?:件|表|录)? *[一二三四五六七八九十\d]{0,2} *:?$")

# A bare number parts a text: "一", "二".
NUMERAL = re.compile(r"^[一二三四五六七八九十\d]{1,2}$")

# What stands in a box beside an article. Examples: "防汛小贴士", "■记者手记", "相关链接".
BOX = re.compile(
    r"(?:小贴士|小知识|小链接|“小贴士”)$|^\W*(?:(?:本报)?(?:记者|采访)手记|(?:相关|新闻|背景|知识|政策)?链接|延伸阅读"
    r"|名词解释|新闻背景|背景资料)\W*$|\((?:(?:记者|采访)手记|编后)\)$"
)

# The editors introduce what follows. Examples: "编者按:…", "开栏的话".
INTRODUCTION = re.compile(r"^[【\[]?(?:编者按|编者的话|开栏的话|开栏语)")
INTRODUCTION_LONGEST = 600

# A brief or a letter among others in one column stays below so many characters.
BRIEF = 700

# The first sentence says when. Examples: "近日,石门镇…", "石门镇日前…", "今年以来,…".
NEWS_OPENING = re.compile(r"^[^,。]{0,12}(?:日前|近日|近期|不久前|最近|近年来|当前|今年|如今|眼下)")

# It names the day, or says that it was lately. Examples: "3月2日上午,…", "石门镇日前…", "连日来,…".
DATED_OPENING = re.compile(
    r"^[^。,]{0,14}?(?:\d{1,2}月\d{1,2}日|\d{1,2}日[上下晚中至,]|近日|日前|近期,|连日来|近段时间|昨[日天]|前天)"
)
# So much of the first sentence is read for the headline's words, and so many of them it must have.
TOLD_REACH = 90
TOLD_SHARE = 0.3

# A heading of one line that has at least so many characters is more often a headline than a subhead.
HEADLINE_SHORTEST = 11
# One that names who does it may be shorter: 柳塘村西瓜上市.
ACTOR_SHORTEST = 7
# A headline of two halves is no shorter; subheads of two halves are.
HALVES_SHORTEST = 13
_LONG_HALVES = re.compile(r"\S{4,} +\S{4,}")

# Somebody whom the text above has named.
PRONOUN = re.compile("[他她]")
# How far into the text a pronoun is looked for.
PRONOUN_REACH = 60


class Signs:
    """The signs on one page."""

    def __init__(self, lines: Sequence[Line], usual_gap: int, localness: float) -> None:
        self._lines = lines
        self._localness = localness
        self._usual_gap = usual_gap
        wide = sum(line.gap >= usual_gap + 2 for line in lines)
        self._regular = wide <= WIDE_SHARE * len(lines)
        self._cohesion = Cohesion(lines)

    def of_beginning(self, group: Group) -> Iterator[tuple[str, float]]:
        """The signs of a new item that hold whatever item stands above, each with how much of it there is."""
        yield from self._below(group)
        yield from self._itself(group)
        if self._regular and self._lines[group.start].gap >= self._usual_gap + 2:
            yield "wide gap above", 1

    def of_parting(self, group: Group, text_start: int, stretch_start: int) -> Iterator[tuple[str, float]]:
        """The signs that the heading does not belong to the item above: `text_start` is where that item's text
        begins, `stretch_start` where its last heading ended."""
        if group.end == group.start + 1 and text_start and self._is_feature(text_start):
            yield "feature above", self._localness
        if group.start - stretch_start == 1 == group.body_end - group.end:
            yield "brief", self._localness
        yield from self._above(group, text_start, stretch_start)
        yield from self._texts(group, text_start, stretch_start)

    def _below(self, group: Group) -> Iterator[tuple[str, float]]:
        lines = self._lines
        signed = [line.folded for line in lines[group.start : group.end] if line.shape == "byline"]
        if signed:
            yield "byline marked" if re.match(patterns.BYLINE_MARK, signed[0]) else "byline", 1
        if group.end >= group.body_end:
            return
        below = lines[group.end]
        if below.opens_report:
            yield "dateline below", 1
        if below.shape == "lead":
            yield "gist below", 1
        if DATED_OPENING.match(below.folded):
            yield "dated opening", 1
            yield "told again", self._is_told_again(group)
        elif NEWS_OPENING.match(below.folded):
            yield "news opening", 1
        if self._regular and below.gap < self._usual_gap and lines[group.start].gap >= self._usual_gap:
            yield "tight below", 1 - self._localness
        if patterns.LETTER_SIGNATURE.match(lines[group.body_end - 1].folded):
            yield "letter below", 1
        if is_photo_news(lines, group.end, group.body_end):
            yield "photo news below", 1

    def _above(self, group: Group, text_start: int, stretch_start: int) -> Iterator[tuple[str, float]]:
        lines = self._lines
        above = lines[group.start - 1]
        if above.shape == "lead":
            yield "gist above", 1
        elif self._is_announced(group):
            yield "announced", 1
        elif is_introduction(lines, stretch_start, group.start):
            named = any(patterns.SECTION_SUFFIX.search(line.folded) for line in lines[group.start : group.end])
            yield "introduced", not named
        elif patterns.LETTER_SIGNATURE.match(above.folded):
            yield "letter above", 1
        elif above.shape in ("signature", "byline"):
            yield "signature above", 1
        elif above.signed:
            yield "signed above", 1
        elif above.shape == "credit" or has_credit(above):
            yield "credit above", 1
        elif above.shape == "body" and not above.closed and len(above.folded) > repair.RUNNING_TEXT // 2:
            yield "unfinished above", 1
        if (
            text_start == stretch_start
            and lines[text_start].opens_report
            and _size(lines, range(text_start, group.start), REPORT_CHARACTERS) < REPORT_CHARACTERS
        ):
            yield "reported above", 1

    def _is_feature(self, text_start: int) -> bool:
        """Whether a reporter's line or a dash deck stands above a text."""
        above = self._lines[text_start - 1]
        return above.shape == "deck" or (above.shape == "byline" and bool(re.search(patterns.ROLE, above.folded)))

    def _is_told_again(self, group: Group) -> bool:
        """Whether the first sentence below has the heading's words."""
        wanted = pairs("|".join(line.folded for line in self._lines[group.start : group.end]))
        told = pairs(self._lines[group.end].folded[:TOLD_REACH])
        return bool(wanted) and len(wanted & told) >= TOLD_SHARE * len(wanted)

    def _is_announced(self, group: Group) -> bool:
        """Whether the text above says that what follows is the act it tells of."""
        above = self._lines[group.start - 1].folded
        if ANNOUNCEMENT.search(above):
            return True
        decreed = bool(patterns.DAY_ALONE.match(above)) and group.end < group.body_end
        return decreed and bool(ACT_BEGINS.match(self._lines[group.end].folded))

    def _itself(self, group: Group) -> Iterator[tuple[str, float]]:
        own = [line.folded for line in self._lines[group.start : group.end] if line.shape != "byline"]
        yield "single line" if len(own) == 1 else "more lines", 1
        yield "local page" if is_long(own) else "local page, short heading", self._localness
        if len(own) == 1 and len(own[0]) >= HALVES_SHORTEST and _LONG_HALVES.search(own[0]):
            yield "long halves", 1
        if len(own) > 1 and is_section(own[0]):
            yield "section above", 1
        if any(patterns.DASH_DECK.match(text) and "—“" not in text for text in own[1:]):
            yield "dash deck", 1
        if any(map(patterns.ENACTED.match, own[1:])):
            yield "enacted", 1
        if any(patterns.KICKER_VERB.search(text) for text in own[:-1]):
            yield "kicker", 1
        elif any(patterns.KICKER_ENDING.search(text) for text in own[:-1]):
            yield "kicker dash", 1
        if any(_names_section(text) for text in own):
            yield "section named", 1
        if ANNEX.match(own[0]):
            yield "annex", 1
        elif NUMERAL.match(own[0]) or (patterns.ORDINAL.match(own[0]) and not re.search("(?:——|—|:)$", own[0])):
            yield "ordinal", 1
        if re.search(r"[!?]$", own[-1]):
            yield "spoken", 1
        elif any(text.endswith("?") for text in own):
            yield "asked", 1
        if re.match(r"^“[^”]*”$", own[-1]):
            yield "quoted", 1
        if "," in own[-1] and (len(own) == 1 or own[-2].endswith("——")):
            yield "comma", 1
        if BOX.search(own[0]) or (group.start and BOX.search(self._lines[group.start - 1].folded)):
            yield "box", 1

    def _texts(self, group: Group, text_start: int, stretch_start: int) -> Iterator[tuple[str, float]]:
        lines = self._lines
        above, below = range(text_start, group.start), range(group.end, group.body_end)
        first, full = LONG_STRETCH
        longest = max(_size(lines, range(stretch_start, group.start), full), _size(lines, below, full))
        if longest > first:
            yield "long stretch", (longest - first) / (full - first)
        if not below or not above:
            return
        if PRONOUN.search(lines[group.end].folded[:PRONOUN_REACH]):
            yield "pronoun", 1
        size = min(_size(lines, reversed(above), COMPARABLE), _size(lines, below, COMPARABLE))
        units = (COHESION_EVEN - self._cohesion.between(above, below)) / COHESION_UNIT
        strange = max(-COHESION_MOST, min(COHESION_MOST, units * size / COMPARABLE))
        # All of a local page speaks of one place and its people.
        yield "strange", strange * (1 - LOCAL_LIKENESS * self._localness) if strange < 0 else strange


def is_long(own: Sequence[str]) -> bool:
    """Whether headings that stand together are as long as a headline; a place that hands over (石门镇——) is not, nor
    are two clauses with a comma."""
    if patterns.KICKER_ENDING.search(own[0]) and len(own[0]) < HEADLINE_SHORTEST:
        return False
    if len(own) == 1 and "," in own[0]:
        return False
    actor = len(own[0]) >= ACTOR_SHORTEST and wording.ACTOR.match(own[0])
    return bool(actor) or len(own) > 1 or len(own[0]) >= HEADLINE_SHORTEST


def _names_section(text: str) -> bool:
    suffix = patterns.SECTION_SUFFIX.search(text)
    return bool(suffix and suffix.start()) or bool(patterns.PHOTO_SECTION.match(text))


def is_introduction(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether a text is nothing but the editors' introduction to what follows."""
    if start and lines[start].shape == "lead" and start + 1 < end:
        return _size(lines, range(start, end), INTRODUCTION_LONGEST) < INTRODUCTION_LONGEST
    if start >= end or _size(lines, range(start, end), INTRODUCTION_LONGEST) >= INTRODUCTION_LONGEST:
        return False
    return bool(INTRODUCTION.match(lines[start].folded) or patterns.EDITOR_SIGNATURE.match(lines[end - 1].folded))


def is_signed(lines: Sequence[Line], group: Group) -> bool:
    """Whether the text below a heading is short and signed, at its end or at its head."""
    if group.end >= group.body_end or _size(lines, range(group.end, group.body_end), BRIEF) >= BRIEF:
        return False
    return "signature" in (lines[group.end].shape, lines[group.body_end - 1].shape)


def _size(lines: Sequence[Line], places: Iterable[int], most: int) -> int:
    """The characters of a text, counted no further than `most`."""
    size = 0
    for place in places:
        size += len(lines[place].folded)
        if size >= most:
            return most
    return size

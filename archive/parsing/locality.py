"""What kind of page it is: a local paper prints many short pieces without parts, a national one few long ones.

A page shows which it is by what it speaks of: local news names the bodies of one town as its readers do (我市, 区委,
该街道, 市水利局), over and over; national news names them in full. Any paper's page of briefs or comment shows it
by how little text stands below its headings.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from archive.parsing.headings import Group
from archive.parsing.lines import Line
from archive.parsing.patterns import HAN

# Who speaks so speaks to one town, whose name need not be said: "我市", "该镇", "该街道", "(区)委", "(市)水利局".
_LOCAL_WORD = re.compile(
    rf"[我本该][市区县镇乡]|该(?:街道|社区|村|局|院|中心|校|所|站|园|办)"
    rf"|(?<![{HAN}”)])[市区县](?:委|政府|人大|政协|长|[{HAN}]{{1,5}}局)"
)

# So many of these words in 1000 characters are no sign yet, or a full one.
WORDS_FEW, WORDS_MANY = 0.8, 2.0

# Characters of text below a heading, the page's middle value: from here on pieces count as short, and in full.
STRETCH_USUAL, STRETCH_SHORT = 330, 200
# Short pieces of no town are less surely items: they may be the parts of one.
SHORT_MOST = 0.7
# Where pieces begin with datelines, a heading without one is rather a subhead: so much less is a page of that kind.
DATELINES_TELL = 0.5
# Of fewer headings the middle value says nothing.
HEADINGS_LEAST = 3


def localness(lines: Sequence[Line], groups: Sequence[Group]) -> float:
    """From 0 (a page of long articles) to 1 (a page of short local pieces that begin without datelines)."""
    size = sum(len(line.folded) for line in lines)
    words = sum(len(_LOCAL_WORD.findall(line.folded)) for line in lines)
    spoken = _grade(1000 * words / size, WORDS_FEW, WORDS_MANY) if size else 0.0
    return max(spoken, SHORT_MOST * _shortness(lines, groups)) * (1 - DATELINES_TELL * _datelined(lines, groups))


def _datelined(lines: Sequence[Line], groups: Sequence[Group]) -> float:
    """The share of headings with a dateline below."""
    below = [lines[group.end].opens_report for group in groups if group.end < group.body_end]
    return sum(below) / len(below) if below else 0.0


def _shortness(lines: Sequence[Line], groups: Sequence[Group]) -> float:
    if len(groups) < HEADINGS_LEAST:
        return 0.0
    stretches = [sum(len(line.folded) for line in lines[group.end : group.body_end]) for group in groups]
    return _grade(statistics.median(stretches), STRETCH_USUAL, STRETCH_SHORT)


def _grade(value: float, nothing: float, full: float) -> float:
    """How far `value` has come on the way from `nothing` to `full`, from 0 to 1."""
    return min(1.0, max(0.0, (value - nothing) / (full - nothing)))

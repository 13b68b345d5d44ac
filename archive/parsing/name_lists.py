"""Lists of names without any title: 马川、云晓、白起参加会见. What stands between the commas shows what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.parsing.lattice import flag_of, known
from archive.parsing.surnames import COMMON, COMPOUND

# Begun at the beginning of a run of characters only: a page without commas is one run.
_LIST = re.compile("(?<![一-鿿·])[一-鿿·]{2,}+(?:、[一-鿿·]{2,}+)+")
# What the last name of a list is followed by.
_TAIL = re.compile(
    "(?:等|和|与|及|以及|分别|一同|一起|也|还|先后|共同|应邀|到会|专程|随同|作了?|在|出席|参加|列席|陪同|主持|会见|发言|讲话|参会|同志|担任|当选|任)"
)
_OPENS = re.compile("(?:和|与|及|以及)")
# So many of a list's members must look like names, and this share of them.
_LEAST, _SHARE = 2, 0.6
_NO_NAME_ENDINGS = frozenset("省市县区旗镇乡村州盟局厅部处科社站院校队组业界桥路街巷寺塔庄屯寨")
_LONGEST = 4


def listed_names(text: str) -> frozenset[tuple[int, int]]:
    """Where the members of lists stand that are, by most of their members' looks, lists of people."""
    found: set[tuple[int, int]] = set()
    for match in _LIST.finditer(text):
        members = list(_members(text, *match.span()))
        alike = sum(_looks_like_name(text[start:end]) for start, end in members)
        if alike >= _LEAST and alike >= _SHARE * len(members):
            found.update(members)
    return frozenset(found)


def _members(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The members of a list that both commas delimit, or the list's edges: its last ends where a verb begins."""
    while (comma := text.find("、", start, end)) >= 0:
        yield start, comma
        start = comma + 1
    tails = [match.start() for match in _TAIL.finditer(text, start + 2, min(end, start + _LONGEST + 6))]
    last = min(tails, default=end)
    yield start, last
    if opened := _OPENS.match(text, last):
        tails = [
            match.start() for match in _TAIL.finditer(text, opened.end() + 2, min(end, opened.end() + _LONGEST + 6))
        ]
        yield opened.end(), min(tails, default=end)


def _looks_like_name(word: str) -> bool:
    """Whether a word alone looks like a Chinese name, and like nothing else."""
    if not 2 <= len(word) <= _LONGEST or word[-1] in _NO_NAME_ENDINGS:
        return False
    if len(word) > 2 and flag_of(word[1:]) in ("v", "vn", "n"):
        return False  # 周暗访、季观摩, 古桥梁、古城墙
    surnamed = (word[0] in COMMON and len(word) < _LONGEST) or (word[:2] in COMPOUND and len(word) > 2)
    return surnamed and (not known(word) or flag_of(word).startswith("nr"))

"""What is set aside before a page is read: its furniture, lists of titles, entries that point to other pages, and
whatever stands on it twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from archive.parsing import furniture, jumps
from archive.parsing.lines import HEADING_LONGEST, Line
from archive.parsing.repetitions import find_repetitions
from archive.parsing.structures import Aside

# So many titles in a row that stand on the page again are a list of its titles.
TITLES = 3

# A list of titles may hold so many lines in a row that stand nowhere else ("图片新闻", a title cut short).
STRANGERS = 1

# A title is listed with a bullet before it, or without its punctuation.
_NO_WORD = re.compile(r"[\W_]+")

# Boxes that lead to other pages. Examples: "今日导读", "本期看点".
_GUIDE = re.compile(r"^[【\[(■□●◆▲ ]*(?:今日|本期|本报|内容|要闻|新闻|版面|精彩)?(?:导读|看点|提要|速览)[】\])]? *:?$")
# An entry of such a box ends in its page. Examples: "石门镇三条新路通车(A3版)", "…详见3版", "…►03版", "……A03".
_POINTS = re.compile(
    rf"\S{{4,}} *(?P<pointer>[(\[【]详?[见刊]? *(?:今日)? *{jumps.PAGE}[^()]{{0,6}}[)\]】]|(?:详[见情]"
    rf"|[►▶→»>▷]++|…++|·{{2,}}+|\.{{3,}}+|[—-]{{2,}}+)"
    rf" *[见刊]?(?:今日)? *{jumps.PAGE}|[ /|]+(?:\d{{1,2}}版|[A-F]\d{{2}}))[►▶→»>]*$"
)
_ENDS_IN_PAGE = re.compile(r"(?:版|[A-Z] *\d{1,3})[^\w(]*$")
# Or it begins with its page. Example: "A03 石门镇三条新路通车".
_LEADS = re.compile(rf"^[►▶→■●◆▲ ]*(?:{jumps.PAGE})[|/: ►▶→]+[^ ].{{4,50}}$")


def set_aside(lines: Sequence[Line]) -> dict[int, Aside]:
    """The lines that are no article's, by number, with the reason."""
    aside: dict[int, Aside] = {line.number: "noise" for line in lines if line.shape == "noise"}
    aside |= dict.fromkeys(_margins(lines), "noise")
    left = [line for line in lines if line.number not in aside]
    aside |= dict.fromkeys(_guides(left), "noise")
    left = [line for line in left if line.number not in aside]
    aside |= dict.fromkeys(_title_list(left), "noise")
    left = [line for line in left if line.number not in aside]
    aside |= dict.fromkeys(find_repetitions(left), "duplicate")
    return aside


def _margins(lines: Sequence[Line]) -> Iterator[int]:
    """Lines at the page's top and end that are furniture beside other furniture only: a bare date, "02", "要闻"."""
    for ordered in (lines, lines[::-1]):
        loose: list[int] = []
        known = False
        for line in ordered:
            if line.shape == "noise":
                known = True
            elif furniture.is_part_of_head(line.folded):
                loose.append(line.number)
            else:
                break
        if known:
            yield from loose


def _guides(lines: Sequence[Line]) -> Iterator[int]:
    """Entries that point to other pages, and the name of the box they stand in."""
    entry = [_is_entry(line) for line in lines]
    pair = [_is_pair(lines, place) for place in range(len(lines))]
    place = 0
    while place < len(lines):
        start = place
        headed = bool(_GUIDE.match(lines[place].folded))
        place += headed
        entries = 0
        while place < len(lines) and (entry[place] or pair[place]):
            place += 1 if entry[place] else 2
            entries += 1
        if entries and (headed or entries > 1 or _points_surely(lines[start])):
            yield from (line.number for line in lines[start:place])
        place = max(place, start + 1)


def _is_entry(line: Line) -> bool:
    if len(line.folded) > HEADING_LONGEST or re.search(r"[。;]", line.folded):
        return False
    return bool(_pointer(line) or _LEADS.match(line.folded)) and not _is_jump(line)


def _pointer(line: Line) -> str:
    """The end of an entry, which tells the page: "(A3版)"; empty where the line has none."""
    found = _POINTS.search(line.folded) if _ENDS_IN_PAGE.search(line.folded) else None
    return found["pointer"] if found else ""


def _is_pair(lines: Sequence[Line], place: int) -> bool:
    """Whether a title stands here with its page on the next line: "石门镇三条新路通车", "详见3版"."""
    if place + 1 >= len(lines) or lines[place].shape != "short":
        return False
    below = jumps.alone(lines[place + 1].folded)
    return (
        below is not None and below.direction == "see" and lines[place + 1].folded.startswith(("详", "见", "►", "▶"))
    )


def _points_surely(line: Line) -> bool:
    """Whether a single line is an entry without doubt: "石门镇三条新路通车(A3版)"; 第3版 stands in sentences too."""
    pointer = _pointer(line)
    return bool(pointer) and "第" not in pointer


def _is_jump(line: Line) -> bool:
    return bool(jumps.closing(line.folded) or jumps.in_headline(line.folded)) and "见" not in line.folded


def _title_list(lines: Sequence[Line]) -> Iterator[int]:
    """The lists of titles that a page begins or ends with: each title stands again over its article."""
    keys = [_NO_WORD.sub("", line.folded) if _may_be_title(line) else "" for line in lines]
    places: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key:
            places[key].append(place)
            if place + 1 < len(keys) and keys[place + 1]:
                places[key + keys[place + 1]].append(place)
    for run in _runs(lines, keys, places):
        inside = range(run[0], run[-1] + 1)
        twins = [next((twin for twin in places[keys[place]] if twin not in inside), None) for place in run]
        if len(run) < TITLES or None in twins:
            continue
        standing = [twin for twin in twins if twin is not None]
        if any(line.shape == "body" for line in lines[min(standing) : max(standing)]):
            yield from (lines[place].number for place in inside)


def _may_be_title(line: Line) -> bool:
    return len(line.folded) <= HEADING_LONGEST and "。" not in line.folded and not line.opens_report


def _runs(lines: Sequence[Line], keys: Sequence[str], places: dict[str, list[int]]) -> Iterator[list[int]]:
    """Runs of short lines that stand on the page again; a run ends where one of its own lines returns."""
    run: list[int] = []
    seen: set[str] = set()
    for place, line in enumerate(lines):
        key = keys[place]
        known = bool(key) and len(places[key]) > 1
        strangers = place - run[-1] if run else 0
        if run and (not _may_be_title(line) or key in seen or (not known and strangers > STRANGERS)):
            yield run
            run, seen = [], set()
        if known:
            run.append(place)
            seen.add(key)
    if run:
        yield run

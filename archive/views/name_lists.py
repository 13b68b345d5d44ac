"""Lists of names as people keep them: one to a line, numbered, spaced out, with titles behind, saved by Excel.

Pure: bytes and text in, names out; nothing is kept.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.parsing.surnames import COMPOUND

MOST_NAMES = 1000
MOST_BYTES = 200_000
LONGEST = 60  # Characters. Longer names there are none; more of the line is not shown.

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What stands in no name and is not seen: marks of byte order, joiners, marks of direction, a soft hyphen.
UNSEEN = dict.fromkeys((0xFEFF, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)))
# 1. 1、 （1） ① 一、 - • before a name. A bare number is one too, and the first column of many tables.
NUMBERING = re.compile(
    r"""\s*(?:
        [(（\[【]?\s*\d{1,4}\s*(?:[)）\]】.．、:：,，;；\t]+|\s+|$)
        | [(（]?[一二三四五六七八九十百]{1,5}(?:[)）]|、)
        | [①-⑳⑴-⒇⒈-⒛]
        | [-*•·●○◆◇■□▪–—]+\s*
    )\s*""",
    re.VERBOSE,
)
# What ends a name: the next column, a title behind a comma, a remark in brackets.
ENDS = re.compile(r"[,，;；\t:：|/／(（\[【<《]")
BETWEEN = re.compile(r"[、\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # Names in one line: 陆明远、白小川
HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]+")
NAMED = frozenset({"姓名", "名字", "人名", "name", "names"})  # The head of a table's column of names.
HEADS = NAMED | {"名单", "序号", "编号", "no", "no."}
ABOVE = 4  # Lines in which a table's heads stand: titles may stand over them.
SEPARATORS = "\t,;，"
LONGEST_LINE = 10_000  # Characters of a table's line; a hundred columns take fewer.
GIVEN = 2  # Characters of a given name at most, where it stands apart from its surname.


class Unreadable(ValueError):
    """A file that is no list of names in a known encoding."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the list: as it stands there, 张 三, and as it is looked up, 张三."""

    typed: str
    name: str


@dataclass(frozen=True, slots=True)
class NameList:
    """The first MOST_NAMES names of a list in its order, repeated ones repeated, and how many it has in all."""

    entries: tuple[Entry, ...]
    count: int


def decode(data: bytes) -> str:
    """Read a file: by its mark, as UTF-8, or as GB18030; Unreadable for what is neither, or no text.

    Names hold too few of the usual characters to guess further encodings by.
    """
    encodings = [encoding for mark, encoding in MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable


def read(text: str) -> NameList:
    """Take the names out of a list.

    >>> [each.name for each in read("姓名,职务\\n1、陆明远，区长\\n2、白　起（女）\\n\\n欧阳 明、lu mingyuan").entries]
    ['陆明远', '白起', '欧阳明', 'lu mingyuan']
    >>> [each.name for each in read("职务\\t姓 名\\n区长\\t陆明远").entries]
    ['陆明远']
    """
    entries: list[Entry] = []
    count = 0
    for typed in _written(text.translate(UNSEEN).replace("\0", "")):
        count += 1
        if len(entries) < MOST_NAMES:
            entries.append(Entry(typed if len(typed) <= LONGEST else f"{typed[:LONGEST]}…", _name(typed)))
    return NameList(tuple(entries), count)


def _written(text: str) -> Iterator[str]:
    """The names as they are written, without what stands around them."""
    for line in _column_of_names(text.splitlines()):
        bare = line.replace('"', "").replace("“", "").replace("”", "")
        cell = NUMBERING.sub("", bare, count=1) if NUMBERING.match(bare) else bare
        head = ENDS.split(cell.lstrip(" \u3000,，;；\t"), maxsplit=1)[0]
        for written in BETWEEN.split(head):
            typed = _without_title(written.split())
            if any(map(str.isalpha, typed)) and _head(typed) not in HEADS:
                yield typed


def _column_of_names(lines: list[str]) -> list[str]:
    """The lines; of a table whose heads say that the names stand in a column that is not the first, that column."""
    for number, line in enumerate(lines[:ABOVE]):
        for separator in SEPARATORS:
            heads = [_head(cell) for cell in _cells(line, separator)]
            at = next((place for place, head in enumerate(heads) if head in NAMED), 0)
            if at:
                rows = (_cells(each, separator) for each in lines[number + 1 :])
                return [cells[at] for cells in rows if len(cells) > at]
    return lines


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line[:LONGEST_LINE]], delimiter=separator), [""])


def _head(cell: str) -> str:
    return "".join(cell.split()).casefold()


def _without_title(words: list[str]) -> str:
    """Of what stands apart in a line the words that are the name: 张 三, 欧阳 明; not the post in 陆明远 区长."""
    if not words or not all(map(HAN.fullmatch, words)):
        return " ".join(words)
    taken = 1
    if len(words[0]) == 1:
        while taken < len(words) and len(words[taken]) == 1:
            taken += 1
    if taken == 1 and len(words) > 1 and len(words[1]) <= GIVEN and (len(words[0]) == 1 or words[0] in COMPOUND):
        taken = 2
    return " ".join(words[:taken])


def _name(typed: str) -> str:
    return typed.replace(" ", "") if HAN.search(typed) else typed

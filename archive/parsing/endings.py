"""What the names of bodies end in, and of what type such a body is: 局 is the government's, 有限公司 a company."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.parsing.vocabulary import Endings, vocabulary

_TABLES = vocabulary("bodies")
# What a body's name ends in -> its type; the longest ending counts.
ENDINGS = {
    ending: section.removeprefix("type ")
    for section, endings in _TABLES.items()
    if section.startswith("type ")
    for ending in endings
}
_ENDINGS = Endings(ENDINGS)
# Their names are made up, and one is told from another by no level (区, 市) alone.
PRIVATE = ("企业", "学校", "医院", "媒体")
# These name a body even with nothing before them; what they are of stands elsewhere in the text.
ALONE = frozenset(_TABLES["alone"])
# Bodies of one name that everybody knows, whatever stands before them -> their type.
NAMES = {
    name: section.removeprefix("names ")
    for section, names in _TABLES.items()
    if section.startswith("names ")
    for name in names
}
# What full names begin with that end like a committee of the government's -> their type.
_BEGINNINGS = {
    beginning: section.removeprefix("begins ")
    for section, beginnings in _TABLES.items()
    if section.startswith("begins ")
    for beginning in beginnings
}
# Groups of people that are raised by the hundred: a particular one has a name.
TEAMS = frozenset(_TABLES["teams"])
SHOPS = frozenset(_TABLES["shops"])
# Endings that name no body unless it is told whose it is, or what it is called.
OWNED = frozenset(_TABLES["owned"])
# The last characters of all endings.
LAST = _ENDINGS.last
_NAMES_FROM: dict[str, list[str]] = {}
for _name in sorted(NAMES, key=len, reverse=True):
    _NAMES_FROM.setdefault(_name[:2], []).append(_name)
_FIRST = re.compile(f"[{''.join({beginning[0] for beginning in _NAMES_FROM})}]")


def known_names(text: str) -> Iterator[tuple[int, str]]:
    """Where names that everybody knows stand in `text`, the longest at each place."""
    for match in _FIRST.finditer(text):
        start = match.start()
        if (names := _NAMES_FROM.get(text[start : start + 2])) and (
            name := next((name for name in names if text.startswith(name, start)), "")
        ):
            yield start, name


def ending_before(text: str, end: int) -> str:
    """The longest ending that stands before `end`, or "".

    >>> ending_before("云溪区应急管理局", 8)
    '应急管理局'
    """
    return _ENDINGS.before(text, end)


def type_of(name: str) -> str:
    """Of what type a body of this full name is, or "" where its name does not tell.

    >>> type_of("云溪区应急管理局"), type_of("中国共产党云溪区委员会")
    ('政府', '党')
    """
    told = (kind for beginning, kind in _BEGINNINGS.items() if name.startswith(beginning))
    return next(told, "") or NAMES.get(name) or ENDINGS.get(ending_before(name, len(name)), "")

"""From a printed title to a post in a body, where the area leaves no doubt: 区长 in 云溪区 -> 云溪区人民政府, 区长."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.parsing.offices import LEVELS, full_name, level_place
from archive.parsing.structures import Post

_HEADS = {
    "省长": "省",
    "市长": "市",
    "区长": "区",
    "县长": "县",
    "旗长": "旗",
    "州长": "州",
    "镇长": "镇",
    "乡长": "乡",
}
_RANK = re.compile(
    "(?:(?:党组|常务|第一)?(?:副)?(?:书记|主任|主席|局长|部长|院长|检察长|秘书长|会长|所长|站长|队长|大队长|支队长|馆长|校长|处长|科长|主任委员)"
    "|常委|委员|党组成员)\\Z"
)
_LEVEL = re.compile("(省|自治区|市|州|盟|区|县|旗|镇|乡|街道)\\Z")
_NAMED = re.compile(
    "[一-鿿]{1,10}?(?:省|自治区|自治州|市|区|自治县|县|旗|镇|乡|街道|(?:区|镇)?（[一-鿿]+）|(?:区|镇)?\\([一-鿿]+\\))"
)
_MEMBERS = re.compile("(?P<body>.*委)(?P<title>(?:常委|委员))\\Z")
# A department's head who sits in the committee beside it: 市委常委、统战部长.
_DEPARTMENTS = re.compile(
    "(?P<body>组织部|宣传部|统战部|政法委)(?P<title>(?:常务)?副?(?:部长|书记))\\Z|"
    "(?P<short>组织|宣传|统战)(?P<head>部长)\\Z"
)


def posts_of(titles: Sequence[str], area: tuple[str, ...]) -> tuple[Post, ...]:
    """The posts that a person's titles, printed side by side, certainly name; those that might be several are left."""
    found: list[Post] = []
    committee = ""
    for title in titles:
        if post := _department(title, committee, area) or _head(title, area) or _ranked(title, area):
            found.append(post)
            if match := _MEMBERS.match(title):
                committee = match.group("body")
    return tuple(dict.fromkeys(found))


def _holder(printed: str, area: tuple[str, ...]) -> str:
    """The name of the place that `printed` (区, 云溪区, 石门镇) stands for; "" where that is not certain."""
    if printed in LEVELS:
        path = level_place(printed, area)
        return path[-1] if path else ""
    return printed if _NAMED.fullmatch(printed) and "驻" not in printed else ""


def _head(title: str, area: tuple[str, ...]) -> Post | None:
    """区长, 副市长, 石门镇镇长: the head or deputy head of a government."""
    for head, level in _HEADS.items():
        if title.endswith(head):
            before = title[: -len(head)]
            rank = next((rank for rank in ("常务副", "代理", "副", "代") if before.endswith(rank)), "")
            place = _holder(before[: len(before) - len(rank)] or level, area)
            return Post(full_name("人民政府", place), rank + head) if place else None
    return None


def _department(title: str, committee: str, area: tuple[str, ...]) -> Post | None:
    match = _DEPARTMENTS.fullmatch(title)
    if not match or not committee.endswith("委"):
        return None
    place = _holder(committee[:-1], area)
    body = match["body"] or match["short"] + "部"
    return Post(full_name("委" + body, place), match["title"] or match["head"]) if place else None


def _ranked(title: str, area: tuple[str, ...]) -> Post | None:
    """区委书记, 市人大常委会副主任, 云溪区应急管理局局长: a rank in a body of a place."""
    match = _RANK.search(title)
    if not match:
        return None
    body, rank = title[: match.start()], match.group()
    if rank in ("部长", "局长") and not body.endswith(rank[0]):
        body += rank[0]
    for split in range(len(body) - 1, 0, -1):
        if _LEVEL.search(body[:split]) or body[split - 1] in ")）":
            place = _holder(body[:split], area)
            name = full_name(body[split:], place) if place else ""
            if name:
                return Post(name, rank)
    return None

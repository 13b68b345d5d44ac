"""How bodies are called in full: 区委 of 云溪区 is 中共云溪区委员会, 区城管局 is 云溪区城市管理局.

The Party's, the state's and the people's organizations are named alike everywhere; a table of what the press
shortens is enough. Nothing is concluded for a body that the table does not know.
"""

from __future__ import annotations

import re

from archive.parsing.vocabulary import pairs, vocabulary

# The short word for an administrative level and what the names of such places end in.
LEVELS = {
    "省": ("省", "自治区"),
    "自治区": ("自治区",),
    "市": ("市",),
    "州": ("州",),
    "盟": ("盟",),
    "区": ("区",),
    "县": ("县", "自治县"),
    "旗": ("旗",),
    "镇": ("镇",),
    "乡": ("乡",),
    "街道": ("街道",),
}

_TABLES = vocabulary("bodies")
_BODIES = pairs(_TABLES["full names"])  # {place} is the place's name
_PARTY_DEPARTMENTS = _TABLES["party departments"]
# What stands in short before 局 or 委 -> in full.
ABBREVIATIONS = pairs(_TABLES["abbreviations"])
NATIONAL = pairs(_TABLES["national"])  # bodies of the whole country that are named without it
_BUREAU = re.compile(r"(.{2,12})(局|委|委员会)\Z")
# What parts of bodies end in.
_PART = re.compile("(?:组|室|处|科|股|站|所|队|院|中心|支部|总支|党委|党组|纪委|班|办公室|领导小组|指挥部|专班|团)\\Z")
_CONGRESS = re.compile(r"第?[一二三四五六七八九十百\d]+届(人民代表大会|人大)(常务委员会|常委会)?\Z")


def level_place(level: str, area: tuple[str, ...]) -> tuple[str, ...]:
    """The path of the area's place that `level` (市, 区, 县 …) stands for, the deepest one; () if there is none.

    >>> level_place("市", ("山岚省", "青岚市", "云溪区"))
    ('山岚省', '青岚市')
    """
    endings = LEVELS.get(level, ())
    for depth in range(len(area), 0, -1):
        name = area[depth - 1]
        if name.endswith(endings) and not (level == "区" and name.endswith("自治区")):
            return area[:depth]
    return ()


def full_name(body: str, place: str) -> str:
    """What the `body` of the place called `place` is named in full; "" where the table does not know it.

    >>> full_name("委", "云溪区"), full_name("城管局", "云溪区"), full_name("人社局仲裁院", "云溪区")
    ('中共云溪区委员会', '云溪区城市管理局', '云溪区人力资源和社会保障局仲裁院')
    """
    return _of_table(body, place) or _part(body, place)


def _part(body: str, place: str) -> str:
    """A part of a body that the table knows: 委第三巡察组, 公安局指挥中心."""
    if not _PART.search(body):
        return ""
    for end in range(len(body) - 2, 0, -1):
        if body[:end] == "委":
            return f"中共{place}委{body[end:]}"  # 中共云溪区委第三巡察组, not …委员会第三巡察组
        if (whole := _of_table(body[:end], place)) and (end > 1 and body[end] not in "局委长员"):
            return whole + body[end:]
    return ""


def _of_table(body: str, place: str) -> str:
    if place.endswith("特别行政区") and body in ("政府", "人民政府"):
        return place + "政府"
    if form := _BODIES.get(body):
        return form.format(place=place)
    if match := _CONGRESS.match(body):
        return f"{place}人民代表大会" + ("常务委员会" if match.group(2) else "")
    department = body.removeprefix("委")
    if department in _PARTY_DEPARTMENTS and (
        body != department or department in ("组织部", "宣传部", "统战部", "政法委")
    ):
        return f"中共{place}委员会{department}" + ("员会" if department == "政法委" else "")
    if match := _BUREAU.match(body):
        matter, kind = match.groups()
        kind = "委员会" if kind == "委" else kind
        if matter in ABBREVIATIONS:
            return place + ABBREVIATIONS[matter] + kind
        if matter in ABBREVIATIONS.values() or kind == "局":
            return place + matter + kind
    return ""

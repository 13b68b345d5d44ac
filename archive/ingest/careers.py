"""May two posts be one person's? What bodies and titles say, and when each was seen; thresholds with their reasons.

A name and a home do not make a person: a district has its teacher 张伟 and its bureau head 张伟. Posts that nobody
holds at once tell them apart; posts of one career, one after the other, are one person's.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from archive.ingest.nationwide import is_nationwide

# A paper prints a photo or a report of last week's when the post has changed hands already.
LATE = timedelta(days=10)
# Who moves to another body is in the news again within a term or so; later it is more likely a namesake.
CAREER_GAP = timedelta(days=3 * 365)
# Two terms of five years: after that no title tells whether it is the same person.
TIME_APART = timedelta(days=10 * 365)
# A mention without a post of its own belongs to somebody seen within one term of it.
NEAR = timedelta(days=5 * 365)
# Nobody rises from a town to the head of a district, nor falls from there to a bureau, between two sightings.
MOST_RISE, MOST_FALL = 1, 1


class Fit(IntEnum):
    """How well two posts go together in one life, best last."""

    NEVER = 0
    CAREER = 1  # one after the other, in different bodies of one place
    LEADERS = 2  # the bodies that lead a place, between which its leaders move
    SAME_BODY = 3


class Sphere(IntEnum):
    """What kind of life a title belongs to."""

    UNKNOWN = 0
    OFFICIAL = 1
    CIVIL = 2


class Role(NamedTuple):
    """What is known of a post: its sphere, the circle of bodies, the one body or town, its rank (0 lowest)."""

    sphere: Sphere
    circle: str = ""
    unit: str = ""
    rank: int = 1


class Held(NamedTuple):
    """A post and the first and last day it was seen; None where no day is known."""

    role: Role
    first: date | None = None
    last: date | None = None


# 云溪区, 青岚市云溪区 before a body's own name: its home says that already.
_PLACE = re.compile(
    r"(?:[^省市区县旗州]{2,8}?(?:省|市|(?<![社小园])区|县|旗|州))*(?:省(?![际道])|市(?![场民容])|区(?!域)|县(?![城域])|旗)?"
)
_PARTY = r"(?:中共|中国共产党)"
# The bodies that lead a province, city, district or county, by their full names.
_LEADING = (
    ("department", re.compile(_PARTY + r".+委员会.*(?:部|委员会|办公室|校)\Z")),
    ("discipline", re.compile(r"纪律检查委员会|监察委员会|纪委监委")),
    ("party", re.compile(_PARTY + r".+(?:委员会|委)\Z")),
    ("congress", re.compile(r"人民代表大会")),
    ("consultative", re.compile(r"政治协商会议|政协")),
    ("government", re.compile(r"人民政府\Z|国务院\Z")),
)
# Bodies made up of those who hold other posts: 疫情防控指挥部指挥长 is the mayor.
_BESIDE = re.compile(
    "(?:领导小组|工作小组|指挥部|主席团|指导组|督导组|代表团|宣讲团|组委会|筹委会|执委会|大会)(?:常务|执行)?\\Z"
)
LEADERS = frozenset(circle for circle, _ in _LEADING)
OF_THE_COUNTRY = LEADERS | {"ministry", "beside"}
_TOWN = re.compile(
    r"([^省市区县旗州]{2,}?(?:镇|乡|街道|苏木))(?:人民|政府|委|党|办事处|工作委|工委|纪|人大|武装|综合|派出|\Z)"
)
_VILLAGE = re.compile(r"([^省市区县旗镇乡道]{2,}?(?:村|社区|居))(?:党|委|支|总|居|村|民|\Z)")
_POLICE = re.compile(r"公安局|公安分局|公安厅")
# Bodies in which people work without governing anything.
_CIVIL_BODY = re.compile(
    r"(?:公司|集团|厂|银行|合作社|农场|学校|小学|中学|大学|学院|幼儿园|医院|卫生院|卫生室|诊所|剧团|文工团|乐团|商会|协会"
    r"|学会|基金会|书店|饭店|酒店|超市|商店|报社|电视台|俱乐部|一中|二中|三中|实验中|班|队|店|馆|坊)\Z"
)
# Callings that are no office.
_CALLING = re.compile(
    r"(?:教师|老师|教授|讲师|校长|园长|医生|医师|护士|护士长|药师|村医|工人|职工|员工|工程师|技术员|农艺师|董事长|总经理|经理"
    r"|厂长|店主|老板|负责人|企业家|村民|居民|市民|农民|果农|种植户|养殖户|学生|同学|馆员|讲解员|演员|歌手|导演|作家|诗人"
    r"|画家|书法家|运动员|教练|教练员|裁判|律师|司机|志愿者|消防员|民警|辅警|法官|检察官|环卫工|快递员|外卖员|网格员"
    r"|传承人|研究员|专家|院士|博士|班主任|选手|队员|战士|老兵|老人|创始人|理事长|顾问|记者|主播|大户|户主|业主|社长|主厨|工匠"
    r"|劳模)\Z"
)
_OFFICE = re.compile(
    r"(?:党组|常务|第一|代理|代)?副?(?:书记|省长|市长|区长|县长|旗长|州长|盟长|镇长|乡长|主任|主席|局长|厅长|部长|院长|检察长"
    r"|秘书长|所长|站长|大队长|支队长|处长|科长|常委|委员|组长|司长|总理|委员长|政委|领导|干部|馆长|中队长|巡视员|调研员|参事"
    r"|代表|成员|总干事|总裁|行长|会长|发言人|大使|总统|首相)\Z"
)
# What is left of a title that names no body of its own: 区委, 镇党委, 街道党工委, 常务.
_NO_BODY = re.compile(
    r"(?:[省市区县旗州镇乡村]|街道|社区|自治区|党|委|工|总|支|部|组|政府|人大|政协|人民|常委会|常务|委员会|办公室|办事处"
    r"|办|纪|监|居|村委会|执行|全|本|原|副|一级|二级|三级|四级)*\Z"
)
_DEPUTY = re.compile(r"副|常委\Z|委员\Z|成员\Z")
# Who leads the place's leading bodies ranks above their deputies.
_LEADING_RANK, _TOWN_RANK, _VILLAGE_RANK = 4, 2, 0


@lru_cache(maxsize=20_000)
def role_of(body: str, title: str) -> Role:
    """What a post is, by its body's full name ("" where unknown) and its title, of which the body may be a part.

    >>> role_of("云溪区人民政府", "副区长")
    Role(sphere=<Sphere.OFFICIAL: 1>, circle='government', unit='government', rank=3)
    >>> role_of("", "云溪区第一小学教师")
    Role(sphere=<Sphere.CIVIL: 2>, circle='', unit='第一小学', rank=1)
    >>> role_of("", "教师")
    Role(sphere=<Sphere.CIVIL: 2>, circle='', unit='', rank=1)
    """
    if not body:
        ending = _OFFICE.search(title) or _CALLING.search(title)
        if ending is None:
            return Role(Sphere.UNKNOWN)
        body, title = title[: ending.start()], ending.group()
        if _NO_BODY.match(_own_name(body)):
            return Role(Sphere.CIVIL if _is_calling(title) else Sphere.OFFICIAL)
    if _BESIDE.search(body):
        return Role(Sphere.OFFICIAL, "beside")
    deputy = int(bool(_DEPUTY.search(title)))
    own = _own_name(body)
    if _CIVIL_BODY.search(body) or _is_calling(title):
        return Role(Sphere.CIVIL, unit=own)
    if village := _VILLAGE.search(body):
        return Role(Sphere.OFFICIAL, "village", village[1], _VILLAGE_RANK)
    if town := _TOWN.search(own):
        return Role(Sphere.OFFICIAL, "town", town[1], _TOWN_RANK - deputy)
    if _POLICE.search(body):
        return Role(Sphere.OFFICIAL, "police", own, _TOWN_RANK - deputy)
    for circle, pattern in _LEADING:
        if pattern.search(body):
            unit = own if circle == "department" else circle  # the place has but one
            return Role(Sphere.OFFICIAL, circle, unit, _LEADING_RANK - deputy - (circle == "department"))
    if is_nationwide(body):
        return Role(Sphere.OFFICIAL, "ministry", own, _LEADING_RANK - 1 - deputy)
    return Role(Sphere.OFFICIAL, "bureau", own, _TOWN_RANK - deputy)


def _is_calling(title: str) -> bool:
    return bool(_CALLING.search(title)) and not _OFFICE.search(title)


def _own_name(body: str) -> str:
    """A body's name without the Party's and the places before it: 水利局 of 青岚市云溪区水利局."""
    for prefix in ("中国共产党", "中共", "政协", "中国人民政治协商会议"):
        body = body.removeprefix(prefix)
    place = _PLACE.match(body)
    return body[place.end() :] if place else body


def fit(one: Held, other: Held) -> Fit:
    """How well the two go together in one life, both seen in the same place under the same name."""
    a, b = one.role, other.role
    if a.sphere != b.sphere or _apart(one, other) > TIME_APART:
        return Fit.NEVER
    if a.unit == b.unit and a.unit:
        return Fit.SAME_BODY
    if a.sphere != Sphere.OFFICIAL:
        return Fit.NEVER
    if "beside" in (a.circle, b.circle):
        return Fit.LEADERS if near(one, other.first, other.last) else Fit.NEVER
    if {a.circle, b.circle} <= LEADERS:
        return Fit.LEADERS if _one_group(a, b) or _successive(one, other, LATE) else Fit.NEVER
    if {a.circle, b.circle} == {"police", "government"}:
        return Fit.LEADERS  # a deputy mayor is often the chief of police
    if "ministry" in (a.circle, b.circle) and {a.circle, b.circle} & LEADERS:
        return Fit.LEADERS  # ministers sit in the country's government and its committees
    if _successive(one, other, -timedelta(days=1)) and _apart(one, other) <= CAREER_GAP and _plausible(one, other):
        return Fit.CAREER
    return Fit.NEVER


def _one_group(a: Role, b: Role) -> bool:
    """Whether posts in both are often held at once: the committee's members head its departments, the government."""
    return "party" in (a.circle, b.circle) or {a.circle, b.circle} == {"department", "government"}


def _successive(one: Held, other: Held, tolerance: timedelta) -> bool:
    """Whether one was given up, as far as is seen, before the other began, by no more than `tolerance` too late."""
    if not (one.first and one.last and other.first and other.last):
        return False
    return one.last <= other.first + tolerance or other.last <= one.first + tolerance


def _apart(one: Held, other: Held) -> timedelta:
    """The time between the two; none where they overlap or no day is known."""
    if not (one.first and one.last and other.first and other.last):
        return timedelta(0)
    return max(one.first - other.last, other.first - one.last, timedelta(0))


def _plausible(one: Held, other: Held) -> bool:
    assert one.first and other.first
    before, after = (one, other) if one.first <= other.first else (other, one)
    return -MOST_FALL <= after.role.rank - before.role.rank <= MOST_RISE


def near(held: Held, first: date | None, last: date | None) -> bool:
    """Whether something seen from `first` to `last` may be of who was seen so."""
    return _apart(held, Held(held.role, first, last)) <= NEAR

"""From a printed title to a post in a body, where the text leaves no doubt: 区长 in 云溪区 -> 云溪区人民政府, 区长.

A title is a rank (副局长) behind a body (市财政局). The body is one of the whole country (外交部), or of a place that
is printed (石门镇党委) or that a bare word means (镇党委; see `nearby`), or a firm by name; a rank alone belongs to
the body of the title before it (区财政局党组书记、局长). What might be several is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.parsing.countries import COUNTRIES, LEAGUES
from archive.parsing.endings import ENDINGS, PRIVATE
from archive.parsing.lattice import flag_of
from archive.parsing.nearby import BARE, Nearby
from archive.parsing.offices import NATIONAL, full_name
from archive.parsing.structures import Field, Post
from archive.parsing.surnames import COMPOUND, FOREIGN, SINGLE
from archive.parsing.vocabulary import any_of, pairs, vocabulary

_TABLES = vocabulary("posts")
_BODIES = vocabulary("bodies")
_ENDS_OF_BODIES = {rank: tuple(ends.split(",")) for rank, ends in pairs(_TABLES["rank and body"]).items()}
_WHOLE_COUNTRY = {title: Post(*post.split("|")) for title, post in pairs(_TABLES["whole country"]).items()}
_NATIONAL = {**pairs(_TABLES["bodies of the whole country"]), **NATIONAL}
_MINISTRIES = frozenset(_TABLES["ministries"])
_OF_THE_COUNTRY = _TABLES["of the country"]
_OF_ONE_PLACE = pairs(_TABLES["of one place"])
_COMMON = frozenset(_BODIES["common"])
_GENERAL = _BODIES["general"]
_ZONES = frozenset(_TABLES["zones"])


# 黑山县 and 巴林左旗 are China's.
_FOREIGN: Final = re.compile(f"(?:{any_of(map(re.escape, COUNTRIES | LEAGUES))})(?![左右]?[旗县区市镇乡村路街族])")
# Who has a name of another form is no foreigner in such an office: 自治区主席.
_DOMESTIC: Final = re.compile("自治[区州县旗]|省|中共|全国|新疆|西藏|内蒙古")
_ROOM: Final = re.compile(f".*(?:{any_of(_TABLES['wholes'])}).{{1,12}}(?:{any_of(_TABLES['rooms'])})\\Z")
_TERM: Final = re.compile("第?[一二三四五六七八九十百]+届")
_RANK: Final = re.compile(f"(?:{any_of(_TABLES['modifiers'])})*(?:{any_of(_TABLES['ranks'])})\\Z")
_SEAT: Final = re.compile(f"^(?:{any_of(_TABLES['modifiers'])})*")
_ORGAN: Final = re.compile(f"(?:{any_of(_TABLES['organs inside'])})\\Z")
# 原平 and 原阳 are places, 前 begins many of their names.
_PAST: Final = re.compile(
    f"(?:{any_of([word for word in _TABLES['past'] if len(word) > 1])}|原(?!平|阳|州)|前(?=[副总首外国]))"
)
_ONCE: Final = re.compile("(?<=[院局厅部委司团县市区省会校行社厂所站馆台处科])原(?=[一-鿿])")  # 县医院原骨科主任
_TO_COME: Final = re.compile(f"(?:{any_of(_TABLES['candidates'])})\\Z")
_HEADS: Final = {
    "省长": "省",
    "市长": "市",
    "区长": "区",
    "县长": "县",
    "旗长": "旗",
    "州长": "州",
    "镇长": "镇",
    "乡长": "乡",
    "自治区主席": "自治区",
}
_HEAD: Final = re.compile(
    f"(?P<place>.*?)(?P<rank>(?:{any_of(_TABLES['modifiers'])})*)(?P<head>{'|'.join(_HEADS)}|自治区(?P<deputy>副主席))\\Z"
)
_LEVEL_BEFORE: Final = re.compile("(?:省|自治区|市|州|盟|区|县|旗|镇|乡|街道|村|社区)\\Z")
# No 市, 区 or 乡: 云溪区市场监管局, 区域办, 乡村振兴局.
_NO_LEVEL: Final = re.compile("市(?:[场容民值]|政(?![协府法研]))|区[域块间]|县域|乡村|村镇")
_NAMED: Final = re.compile(
    "(?![省市州县区镇乡]+\\Z)(?!.*(?:和|与|小镇|小区|农村|乡村|城乡|城市)\\Z)[一-鿿]{1,12}?(?:省|自治区|自治州|市|区|自治县|县|旗|州|盟|镇|乡|街道|村|社区|(?:区|镇)?（[一-鿿]+）|(?:区|镇)?\\([一-鿿]+\\))"
)
_PROVINCE: Final = re.compile(f"(?:{any_of(_TABLES['provinces'])})(?=[一-鿿]{{2,}})")
_CHAIN: Final = re.compile(
    "[一-鿿]{2,}?(?:省|自治区|自治州|地区|市|盟|区|县|旗|镇|乡|街道)(?=[一-鿿]{2,}(?:市|区|县|旗|镇|乡|街道|村|社区)\\Z)"
)
# A department's head who sits in the committee beside it: 市委常委、统战部长.
_DEPARTMENT: Final = re.compile(
    "(?P<body>组织|宣传|统战|政法委|社会工作)(?P<part>部)?(?P<modifier>常务)?(?P<deputy>副)?(?P<rank>部?长|书记|秘书长)\\Z"
)
_COMMITTEE: Final = re.compile("中共(?P<place>.+?)(?<!纪律检查)(?:总支部|支部|(?<!纪律检查)工作)?委员会\\Z")
_DOUBLED: Final = re.compile("([省市州盟区县旗镇乡村])\\1\\Z")  # 青岚市市委
_ENDS: Final = frozenset((*ENDINGS, *_TABLES["more endings"]))
_HERE: Final = re.compile("(?:该|本|我|全)(?=[省市州盟区县旗镇乡村街社])")
# A committee of the congress is called after it: 全国人大宪法和法律委员会.
_CONGRESSES: Final = ("全国人大常委会", "全国人大")
_VILLAGE_HEADS: Final = {
    "村主任": "村委会主任",
    "村支书": "村党支部书记",
    "支书": "党支部书记",
    "村支部书记": "村党支部书记",
    "党支书": "党支部书记",
}
_VILLAGE_HEAD: Final = re.compile("(?:村主任|党支书|村?(?<!总)支书|村支部书记)\\Z")
_PART_OF_NATIONAL: Final = re.compile(
    f"(?P<whole>{any_of(tuple(_NATIONAL))})[一-鿿]{{1,12}}(?:{any_of(_TABLES['rooms'])})\\Z"
)
_OF_PLACES: Final = ("人民政府", "委员会", "大会")  # these have no Party organs beside the place's own
_QUOTES: Final = {ord(quote): None for quote in "“”‘’\"'"}
_OF_THEIR_OWN: Final = ("派出所", "分局")  # these have names of their own: 柳湾派出所
_NAMELESS: Final = ("医院", "学校", "公司", "集团", "学院", "合作社")  # whose, stands before them: 医院消化内科
_SHORTEST_FIRM = 2  # characters before 公司 that make a name


class Printed(NamedTuple):
    """Titles printed side by side, and where: `position` characters into `field` of the item."""

    titles: tuple[str, ...]
    field: Field
    position: int


@dataclass
class _Before:
    """What the titles before leave to the next: the body, and the place it is of."""

    body: str = ""
    place: str = ""
    committee: str = ""


def is_foreign(titles: Iterable[str]) -> bool:
    """Whether a title is of another country, so that its holder has no post in this one: 越南国家主席."""
    return any(_FOREIGN.match(title) for title in titles)


def posts_of(printed: Printed, name: str, nearby: Nearby) -> tuple[Post, ...]:
    """The posts that the titles, printed side by side for `name`, certainly are."""
    return tuple(dict.fromkeys(post for post in posts_by_title(printed, name, nearby) if post))


def posts_by_title(printed: Printed, name: str, nearby: Nearby) -> list[Post | None]:
    """For each of the titles the post that it certainly is, or None."""
    if is_foreign(printed.titles):
        return [None] * len(printed.titles)
    chinese = _chinese(name) or any(_DOMESTIC.search(title) for title in printed.titles)
    reader = _Reader(nearby, printed.field, printed.position, chinese)
    return [reader.read(title) for title in printed.titles]


def _chinese(name: str) -> bool:
    """Whether the name has the form of a Chinese one: 周明, 欧阳明远; not 卡洛维奇."""
    if name[:2] in COMPOUND:
        return len(name) <= 4
    if len(name) == 3 and FOREIGN.issuperset(name[1:]):  # 盖泽尔
        return False
    return len(name) <= 3 and name[:1] in SINGLE


class _Reader:
    """Reads the titles that stand side by side, from left to right."""

    def __init__(self, nearby: Nearby, field: Field, position: int, chinese: bool) -> None:
        self._nearby = nearby
        self._field = field
        self._position = position
        self._chinese = chinese
        self._before = _Before()

    def read(self, title: str) -> Post | None:
        """The post that the next title is."""
        title = title.translate(_QUOTES)
        if _PAST.match(title) or _TO_COME.search(title):
            return None
        title = _TERM.sub(
            "",
            _HERE.sub("", title.removeprefix("现任").removeprefix("我国").removeprefix("新任").removeprefix("港区")),
        )
        title = _VILLAGE_HEAD.sub(lambda match: _VILLAGE_HEADS[match.group()], title.replace("村的", "村"))
        if post := _WHOLE_COUNTRY.get(title) or _WHOLE_COUNTRY.get(title.removeprefix("中国")):
            return post if self._chinese or not title.startswith(("总书记", "国家")) else None
        post = self._department(title) or self._head(title) or self._ranked(title)
        if post and (match := _COMMITTEE.match(post.organization)):
            self._before.committee = post.organization
            self._before.place = match["place"]
        return post

    def _department(self, title: str) -> Post | None:
        """组织部长, 政法委书记 of the committee before it: 市委常委、统战部长."""
        match = _DEPARTMENT.fullmatch(title)
        if not match or not self._before.committee:
            return None
        body = "政法委" if match["body"] == "政法委" else match["body"] + "部"
        rank = "部长" if match["rank"] == "长" else match["rank"]
        full = full_name("委" + body, self._before.place)
        return Post(full, (match["modifier"] or "") + (match["deputy"] or "") + rank) if full else None

    def _head(self, title: str) -> Post | None:
        """区长, 副市长, 石门镇镇长: the head or deputy head of a government."""
        match = _HEAD.fullmatch(title)
        if not match:
            return None
        head = "主席" if match["head"].startswith("自治区") else match["head"]
        level = "自治区" if head == "主席" else _HEADS[head]
        printed = match["place"]
        place = (
            self._holder(printed + ("自治区" if head == "主席" and not printed.endswith("自治区") else ""))
            if printed
            else self._level(level)
        )
        rank = (match["rank"] or "") + ("副主席" if match["deputy"] else head)
        if not place:
            return None
        self._before.place, self._before.body = place, full_name("人民政府", place)
        return Post(self._before.body, rank)

    def _ranked(self, title: str) -> Post | None:
        """区委书记, 市人大常委会副主任, 云溪区应急管理局局长, 局长: a rank in a body."""
        match = _RANK.search(title)
        if not match:
            return None
        body, rank = title[: match.start()], match.group()
        if body.endswith(("原", "前")) or _ONCE.search(body):
            return None
        seat = _SEAT.sub("", rank)
        if not body:
            return self._alone(rank, seat)
        if body.startswith("常委会") and self._before.body.endswith("常务委员会"):
            body = self._before.body + body[len("常委会") :]
        organ = _ORGAN.search(body)
        if organ and (whole := self._inside(body[: organ.start()])) is not None:
            self._before.body = whole or self._before.body
            return Post(whole, organ.group() + rank) if whole else None
        if seat in ("部长", "局长", "厅长", "司长", "处长", "科长") and not body.endswith(seat[0]):
            body += seat[0]  # 宣传部长 is 宣传部部长
        full = self._body(body)
        if not full:
            return None
        self._before.body = re.sub("(?<=院)(?:审判|检察)委员会\\Z", "", full)
        return Post(full, rank)

    def _alone(self, rank: str, seat: str) -> Post | None:
        """A rank without a body: that of the title before it, where such a rank sits in it."""
        before = self._before
        if seat in ("书记", "常委", "委员", "第一书记") and before.committee:
            return Post(before.committee, rank)
        if before.body and before.body.endswith(_ENDS_OF_BODIES.get(seat, ())) and seat in _ENDS_OF_BODIES:
            return Post(before.body, rank)
        return None

    def _inside(self, body: str) -> str | None:
        """The bureau or firm whose organ is meant (财政局 + 党组), "" where it is not certain which.

        None where the organ is of no such body but of a place: 石门镇 + 党委.
        """
        if not body:
            before = self._before.body
            return before if before and not before.endswith(_OF_PLACES) else None
        return self._body(body) if _ending(body) else None

    def _body(self, body: str) -> str:
        """What the body is called, as full as it is certain; "" where it is not."""
        rest = body.removeprefix("中华人民共和国").removeprefix("中国")
        if rest != body and rest in _NATIONAL:
            return _NATIONAL[rest]
        if body == "全国委员会":  # whose, stands before it
            return ""
        if body in _MINISTRIES:
            return _NATIONAL[body] if self._chinese else ""
        if body in _NATIONAL:
            return _NATIONAL[body]
        if match := _PART_OF_NATIONAL.match(body):  # 财政部国库司
            certain = self._chinese or match["whole"] not in _MINISTRIES
            return _NATIONAL[match["whole"]] + body[match.end("whole") :] if certain else ""
        if body.startswith(_OF_THE_COUNTRY) and (_ending(body) or _ROOM.match(body)):
            short = next((short for short in _CONGRESSES if body.startswith(short)), "")
            return _NATIONAL.get(short, "") + body[len(short) :]
        body = body.removeprefix("中共").removeprefix("中国共产党")
        return self._of_place(body) or self._beside(body) or self._firm(body)

    def _of_place(self, body: str) -> str:
        """区林业局, 云溪区委, 柳湾村党支部: a body of a place that is printed or meant."""
        for split in range(len(body) - 1, 0, -1):
            if not _LEVEL_BEFORE.search(body, 0, split) and body[split - 1] not in ")）":
                continue
            if _NO_LEVEL.match(body, split - 1):
                continue
            split -= bool(_DOUBLED.search(body[:split]))
            place = self._holder(body[:split])
            name = _called(body[split:], place) if place else ""
            if name:
                self._before.place = place
                return name
        return ""

    def _holder(self, printed: str) -> str:
        """The name of the place that `printed` (区, 云溪区, 青岚市云溪区) stands for; "" where that is not certain."""
        if printed in BARE:
            return self._level(printed)
        if place := self._nearby.deepest(printed):
            return printed if place in _ZONES else place
        while (match := _CHAIN.match(printed)) or (match := _PROVINCE.match(printed)):
            if printed[match.end() :] in BARE or printed[match.end() :] in _ZONES:
                break
            printed = printed[match.end() :]
        return printed if _NAMED.fullmatch(printed) and "驻" not in printed and self._chinese else ""

    def _level(self, level: str) -> str:
        """The place that the bare word means: that of the title before it, or the one that stands nearby."""
        if self._before.place.endswith(level):
            return self._before.place
        if not self._chinese:
            return ""
        return self._nearby.place(level, self._field, self._position)

    def _beside(self, body: str) -> str:
        """管委会, 办事处, 党委 beside a body of the same place or firm: 街道党工委副书记、办事处主任."""
        before = self._before
        if before.body.endswith("院") and (body in ("审判委员会", "检察委员会") or body.endswith("庭")):
            return before.body + body
        return _called(body, before.place) if before.place and _ending(body) == body else ""

    def _firm(self, firm: str) -> str:
        """A firm, school or hospital by its name (not 电子公司), or the one that a bare 公司 means."""
        ending = _ending(firm)
        if firm in ("公司", "集团", "学校", "医院", "合作社"):
            return self._nearby.firm(firm, self._field, self._position)
        if firm.startswith(_NAMELESS):
            return ""
        if _ROOM.match(firm) and not firm.startswith(_GENERAL):
            return firm
        stem = firm.removesuffix(ending)
        if (
            not ending
            or len(stem) < _SHORTEST_FIRM
            or (_is_firm(firm) and flag_of(stem) == "n")
            or firm in _COMMON
            or firm.startswith(_GENERAL)
            or not (_is_firm(firm) or ending in _OF_THEIR_OWN)
        ):
            return ""
        return firm


def _called(body: str, place: str) -> str:
    """What the `body` of the place is called in full; printed together where no table knows it."""
    if name := full_name(body, place):
        return name
    body = body.removeprefix("专职").removeprefix("兼职")
    if body.startswith("驻"):
        return ""
    if len(body) > 1 and body[0] == place[-1:] and not _NO_LEVEL.match(body):  # 青岚市 + 市委
        return _called(body[1:], place)
    if body == "委会":
        body = "村委会"
    if form := _OF_ONE_PLACE.get(body):
        return form.format(place=place)
    if not _ending(body) and not _ROOM.match(body):
        return ""
    if body.startswith("委"):  # 区委第三巡察组, not 农业和农村 + 委员会
        return f"中共{place}{body}" if len(body) > 2 and not body.startswith("委员会") else ""
    return place + body


def _ending(body: str) -> str:
    """What the body's name ends in, the longest that the table of bodies has; "" if none."""
    return next((body[-n:] for n in range(min(len(body), 12), 0, -1) if body[-n:] in _ENDS), "")


def _is_firm(body: str) -> bool:
    return ENDINGS.get(_ending(body)) in (*PRIVATE, "团体")

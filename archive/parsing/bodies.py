"""Finds the names of bodies in a text by what they end in: 局, 委员会, 有限公司, 中学, 志愿服务队."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Literal, NamedTuple

from archive.parsing.beginnings import OWNER, RAISING_VERBS, abbreviation, name_start, raising_verb
from archive.parsing.departments import departments
from archive.parsing.endings import (
    ALONE,
    ENDINGS,
    LAST,
    NAMES,
    OWNED,
    PRIVATE,
    SHOPS,
    TEAMS,
    ending_before,
    known_names,
)
from archive.parsing.lattice import Lattice, Word
from archive.parsing.offices import LEVELS
from archive.parsing.phrases import OFFICE_VERBS, WALLS
from archive.parsing.titles import LONGEST_OFFICE, OFFICES
from archive.parsing.vocabulary import built_in, table, vocabulary
from archive.words import remembered

_TABLES = vocabulary("bodies")
# A committee whose name runs into its members': 区委书记, 市委常委.
_COMMITTEE = re.compile("(?:省|市|区|县|州|旗|盟|党|工|纪)委(?=书记|副书记|常委|委员|秘书长)")
# What another body beside it lets stand without its place: 市委常委、统战部长; 镇党委、政府.
_BESIDE = re.compile("(?<=委常委、)(?:组织|宣传|统战)部(?=部?长)|(?<=委、)政府")
_OF_PRIVATE = re.compile("公司|集团|银行|大学|学院|医院")  # 某某公司志愿服务队
_NO_BODIES = table("no bodies", _TABLES["no bodies"])
# First words of phrases that are about bodies in general: 各党支部, 相关委员会, 基层党组织.
_GENERAL = frozenset(_TABLES["general"])
_EVERY = frozenset(("各", "各地", "各级", "各类", "每", "当地", "一名", "一家", "另一家"))
_GENERAL_HEADS = frozenset("各该本每某这那我你他她咱哪")  # also where the dictionary has a word of two: 各级, 这家
# What every place has, or what names no particular body: 乡镇卫生院, 党支部.
_COMMON = frozenset(_TABLES["common"])
_INNER_PARTS = _TABLES["inner parts"]
_ROOMS = _TABLES["rooms"]
_LONGEST_PART = 10
_QUOTED = re.compile("“[^“”，。\\n]{1,10}?(?P<group>[团队社](?=”(?:成员|队员|团员|志愿者)))?”")

# What 小区服务站 and its like begin with, which every place has, unless a name stands before.
EVERYWHERE = ("社区", "小区", "村", "乡镇", "乡村", "农村")
# 村党支部: of every village, unless it is known which; 区, 县 and 镇 are particular ones.
_LEVEL_ALONE = re.compile(
    "(?:学校|企业|单位|基层|机关|公安|[国省市县区]家?级.*|[一-鿿]{1,3}型"
    "|(?![一二三四五六七八九十]+(?:街|里|马路|经路|纬路|[省堰明门沙]))[一两二三四五六七八九十\\d].*)"
)
_RELATIVE = re.compile("(?:社区|小区|村|街道)(?!两委|级)")
_OF_EVERYWHERE = re.compile(
    "(?:社区|街道|乡镇|[村乡镇县区市省]|标准化|综合|示范|农村|城市|民营|当地|本地|[一-鿿]{0,4}型|长期|大|小|老|新)*"
)
# So many of a kind are no particular one: 3家医院, 建成“向日葵卫生室”24个, 服务中心标准化建设4个.
_COUNTED_BEFORE = re.compile("(?:[\\d几数两多]|[一二三四五六七八九十百千万余])(?:个|家|所|支|处|批|类|条|座)[“‘]?\\Z")
_COUNTED_INSIDE = re.compile("(?:第一|首|[\\d百千万余几两])(?:个|家|所|支|名|位|座|处)")
_COUNTED_BEHIND = re.compile("[”’]?(?:标准化|规范化)?(?:建设|改造|创建)?[一二三四五六七八九十百\\d]+余?[个家所支座处]")
# A body of one name, by the dictionary (nt), that tells whose it is and is no meeting: 世界贸易组织, 全国人大常委会.
_OWNED = re.compile("中国|中华|中共|中央|全国|国家|国际|世界|亚洲|欧洲|非洲|亚太|最高|国务院")
_NAMED_SO = re.compile(
    "(?:[^学览动奥易乐谈示晚大峰表博论展拜]会|局|学院|科学院|研究院|法院|检察院|署|总社|通讯社|银行|总台|军委|委员会"
    "|公司|政府|组织|联盟|基金会|联合会|大会常务委员会|人大常委会|法工委|协会|奥委会)\\Z"
)

# What may stand between a body's words, by the tagger: not verbs, prepositions, conjunctions and counts.
_NO_PART = ("v", "p", "c", "d", "m", "q", "r", "u")
# Before these endings the characters make another word of them: 格局, 协商会, 大专班.
_NOT_BEHIND = {"局": "新大变破开布格定好结", "商会": "协洽", "专班": "大", "政府": "反非"}
# Behind these endings the words go on to something else: 政府军 is an army, 共产党人 are people.
_GOES_ON = {"政府": ("军", "首脑"), "产党": ("人员", "人的", "人，", "人、"), "议会": ("大会", "联盟")}
_SHORTEST_TAGGED = 5
_TAGGED_END = re.compile(
    "(?:(?<!副)中心|(?:[^剧影医法]|医|法)院|厂|[^表问访览光]团|党|[^学览动奥易乐谈示晚大峰表博论展拜聚协年社]会|协会|局|署|厅|司|处"
    "|所|总站|救助站|监测站|[^会旅范]社|组织|银行|公司|集团|大学|学校|中学|[文作残侨妇学科青]联|委|基金|政府)\\Z"
)

Scope = Literal["own", "everywhere", "relative", "short", "tagged"]


class Body(NamedTuple):
    """Characters start..end name a body that ends in `ending` and is of `type`.

    `scope` tells what else must be known for it to be a particular one: "own" nothing, nor "tagged", but there it is
    the tagger that takes it for a body; "everywhere" a place's name before it (乡卫生院); "relative" which village or
    community the text speaks of (社区党总支); "short" that it stands for a bureau of the area (城管、市场监管等部门).
    """

    start: int
    end: int
    ending: str
    type: str
    scope: Scope = "own"


@remembered(16)
def bodies(cut: Lattice) -> tuple[Body, ...]:
    """The bodies in the text from left to right; of those that overlap, the longer one."""
    chosen: list[Body] = []
    found = sorted(set(_ends(cut)), key=lambda each: (each[0], len(each[1])))
    named = {end for end, ending in found if ending not in ENDINGS}  # by a name that needs no other words
    for end, ending in found:
        if end in named and ending in ENDINGS:
            continue
        listed = bool(chosen) and chosen[-1].end == end - len(ending) - 1 and cut.text[chosen[-1].end] == "、"
        body = _body(cut, end, ending, alone=listed or ending in ALONE)
        if body is None or cut.text.startswith(_GOES_ON.get(ending[-2:], ()), end):
            continue
        body = _as_tagged(cut, body)
        while chosen and chosen[-1].end > body.start:
            if chosen[-1].start < body.start:
                body = body._replace(start=chosen[-1].end)
                break
            chosen.pop()
        alone = listed or ending in ALONE or ending not in ENDINGS
        if body.start < body.end - len(ending) + (alone and body.start < end):
            chosen.append(body)
    chosen = [_with_part(cut, body, chosen[n + 1 : n + 2]) for n, body in enumerate(chosen)]
    beside = [*_beside(cut, chosen), *_own_names(cut, chosen)]
    chosen += beside
    chosen += [*_short(cut, chosen)]
    every = sorted([*chosen, *_tagged(cut, chosen)])
    return tuple(body for body in every if not cut.text.endswith(_no_bodies_of_the_archive(), 0, body.end))


@remembered()
def _no_bodies_of_the_archive() -> tuple[str, ...]:
    """What the archive's list adds: unlike those built in they need not be words of the dictionary."""
    return tuple(_NO_BODIES - built_in("no bodies"))


def private_bodies(cut: Lattice) -> list[Body]:
    """The companies, schools, hospitals and media in the text."""
    return [
        body
        for body in bodies(cut)
        if body.scope == "own" and (body.type in PRIVATE or _OF_PRIVATE.search(cut.text, body.start, body.end))
    ]


def _ends(cut: Lattice) -> Iterator[tuple[int, str]]:
    """Where bodies' names may end, and in what."""
    for word in cut.words:
        start, end, text, flag = word
        if text in _NO_BODIES:
            continue
        if flag == "nt" and _named_by_dictionary(text):
            yield end, text
            continue
        # 室主任 is a word of the dictionary; 督查室 ends inside it
        for n in range(max(1, len(text) - LONGEST_OFFICE), len(text) - 1) if len(text) > 2 else ():
            if text[n:] in OFFICES and (ending := ending_before(cut.text, start + n)):
                yield start + n, ending
        if text[-1] in LAST and (ending := ending_before(cut.text, end)):
            yield end, ending
    for match in _COMMITTEE.finditer(cut.text):
        if ending := ending_before(cut.text, match.end()):
            yield match.end(), ending
    for start, name in known_names(cut.text):
        if cut.edge(start) and cut.edge(start + len(name)):
            yield start + len(name), name


def _named_by_dictionary(body: str) -> bool:
    return len(body) > 3 and bool(_OWNED.match(body) and _NAMED_SO.search(body))


def _beside(cut: Lattice, chosen: list[Body]) -> Iterator[Body]:
    """The departments and governments that stand beside their committee."""
    ends = {body.end for body in chosen}
    taken = _taken(chosen)
    for match in _BESIDE.finditer(cut.text):
        if match.group() == "政府" and match.start() - 1 not in ends:
            continue
        if taken.isdisjoint(range(*match.span())):
            yield Body(match.start(), match.end(), match.group(), ENDINGS.get(match.group(), "党"))


def _taken(chosen: list[Body]) -> set[int]:
    """The characters of the bodies."""
    return {at for body in chosen for at in range(body.start, body.end)}


def _short(cut: Lattice, chosen: list[Body]) -> Iterator[Body]:
    """The bureaus that are listed without their 局."""
    taken = _taken(chosen)
    for start, end in departments(cut.text, [body.end for body in chosen if body.type == "政府"]):
        if taken.isdisjoint(range(start, end)):
            yield Body(start, end, "", "政府", "short")


def _as_tagged(cut: Lattice, body: Body) -> Body:
    """The body without the verb that the tagger sees before it: 援引 + 美国国防部."""
    if body.ending not in ENDINGS or not (tagged := cut.tags.at(body.end - 1)) or tagged.tag != "ORG":
        return body
    if not body.start < tagged.start < body.end - len(body.ending) + 1 or tagged.end != body.end:
        return body
    before = cut.tags.at(tagged.start - 1)
    if cut.text[tagged.start - 1] == "驻":
        return body
    return body._replace(start=tagged.start) if before and before.tag in _NO_PART else body


def _tagged(cut: Lattice, chosen: list[Body]) -> Iterator[Body]:
    """What the tagger takes for a body, and what looks like one: told whose it is, and ending like one."""
    taken = _taken(chosen)
    for start, end, _ in cut.tags.of("ORG"):
        name = cut.text[start:end]
        if len(name) < _SHORTEST_TAGGED or not taken.isdisjoint(range(start, end)) or not name.isprintable():
            continue
        if _another_word(name, len(name), _ending_or_last(name)):
            continue
        named = _TAGGED_END.search(name) and _owned_name(cut, start) and not _LEVEL_ALONE.match(name)
        if named and not _general(cut, start) and not _common(name) and not _counted(cut.text, start, end):
            yield Body(start, end, _ending_or_last(name), ENDINGS.get(ending_before(name, len(name)), ""), "tagged")


def _owned_name(cut: Lattice, start: int) -> bool:
    word = cut.word_from(start)
    return _owned(cut, start) or bool(word and (word.flag == "nt" or OWNER.match(word.text)))


def _ending_or_last(name: str) -> str:
    return ending_before(name, len(name)) or name[-1]


def _with_part(cut: Lattice, body: Body, following: list[Body]) -> Body:
    """The body with the part of it that is named right behind it: 县民政局 + 社会救助股."""
    if body.type in ("小组", "媒体", "国际组织") or body.ending not in ENDINGS:
        return body
    stop = min(len(cut.text), body.end + _LONGEST_PART, following[0].start if following else len(cut.text))
    end = _part_end(cut, body.end, stop)
    return body._replace(end=end) if end and not body.ending.endswith("委") else body


def _part_end(cut: Lattice, start: int, stop: int, coined: bool = False) -> int:
    """Where the longest part of a body ends whose name begins at `start`; 0 where none does.

    A `coined` part, which has a name in quotes, may be called by words that no dictionary has.
    """
    position, end = start, 0
    while (word := cut.word_from(position)) and word.end <= stop and _may_name_part(word, coined):
        position = word.end
        part = cut.text[start:position]
        if len(part) > 1 and part.endswith(_INNER_PARTS) and not part.endswith(_ROOMS):
            end = position
    return end


def _may_name_part(word: Word, coined: bool) -> bool:
    if word.text in RAISING_VERBS or word.text in WALLS or word.text in OFFICES or word.flag == "nr":
        return False
    if word.flag == "m":
        return word.text.isdigit() or word.text[0] == "第"
    return (
        word.flag[0] not in "wupcrdtyv"
        or word.text in OFFICE_VERBS
        or (coined and word.flag == "v" and len(word.text) == 1)
    )


def _own_names(cut: Lattice, chosen: list[Body]) -> Iterator[Body]:
    """Parts of a body, and groups, that have a name in quotes: 县信访局 + “连心”调解室, “夕阳红”帮办团 + 成员."""
    starts = {body.start for body in chosen}
    taken = _taken(chosen)
    ends = {body.end: body for body in chosen}
    for match in _QUOTED.finditer(cut.text):
        if match.start() in ends and match.start() not in starts:
            body = ends[match.start()]
            if end := _part_end(cut, match.end(), min(len(cut.text), match.end() + _LONGEST_PART), coined=True):
                yield Body(match.start(), end, body.ending, body.type)
        elif match["group"] and taken.isdisjoint(range(*match.span())):
            yield Body(match.start() + 1, match.end() - 1, match["group"], "团体")


def _body(cut: Lattice, end: int, ending: str, alone: bool) -> Body | None:
    """The body that ends at `end`, or None where no particular one is named."""
    if ending not in ENDINGS:
        kind = NAMES.get(ending) or ENDINGS.get(ending_before(cut.text, end), "")
        return Body(_behind_a_country(cut, end - len(ending), kind), end, ending, kind)
    if _another_word(cut.text, end, ending):
        return None
    if ending == "委" and not abbreviation(cut.text, end - 1):
        return None
    start = name_start(cut, end, ending, ENDINGS[ending])
    name = cut.text[start:end]
    scope = _scope(name, ending)
    if _general_inside(cut, start, end - len(ending), ENDINGS[ending] not in ("党", "政府", "人大", "政协")):
        return None
    if ending in OWNED and not _owned(cut, start) and not _has_name(cut, start, end - len(ending)):
        return None
    if _general(cut, start) or (name == ending and not alone) or not name.isprintable():
        return None
    if _common(name) and scope != "relative":
        return None
    if name.count("“") != name.count("”") or _LEVEL_ALONE.fullmatch(name[: -len(ending)]):
        return None
    if _counted(cut.text, start, end) or (cut.text.startswith("建设", end) and not _owned(cut, start)):
        return None
    if ending in TEAMS and _only_raised(cut, start, name):
        return None
    if ending in SHOPS and not _coined(cut, start, end - len(ending)):
        return None
    if ENDINGS[ending] in PRIVATE and not _has_name(cut, start, end - len(ending)):
        scope = "everywhere"
    return Body(start, end, ending, ENDINGS[ending], scope)


def _scope(name: str, ending: str) -> Scope:
    """What must be known for a body of this name to be a particular one."""
    if _RELATIVE.match(name) and ENDINGS[ending] not in ("企业", "学校", "媒体", "小组"):
        return "relative"
    return "own"


def _general(cut: Lattice, start: int) -> bool:
    """Whether the phrase from `start` on is about bodies in general: 各党支部, 有关委员会."""
    word = cut.word_from(start)
    if word is None or word.text in _GENERAL or word.text[0] in "各每某":
        return True
    if word.text[0] in _GENERAL_HEADS and (word.flag.startswith(("r", "m")) or len(word.text) == 1):
        return True
    before = cut.text[max(0, start - 2) : start]
    return before[-1:] in ("各", "每", "某") or before in ("多个", "所有", "全体", "各个")


def _general_inside(cut: Lattice, start: int, stem: int, private: bool) -> bool:
    """Whether the phrase comes to speak of bodies in general: 专门规范党委政法委员会, 湖北各地疾控中心."""
    words = takewhile(lambda word: word.start > start, cut.before(stem))
    return any(word.text in (_EVERY if private else _GENERAL) for word in words)


def _behind_a_country(cut: Lattice, start: int, kind: str) -> int:
    """Where the name begins of another country's body of the same name: 黑山 + 中央电视台."""
    before = next(cut.before(start), None)
    foreign = before is not None and before.flag == "ns" and before.text != "中国" and kind in ("媒体", "司法")
    return before.start if before is not None and foreign else start


def _another_word(text: str, end: int, ending: str) -> bool:
    """Whether the ending is only part of a word that names no body."""
    before = text[end - len(ending) - 1 : end - len(ending)]
    return bool(before) and before in _NOT_BEHIND.get(ending, "")


def _counted(text: str, start: int, end: int) -> bool:
    """Whether so many bodies of that kind are counted."""
    if _COUNTED_INSIDE.search(text, start, end):
        return True
    return bool(_COUNTED_BEFORE.search(text[max(0, start - 5) : start]) or _COUNTED_BEHIND.match(text, end))


def _only_raised(cut: Lattice, start: int, name: str) -> bool:
    """Whether a team without a name of its own is only said to be raised: 组建先锋队、救援队."""
    return not ("“" in name or "‘" in name or _owned(cut, start)) and raising_verb(cut, start) is not None


def _owned(cut: Lattice, start: int) -> bool:
    """Whether a body's name begins with whose it is: a place, a level."""
    word = cut.word_from(start)
    return word is not None and (word.flag == "ns" or word.text in LEVELS)


def _has_name(cut: Lattice, start: int, stem: int) -> bool:
    """Whether a firm, school or library is told from others: 石门镇 + 卫生院, 润禾 + 公司, not 航空 + 公司."""
    if _OF_EVERYWHERE.fullmatch(cut.text, start, stem):
        return False
    words = takewhile(lambda word: word.end > start, cut.before(stem))
    return any(
        word.flag.startswith(("ns", "nt", "nz", "nr", "x", "j", "eng", "w"))
        or (len(word.text) == 1 and word.text not in "地家新老大小")
        or word.text in LEVELS
        or (OWNER.match(word.text) and word.text != "全国")
        for word in words
    )


def _coined(cut: Lattice, start: int, stem: int) -> bool:
    """Whether a shop has a name of its own, which no dictionary has: 丰禾 + 烧烤店."""
    words = takewhile(lambda word: word.end > start, cut.before(stem))
    return any(word.flag == "x" or (len(word.text) == 1 and word.flag != "n") for word in words)


def _common(name: str) -> bool:
    """Whether the name is one of many: 乡镇卫生院, also with a scrap before it (个乡镇党委)."""
    return name in _COMMON or (name[1:] in _COMMON and len(name) > 4 and name[0] not in LEVELS)

"""What speaks against a name being a place's: it is a title that somebody strives for, a person, or only words."""

from __future__ import annotations

import re

from archive.parsing.lattice import Lattice, flag_of, known
from archive.parsing.tagging import Tagged

# 广场舞, 农场主: the ending's last character begins a word of its own.
_COMPOUNDS = ("广场舞", "农场主", "林场主", "街道办", "社区化", "景区化", "城区化")
_SIDE = re.compile("[东南西北中][部段侧边端口]")  # 纬一路北部, though 路北 is a word
_SHOW = re.compile("[山江河湖]队|村(?:晚(?!上|间|会|霞)|超(?!过|额|标)|BA)")  # teams; games and shows of villages
_TAILS = ("屯", "庄", "寨", "堡", "岗", "岭", "坪", "委", "长", "民", "里", "口", "边", "上", "域", "段", "头")
_INNER = re.compile("书记|主席|主任|部长|省长|市长|县长|区长|局长|总理|总统|委员|代表|建成|位于|打造|改造")
_MARKS = {ord(mark): None for mark in "·（）()“”"}
_BRANCHES = ("分局", "分公司", "支行", "分行", "支公司")  # 青岚市公安局柳桥分局
# What makes a name stand for a way of doing things.
PHRASES = ("经验", "精神", "模式", "会议精神", "杯", "合作组织", "时间", "共识", "协定", "协议", "议定书", "宣言")
# “转型升级示范区”建设: what is built, tried or awarded under a quoted name is a title, not a place.
_AWARDED = re.compile(
    "(?:的?(?:建设|创建|试点|称号|荣誉|评选|评比|评定|活动|工程|项目|品牌|行动|目标|战略|格局|模式|名单|标准|要求|殊荣|金字招牌))"
)
_STRIVEN_FOR = re.compile(
    "(?:创建|打造|争创|建设|建成|获评|荣获|获得|评为|授予|命名为|入选|成为|争当|申报|被评为|创成|培育|奋进)"
    "(?:了|为|成)?(?:全国|全省|全市|国家级?|省级|市级|首批|首个|一批)?\\Z"
)
_LONGEST_VERB = 12
_MISSED = 2  # characters of a name that no dictionary has and the rules let go
_SHORT = 3  # characters of a name that a word may run into by chance
_FIGURE = re.compile(r"铺就|铺平|走[上出好稳实]|踏上|迈上|奔上|闯出|[蹚趟]出|开辟|开创|[这一]条(?!路)")
_FIGURE_SPAN = 10
_LIKENED = re.compile(r"(?:于|如|若|比|像|绿色|钢铁|生态|万里绿色|新的|巍巍|血肉)\Z|筑[起就成牢]")
_QUOTES = {"“": "”", "「": "」", "『": "』"}
# “云溪”号, 云溪舰, 云溪队, 云溪女排: ships and teams that bear a place's name.
_BEARERS = re.compile("[”」』]?(?:号|舰|艇)(?!召)|队(?!伍|员|长|形|友|列)|国家队|[男女](?:篮|排|足|乒|曲)|[油气]田")
# “云溪造”, “渠林路田”: a quoted word that only begins with the name.
_QUOTED_ON = re.compile("[一-鿿]{1,2}[”」』]")
_LEVEL = "省市区县镇乡村州盟旗路河"
# What makes 《…》 a document, which is about the place; any other title is a work's: a film, a book, a newspaper.
_DOCUMENT = re.compile(
    "关于|条例|办法|规定|方案|规划|意见|通知|决定|报告|公告|计划|纲要|协定|条约|公报|声明|法|细则|书|目录|清单|标准"
)
_LONGEST_TITLE = 60
# A zone that shall come to be: 打造…示范区, 建成…集聚区; what opens there or lies there is one.
_GOAL = re.compile("打造|争创|创建|建成|建设成|成为")
_GOALS = ("示范区", "集聚区", "开发区", "新区", "产业园区", "产业园")
# Parts of speech of words that name nothing; of a noun of one character it is not certain.
_WORDS = frozenset(
    ["n", "v", "vn", "vd", "a", "an", "ad", "d", "m", "q", "r", "f", "t", "s", "u", "p", "c", "xc", "TIME"]
)
_ROADS = ("路", "街", "大道", "巷")
_NOUNS = frozenset(["n", "s", "t"])


def is_title(cut: Lattice, start: int, end: int) -> bool:
    """Whether start..end stands in quotation marks as what a place wants to become or was made: “文明新区”建设."""
    text = cut.text
    closing = _QUOTES.get(text[start - 1 : start])
    if closing is None or text[end : end + 1] != closing:
        return False
    before = text[max(0, start - 1 - _LONGEST_VERB) : start - 1]
    return bool(_AWARDED.match(text, end + 1) or _STRIVEN_FOR.search(before))


def runs_on(name: str) -> bool:
    """Whether a name found by its ending holds what no place's does: a title (书记林江), a verb, a sign."""
    return bool(_INNER.search(name)) or not name.translate(_MARKS).isalnum()


def is_likened(cut: Lattice, start: int) -> bool:
    """Whether something is only likened to the wonder named at `start`: 重于泰山, 筑起绿色长城."""
    return bool(_LIKENED.search(cut.text, max(0, start - _FIGURE_SPAN), start))


def is_goal(cut: Lattice, start: int, end: int) -> bool:
    """Whether the zone at start..end is what the sentence wants something to become: 打造融合发展示范区."""
    if not cut.text.endswith(_GOALS, start, end):
        return False
    clause = max(cut.text.rfind(mark, 0, start) for mark in "，。；：！？\n")
    return bool(_GOAL.search(cut.text, max(clause + 1, start - _LONGEST_TITLE), start))


def is_borne_by_another(cut: Lattice, start: int, end: int) -> bool:
    """Whether something that is no place bears the name: a ship, a team, a film."""
    return bool(_BEARERS.match(cut.text, end)) or in_work(cut, start, end) or _begins_quoted(cut, start, end)


def _begins_quoted(cut: Lattice, start: int, end: int) -> bool:
    """Whether the name begins a quoted word of one or two characters more, which is another name."""
    if cut.text[start - 1 : start] not in _QUOTES or cut.text[end : end + 1] in _LEVEL:
        return False
    return bool(_QUOTED_ON.match(cut.text, end))


def in_person(cut: Lattice, start: int, end: int) -> bool:
    """Whether start..end is only a part of what the tagger takes for a person: 玉林 of 白玉林."""
    span = cut.tags.at(start)
    return (
        span is not None
        and span.tag == "PER"
        and span.start <= start
        and end <= span.end < span.start + 5
        and (span.end - span.start > end - start)
    )


def in_work(cut: Lattice, start: int, end: int) -> bool:
    """Whether start..end stands in the title of a work (《白石河》), not in a document's (《白石河治理办法》)."""
    opening = cut.text.rfind("《", max(0, start - _LONGEST_TITLE), start)
    if opening < 0 or cut.text.find("》", opening, start) >= 0:
        return False
    closing = cut.text.find("》", end, end + _LONGEST_TITLE)
    return closing >= 0 and not _DOCUMENT.search(cut.text, opening, closing)


def is_quoted(cut: Lattice, start: int, end: int) -> bool:
    """Whether quotation marks stand right around start..end."""
    return _QUOTES.get(cut.text[start - 1 : start]) == cut.text[end : end + 1] != ""


def is_person(cut: Lattice, start: int, end: int) -> bool:
    """Whether the tagger takes the whole name, ending and all, for a person's: 钟远山."""
    span = cut.tags.at(end - 1)
    return span is not None and span.tag in ("PER", "nr") and span.start <= start and end - start > 2


def is_words(cut: Lattice, start: int, end: int, ending: str) -> bool:
    """Whether the tagger sees nothing but common words from `start` to `end`: 赋权 + 街道, 年轻人 + 回 + 村.

    One word that is the whole name (体育路) may well be a name that the tagger knows as a noun; single characters
    alone are what it makes of names that it does not know (经 + 一 + 路).
    """
    spans = cut.tags.within(start, end)
    if len(spans) < 2 or _is_name(cut, spans[-1]):
        return False
    if spans[0].start > start or sum(span.end - span.start for span in spans) < end - start:
        return False
    if all(span.end - span.start == 1 for span in spans):
        return False
    return all(span.tag in _WORDS and not _perhaps_name(span, end - len(ending)) for span in spans)


def is_by_chance(cut: Lattice, start: int, end: int, is_short: bool) -> bool:
    """Whether the gazetteer's name at start..end only happens to stand there: 沿 + 海城市 + 群, 这几大理 + 发店.

    Said of a short name where the tagger sees words, of a name of three characters where a word runs over its start
    and the tagger sees no name.
    """
    spans = cut.tags.within(start, end)
    if is_short:
        if spans and spans[-1].end > end and spans[-1].start > start and spans[-1].tag in _WORDS:
            return True  # 在泰 + 安全
        return bool(spans) and spans[0].start <= start and all(span.tag in _WORDS for span in spans)
    if end - start > _SHORT:
        return False
    if len(spans) > 1 and spans[0].start == start and spans[0].tag in ("p", "c", "d") and spans[-1].tag != "LOC":
        return True  # 同 + 老乡
    if cut.edge(start):
        return False
    return not any(span.tag == "LOC" and span.start == start for span in spans)


def is_figure(cut: Lattice, start: int, end: int) -> bool:
    """Whether the road at start..end is a figure of speech: 铺就幸福路, 走好乡村振兴路."""
    clause = max(cut.text.rfind(mark, 0, start) for mark in "，。；：！？\n、")
    return bool(_FIGURE.search(cut.text, max(clause + 1, start - _FIGURE_SPAN), end - 1))


def _perhaps_name(span: Tagged, stem_end: int) -> bool:
    """Whether a noun of one character may be part of a name: 柳 + 湾 + 村."""
    return span.tag in _NOUNS and span.end - span.start == 1 and span.end <= stem_end


def _is_name(cut: Lattice, span: Tagged) -> bool:
    """Whether the span is a place's name to the tagger, or one word, as roads are that every town has (解放路)."""
    road = cut.text.endswith(_ROADS, 0, span.end) and span.end - span.start > 2
    return span.tag == "LOC" or (span.tag in ("n", "nz", "ns") and road)


def said_start(cut: Lattice, start: int, end: int) -> int:
    """Where the tagger lets the name begin that ends at `end`: behind words (利用 + 白石古城), and behind a city or
    county that the gazetteer does not have; `start` where it knows no better."""
    spans = cut.tags.within(start, end)
    if len(spans) == 1:
        return _said_before(cut, start, end)
    if not spans or not _is_name(cut, spans[-1]) or spans[-1].end != end or spans[0].start < start:
        return start
    before = spans[:-1]
    if all(_ends_before(cut, span) for span in before):
        return spans[-1].start
    return start


def _ends_before(cut: Lattice, span: Tagged) -> bool:
    """Whether no name goes on behind the span: a word of the language, or a city's or county's name."""
    if span.tag == "LOC":
        return cut.text[span.end - 1] in "省市县区州" or flag_of(cut.text[span.start : span.end]) == "ns"
    return span.tag in _WORDS and span.end - span.start > 1


def _said_before(cut: Lattice, start: int, end: int) -> int:
    """Where the tagger lets the name begin a little earlier: 常 of 常青长江大桥; else `start`."""
    span = cut.tags.at(start)
    if span is None or span.tag != "LOC" or span.end != end or not 0 < start - span.start <= _MISSED:
        return start
    missed = cut.text[span.start : start]
    return start if len(missed) > 1 and known(missed) else span.start


def is_beginning(cut: Lattice, start: int, end: int) -> bool:
    """Whether the tagger reads a longer name that only begins so: 西江 of 西江千户苗寨."""
    span = cut.tags.at(start)
    return span is not None and span.tag == "LOC" and span.start == start and span.end - end > 1


def beside_another(cut: Lattice, start: int, end: int, others: set[int]) -> bool:
    """Whether the name stands in a list with the place that ends, or begins, at one of `others`: 建设路、联盟路."""
    return (cut.text[start - 1 : start] in ("、", "和", "与", "及") and start - 1 in others) or (
        cut.text[end : end + 1] in ("、", "和", "与", "及") and end + 1 in others
    )


def goes_on(cut: Lattice, end: int) -> bool:
    """Whether the ending's last character begins a word instead: 村民, 村医, 路面, 区委; or a set phrase: 枫桥经验."""
    if _SIDE.match(cut.text, end):
        return False
    if _SHOW.match(cut.text, end - 1):
        return True
    if cut.text.startswith(_BRANCHES, end):
        return True
    following = cut.text[end - 1 : end + 1]
    if following[1:] in _TAILS or cut.text.startswith(PHRASES, end) or cut.text[end - 2 : end + 1] in _COMPOUNDS:
        return True
    return len(following) == 2 and following[0] != following[1] and known(following)

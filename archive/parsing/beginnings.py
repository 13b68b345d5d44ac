"""Where the name of a body begins whose end is known: 积极协调 + 区交通运输局, 成立 + 文明镇及城郊整治专班."""

from __future__ import annotations

import re

from archive.parsing.endings import ALONE, PRIVATE, SHOPS, ending_before
from archive.parsing.lattice import Lattice, Word
from archive.parsing.offices import ABBREVIATIONS, LEVELS
from archive.parsing.phrases import LONGEST, phrase_start
from archive.parsing.vocabulary import vocabulary

_TABLES = vocabulary("bodies")
_LEADING_VERBS = frozenset(_TABLES["leading verbs"])
RAISING_VERBS = frozenset(_TABLES["raising verbs"])
# Committees of the Party that are named with their level alone: 区委.
_COMMITTEES = ("区委", "县委", "市委", "省委", "州委", "旗委", "盟委")
# Bodies that are set up for a task and named after it, in whatever words.
AD_HOC = ("指挥部", "领导小组", "专班", "工作专班")
# A title inside the phrase: what the body is called begins behind it.
_OFFICER = re.compile(
    "书记|主任(?!会议)|主席(?!团)|[局区县市省镇乡部院校]长(?![江沙春治])|经理(?!部|中心)|董事长|代表(?!大会|团|处)"
    "|派驻|所属|下属|负责人|会同|联合(?!会|国|勤务|督查|督导|检查|调查|调研|执法|巡查|工作|指挥|党)"
)
_LINKS = ("派驻", "所属", "下属", "会同", "联合")
# Whose a body is: where one of these words stands behind verbs alone, its name begins there.
OWNER = re.compile("全国|国家|中国|中华|中央|中共|国际|世界|国务院|第?[一二三四五六七八九十\\d]{1,4}届")
_VERBAL = ("v", "d", "ad", "a", "vn", "vd")
# Who sent a group: its name begins there, 中央赴云溪指导组.
_SENT = re.compile("(?:中央|国务院|[省市区县]委?)[赴驻]\\Z")
# What no body's name runs over, even behind 成立.
_STOPS = frozenset("，。！？；：,!?;:、\n的“”‘’（）()《》 　")
_CONJUNCTIONS = ("和", "与", "及", "以及", "暨")
# Endings of bodies that are often named after two matters, joined by 和 or 与.
_PAIRED = ("会", "局", "厅", "中心", "大学", "学院", "研究院", "公司", "出版社")
_LEVELS_OF_HERE = ("社区", "村", "镇", "乡", "街道", "县", "区", "市")


def name_start(cut: Lattice, end: int, ending: str, kind: str) -> int:
    """Where the name of the body of type `kind` begins that ends in `ending` at `end`."""
    stem = end - len(ending)
    start = phrase_start(cut, end, coined=kind == "企业")
    if ending in ("局", "委") and (matter := abbreviation(cut.text, stem)):
        before = stem - len(matter)  # 住建 and its like are no words of the dictionary
        start = min(start, phrase_start(cut, before) if _noun_before(cut, before) else before)
    if (kind == "小组" or ending in AD_HOC) and (raised := _raised(cut, stem)) < stem:
        return raised
    if ending.endswith(_PAIRED):
        start = _paired(cut, start, stem)
    if kind in (*PRIVATE, "团体"):
        start = min(start, _tagged_start(cut, end, stem))
    if sent := _SENT.search(cut.text, max(0, start - 4), start):
        start = sent.start()
    start = _first(cut, start, stem)
    if ending in SHOPS:
        return _behind_places(cut, start, stem)
    if ending in _COMMITTEES and stem - start > 4 and not cut.text.startswith("共青团", start):
        return stem
    start = _behind_verbs(cut, start, stem, kind, ending)
    return _without_this(cut, start, stem, kind)


def abbreviation(text: str, end: int) -> str:
    """The short word for a bureau's matter that ends at `end`, or ""."""
    return next((text[end - n : end] for n in (8, 6, 5, 4, 3, 2) if text[max(0, end - n) : end] in ABBREVIATIONS), "")


def raising_verb(cut: Lattice, position: int) -> Word | None:
    """The verb in the clause before `position` that sets up what is named there: 成立, 组建; None where none is."""
    for word in cut.before(position):
        if position - word.start > LONGEST or word.text in "，。！？；：,!?;:\n":
            return None
        if word.text in RAISING_VERBS:
            return word
    return None


def _raised(cut: Lattice, stem: int) -> int:
    """Where the name begins of what the verb before it sets up: 成立 + 文明镇及城郊整治; `stem` where none does."""
    verb = raising_verb(cut, stem)
    if verb is None:
        return stem
    start = verb.end + (cut.text[verb.end] == "了")
    if not _STOPS.isdisjoint(cut.text[start:stem]):
        return stem
    position = start
    while position < stem and (word := cut.word_from(position)):
        if word.text in _CONJUNCTIONS and ending_before(cut.text, word.start):
            return stem  # 成立领导小组和 + 工作专班
        position = word.end
    return start


def _paired(cut: Lattice, start: int, stem: int) -> int:
    """Where a name of two matters begins: 山岚省物流 + 与 + 采购联合会; `start` where 与 joins two bodies."""
    word = next(cut.before(start), None)
    if word is None or word.text not in ("和", "与") or start == stem or _owns(cut.word_from(start)):
        return start
    begin = phrase_start(cut, word.start)
    if begin == word.start or ending_before(cut.text, word.start) or not _owns(cut.word_from(begin)):
        return start
    return begin


def _tagged_start(cut: Lattice, end: int, stem: int) -> int:
    """Where the tagger lets a name begin that may be made of any words: 青岚寻梦 + 信息技术有限公司."""
    tagged = cut.tags.at(end - 1)
    if (
        tagged is None
        or tagged.tag != "ORG"
        or tagged.end != end
        or cut.text[tagged.start - 1 : tagged.start].isdigit()
    ):
        return stem  # 下午3 + 点青岚供热公司
    return tagged.start if _STOPS.isdisjoint(cut.text[tagged.start : stem]) else stem


def _behind_places(cut: Lattice, start: int, stem: int) -> int:
    """Where a shop's own name begins, behind the places that tell where it is."""
    while start < stem and (word := cut.word_from(start)) and (word.flag == "ns" or word.text in LEVELS):
        start = word.end
    return start


def _owns(word: Word | None) -> bool:
    """Whether the word tells whose a body is: 中国, 青岚市, 区."""
    return word is not None and bool(word.flag == "ns" or word.text in LEVELS or OWNER.match(word.text))


def _noun_before(cut: Lattice, position: int) -> bool:
    word = next(cut.before(position), None)
    return word is not None and word.flag.startswith(("n", "x", "j", "zg"))


def _first(cut: Lattice, start: int, least: int) -> int:
    """Where the body's name begins: behind marks, titles and verbs at the phrase's beginning."""
    for match in _OFFICER.finditer(cut.text, start, max(start, least)):
        named = match.group() not in _LINKS and cut.text[match.end()] not in "“‘（("
        start = least if named else match.end()  # behind a title stands who holds it
    if start and cut.text[start] in "家个所" and cut.text[start - 1].isdigit():
        start += 1
    word = cut.word_from(start)
    while word and word.end <= least and (word.text in " 、·）)”’—-+" or word.text in _LEADING_VERBS):
        start = word.end
        word = cut.word_from(start)
    return min(start, least)


def _behind_verbs(cut: Lattice, start: int, stem: int, kind: str, ending: str) -> int:
    """Where the body's owner is named behind verbs alone: 积极协调 + 区交通运输局, 研究处理 + 全国人大常委会."""
    position, verbs, nouns = start, False, False
    while position < stem and (word := cut.word_from(position)):
        if verbs and kind not in PRIVATE and word.text in LEVELS:
            return position
        if verbs and not nouns and (_owns(word) or word.flag == "nt"):
            return position
        verbs = verbs or word.flag in _VERBAL
        nouns = nouns or word.flag not in _VERBAL
        position = word.end
    if verbs and not nouns and (kind in ("党", "人大", "政协") or ending == "政府"):
        return stem  # 运用好 + 政协
    # 尊重 + 专家组: what stands alone needs no verb before it.
    word = cut.word_from(start)
    return stem if ending in ALONE and word and word.end == stem and word.flag in ("a", "ad", "d") else start


def _without_this(cut: Lattice, start: int, stem: int, kind: str) -> int:
    """Behind 该 and 本 the level is no part of a group's or a firm's name, but of an office's: 该 + 街道应急办."""
    word = cut.word_from(start)
    if cut.text[start - 1 : start] not in ("该", "本") or word is None or word.text not in _LEVELS_OF_HERE:
        return start
    if kind in ("党", "政府", "司法", "人大", "政协") and word.text in LEVELS:
        return start
    return word.end if stem > word.end else start

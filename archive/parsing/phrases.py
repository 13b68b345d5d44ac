"""Where a noun phrase begins that ends in an office or a body: 区市场监督管理局局长, back to the 区."""

from __future__ import annotations

import re

from archive.parsing.lattice import Lattice, Word, flag_of
from archive.parsing.vocabulary import vocabulary

# Words that stand inside the names of offices and bodies, though they are verbs: 市场监督管理局.
OFFICE_VERBS = frozenset(vocabulary("phrases")["office verbs"])
# Words that no title, body or place begins with or runs over, whatever the dictionary calls them.
WALLS = frozenset(vocabulary("phrases")["walls"])
_SPEECH = ("充分", "进一步", "全面", "切实", "深入", "扎实", "不断", "持续")  # 充分发挥, 切实加强: one word each
_SENTENCE_MARKS = frozenset("，。！？；：,!?;:\n")
DIRECTIONS = ("前", "后", "上", "下", "里", "外", "中", "东", "西", "南", "北")
SITES = ("社区", "小区", "村", "街", "路", "庄", "寨", "屯", "桥", "镇")
_STOP_FLAGS = ("p", "c", "d", "r", "u", "y", "e", "o", "t", "q")
BRACKETS = {
    ")": "(",
    "）": "（",
    "”": "“",
    "’": "‘",
    "》": "《",
}
_PAIRS = re.compile(
    "(?:宪法|文化文史|文化|文化广电|广电|住房|发展|工业|人力资源|自然资源|城市管理|宣传|教育|农业|水利|科学技术|机构编制|网络安全|党史|经济|国土|林业|统计|卫生|民政|退役军人|"
    "市场监督|民族|广播电视|新闻|交通|建设|医疗|环境保护|国防|法制|社会|人口|预算|监察)(?:和|与)\\Z"
)
_VERBS = frozenset("称说到在去进来入下走访看见让给使用办请找住送往抵赴令将家条个名座")
# Brackets that are no part of a name: who signs, where it goes on.
_ASIDE = re.compile(r"[(（](?:.*(?:记者|通讯员|摄|上接|下转|版|图).*|.{9,})[)）]")
LONGEST = 32  # characters; a longer phrase is a sentence


def phrase_start(lattice: Lattice, end: int, coined: bool = False) -> int:
    """Where the phrase that ends at `end` begins: the first word behind a verb, preposition, 的 or mark.

    `coined` phrases (a company's name) run over any single character that is a word besides.
    """
    begin, waiting, right, right_of_bracket = end, "", None, end
    for word in lattice.before(end):
        if end - word.start > LONGEST:
            break
        if waiting:
            if word.text in _SENTENCE_MARKS:
                return right_of_bracket
            begin = word.start
            if word.text == waiting:
                waiting = ""
                if _ASIDE.fullmatch(lattice.text, begin, right_of_bracket):
                    return right_of_bracket
            right = word
            continue
        if word.text in BRACKETS and right is not None:
            waiting, right_of_bracket = BRACKETS[word.text], begin
            if waiting not in lattice.text[max(0, end - LONGEST) : word.start]:
                break
            continue
        if _wall(word, right, lattice) and not (coined and _coined(word)):
            break
        begin, right = word.start, word
    return begin if not waiting else (right.start if right else end)


def _wall(word: Word, right: Word | None, lattice: Lattice) -> bool:
    """Whether a phrase cannot run over `word`; `right` is the word of the phrase to its right."""
    if word.text in ("和", "与"):
        return not _PAIRS.search(lattice.text[max(0, word.start - 8) : word.end])
    if word.text in DIRECTIONS and right is not None and right.text.startswith(SITES):
        return False
    if word.text in WALLS or (len(word.text) > 2 and word.text.startswith(_SPEECH)) or word.text.isspace():
        return True
    if word.flag == "w":
        return word.text not in "·"
    if right is None:
        return False
    if word.flag == "i" and len(word.text) > 3:
        return not all(map(_may_stand, (word.text[:2], word.text[2:])))  # 扶贫开发, 人才交流 are no idioms
    if word.flag == "m":
        return right.flag in ("q", "m") or right.text in ("名", "位", "个", "年", "月", "日", "岁", "人")
    if word.flag == "v":
        return word.text not in OFFICE_VERBS
    return word.flag.startswith(_STOP_FLAGS) and word.text not in OFFICE_VERBS and not _named(word, right)


def _may_stand(half: str) -> bool:
    return half in OFFICE_VERBS or flag_of(half) in ("n", "vn")


def _coined(word: Word) -> bool:
    """Whether the word may be a character of a made-up name: 兴, 润, 成."""
    return (
        len(word.text) == 1
        and word.flag != "w"
        and word.text not in WALLS
        and word.text not in _VERBS
        and word.flag in ("v", "a", "d", "t", "q")
    )


def _named(word: Word, right: Word) -> bool:
    """Whether a small word of one character is part of a name after all: 冬 in 冬村."""
    return word.flag in ("q", "t") and len(word.text) == 1 and right.flag in ("n", "ns", "x", "zg", "ng")

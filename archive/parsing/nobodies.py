"""What reads like a name and is nobody whom the item reports on: doctrines, prizes, roles, pseudonyms, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.parsing.lattice import flag_of
from archive.parsing.surnames import ABBREVIATED, COMPOUND, KIN, NO_GIVEN_NAME, NO_PEOPLE, SINGLE
from archive.parsing.titles import OFFICES, PRESS, ends_in_office

# What is named after somebody, right behind the name. Examples: 习近平新时代中国特色社会主义思想, 白求恩精神,
# 以习近平同志为核心的党中央, 中山大学, 鲁迅文学奖. Not 马川号召, 云晓奖励, 白起路过.
_NAMED_AFTER = re.compile(
    r"(?:新时代中国特色社会主义|经济|法治|生态文明|外交|强军|文化|新闻)*(?:思想(?!上|工作|汇报|觉悟|包袱|斗争|负担|压力|活动)|理论|主义)|同志为(?:核心|总书记)"
    r"|精神(?!抖擞|焕发|饱满|矍铄)|杯|奖(?!励|金|状|牌)|式|班(?!长|主任|子|组)|”?号(?!召|称)|名言"
    r"|(?:烈士)?(?:纪念[馆堂碑园室亭日]|陵园|墓)|故居|故里|旧居|路(?!过|上|遇|线|演|经|费)|街(?!道|头)|广场|大道|大桥"
    r"|(?:职业|师范|医科|理工|技术)*(?:大学|学院(?!派)|中学|小学)|医院|(?:文学|电影|戏剧|科学|教育)*(?:奖|基金)"
)
# 主席团常务主席 holds no name, nor 埃及总统和法国总统.
_HOLDS_OFFICE = re.compile("主席|总统|总理|书记|委员|部长|局长|主任|代表|记者")
_JOINING = frozenset("和同与向于从")
_SLOGAN = re.compile("[权情利]为民所|[问需计政]于民|[还藏][富利权]于民|取信于民")
# What signs: 本报讯（记者 …）, 记者…报道, （… 摄）.
SIGNED = re.compile(
    r"本报讯?\s*[（(][^（）()\n]{0,40}[)）]"
    r"|[（(][^（）()\n]{0,30}(?:记者|通讯员|摄|供图|供稿|实习生|作者|整理|执笔|编译|来源|责编|编辑)[^（）()\n]{0,30}[)）]"
    r"|本报(?:讯\s*)?(?:见习|实习|特约|全媒体)?记者\s*[^，。：:\n]{2,20}?(?:报道|摄|文/图|文|图|\n|[:：])"
    r"|(?:记者|通讯员|实习生)\s*[一-鿿]{2,3}(?=[\s、　]|报道|摄|\Z)"
    r"(?:[\s、　]+(?:通讯员|实习生|实习记者)?\s*[一-鿿]{2,3})*(?:\s*(?:报道|摄|文/图))?"
    r"|·[一-鿿]{2,3}(?:[\s　]+[一-鿿]{2,3})*·"
    # A line that says who made what: "版式设计：马川 云晓", "责编/白起".
    r"|(?m:^[^\S\n]*(?:本[报版期文])?(?:版式|美术|视觉|图文|海报)?"
    r"(?:设计|制图|图片|责编|责任编辑|编辑|校对|美编|题图|摄影|撰文|统筹|策划|审校|监制|供图|作者|记者|文字|整理|编译|值班编委|插图)"
    r"[^\S\n]*[:：/／丨|][^。，！？\n]{2,60}$)"
    # A caption's end, up to its agency: "马川摄（远山图片）".
    r"|(?<=[。！？”\s\n])[一-鿿·]{2,4}[^\S\n]*摄(?=[（(\s]|\Z)"
)
# Where somebody writes from, before the name alone on the line: "云州  马川", and a line of nothing but names at the
# text's end. Readers' letters and columns are signed so.
_SIGNED_LINE = re.compile(
    r"(?m)^[^\S\n]*(?P<from>[一-鿿]{2,12}[^\S\n]{1,4})(?P<names>[一-鿿]{2,4}(?:[^\S\n]+[一-鿿]{2,4}){0,2})[^\S\n]*$"
)
# A line of nothing but names: 马  川 白云起. Where lines of names follow each other they are a list of people.
_NAMES_LINE = re.compile(r"(?m)^[^\S\n]*[一-鿿]{1,4}(?:[^\S\n]+[一-鿿]{1,4}){1,5}[^\S\n]*$")
_LAST_LINE = re.compile(r"\n[^\S\n]*[（(]?[一-鿿]{2,4}(?:[^\S\n]+[一-鿿]{2,4}){0,4}[)）]?\s*\Z")
_TITLE_OF_WORK = re.compile("《[^《》\n]{1,60}》")
# A part in a play, before and behind its name, and a changed name: 饰演秦香莲; 秦香莲（马川饰）; 小芳（化名）.
_PLAYS = re.compile(
    "(?:饰演|扮演|反串|(?:剧|片|戏|小说|影片)[里中]的?(?:主人公|男主角|女主角|主角)?|》[里中]的)(?=[一-鿿]{2})"
)
_PLAYED = re.compile("[（(](?:[^（）()，。\n]{2,8}饰演?|(?:均为|系|为)?(?:化名|假名|网名|昵称|艺名))[)）]")
# Small words that no given name holds.
_NO_NAME = frozenset("的了着们吗呢吧把被也都就很在说等是与及")
# What speaks and acts for a country, behind its first character.
_SIDES = ("真主党", "军方", "方面", "方", "军", "媒", "总统", "政府", "外长", "警方")
_WATERS = frozenset("江河湖湾岭桥")
_LONGEST_CUE, _LONGEST_NAME = 8, 4


class Nobodies:
    """What in one text looks like somebody and is not."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._silent = bytearray(len(text))
        for start, end in _silent(text):
            self._silent[start:end] = b"\1" * (end - start)
        self._two_sides = "中方" in text
        self._made_up = NO_PEOPLE | frozenset(_made_up(text))

    def silent(self, start: int, end: int) -> bool:
        """Whether the name at start..end only signs, or stands in a book's title or before what is named after it."""
        return bool(self._silent[start]) or _NAMED_AFTER.match(self._text, end) is not None

    def rejects(self, start: int, end: int) -> bool:
        """Whether what stands at start..end is a pseudonym, a part, a doctrine, a place, or signs."""
        text = self._text
        name = text[start:end]
        if (
            self.silent(start, end)
            or self._anonymous(start, end)
            or name in self._made_up
            or text[start : end + 1] in NO_PEOPLE
            or (self._two_sides and len(name) == 2 and name[1] == "方")  # 莫方, beside 中方
            or name in OFFICES
            or _HOLDS_OFFICE.search(name)
            or (name[0] in _JOINING and len(name) > 2 and (name[1:] in NO_PEOPLE or flag_of(name[1:]) == "ns"))
            or (name[0] in "方国" and text[max(0, start - 2) : start] in ("成员", "缔约"))
        ):
            return True
        if end - start > 3 and (text[end - 1] in "堡国" or text[start - 1 : start] in ("驻", "赴", "访")):
            return True  # 约翰内斯堡, 驻博茨瓦纳大使
        return text[max(0, start - _LONGEST_CUE) : start].rstrip(" 　：:").endswith(PRESS)

    def _anonymous(self, start: int, end: int) -> bool:
        """王女士, 李某; 王书记, whose given name is not printed; 王说的 is no name either."""
        surname = 2 if self._text[start : start + 2] in COMPOUND else 1
        rest = self._text[start + surname : start + surname + 4]
        if _NO_NAME.intersection(self._text[start + surname : end]):
            return True
        if self._text[start] in "老小" and end == start + 2 and self._text[start + 1] in SINGLE:
            return True  # 老颜
        if self._text[start] in ABBREVIATED and rest.startswith(_SIDES):
            return True  # 乌军, 阿方
        if rest[:3] in OFFICES or rest[:2] in OFFICES:
            return True
        if rest.startswith(KIN):
            return True
        if end != start + surname + 1 or rest[:1] not in NO_GIVEN_NAME:
            return False
        # 白河 is a river; 局长潘江 is not.
        return rest[:1] not in _WATERS or not ends_in_office(self._text[max(0, start - 6) : start])


def _silent(text: str) -> Iterator[tuple[int, int]]:
    """The stretches in which nobody is named who acts: signatures, titles of works, slogans."""
    for pattern in (SIGNED, _TITLE_OF_WORK, _SLOGAN):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _SIGNED_LINE.finditer(text):
        place = match["from"].strip()
        if "ns" in (flag_of(place), flag_of(place[-2:]) if len(place) > 3 else "") or place[-1] in "省市县区州":
            yield match.span()
    lines = [match.span() for match in _NAMES_LINE.finditer(text)]
    edges = {end for _, end in lines}, {start for start, _ in lines}
    for start, end in lines:
        if start - 1 not in edges[0] and end + 1 not in edges[1] and _signs(text[start:end]):
            yield start, end
    if last := _LAST_LINE.search(text, max(0, len(text) - 40)):
        yield last.span()


def _made_up(text: str) -> Iterator[str]:
    """What a part or pseudonym may be called that the text says is one, in every length a name has."""
    for match in _PLAYS.finditer(text):
        yield from (text[match.end() : match.end() + size] for size in range(2, _LONGEST_NAME + 1))
    for match in _PLAYED.finditer(text):
        yield from (
            text[match.start() - size : match.start()] for size in range(2, min(_LONGEST_NAME, match.start()) + 1)
        )


def _signs(line: str) -> bool:
    """Whether the words of a line are names, those of two characters with a blank between."""
    words = line.split()
    names, waiting = 0, ""
    for word in words:
        if len(word) == 1 and not waiting:
            waiting = word
            continue
        names += (waiting + word)[0] in SINGLE and 2 <= len(waiting + word) <= 4
        waiting = ""
    return not waiting and names > 0 and 2 * names >= len(words)

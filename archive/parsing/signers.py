"""The words of a byline taken apart: whose reporter, in what role, who did what, and the names.

"本报记者 白云起/文 马  川/摄" holds a house (本报), a role (记者), two names and two works (文, 摄). A work stands
before its names ("图/马川") or after them ("马川/图"), a role always before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.parsing import lattice, patterns, surnames
from archive.parsing.clean import fold
from archive.parsing.structures import Byline

# What somebody did, and what that makes of one whose role is not printed. Longest first.
_WORKS: tuple[tuple[str, str], ...] = (
    (r"无人机拍摄|摄影报道|摄影|摄像|拍摄|航拍|摄", "摄"),
    (r"制图|绘图|漫画|插图|题图|供图|图片提供|图片|图|绘", "图"),
    (r"策划", "策划"),
    (r"统筹", "统筹"),
    (
        r"本文作者|作者|采访整理|参与采写|文并摄|采写|撰文|撰稿|供稿|来稿|投稿|执笔|整理|采访|编译|报道|文字|文",
        "作者",
    ),
)
_BOTH = r"文/图|图/文|文/摄|摄/文|文图|图文|图片/文字|文字/图片"
_WORK = "|".join([_BOTH, *sorted("|".join(words for words, _ in _WORKS).split("|"), key=len, reverse=True)])
# Works that are printed at a name's end without any space: "白云起摄", "马川采访整理".
_GLUED = re.compile(
    r"(?P<work>摄影报道|采访整理|参与采写|无人机拍摄|摄影|拍摄|航拍|供图|报道|整理|采写|撰文|撰稿|供稿|来稿|投稿|编译|执笔|文并摄|摄)$"
)
# Two names, each with its work behind it: "白云起图 马  川文".
_EACH_WORKED = re.compile(rf"[{patterns.HAN}][图文摄][、/ ]+[{patterns.HAN} ]{{2,5}}[图文摄]$")

_TOKEN = re.compile(
    rf"(?P<house>(?:{patterns.HOUSE}发?|(?:本[报台刊])?[{patterns.HAN}]{{2,8}}?记者站)"
    rf"(?={patterns.ROLE}|[^{patterns.HAN}]|$))"
    rf"|(?P<role>{patterns.ROLE}) *[:/]?"
    rf"|(?:本[期版组文])?(?P<work>{_WORK})(?P<label> *[:/](?! *(?:{_WORK})(?:[ 、,;)]|$)))?"
    rf"(?=[^{patterns.HAN}]|$|(?<=[:/]))"
    rf"|(?P<place>发自[{patterns.HAN}]{{2,8}})"
    rf"|(?P<name>(?:(?!{patterns.ROLE})[{patterns.HAN}])+(?:[·•][{patterns.HAN}]+)*)"
    r"|(?P<gap>[ 、,;/:|]+)"
    r"|(?P<stray>.)"
)

_LONG_NAME = re.compile(rf"^[{patterns.HAN}]{{1,8}}[·•][{patterns.HAN}]{{1,10}}(?:[·•][{patterns.HAN}]{{1,10}})?$")
_PLAIN_NAME = re.compile(rf"^[{patterns.HAN}]{{2,4}}$")

# Words that stand where a name could and are none.
_NO_NAME = re.compile(
    r"(?:本[报刊台社]|参与|报道|摄影|整理|综合|作者|编[辑者]|责编|资料图?片?|资料照片|图片|图文|文图|来源|通讯|记者|受访者"
    r"|手记|观察|调查|走访|体验|感言|来信|札记|日记|视角|心[语声]|网友|读者|单位|连载|节选|未完|待续|全文完?|余下)\Z"
)
# What ends in these is a place or body far more often than a name: 石门镇, 云溪区, 司法局.
_PLACE_ENDINGS = frozenset("省市县区旗镇乡村州盟局厅部处科社")

_WHOLE_BRACKET = re.compile(r"^[(\[【]([^()\[\]【】]*)[)\]】]$")
# What a report was put together from. Examples: "综合本报记者白云起、马川及新华社报道", "综合新华社电".
_SOURCE = re.compile(r"(?:综合|据|及|和)+(?:本[报刊台网社]|新华社|中新社|人民网|央视)(?:消息|报道|电)?")
_MARKS = " ()[]【】〔〕:·•|" + patterns.BYLINE_MARK.strip("[]")


@dataclass(slots=True)
class Signed:
    """What a byline says: who signs, the words that are no part of any byline, and whether a role or work is named."""

    signers: list[Byline] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    explicit: bool = False

    @property
    def clean(self) -> bool:
        """Whether there is nothing but names and what belongs to them."""
        return not self.strays


def read(text: str) -> Signed:
    """Take a byline apart; names beside which no role or work is printed get the role 作者."""
    whole = _WHOLE_BRACKET.sub(r"\1", fold(text).strip())
    # A bracket behind a name holds a picture agency: "马川摄(远山图片)".
    bare = _SOURCE.sub(" ", re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", whole)).strip(_MARKS)
    return _Reading(bool(_EACH_WORKED.search(bare))).read(bare)


class _Reading:
    """The state while a byline is read from left to right."""

    def __init__(self, each_worked: bool) -> None:
        self._each_worked = each_worked
        self._role: str | None = None
        self._label = ""
        self._waiting: list[str] = []
        self._single = ""
        self._listed = False
        self._signed = Signed()

    def read(self, bare: str) -> Signed:
        for token in _TOKEN.finditer(bare):
            kind = token.lastgroup if token.lastgroup != "label" else "work"
            if kind == "role":
                self._settle("")
                self._role, self._label = token["role"], ""
                self._signed.explicit = True
            elif kind == "work":
                self._work(token["work"], bool(token["label"]))
            elif kind == "name":
                self._word(token["name"])
            elif kind == "gap":
                self._listed = "、" in token[0]
            elif kind == "house":
                self._settle("")
                self._signed.explicit |= token["house"].endswith("站")
            elif kind == "stray":
                self._signed.strays.append(token["stray"])
        self._settle("")
        return self._signed

    def _work(self, work: str, label: bool) -> None:
        """A work before names is their label; after names it says what these did."""
        self._signed.explicit = True
        if self._waiting and not label:
            self._settle(work)
        else:
            self._settle("")
            self._label = work

    def _word(self, word: str) -> None:
        """A run of characters: a name, half of a name printed apart, names run together, or a name and its work."""
        glued = _GLUED.search(word) or (re.search(r"(?P<work>[图文摄])$", word) if self._each_worked else None)
        if glued and (glued.start() > 1 or (glued.start() == 1 and self._single)):
            stem = word[: glued.start()]
            # Whence one reported is no name: "记者 白云起 石门镇报道".
            if not (glued["work"] == "报道" and self._waiting and not self._listed and not is_name(stem)):
                self._word(stem)
            self._work(glued["work"], label=False)
            return
        if len(word) == 1:
            self._single += word
            if len(self._single) == 2:
                self._waiting.append(self._single)
                self._single = ""
            return
        self._drop_single()
        names = tuple(_names_of(word))
        self._waiting += names
        if not names:
            self._signed.strays.append(word)

    def _drop_single(self) -> None:
        if self._single:
            self._signed.strays.append(self._single)
            self._single = ""

    def _settle(self, work: str) -> None:
        """Give the names that wait their role: a photographer's, else the printed one, else what they did."""
        self._drop_single()
        did = _meaning(work or self._label)
        # 摄影报道 did both, and keeps the role that is printed.
        if (did == "摄" and "报道" not in (work or self._label)) or (did == "图" and work):
            role = did
        else:
            role = self._role or did or "作者"
        known = {signer.name for signer in self._signed.signers}
        self._signed.signers += [Byline(name, role) for name in dict.fromkeys(self._waiting) if name not in known]
        self._waiting = []


def _meaning(work: str) -> str:
    """What a work makes of somebody without a role."""
    if not work:
        return ""
    return next((role for words, role in _WORKS if work in words.split("|")), "作者")


def _names_of(word: str) -> Iterator[str]:
    """The names in a run of characters, none where it is no name."""
    parts = word.split("和") if len(word) > 4 and "和" in word[1:] and "·" not in word else [word]
    for part in parts:
        if (_PLAIN_NAME.match(part) or _LONG_NAME.match(part)) and not _NO_NAME.match(part):
            yield part
        elif len(part) in (5, 6):
            # Names run together count where they part in one way only: 白云起马川.
            ways = [(part[:at], part[at:]) for at in (2, 3, 4) if is_name(part[:at]) and is_name(part[at:])]
            common = [way for way in ways if way[1][0] in surnames.COMMON]
            yield from common[0] if len(common) == 1 else ()


def is_name(token: str) -> bool:
    """Whether a word begins with a surname and is as long as a name (or has the dot of a long name).

    This decides only where nothing else tells a name from other words: a bracket at an article's end that names
    no role, "(白云起 马川)" against "(见上图)".
    """
    if _LONG_NAME.match(token):
        return True
    if _NO_NAME.match(token) or not 2 <= len(token) <= 4 or token[-1] in _PLACE_ENDINGS:
        return False
    return (token[0] in surnames.SINGLE and len(token) <= 3) or (token[:2] in surnames.COMPOUND and len(token) >= 3)


def is_word(token: str) -> bool:
    """Whether a name alone could as well be an everyday word: 方言, 高潮."""
    return lattice.known(token) and not lattice.flag_of(token).startswith("nr")

"""Who signs an article or a photograph: the names in datelines, byline lines, signatures and credits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.parsing import patterns, surnames
from archive.parsing.clean import fold
from archive.parsing.structures import Byline

# How far into a report its reporters can stand: a wire dateline of several places, then the bracket.
OPENING_REACH = 160

# A credit or signature at a paragraph's end is no longer than this.
CLOSING_REACH = 100

_LONG_NAME = re.compile(rf"^[{patterns.HAN}]{{1,8}}[·•][{patterns.HAN}]{{1,10}}$")
_PLAIN_NAME = re.compile(rf"^[{patterns.HAN}]{{2,4}}$")
_ROLE = re.compile(patterns.ROLE)
_SEPARATOR = re.compile(r"[、,，/;；]| +|　+")

# What stands around names and is none: whose reporter, what they did, a picture agency in brackets.
_AROUND = re.compile(
    rf"{patterns.HOUSE}|\([^()]*\)|(?:采访)?(?:报道|整理|撰文|采写|供稿|撰稿|编译)[:]?$|参与|综合(?=\S*报道)|"
    r"摄影报道|摄影|文/图|图/文|/?摄$|^[文图][/:]|^摄影 *:|^作者 *[:]|[□■◇◆○◎●☆★◻▢☐·•]+(?=$|\s)|^[□■◇◆○◎●☆★◻▢☐·•\s]+"
)
# Two-character words that stand where a name could and are none.
_NO_NAMES = frozenset(
    [
        "本报",
        "报道",
        "摄影",
        "整理",
        "综合",
        "作者",
        "编辑",
        "编者",
        "完",
        "资料",
        "来源",
        "图片",
        "通讯",
        "记者",
        "责编",
    ]
)

# What ends in these is a place or body far more often than a name: 石门镇, 云溪区, 司法局.
_PLACE_ENDINGS = frozenset("省市县区旗镇乡村州盟局厅部处科社")

# 记者 in brackets at the opening, or before 报道. Examples: "(记者白云起 通讯员马川)", "记者白云起报道:".
_OPENING_BRACKET = re.compile(rf"\((?P<signers>(?:{patterns.HOUSE})? *{patterns.ROLE}[^()]{{2,80}})\)")
_OPENING_REPORT = re.compile(
    rf"(?P<signers>{patterns.ROLE} *[{patterns.HAN}、,· ]{{2,40}}?) *(?:摄影)?报道(?=[:, ]|$)"
)
_BRACKET_AT_END = re.compile(r"(?<=[。!?”…]) *[(](?P<signers>[^()]{2,60})[)]$")
_DOTTED_AT_END = re.compile(rf"[·•](?P<signers>{patterns.NAME}(?: +{patterns.NAME}){{0,5}})[·•]$")
_ACTED = re.compile(r"(?:采写|整理|撰文|供稿|撰稿|编译|执笔|报道|电)$")


def in_opening(text: str) -> tuple[Byline, ...]:
    """The reporters whom a report's first paragraph names beside its dateline."""
    opening = fold(text[:OPENING_REACH])
    if not is_opening(opening):
        return ()
    found = _OPENING_BRACKET.search(opening) or _OPENING_REPORT.search(opening)
    return read_signers(found["signers"]) if found else ()


def is_opening(folded: str) -> bool:
    """Whether the line begins with a dateline (本报讯, 新华社…电, 本报记者…报道)."""
    return any(pattern.match(folded) for pattern in patterns.DATELINES)


def in_credit(text: str) -> tuple[Byline, ...]:
    """The photographers whom a credit line, or the end of a caption, names."""
    folded = fold(text.strip()[-CLOSING_REACH:])
    found = patterns.CREDIT.match(folded) or patterns.CREDIT_AT_END.search(folded)
    if found:
        return tuple(Byline(name, "摄") for name in names_in(_ROLE.sub(" ", found["names"])))
    label = re.match(r"^[(\[]?(?:摄影|制图|绘图|漫画|供图|插图|题图) *[:/] *(.+?)[)\]]?$", folded)
    if label:
        role = "摄" if folded.lstrip("([").startswith("摄") else "图"
        return tuple(Byline(name, role) for name in names_in(label[1]))
    return ()


def in_signature(text: str) -> tuple[Byline, ...]:
    """The names in a byline line, or in the signature that closes an article; () where it is neither."""
    folded = fold(text).strip()
    if patterns.OFFICES.match(folded) or patterns.DATED_OFFICE.match(folded):
        return ()
    letter = patterns.LETTER_SIGNATURE.match(folded)
    if letter:
        return tuple(Byline(name, "作者") for name in names_in(letter["names"]))
    if folded.startswith("(") and re.match(r"\((?:本文)?作者(?:单位|简介|[为系是分])", folded):
        return ()
    wire = re.match(rf"^\((?:{patterns.HOUSE})[^()]*?电(?P<rest>[^()]*)\)$", folded)
    if wire:
        return read_signers(wire["rest"]) if _ROLE.search(wire["rest"]) else ()
    return read_signers(folded, unmarked="作者")


def at_end(text: str) -> tuple[Byline, ...]:
    """The names in a bracket, or between dots, that ends a body paragraph: "…(白云起 马川)", "…·马川·"."""
    folded = fold(text.rstrip()[-CLOSING_REACH:])
    found = _BRACKET_AT_END.search(folded) or _DOTTED_AT_END.search(folded)
    return signers_of_bracket(found["signers"]) if found else ()


def signers_of_bracket(inner: str) -> tuple[Byline, ...]:
    """The names of a closing bracket, if it holds nothing else; without a role every name must begin as one."""
    if inner.startswith(("作者", "本文作者")) and not re.match(r"(?:本文)?作者 *:", inner):
        return ()
    if _ROLE.search(inner):
        return read_signers(inner)
    bare = _ACTED.sub("", _AROUND.sub(" ", inner)).strip()
    tokens = list(names_in(bare))
    if not tokens or any(not is_name(token) for token in tokens):
        return ()
    parts = [part for part in _SEPARATOR.split(bare) if part]
    return tuple(Byline(name, "作者") for name in tokens) if len("".join(tokens)) == len("".join(parts)) else ()


def is_name(token: str) -> bool:
    """Whether a word begins with a surname and is as long as a name (or has the dot of a long name).

    This decides only where nothing else tells a name from other words: a bracket at an article's end that names
    no role, "(白云起 马川)" against "(见上图)".
    """
    if _LONG_NAME.match(token):
        return True
    if token in _NO_NAMES or not 2 <= len(token) <= 4 or token[-1] in _PLACE_ENDINGS:
        return False
    return (token[0] in surnames.SINGLE and len(token) <= 3) or (token[:2] in surnames.COMPOUND and len(token) >= 3)


def read_signers(text: str, unmarked: str = "") -> tuple[Byline, ...]:
    """Names with their roles, from "记者白云起 通讯员 马川、张小舟"; names before any role get `unmarked`."""
    bare = _AROUND.sub(" ", fold(text).strip(" ()[]·•")).strip(" ()[]:·•")
    signers: list[Byline] = []
    role, start = unmarked, 0
    for mark in [*_ROLE.finditer(bare), None]:
        stretch = bare[start : mark.start() if mark else len(bare)]
        photographed = re.search(r"摄(?:影报道|影)?\s*$", stretch)
        signers += (Byline(name, "摄" if photographed else role) for name in names_in(stretch))
        if mark:
            role, start = mark[0].strip(), mark.end()
    return _once(signers)


def names_in(stretch: str) -> tuple[str, ...]:
    """The names of a list without roles; a two-character name printed apart is closed up ("马  川" -> "马川")."""
    bare = re.sub(r"(?:摄影报道|报道|摄影|摄|电)\s*[:]?$", "", fold(stretch).strip(" ()[]:"))
    names: list[str] = []
    single = ""
    for token in _SEPARATOR.split(bare):
        word = token.strip()
        if len(word) == 1 and re.match(rf"[{patterns.HAN}]", word):
            single += word
            if len(single) == 2:
                names.append(single)
                single = ""
            continue
        single = ""
        for each in word.split("和") if len(word) > 4 and "和" in word[1:] else [word]:
            if (_PLAIN_NAME.match(each) or _LONG_NAME.match(each)) and each not in _NO_NAMES:
                names.append(each)
    return tuple(dict.fromkeys(names))


def _once(signers: Iterable[Byline]) -> tuple[Byline, ...]:
    seen: dict[str, Byline] = {}
    for signer in signers:
        seen.setdefault(signer.name, signer)
    return tuple(seen.values())

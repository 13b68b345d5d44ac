"""Who signs an article or a photograph: the names in datelines, byline lines, signatures and credits."""

from __future__ import annotations

import re

from archive.parsing import patterns, signers
from archive.parsing.clean import fold
from archive.parsing.structures import Byline

# How far into a report its reporters can stand: a wire dateline of several places, then the bracket.
OPENING_REACH = 160
# A dateline begins a line and is over soon.
DATELINE_REACH = 60
# A credit or signature at a paragraph's end is no longer than this.
CLOSING_REACH = 100

# Papers print byline brackets of every kind. "【记者 白云起】" reads as "(记者 白云起)".
BRACKETS = str.maketrans("【】[]〔〕〖〗{}", "()()()()()")

# Every dateline holds one of these: a cheap look before the patterns.
_DATELINE_HINT = re.compile("讯|消息|电|报道|记者|通讯员|实习生|评论员")

# The whole line in brackets signs what stands above it. Example: "(据新华社临江5月3日电)".
_BRACKET_ALONE = re.compile(r"^\([^()]*\)$")

# 记者 in brackets at the opening, or before 报道. Examples: "(记者白云起 通讯员马川)", "记者白云起报道:".
_OPENING_BRACKET = re.compile(
    rf"\((?P<signers>(?:{patterns.HOUSE})? *(?:{patterns.ROLE}|[{patterns.HAN}]{{2,8}}记者站)[^()]{{2,80}})\)"
)
_OPENING_REPORT = re.compile(rf"(?P<signers>{patterns.ROLE} *[{patterns.HAN}、,· ]{{2,40}}?报道)(?=[:, \d]|$)")
# The first bracket behind 本报讯 may hold names alone. Example: "本报讯(白云起 马川)".
_FIRST_BRACKET = re.compile(r"^[^()。,]{2,30}\((?P<signers>[^()]{2,40})\)")
_REPORTER_OPENING = re.compile(rf"^(?P<signers>{patterns.ROLE} *[{patterns.HAN}、,· ]{{2,40}}?报道) *:")

_BRACKET_AT_END = re.compile(r"(?<=[。!?”…]) *\((?P<signers>[^()]{2,60})\)$")
# Where a text was taken from closes it as well. Examples: "…(来源:青岚日报)", "…(据《青岚日报》)".
_SOURCE_AT_END = re.compile(
    r"(?<=[。!?”…]) *[(【](?:(?:稿件|文章|信息|内容)?来源[:于]?|摘自|摘编自|原载于?|据(?=[《“]))[^()]{2,40}[)】]$"
)
_DOTTED_AT_END = re.compile(rf"[·•] *(?P<signers>{patterns.NAME}(?: +{patterns.NAME}){{0,5}}) *[·•]$")
_ROLE_AT_END = re.compile(
    rf"(?<=[。!?”…]) *(?P<signers>(?:[□■] *(?:(?:{patterns.HOUSE})? *{patterns.ROLE})?"
    rf"|(?:{patterns.HOUSE})? *{patterns.ROLE})"
    rf"[{patterns.HAN}、,·/: ]{{2,40}})$"
)
_ABOUT_AUTHOR = re.compile(r"^\(?(?:本文)?作者(?:单位|简介|[为系是分])")
_PICTURE_LABEL = re.compile(
    r"(?:^|(?<=[。!?”… (])) *\(?(?P<work>摄影|摄像|摄|制图|绘图|漫画|供图|插图|题图|图) *[:/] *"
    r"(?P<names>[^。:()]{2,40})\)?$"
)


_PICTURED = re.compile("[摄拍图绘]|漫画")
_RELEASED = re.compile(rf"^(?:{patterns.HOUSE})(?:发|供图) *(?=\S)")
# Who the author is, behind the name. Example: "(作者:马川,系云溪区农科所研究员)".
_ABOUT = re.compile(r"[,;] *(?:系|为|单位)| 单位:")


def in_opening(text: str) -> tuple[Byline, ...]:
    """The reporters whom a report's first paragraph names beside its dateline."""
    if not _DATELINE_HINT.search(text, 0, DATELINE_REACH):
        return ()
    opening = fold(text[:OPENING_REACH]).translate(BRACKETS)
    if not is_opening(opening):
        return ()
    found = _OPENING_BRACKET.search(opening) or _OPENING_REPORT.search(opening)
    if found:
        return read_signers(found["signers"])
    first = _FIRST_BRACKET.match(opening)
    return signers_of_bracket(first["signers"]) if first else ()


def is_opening(folded: str) -> bool:
    """Whether the line begins with a dateline (本报讯, 新华社…电, 本报记者…报道)."""
    if not _DATELINE_HINT.search(folded, 0, DATELINE_REACH) or _BRACKET_ALONE.match(folded):
        return False
    head = folded[:OPENING_REACH].translate(BRACKETS)
    if any(pattern.match(head) for pattern in patterns.DATELINES):
        return True
    found = _REPORTER_OPENING.match(head)
    return found is not None and signers.read(found["signers"]).clean


def in_credit(text: str) -> tuple[Byline, ...]:
    """The photographers whom a credit line, or the end of a caption, names."""
    folded = fold(text.strip()[-CLOSING_REACH:]).translate(BRACKETS)
    label = _PICTURE_LABEL.search(folded)
    if label:
        role = "摄" if label["work"].startswith("摄") else "图"
        return tuple(Byline(each.name, role) for each in read_signers(label["names"]))
    folded = _RELEASED.sub("", folded)
    if patterns.CREDIT.match(folded) or is_credit(folded):
        return tuple(Byline(each.name, "图" if each.role == "图" else "摄") for each in read_signers(folded))
    found = patterns.CREDIT_AT_END.search(folded)
    if found is None:
        found = patterns.CREDIT_LABEL.match(folded)
    if found is None:
        return ()
    groups = found.groupdict()
    if groups.get("names"):
        return tuple(Byline(each.name, "摄") for each in read_signers(groups["names"]))
    # Of those who sent or gave a picture only what is a name signs: a town does not.
    named = (groups.get(each) for each in ("labelled", "sender", "giver"))
    signed = (signer for each in named if each for signer in read_signers(each))
    return tuple(Byline(each.name, "摄") for each in signed if signers.is_name(each.name))


def is_credit(folded: str) -> bool:
    """Whether the whole line names none but photographers: "摄/马川", "白云起 航拍", "新华社发(马川 摄)"."""
    if not _PICTURED.search(folded):
        return False
    signed = signers.read(_RELEASED.sub("", folded.translate(BRACKETS)))
    if not signed.clean or not signed.signers or any(each.role not in ("摄", "图") for each in signed.signers):
        return False
    return bool(re.search(patterns.ROLE, folded)) or all(signers.is_name(each.name) for each in signed.signers)


def is_pictured(folded: str) -> bool:
    """Whether a byline says that its author made the pictures too: "本报记者 马川 文/图"."""
    return bool(re.search(r"文[/ ]?[图摄]|[图摄]/?文|文并摄", folded))


def in_signature(text: str) -> tuple[Byline, ...]:
    """The names in a byline line, or in the signature that closes an article; () where it is neither."""
    folded = fold(text).strip().translate(BRACKETS)
    if patterns.OFFICES.match(folded) or patterns.DATED_OFFICE.match(folded):
        return ()
    letter = patterns.LETTER_SIGNATURE.match(folded)
    if letter:
        return tuple(Byline(each.name, "作者") for each in read_signers(letter["names"]))
    if _ABOUT_AUTHOR.match(folded):
        return ()
    web = patterns.WEB_BYLINE.match(folded)
    if web and not folded.startswith("作者"):
        return read_signers(web["signers"])
    wire = re.match(rf"^\((?:据|综合)?(?:{patterns.HOUSE})[^()]*?电(?P<rest>[^()]*)\)$", folded)
    if wire:
        return read_signers(wire["rest"]) if re.search(patterns.ROLE, wire["rest"]) else ()
    if re.search(patterns.ROLE, folded) or re.match(r"\(?(?:本文)?作者", folded):
        return read_signers(_ABOUT.split(folded)[0])
    return signers_of_bracket(folded.strip("()")) if folded.startswith("(") else _certain(folded)


def at_end(text: str) -> tuple[Byline, ...]:
    """The names in a bracket, between dots or behind their role that end a body paragraph: "…(白云起 马川)"."""
    folded = fold(text.rstrip()[-CLOSING_REACH:]).translate(BRACKETS)
    found = _BRACKET_AT_END.search(folded) or _DOTTED_AT_END.search(folded)
    if found:
        return signers_of_bracket(found["signers"])
    found = _ROLE_AT_END.search(folded)
    signed = signers.read(found["signers"]) if found else None
    return tuple(signed.signers) if signed and signed.clean else ()


def is_signed(folded: str) -> bool:
    """Whether a paragraph's last words, behind its last sentence, name who wrote it or where it was taken from, and
    not who took a photograph."""
    if folded[-1:] not in ")】]·•":
        return False
    if _SOURCE_AT_END.search(folded) or any(each.role not in ("摄", "图") for each in at_end(folded)):
        return True
    # At this place even a name that is a word as well, "(盛夏)", is a name.
    found = _BRACKET_AT_END.search(folded[-CLOSING_REACH:].translate(BRACKETS))
    return found is not None and signers.is_name(found["signers"])


def signers_of_bracket(inner: str) -> tuple[Byline, ...]:
    """The names of a closing bracket, if it holds nothing else; without a role every name must begin as one."""
    if _ABOUT_AUTHOR.match(inner):
        return ()
    if re.search(patterns.ROLE, inner):
        return read_signers(inner)
    certain = _certain(_ABOUT.split(inner)[0])
    # A word in brackets that a name could be written like: "(方言)". Printed apart it is a name: "(方  言)".
    if len(certain) == 1 and certain[0].name == inner and signers.is_word(inner):
        return ()
    return certain


def _certain(text: str) -> tuple[Byline, ...]:
    """The signers where there is nothing else and all begin as names."""
    signed = signers.read(text)
    judged = [signers.is_name(signer.name) for signer in signed.signers]
    # Only people do reporting: "(迟小山、白云起参与采写)", where a rare surname stands beside a known one.
    certain = signed.clean and (all(judged) or (any(judged) and "采写" in text))
    return tuple(signed.signers) if certain else ()


def read_signers(text: str) -> tuple[Byline, ...]:
    """Names with their roles, from "记者白云起 通讯员 马川、张小舟"; names without any get 作者."""
    return tuple(signers.read(text).signers)

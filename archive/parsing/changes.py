"""Who is given a post or leaves it, as a text says so: 当选为, 任命…为, 免去…职务, 不再担任, 辞去.

A sentence names the people either before the word that tells (周明当选为区长) or behind it (任命周明为区长,
免去韩立的局长职务); what follows may go on with the same people (任书记,不再担任区长职务) or with others (选举周明
为主任、韩立为副主任), and in a notice every line of a list does (任命:…为…;免去:…的…职务).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archive.parsing.structures import ChangeKind
from archive.parsing.surnames import COMPOUND, SINGLE, TRANSLITERATION
from archive.parsing.titles import OFFICES, ends_in_office
from archive.parsing.vocabulary import any_of, vocabulary
from archive.words import remembered

_TABLES = vocabulary("changes")
_KINDS: Final[Mapping[str, ChangeKind]] = {
    **dict.fromkeys(_TABLES["elected"], "elected"),
    **dict.fromkeys(_TABLES["appointed"], "appointed"),
    **dict.fromkeys(_TABLES["removed"], "removed"),
    **dict.fromkeys(_TABLES["resigned"], "resigned"),
}
# Who is elected to be one of these has won an honour, not a post.
_HONOURS = _TABLES["honours"]
# These alone say only that somebody holds the post: 任, 担任; in a decision, that it is given.
_HOLDING = _TABLES["holding"]

# Who is named behind one of these is elected, appointed or dismissed.
_GIVING = ("任命", "补选", "选举", "推选", "增补", "聘任", "聘请")
_TAKING = ("免去", "免除", "撤销", "罢免", "接受")
APPOINTED = (*_GIVING, *_TAKING, "提名", "追授", "授予")


# What may stand between a name and the word that tells: 周明(女)同志2023年8月再次全票当选为.
_BETWEEN = (
    r"(?:[（(][^（()）\n]{1,14}[)）])?(?:等\d{1,4}[名位]?[^，。、]{0,2})?"
    r"(?:同志|先生|女士|[，,]?\d{1,4}[年月日号](?:[，,](?=\D))?|总书记|主席|总统|总理|首相|再次|首次|再度|先后|全票|高票|正式|已经?|曾|又|也"
    "|还|并|分别|同时|继续|连续|成功|当天|当日|今天|日前|近日|随后|宣布|决定|主动|自愿|因故|申请|请求){0,8}"
    r"(?:被[^，。；、\n]{1,12}?(?=任命为|选举为|推选为|补选为|聘任为))?"
    r"(?:以[^，。；\n]{1,16}(?:票数?|得票率|优势))?(?:当选[并后])?"
    r"(?:接替[^，。；、\n]{2,14}?(?=出任|担任|就任|任))?"
)
_VERBS = any_of([verb for verb in (*_KINDS, *_HOLDING, "被提名为", "提名为") if verb not in APPOINTED])
_VERBS = f"(?:{_VERBS})(?<!任(?=[命务职期何意免教满由凭]))"
_NUMBER = r"(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]\s*)?"
_POST = r"(?:了)?[:：]?(?P<post>[^，。；,;！!？?\s]{2,60})"
# Behind the names that it is about.
SAID_BEHIND = re.compile(f"{_BETWEEN}(?P<verb>{_VERBS}){_POST}")
# It goes on with the same people: …书记,不再担任区长职务; …,免去其副区长职务.
_GOES_ON = re.compile(
    f"(?:职务|一职)?[，,；;](?:另有任用[，,；;])?(?:并|同时|也|将|其)*(?P<verb>免去其|免去他的?|免去她的?|{_VERBS}){_POST}"
)
_BEFORE = re.compile(f"(?P<verb>{any_of((*_GIVING, *_TAKING))})了?(?P<colon>[:：]?)\\s*{_NUMBER}")
# A proposal is no decision: 提请任命, 拟任命, 有权罢免.
_PROPOSED = re.compile("(?:拟|建议|有权|可以|可能|是否|能否|不|未|提请|负责|如何)\\Z")
_DECIDED = re.compile("决定|宣布|任命|研究|批准|通过|通知|提名|当选|选举")
_TO_BE = re.compile("为(?!为)|担任|出任|兼任|任")
_OF = re.compile("辞去|兼任的?|担任的?|所任的?|的")
_BOTH = re.compile("兼任?|并?(?:被?提名|当选)为|以?及|和")
_STOP = re.compile("[。！？!?\\n]")
_COMMA = re.compile("[，,；;]")
_ENDS = re.compile(f"(?:的?(?:职务|请求|一职))*[、，,；;。]?\\s*{_NUMBER}")
_LINKS = re.compile("、|和|与|及|以及|[ 　]+")
_LISTED = re.compile("[^、 　]+")
_AND = re.compile("和|与|及|以及")
_TAIL = re.compile(r"(?:等\d*[名位人]*|同志|先生|女士|[上中少大]?将军?|教授|[（(][^（()）]{1,14}[)）])+\Z")
_DOTTED = re.compile(r"[一-鿿]{1,8}(?:[·•・][一-鿿]{1,9}){1,3}\Z")
_HAN = re.compile(r"[一-鿿]+\Z")
# Who takes over from somebody stands before: 周明接替韩立出任局长.
_REPLACED = re.compile("(?:接替|取代|替代|接班)[^，。；\n]*\\Z")
_FARTHEST = 16  # characters of a title between 接替 and the name
_PLACE_GOES_ON = re.compile("[区市县省镇乡村州](?!长)")  # 云溪 + 区副区长
_NO_NAME = frozenset("副区市县省镇乡党局委")  # 周明 + 副区长
_NO_TITLE = re.compile("为|任命|免去|选举|辞去|当选")  # no title holds these
_LONGEST_TITLE = 60  # characters
_LONGEST_LIST = 400  # characters of a list of names
_TRIES = 4  # 为 is a character of names, too: 任命马有为为镇长


Names = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """That the people whose names stand at `names` are given `titles` or leave them; `kind` is None where they only
    hold them. The word that says so stands at start..end, what it says ends at `stop`."""

    kind: ChangeKind | None
    names: Names
    titles: tuple[str, ...]
    start: int
    end: int
    stop: int


def appointees(text: str) -> dict[int, int]:
    """Start and end of the names that only the form of a decision gives: 任命车平为…, which ends before 为.

    >>> appointees("任命周平为副区长。")
    {2: 4}
    """
    return {start: end for said in _named_behind(text, {}) for start, end in said.names}


def changes_in(text: str, names: Sequence[tuple[int, int]], headline: bool = False) -> list[Said]:
    """What `text` says of posts given and left; `names` are the sure names in it, from left to right."""
    found = _named_behind(text, dict(names))
    found += [more for said in found for more in _goes_on(text, said, headline)]
    taken = {span for said in found for span in said.names}
    for group in _groups(text, names):
        replaced = _REPLACED.search(text, max(0, group[0][0] - _FARTHEST), group[0][0])
        if not replaced and not taken.intersection(group):
            found += _behind(text, group, headline)
    return sorted(found, key=lambda said: said.start)


def _groups(text: str, names: Sequence[tuple[int, int]]) -> Iterator[Names]:
    """The names, those that are listed together in one group."""
    group: list[tuple[int, int]] = []
    for span in names:
        if group and not _LINKS.fullmatch(text, group[-1][1], span[0]):
            yield tuple(group)
            group = []
        group.append(span)
    if group:
        yield tuple(group)


def _behind(text: str, group: Names, headline: bool) -> Iterator[Said]:
    """What is said behind the names, and what it goes on with."""
    match = SAID_BEHIND.match(text, group[-1][1])
    if match and (said := _said(text, match, group, headline)):
        yield said
        yield from _goes_on(text, said, headline)


def _goes_on(text: str, said: Said, headline: bool) -> Iterator[Said]:
    """What more is said of the same people: …书记,不再担任区长职务."""
    while match := _GOES_ON.match(text, said.stop):
        more = _said(text, match, said.names, headline)
        if more is None:
            return
        yield more
        said = more


def _said(text: str, match: re.Match[str], names: Names, headline: bool) -> Said | None:
    titles, stop = posts_in(text, match.start("post"), match.end("post"))
    if not titles:
        return None
    verb = match["verb"]
    kind = _KINDS.get(verb) or ("removed" if verb.startswith("免去") else None)
    if verb in _HOLDING:
        begin = max(
            (found.end() for found in _STOP.finditer(text, max(0, match.start() - 120), match.start())), default=0
        )
        comrade = text.endswith("同志", 0, match.start("verb"))
        kind = "appointed" if comrade or headline or _DECIDED.search(text, begin, match.start("verb")) else None
    return Said(_kind(kind, titles), names, titles, match.start("verb"), match.end("verb"), stop)


def _kind(kind: ChangeKind | None, titles: tuple[str, ...]) -> ChangeKind | None:
    return None if titles[0].endswith(_HONOURS) else kind


def posts_in(text: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
    """The titles printed in start..end, which say what somebody becomes (中共云溪区委委员、常委、书记), and where the
    last one ends; a part that is no title ends them."""
    found: list[str] = []
    stop = position = start
    while position < end:
        cut = text.find("、", position, end)
        cut = end if cut < 0 else cut
        part = text[position : min(cut, position + _LONGEST_TITLE)]
        titles = [] if _NO_TITLE.search(part) else list(_each(part))
        if not titles:  # 周明为主任、韩立 + 为副主任
            break
        found += [title for title, _ in titles]
        stop = position + titles[-1][1]
        position = cut + 1
    if text.startswith(("候选人", "人选", "提名"), stop):
        return (), start
    return tuple(found), stop


def _each(part: str) -> Iterator[tuple[str, int]]:
    """The titles of a part between two 、 and where each ends: 局长兼党组书记, 国家主席和军委主席."""
    start = 0
    for link in _BOTH.finditer(part):
        if ends_in_office(part[start : link.start()]):
            yield part[start : link.start()], link.start()
            start = link.end()
        elif link.group() not in ("和", "及", "以及"):
            start = link.end()
    last = _last_of_titles()
    ends = (end for end in range(len(part), start + 1, -1) if part[end - 1] in last)
    end = next((end for end in ends if ends_in_office(part[start:end])), 0)
    if end:
        yield part[start:end], end


@remembered()
def _last_of_titles() -> frozenset[str]:
    return frozenset(office[-1] for office in OFFICES) | {"员"}


def _named_behind(text: str, known: Mapping[int, int]) -> list[Said]:
    """What is said before the names; `known` gives the end of each sure name by its start."""
    found: list[Said] = []
    for verb in _BEFORE.finditer(text):
        if _PROPOSED.search(text, max(0, verb.start() - 2), verb.start()) or text.endswith("被", 0, verb.start()):
            continue
        position: int | None = verb.end()
        while position is not None and (said := _one(text, verb, position, known)):
            found.append(said)
            position = _next(text, said.stop, listed=bool(verb["colon"]))
    return found


def _next(text: str, stop: int, listed: bool) -> int | None:
    """Where the next names of the same decision may begin: 选举A为主任、B为副主任; in a list on the next line."""
    match = _ENDS.match(text, stop)
    if match is None or match.end() in (stop, len(text)) or (not listed and _STOP.search(match.group())):
        return None
    return match.end()


def _one(text: str, verb: re.Match[str], position: int, known: Mapping[int, int]) -> Said | None:
    """What the decision says of the names that begin at `position`."""
    farthest = min(len(text), position + _LONGEST_LIST)
    stop = _STOP.search(text, position, farthest)
    end = stop.start() if stop else farthest
    links = (_TO_BE if verb["verb"] in _GIVING else _OF).finditer(text, position + 2, end)
    for link in islice(links, _TRIES):
        names = _names(text, position, link.start(), known)
        if names and (said := _decided(text, verb, names, link.end(), end)):
            return said
    return None if verb["verb"] in _GIVING else _run_on(text, verb, position, end, known)


def _run_on(text: str, verb: re.Match[str], position: int, end: int, known: Mapping[int, int]) -> Said | None:
    """The decision where nothing parts the name from the title: 免去周明区长职务."""
    for last in (known[position],) if position in known else (position + 3, position + 2):
        name = text[position:last]
        if _is_name(name) and name[2:] not in _NO_NAME and not _PLACE_GOES_ON.match(text, last):
            said = _decided(text, verb, ((position, last),), last, end)
            if said and text.startswith(("职务", "一职"), said.stop):
                return said
    return None


def _decided(text: str, verb: re.Match[str], names: Names, start: int, end: int) -> Said | None:
    """The decision on `names`, the titles that it is about beginning at `start`."""
    start += 2 * text.startswith("同志", start)
    if (leaves := _OF.match(text, start)) and verb["verb"] not in _GIVING:  # 的兼任的
        start = leaves.end()
    clause = _COMMA.search(text, start, end)
    titles, stop = posts_in(text, start, clause.start() if clause else end)
    if not titles:
        return None
    return Said(_kind(_KINDS[verb["verb"]], titles), names, titles, verb.start("verb"), verb.end("verb"), stop)


def _names(text: str, start: int, end: int, known: Mapping[int, int]) -> Names:
    """The names between start and end, () where something else stands there."""
    found: list[tuple[int, int]] = []
    for part in _LISTED.finditer(text, start, end):
        if whole := _name(text, *part.span(), known):  # 和 is a character of names, too: 周和平
            found.append(whole)
            continue
        position = part.start()
        for link in (*_AND.finditer(text, *part.span()), None):
            name = _name(text, position, link.start() if link else part.end(), known)
            if name is None:
                return ()
            found.append(name)
            position = link.end() if link else position
    return tuple(found)


def _name(text: str, start: int, end: int, known: Mapping[int, int]) -> tuple[int, int] | None:
    """The one name that stands from `start` to `end`, what is printed behind it (同志, (女)) left out."""
    tail = _TAIL.search(text[start:end])
    last = start + tail.start() if tail else end
    if known.get(start) == last or _is_name(text[start:last]):
        return start, last
    return next(((at, last) for at in range(last - 2, start, -1) if known.get(at) == last), None)


def _is_name(text: str) -> bool:
    """Whether the text has the form of a name: 周明, 欧阳明远, 阿依·古丽, 萨拉姆."""
    if _DOTTED.match(text):
        return True
    if not _HAN.match(text) or not 2 <= len(text) <= 8:
        return False
    if len(text) <= 3 and text[0] in SINGLE or 3 <= len(text) <= 4 and text[:2] in COMPOUND:
        return True
    return len(text) > 2 and all(character in TRANSLITERATION for character in text)

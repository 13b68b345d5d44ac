"""What people do in an item, as data: 主持, 出席, 讲话, 调研 …, each verb as printed and where it stands.

A clause belongs to who is named first in it, and those behind it up to the next who is: 陆明远到石门镇，走访农户.
Who only stands behind a verb or a preposition does not take over: 陆明远看望顾清，听取介绍. Names in a list act
together.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from archive.parsing.scenes import Extent
from archive.parsing.structures import FIELDS, Action, Field, Item, Person
from archive.parsing.vocabulary import vocabulary

# A sentence with more names than this is a list of names, in which nobody does anything by himself.
MOST_NAMES: Final = 120
_QUOTED = re.compile("“[^“”\n]*(?:”|$)|‘[^‘’\n]*(?:’|$)", re.MULTILINE)
_SENTENCE = re.compile("[^。！？!?；;\n]+")
_CLAUSE_END = re.compile("[,，]")
_JOINING = re.compile("[ 　]*(?:、|和|与|及|以及|[ 　])[ 　]*")
# Between two names that are listed together no more than a title stands.
LONGEST_TITLE: Final = 40
# At the head of what stands before a name: the clause is not of who is named, 在陆明远陪同下, 听取陆明远介绍.
_ASIDE = re.compile("[在由向对据经应随给请被受]|听取|根据|跟随")
_TOGETHER = re.compile("(?:同|与|和|跟|会同)(?!时)")
# 出席会议的还有, 参加会见的有: what those named behind it did.
_INVERTED = re.compile("的(?:还有|[^,，。]{0,8}有|[^,，。]{0,4}是)[:：]?")
_ATTENDING: Final = frozenset({"参加", "参与", "出席", "列席", "陪同"})
_SAYS: Final = re.compile("[,，:：道“＃]|$")


class _Verb(NamedTuple):
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Group:
    """Names that are listed together, from the first to the last."""

    start: int
    end: int
    names: tuple[str, ...]


def with_actions(item: Item, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The people with what each does, in printed order. Never raises; linear in the item."""
    done: dict[str, list[Action]] = defaultdict(list)
    for field in FIELDS:
        spans = sorted(
            (span.start, span.end, each.name) for each in people for span in each.spans if span.field == field
        )
        if spans:
            for name, verb in _acts(getattr(item, field), spans):
                done[name].append(_action(item, field, verb))
    return tuple(replace(each, actions=tuple(done[each.name])) if each.name in done else each for each in people)


def _action(item: Item, field: Field, verb: _Verb) -> Action:
    return Action(verb.text, item.span(field, verb.start, verb.end))


def part_in(actions: Iterable[Action], extent: Extent) -> str:
    """The part that somebody takes in what that stretch of the text tells; "" where it does not say.

    To have led, spoken at or attended it says more than to have said something about it.
    """
    verbs = [each.verb for each in actions if each.span.field == "text" and extent.has(each.span.start)]
    return next((verb for verb in verbs if verb not in _table("speech")), verbs[0] if verbs else "")


def _acts(text: str, spans: list[tuple[int, int, str]]) -> Iterator[tuple[str, _Verb]]:
    """Each name with a verb of its own, in printed order."""
    masked = _QUOTED.sub(lambda match: "＃" * len(match.group()), text)
    at = 0
    for sentence in _SENTENCE.finditer(masked):
        first = at
        while at < len(spans) and spans[at][0] < sentence.end():
            at += 1
        inside = [span for span in spans[first:at] if span[0] >= sentence.start() and masked[span[0]] != "＃"]
        if inside and len(inside) <= MOST_NAMES:
            yield from _in_sentence(masked, sentence.start(), sentence.end(), inside)


def _in_sentence(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> Iterator[tuple[str, _Verb]]:
    verbs = [_Verb(match.start(), match.end(), match.group()) for match in _verbs().finditer(text, start, end)]
    if not verbs:
        return
    tokens: list[_Group | _Verb] = sorted([*_groups(text, spans, verbs), *verbs], key=lambda token: token.start)
    told = _Telling(text, start)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        told.go_to(token.start)
        if isinstance(token, _Group):
            if verb := told.name(token):
                yield from ((name, verb) for name in token.names)
            continue
        if not (_is_attribute(text, token, following) or told.is_object(token)):
            yield from ((name, token) for name in told.doers(token))
        told.verb = token
        told.after = token.end
        told.inverted = None
        if token.text in _table("about others") or (token.text in _table("speech") and _SAYS.match(text, token.end)):
            told.doing = ()  # what follows is said, of whoever is named next


def _is_attribute(text: str, verb: _Verb, following: _Group | _Verb | None) -> bool:
    """Whether the verb only tells who is named behind it: 参加活动的市民陆明远."""
    if not isinstance(following, _Group):
        return False
    between = text[verb.end : following.start]
    return "的" in between and not _CLAUSE_END.search(between)


class _Telling:
    """Of whom a sentence tells, while it is read from left to right."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.after = start  # where what was read last ends: a name, a verb, a clause
        self.verb: _Verb | None = None  # the last one of the clause
        self.inverted: _Verb | None = None  # one that those named behind it did: 出席会议的有陆明远，顾清
        self.doing: tuple[str, ...] = ()
        self._aside: _Group | None = None
        self._waiting = False  # a clause that names somebody has no verb yet

    def go_to(self, position: int) -> None:
        """Leave the clauses that end before `position`."""
        comma = self.text.rfind(",", self.after, position), self.text.rfind("，", self.after, position)
        if max(comma) >= 0:
            self.after = max(comma) + 1
            self.verb = self._aside = None

    def name(self, group: _Group) -> _Verb | None:
        """Take in who is named; gives the verb before the names where it is theirs: 出席会议的还有陆明远."""
        before = self.text[self.after : group.start].strip()
        if self.verb and _INVERTED.search(before):
            self.inverted = self.verb
        told = self.inverted
        self._aside = None
        if told is None and self._is_aside(before):
            self._aside = group
        elif self.doing and (self._waiting or _TOGETHER.match(before)):
            self.doing = (*self.doing, *group.names)
        else:
            self.doing = group.names
            self._waiting = told is None
        self.after = group.end
        return told

    def _is_aside(self, before: str) -> bool:
        if self.verb and self.verb.text in _table("about people"):
            return "的" not in before or self.verb.text in ("听取", "看望", "慰问", "走访")
        return _ASIDE.match(before) is not None

    def is_object(self, verb: _Verb) -> bool:
        """Whether it only says what was attended: 参加会见, 陪同调研."""
        return self.verb is not None and self.verb.end == verb.start and self.verb.text in _ATTENDING

    def doers(self, verb: _Verb) -> tuple[str, ...]:
        """Who does it: who stands before it, even aside (由陆明远主持); else of whom the clause tells."""
        if self._aside:
            aside, self._aside = self._aside, None
            if verb.start - aside.end <= 1:
                return aside.names
        self._waiting = False
        return self.doing


def _groups(text: str, spans: list[tuple[int, int, str]], verbs: list[_Verb]) -> Iterator[_Group]:
    """The names, those that are listed together in one group: 区长陆明远、副区长顾清."""
    starts = [verb.start for verb in verbs]
    group: _Group | None = None
    for start, end, name in spans:
        if group and _listed(text, group.end, start) and not _any_between(starts, group.end, start):
            group = _Group(group.start, end, (*group.names, name))
            continue
        if group:
            yield group
        group = _Group(start, end, (name,))
    if group:
        yield group


def _listed(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return len(between) <= LONGEST_TITLE and bool(_JOINING.match(between)) and not _CLAUSE_END.search(between)


def _any_between(starts: list[int], first: int, last: int) -> bool:
    at = bisect_left(starts, first)
    return at < len(starts) and starts[at] < last


@functools.lru_cache(maxsize=8)
def _table(section: str) -> frozenset[str]:
    return frozenset(vocabulary("actions")[section])


@functools.lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    """The verbs, the longest first; not where they are part of the name of an office or a thing."""
    words = sorted(
        (_table("part") | _table("work") | _table("speech")) - {"说", "称"}, key=lambda word: (-len(word), word)
    )
    # Not 检查组, 调研员; nor what is a noun: 的要求, 工作部署。; of 一同, 一起 only what is done with others.
    return re.compile(
        rf"(?<!的)(?<!重要)(?<!实践)(?<!工作(?=部署))(?<!决策(?=部署))(?!讲话精神|参加工作|参加革命|指导思想|指导意见|慰问[电信品金]|(?:要求|部署)[、。和]|一同(?!参|检|调|出|走|看|慰|考|督|察|查|暗|到|前|深|观))(?:{'|'.join(words)})(?![组员站室队部团厅院局法稿所者])"
        "|(?:说|称)(?=[,，:：。道＃]|$)"
    )

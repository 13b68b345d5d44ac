"""How much of an item its leading event covers: all of it, or only the scene that a longer report opens with.

A campaign report begins with one check of many (某村安全员在村民家中检查), goes on to the campaign, and closes with
what an official says of it. The dated event is that check: it ends where the report turns to the campaign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from archive.parsing import triggers
from archive.parsing.reports import Report
from archive.parsing.structures import Item, Person

# How far into a paragraph it shows that the report turns to the campaign.
HEAD: Final = 60
_TURN = re.compile(
    # To the purpose, the campaign, what goes on elsewhere or for longer.
    "(?:^|[,，。])为(?:了|切实|进一步|确保|保障|及时|有效|全面|深入|加强|做好|推动|推进|解决|提升|提高|贯彻|落实|更好|方便|防止|防范|营造)"
    "|近年来|近期以来|近段时间|一段时间以来|今年以来|去年以来|自[^,，。]{2,20}以来|连日来|长期以来|入[冬夏春秋汛]以来|年初以来"
    "|与此同时|截至目前|^目前|^除了?|^近(?:日|期)|^(?:不)?仅|^这(?:只)?是|^如今|^眼下|缩影|写照"
    "|是(?:事关|关系|关乎)|临近"
)
# What does not turn: the scene goes on, whatever is said.
_GOES_ON = re.compile(
    "“|‘|当[天日晚]|随后|接着|期间|检查中|调研中|走访中|座谈(?:会上|中)|现场|每到一处|会上|会议|活动(?:中|现场)"
)


class Extent(NamedTuple):
    """Characters start..end of the text belong to an event; `whole` where that is all of the item."""

    start: int
    end: int
    whole: bool

    def has(self, position: int) -> bool:
        """Whether the character lies inside."""
        return self.whole or self.start <= position < self.end


def of_lead(item: Item, report: Report, people: tuple[Person, ...], reported: Iterable[int]) -> Extent:
    """What belongs to the event that the item opens with; `reported` is where its other reports stand."""
    everything = Extent(0, len(item.text), True)
    start, end = report.sentence.start, report.sentence.end
    acting = [each for each in people if any(_in_text(each, start, end))]
    if report.type not in triggers.SCENES or item.kind != "article" or _is_headed(item, acting):
        return everything
    elsewhere = sorted(each for each in reported if each >= end)
    for first, last in _paragraphs(item.text):
        if last < start or first <= start:
            end = max(end, last) if first <= start <= last else end
            continue
        if _turns(item.text[first : first + HEAD], acting) or any(first <= each < last for each in elsewhere):
            return Extent(start, end, False)
        end = last
    return everything


def of_sentence(item: Item, report: Report, reported: Iterable[int]) -> Extent:
    """What belongs to an event told further on: the rest of its paragraph, up to the next report; of a campaign
    that has gone on since its day (以来) the rest of the item."""
    start = report.sentence.start
    if report.day.tail == "以来":
        return Extent(start, len(item.text), False)
    following = [each for each in reported if each > start]
    end = item.text.find("\n", start)
    return Extent(start, min([end if end >= 0 else len(item.text), *following]), False)


def _turns(head: str, acting: list[Person]) -> bool:
    if head.startswith(tuple(each.name for each in acting)) or _GOES_ON.match(head):
        return False
    return _TURN.search(head) is not None


def _is_headed(item: Item, acting: list[Person]) -> bool:
    """Whether the headings name somebody of the scene, so that the item is about it: 某某检查粮库."""
    headings = item.kicker + item.headline + item.deck
    return any(each.name in headings for each in acting)


def _in_text(person: Person, start: int, end: int) -> Iterator[bool]:
    return (span.field == "text" and start <= span.start < end for span in person.spans)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        yield position, position + len(line)
        position += len(line) + 1

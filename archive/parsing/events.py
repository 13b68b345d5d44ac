"""Events that an item reports: meetings, inspections, trainings, drills, performances …

An event is a sentence with a day and a word of the closed list in `triggers`. When it stands in the lead it is the
item's main event: what follows and the people of the item belong to it, as far as `scenes` says. An event of an open
day (近日) has neither start nor end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from archive.parsing import scenes, triggers
from archive.parsing.actions import part_in
from archive.parsing.cohesion import pairs, share
from archive.parsing.dates import DateSpan
from archive.parsing.lattice import lattice
from archive.parsing.reports import BLANK, Report, Sentence, is_coming, is_day, reports, sentences
from archive.parsing.scenes import Extent
from archive.parsing.structures import Event, Item, Participant, Person, Place

# Events of one item beyond this number are lists (chronicles), whose entries aren't told apart.
MOST_EVENTS: Final = 30
# A shorter clause is no more than a time of day: 一早.
SHORTEST_CLAUSE: Final = 4
MOST_ELECTIONS: Final = 10
LONGEST_TITLE: Final = 60
# A headline that shares so many of its pairs of characters with a sentence tells the same.
SAME_MATTER: Final = 0.3
# Of a mere scene the headline seldom tells; it shares the town's name with it.
SAME_SCENE: Final = 0.6
# A lead is no further into the text than this.
LEAD: Final = 400

_LEADER: Final = "总书记"
_ELECTION = re.compile("(?<!新)当选|补选|选举产生")
_CAMPAIGN = re.compile("“[^“”]{2,12}行动”|[^“”,， ]{2,12}专项(?:整治|行动)")
# 某某在村民家中检查时说: what was said is no event.
_SAYING = re.compile("(?:时|后|中|的?过程中)?(?:说道?|表示|介绍|叮嘱道?|嘱咐|发现|指出|强调|了解到|看到)$")
# 由区妇联主办的…晚会; 云溪区近日召开…会议: who holds it.
_HOST = re.compile(
    f"由?(?P<host>[^,，。;；在将]{{2,24}}?)[ 　]*(?:组织|联合|共同|隆重|专题|正式)*(?:{triggers.HOLDING}|承办|主办)"
)
_NO_HOST = re.compile("会议|活动|仪式|大会|[会赛]$|主持|\\d")
_HELD_AT = re.compile(
    "在(?P<place>[^,，。;；:：]{2,20}?)(?:隆重|正式|成功|如期|圆满)*(?:举行|举办|召开|开幕|开班|开赛|启动|上演|闭幕|启幕)"
)
# Of which division an event is by its name: 全市…会议, 市区供暖推进会.
_LEVEL = re.compile("[全我](?P<level>[省市区县])|市(?=区)")


def find_events(
    item: Item,
    when: tuple[DateSpan, ...],
    people: tuple[Person, ...],
    places: tuple[Place, ...],
    area: tuple[str, ...] = (),
) -> tuple[Event, ...]:
    """The events of the item, the main one first.

    `when` are the dates of `item.text`; `people` (with their actions) and `places` those found in the item, `area` its
    home. Never raises; linear.
    """
    if item.kind == "opinion":
        return ()
    told = list(reports(item, when))
    found: list[Event] = []
    for report in told:
        main = not found and _is_lead(item, report)
        extent = _extent(item, report, told, people, main)
        title = _title(item, report, main, extent)
        if any(_is_day_of(each, report) and not _another(report, title, each.title) for each in found):
            continue
        event = _event(item, report, title, main, extent, people, _place(item, report, places, area))
        found.append(event)
        if main and report.day.first:
            found += _beside(item, report, event, people)
        if len(found) >= MOST_EVENTS:
            break
    return tuple(found)


def _extent(item: Item, report: Report, told: list[Report], people: tuple[Person, ...], main: bool) -> Extent:
    others = [each.sentence.start for each in told if is_day(each.day) and each.day.first != report.day.first]
    return scenes.of_lead(item, report, people, others) if main else scenes.of_sentence(item, report, others)


def _is_lead(item: Item, report: Report) -> bool:
    return item.kind == "photo" or report.sentence.start <= LEAD


def _is_day_of(event: Event, report: Report) -> bool:
    """Whether the report tells of a day of the event: the day it began, or of a meeting of several days another."""
    if event.start is None or report.day.first is None or event.type != report.type:
        return event.start == report.day.first
    return event.start <= report.day.first <= (event.end or event.start)


def _another(report: Report, title: str, named: str) -> bool:
    """Whether a report of a day already known is of another event: it starts with the date and names its own."""
    return (
        len(report.before) <= 3
        and report.day.form in ("day", "figures", "generic")
        and bool(report.name)
        and title != named
    )


def _event(
    item: Item, report: Report, title: str, main: bool, extent: Extent, people: tuple[Person, ...], place: str
) -> Event:
    coming, day = is_coming(item.text, report.day), report.day
    rule = "undated" if day.first is None else "announced" if coming else "lead" if main else "sentence"
    return Event(
        title=title,
        type=report.type,
        start=day.first,
        end=None if day.tail in ("以来", "起") else day.last,
        place=place,
        host=_host(report),
        participants=_participants(people, extent, report.sentence),
        lines=_all_lines(item) if extent.whole else _lines(item, extent.start, extent.end),
        rule=rule,
        confidence=0.5 if coming or day.first is None else 0.8 if main else 0.6,
    )


def _beside(item: Item, report: Report, event: Event, people: tuple[Person, ...]) -> Iterator[Event]:
    """Events held together with the main one: the second of …启动仪式暨…演练, the election at a congress."""
    first, joined, second = event.title.partition("暨")
    kinds = triggers.last_type(first), triggers.last_type(second)
    if joined and "" not in kinds and kinds[0] != kinds[1]:
        lines = _lines(item, report.sentence.start, report.sentence.end)
        yield replace(event, title=second, type=kinds[1], lines=lines, rule="joined", confidence=0.6)
    if event.type in ("部署", "启动"):
        yield from _campaign(item, report, event)
    if event.type == "会议" and "大会" in event.title:
        elected = [each for each in sentences(item.text) if _ELECTION.search(each.masked)][:MOST_ELECTIONS]
        if elected:
            extents = [Extent(each.start, each.end, False) for each in elected]
            yield replace(
                event,
                title=event.title[: LONGEST_TITLE - 2] + "选举",
                type="选举",
                participants=tuple(
                    dict.fromkeys(each for found in extents for each in _participants(people, found, found))
                ),
                lines=tuple(sorted({line for each in elected for line in _lines(item, each.start, each.end)})),
                rule="election",
                confidence=0.6,
            )


def _campaign(item: Item, report: Report, event: Event) -> Iterator[Event]:
    """The campaign that begins when it is launched, where the headline is about it: 启动“春风行动”."""
    match = _CAMPAIGN.search(item.headline)
    if match and match.group() in report.sentence.masked:
        yield replace(event, title=match.group(), type="整治行动", end=None, rule="campaign", confidence=0.5)


def _all_lines(item: Item) -> tuple[int, ...]:
    return tuple(sorted(number for number, role in item.lines.items() if role not in ("section", "credit", "signoff")))


def _lines(item: Item, start: int, end: int) -> tuple[int, ...]:
    return tuple(sorted(set(item.lines_between("text", start, end))))


def _title(item: Item, report: Report, main: bool, extent: Extent) -> str:
    """The event's name as printed; without one the headline if it says the same, or what the sentence says."""
    headline = item.headline if main else ""
    told = report.name or (headline if headline and _tells(headline, report, extent) else _clause(report) or headline)
    return told[:LONGEST_TITLE]


def _tells(headline: str, report: Report, extent: Extent) -> bool:
    """Whether the headline tells what the sentence does, rather than what a whole campaign is about."""
    return share(headline, pairs(report.sentence.masked)) >= (SAME_MATTER if extent.whole else SAME_SCENE)


def _clause(report: Report) -> str:
    """The clause that tells what was done; with those before it where it does not say who did it."""
    clauses = [_SAYING.sub("", each.replace(BLANK, "")) for each in report.clauses]
    at = next((number for number, each in enumerate(clauses) if triggers.type_of(each) == report.type), None)
    if at is None:
        return next((each for each in clauses if len(each) >= SHORTEST_CLAUSE), report.type)
    first = next((number for number in range(at, -1, -1) if _has_subject(clauses[number])), at)
    told = "，".join(clauses[first : at + 1])
    return told if len(told) <= LONGEST_TITLE else clauses[at]


def _has_subject(clause: str) -> bool:
    """Whether the clause begins with somebody or something rather than with what is done: 石门镇抢修水渠."""
    word = lattice(clause).word_from(0)
    return word is not None and not word.flag.startswith(("v", "p", "d", "c", "a"))


def _host(report: Report) -> str:
    """Who holds the event, as printed: 云溪区召开…会议, 由区文化馆主办."""
    clauses = report.clauses if report.name else []
    clause = next((each for each in clauses if report.name in each), "")
    match = _HOST.match(clause)
    host = match.group("host").strip() if match else ""
    return "" if _NO_HOST.search(host) or BLANK in host else host


def _place(item: Item, report: Report, places: tuple[Place, ...], area: tuple[str, ...]) -> str:
    """The place as printed: in 在…举行, after 在, 到, 赴 …; else the first place of the sentence. The place whose
    meeting it is by its name (全市…会议), where nothing says that it was held elsewhere."""
    match = next(filter(None, map(_HELD_AT.search, report.clauses)), None)
    if match:
        return match.group("place")
    level = _LEVEL.match(report.name)
    own = next((name for name in area if level and name.endswith(level["level"] or "市")), "")
    if own:
        return own
    inside = sorted(
        (span.start, span.end)
        for place in places
        for span in place.spans
        if span.field == "text" and report.sentence.start <= span.start < report.sentence.end
    )
    for start, end in inside:
        if item.text[start - 1 : start] in ("在", "到", "赴", "进", "入"):
            return item.text[start:end]
    return item.text[inside[0][0] : inside[0][1]] if inside else ""


def _participants(people: tuple[Person, ...], extent: Extent, told: Sentence | Extent) -> tuple[Participant, ...]:
    """The people of the event in printed order, each with the part that the event's text gives.

    Who is named in the sentence that tells of it takes part, or in its scene; and who does something in what follows,
    not who is only spoken of there. A leader whose speeches are studied takes no part in studying them.
    """
    ordered = []
    for person in people:
        stands = [span.start for span in person.spans if span.field == "text" and extent.has(span.start)]
        part = part_in(person.actions, extent)
        here = bool(part) or not extent.whole or any(told.start <= position < told.end for position in stands)
        if stands and here and not any(_LEADER in title for title in person.titles):
            ordered.append((stands[0], person.name, part))
    return tuple(Participant(name, part) for _, name, part in sorted(ordered))

"""Dated events that an item reports: meetings, inspections, trainings, drills, performances …

An event is a sentence with a known day and a word of the closed list in `triggers`. When it stands in the lead it is
the item's main event: the headline, what follows and the people of the item belong to it.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from archive.parsing import triggers
from archive.parsing.dates import DateSpan
from archive.parsing.structures import Event, Item, Participant, Person, Place, Span

# Forms of dates that name a day an event can have; a festival, a quarter or a week is a season.
_DAY_FORMS: Final = {"day", "figures", "near day", "bare day", "near month", "week"}
# A time of more days than this is no event (6月份以来 …).
MOST_DAYS: Final = 45
# What lies this long before the item's latest day is its background, not its news.
BACKGROUND: Final = timedelta(days=92)
# Events of one item beyond this number are lists (chronicles), whose entries aren't told apart.
MOST_EVENTS: Final = 30
MOST_ELECTIONS: Final = 10
LONGEST_TITLE: Final = 60
# Dates of one item beyond this number aren't looked at, nor more of a sentence than this around its date.
MOST_DATES: Final = 400
BEFORE: Final = 200
AFTER: Final = 400
# A lead is no further into the text than this.
LEAD: Final = 400

_SENTENCE = re.compile("[^。！？!?\n]+[。！？!?]?[”’」』]?")
_QUOTED = re.compile("“([^“”]{0,2000})”|《([^《》]{0,80})》")
_SPEECH_MARK = re.compile("[,，。!！?？;；]")
_BLANK: Final = "＃"
_BACKGROUND_BEFORE = re.compile("(?:早在|此前|曾于|截[至止]|追溯到?|始于|下一步)[^,，。]{0,6}$")
_COMING = re.compile("将[于在]?$|拟于$|定于$|计划于?$")
_LEADER: Final = "总书记"
_ELECTION = re.compile("(?<!新)当选|补选|选举产生")
_PART = re.compile(triggers.PARTS)
_CLAUSE_END = re.compile("[。！？!?；;\n“”]")


class _Sentence(NamedTuple):
    start: int
    end: int
    masked: str


class _Report(NamedTuple):
    """A sentence that reports an event, its day, and the event's type."""

    sentence: _Sentence
    day: DateSpan
    type: str

    @property
    def after(self) -> str:
        """What follows the date in the sentence."""
        end = max(0, self.day.end - self.sentence.start)
        return self.sentence.masked[end : end + AFTER]

    @property
    def before(self) -> str:
        """What stands before the date in the sentence."""
        start = max(0, self.day.start - self.sentence.start)
        return self.sentence.masked[max(0, start - BEFORE) : start]


def find_events(
    item: Item, when: tuple[DateSpan, ...], people: tuple[Person, ...], places: tuple[Place, ...]
) -> tuple[Event, ...]:
    """The dated events of the item, the main one first.

    `when` are the dates of `item.text`; `people` and `places` those found in the item. Never raises; linear.
    """
    if item.kind == "opinion":
        return ()
    found: list[Event] = []
    known: set[tuple[date | None, str]] = set()
    for report in _reports(item, when):
        main = not found and _is_lead(item, report)
        title = _title(item, report, main)
        if any(start == report.day.first and not _another(report, title, named) for start, named in known):
            continue
        known.add((report.day.first, title))
        event = _event(item, report, title, main, people, places)
        found.append(event)
        if main:
            found += _beside(item, report, event, people)
        if len(found) >= MOST_EVENTS:
            break
    return tuple(found)


def _sentences(text: str) -> list[_Sentence]:
    masked = _QUOTED.sub(_mask, text)
    return [_Sentence(each.start(), each.end(), each.group()) for each in _SENTENCE.finditer(masked)]


def _mask(match: re.Match[str]) -> str:
    """Blank out direct speech and titles, but not a name in quotation marks: “青苗行动”."""
    quoted = match.group()
    inner = match.group(1)
    if inner is not None and len(inner) <= 20 and not _SPEECH_MARK.search(inner):
        return quoted
    return quoted[0] + re.sub("[^\n]", _BLANK, quoted[1:-1]) + quoted[-1]


def _reports(item: Item, when: tuple[DateSpan, ...]) -> Iterator[_Report]:
    """Sentences that report an event on a known day, in printed order."""
    days = [day for day in when if _is_day(day)][:MOST_DATES]
    if not days:
        return
    latest = max((day.first for day in days if day.first and not _is_coming(item.text, day)), default=None)
    sentences = _sentences(item.text)
    starts = [sentence.start for sentence in sentences]
    others = Counter(bisect.bisect_right(starts, day.start) - 1 for day in when if day.generic or _is_day(day))
    for day in days:
        index = bisect.bisect_right(starts, day.start) - 1
        if index < 0 or day.first is None or (latest and latest - day.first > BACKGROUND):
            continue
        report = _Report(sentences[index], day, "")
        if report.sentence.masked.startswith(_BLANK, day.start - report.sentence.start):
            continue
        # 本报北京6月24日电 近日,…: the day of writing, not that of the event.
        if others[index] > 1 and report.after.startswith(("电", "讯")):
            continue
        if _BACKGROUND_BEFORE.search(report.before):
            continue
        kind = triggers.type_of(report.after) or triggers.type_of(report.before)
        if not kind and item.kind == "photo":
            kind = "活动"
        if kind:
            yield report._replace(type=kind)


def _is_day(day: DateSpan) -> bool:
    if day.first is None or day.last is None or day.generic or day.precision != "day":
        return False
    if day.form not in _DAY_FORMS or day.tail in ("前", "之前", "止") or day.text == "第二天":
        return False
    if day.form == "week" and day.first != day.last:
        return False
    return day.tail == "以来" or (day.last - day.first).days <= MOST_DAYS


def _is_coming(text: str, day: DateSpan) -> bool:
    return day.tail == "起" or _COMING.search(text, max(0, day.start - 8), day.start) is not None


def _is_lead(item: Item, report: _Report) -> bool:
    return item.kind == "photo" or report.sentence.start <= LEAD


def _another(report: _Report, title: str, named: str) -> bool:
    """Whether a report of a day already known is of another event: it starts with the date and names its own."""
    return (
        len(report.before) <= 3
        and report.day.form in ("day", "figures")
        and report.type in triggers.NAMED
        and bool(_name(report))
        and title != named
    )


def _event(
    item: Item,
    report: _Report,
    title: str,
    main: bool,
    people: tuple[Person, ...],
    places: tuple[Place, ...],
) -> Event:
    coming = _is_coming(item.text, report.day)
    return Event(
        title=title,
        type=report.type,
        start=report.day.first,
        end=None if report.day.tail in ("以来", "起") else report.day.last,
        place=_place(item, report, places),
        participants=_participants(item, people, None if main else report.sentence),
        lines=_all_lines(item) if main else _lines(item, report.sentence.start, report.sentence.end),
        rule="announced" if coming else "lead" if main else "sentence",
        confidence=0.5 if coming else 0.8 if main else 0.6,
    )


def _beside(item: Item, report: _Report, event: Event, people: tuple[Person, ...]) -> Iterator[Event]:
    """Events held together with the main one: the second of …启动仪式暨…演练, the election at a congress."""
    first, joined, second = event.title.partition("暨")
    kinds = triggers.type_of(first), triggers.type_of(second)
    if joined and "" not in kinds and kinds[0] != kinds[1]:
        lines = _lines(item, report.sentence.start, report.sentence.end)
        yield replace(event, title=second, type=kinds[1], lines=lines, rule="joined", confidence=0.6)
    if event.type == "会议" and "大会" in event.title:
        elected = [each for each in _sentences(item.text) if _ELECTION.search(each.masked)][:MOST_ELECTIONS]
        if elected:
            yield replace(
                event,
                title=event.title[: LONGEST_TITLE - 2] + "选举",
                type="选举",
                participants=tuple(
                    dict.fromkeys(each for found in elected for each in _participants(item, people, found))
                ),
                lines=tuple(sorted({line for each in elected for line in _lines(item, each.start, each.end)})),
                rule="election",
                confidence=0.6,
            )


def _all_lines(item: Item) -> tuple[int, ...]:
    return tuple(sorted(number for number, role in item.lines.items() if role not in ("section", "credit", "signoff")))


def _lines(item: Item, start: int, end: int) -> tuple[int, ...]:
    return tuple(sorted(set(item.lines_between("text", start, end))))


_NAME: Final = "(?P<name>[^,，。;；:：!！?？＃\n]{2,50}"
_HELD = re.compile(f"(?:{triggers.HOLDING})(?!仪式)了?{_NAME}(?:{triggers.NAME_END}))")
_IS_HELD = re.compile(
    f"{_NAME}?(?:{triggers.NAME_END}))(?:于|在[^,，。;；]{{2,20}})?(?:隆重|正式|成功|顺利)?(?:{triggers.HOLDING})(?!仪式)"
)
# 由区妇联主办、县剧团承办的…晚会: the name starts after the organisers.
_ORGANISED = re.compile("^.*(?:主办|承办|协办|主持召开|组织|召开|举办|举行|开展)的?(?=.{4})")


def _title(item: Item, report: _Report, main: bool) -> str:
    """The event's name as printed; without one the headline, or the clause after the date."""
    title = _name(report) if report.type in triggers.NAMED else ""
    title = title or (item.headline if main else "") or _clause(report)
    return title[:LONGEST_TITLE]


def _name(report: _Report) -> str:
    """The name of what is held, as printed: 召开…会议, or …会议召开."""
    for pattern in (_IS_HELD, _HELD):
        match = pattern.search(report.after)
        if match:
            return _ORGANISED.sub("", match.group("name")).strip(" 、(（)）")
    return ""


def _clause(report: _Report) -> str:
    """The clause after the date, where an event has no name: the first that has a trigger."""
    clauses = [each.strip() for each in re.split("[,，;；。!！?？]", report.after.replace(_BLANK, "")) if each.strip()]
    return next((each for each in clauses if triggers.type_of(each)), clauses[0] if clauses else report.type)


_HELD_AT = re.compile(
    "在(?P<place>[^,，。;；:：]{2,20}?)(?:隆重|正式|成功)?(?:举行|举办|召开|开幕|开班|开赛|启动|上演)"
)


def _place(item: Item, report: _Report, places: tuple[Place, ...]) -> str:
    """The place as printed: in 在…举行, after 在, 到, 赴 …; else the first place of the sentence."""
    match = _HELD_AT.search(report.after)
    if match:
        return match.group("place")
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


def _participants(item: Item, people: tuple[Person, ...], sentence: _Sentence | None) -> tuple[Participant, ...]:
    """The people of the event in printed order, each with the part printed after the first mention that has one.

    A leader whose speeches are studied takes no part in the meeting that studies them.
    """
    first: dict[str, tuple[int, str]] = {}
    for person in people:
        if any(_LEADER in title for title in person.titles):
            continue
        for span in person.spans:
            if span.field != "text" or (sentence and not sentence.start <= span.start < sentence.end):
                continue
            position, known = first.get(person.name, (span.start, ""))
            first[person.name] = (min(position, span.start), known or _part(item.text, span))
    ordered = sorted((position, name, part) for name, (position, part) in first.items())
    return tuple(Participant(name, part) for _, name, part in ordered)


def _part(text: str, span: Span) -> str:
    """The verb that says what somebody did, in the same sentence: 某某、某某出席会议."""
    tail = text[span.end : span.end + 80]
    stop = _CLAUSE_END.search(tail)
    match = _PART.search(tail[: stop.start()] if stop else tail)
    return match.group() if match else ""

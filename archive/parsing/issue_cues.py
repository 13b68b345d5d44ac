"""What a page says about the day it came out: its dates, years and milestones, each with its weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from archive.parsing import date_forms, festivals, issue_weights, milestones
from archive.parsing.date_forms import Reading
from archive.parsing.structures import FIELDS, Field, Item

Kind = Literal["day", "year"]
_WEEKDAYS: Final = "一二三四五六日"

# Cues beyond these numbers add nothing but time.
MOST_CUES: Final = 400
MOST_CUES_OF_AN_ITEM: Final = 80
# An item's later days count this much: the first is mostly the news, the others its story.
LATER_SHARE: Final = 0.4
# … but a report from the future stays a contradiction.
LATER_CONTRADICTION: Final = 0.7
# Narrated years before the last one that is narrated count this much: they are history.
OLDER_SHARE: Final = 0.3

_AFTER_NARRATION = re.compile('[ ]?[,，。;；、:：)）”"]|[以之]?[来起后]|[初底末中至到—-]|[春夏秋冬](?:天|[,，末初])')
# What ends the name of an event or plan: 2023年全市植树节活动, 2022年…工程.
_NAMED = re.compile(
    "(?:度|年度)?[^,，。;；、:：!！?？\\s]{0,24}?(?:会议?|大会|活动|宣传[周月日]|培训班?|大赛|比赛|赛|论坛|博览会|方案|计划"
    "|工程|项目|展演?|[节周]|报告|预算|任务|目标|要点|春运|[高中]考|[春秋冬]训|工作|创建)"
)
_GAMES = re.compile("[^,，。;；:：\\s]{0,16}?(?:运动会|奥运|亚运|冬奥|冬残奥|亚冬|全运会|大运会|世界杯|锦标赛|博览会)")
_NARRATIVE_VERB = re.compile(
    "[^,，。;；:：\\s]{0,6}?(?:[实措]施|成立|建成|开始|[荣曾]?获|被|在|从|由于?|因|以来|全国人均|毕业|退休|投资|投入|创办|建立|启动了"
    "|举办了)"
)
_TARGET = re.compile("(?:到|力争|预计|将|拟|计划|迈向|展望|争取|面向)[于在]?$")
# 2030年可持续发展议程, 2035年远景目标.
_FAR_GOAL = re.compile("可持续|远景|愿景|议程|碳达峰|碳中和|前碳|气候|规划纲要")
# 2025年将举办, 2024年即将迎来: a year of which more is said than is known.
_COMING = re.compile("[^,，。;；:：\\s]{0,6}?(?:将|有望|预计|计划)")
_ANNOUNCED = re.compile(
    "将|拟|定[于在]|计划|预计|预定|有望|延[期至长]|推迟|改[期为]|期限|有效期|报名|申报|截止|时间[为:]|[至到]$"
)
_LATE_IN_THE_DAY = re.compile("[下傍晚夜]")
_TITLE_OPEN = re.compile("《[^》]{0,12}$")
_NARRATED: Final = ("narration", "account", "mention")


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of evidence: the text that is it, its line in the dump, and how it weighs a possible day of issue.

    Cues of kind "day" depend on the day of the year alone, those of kind "year" on the year as well. `meant` is the
    day that is reported or announced (in the year 2000 where none is printed), `year` the year that is printed,
    `share` how much the cue counts beside others of its sort.
    """

    kind: Kind
    name: str
    text: str
    line: int | None
    weigh: issue_weights.Weigh
    meant: date | None = None
    year: int | None = None
    share: float = 1.0


def cues(items: tuple[Item, ...]) -> list[Cue]:
    """The cues of all items in printed order, each meaning once for an item, at most `MOST_CUES` in all."""
    found: list[Cue] = []
    for item in items:
        seen: dict[tuple[str, object], Cue] = {}
        for cue, field, offset in _cues_of(item):
            if len(seen) >= MOST_CUES_OF_AN_ITEM:
                break
            key = (cue.name, cue.meant or cue.text)
            if key not in seen:
                seen[key] = replace(cue, line=item.line_of(field, offset))
        found += _shared_days(seen.values())
        if len(found) >= MOST_CUES:
            break
    return _shared_years(found[:MOST_CUES])


def _shared_days(found: Iterable[Cue]) -> Iterator[Cue]:
    """One item's cues, its later reported days counting less."""
    days = 0
    for cue in found:
        days += cue.name == "reported"
        share = {"reported": LATER_SHARE, "not before": LATER_CONTRADICTION}.get(cue.name, 1.0)
        yield replace(cue, share=share) if days > 1 else cue


def _shared_years(found: list[Cue]) -> list[Cue]:
    """The tenth item that speaks of the same year or congress says little that the first did not."""
    narrated = max((cue.year for cue in found if cue.name in _NARRATED and cue.year), default=None)
    times: Counter[tuple[str, object]] = Counter()
    shared = []
    for cue in found:
        if cue.kind == "year":
            name = "narrated" if cue.name in _NARRATED else cue.name
            key = (name, cue.year or cue.text)
            times[key] += 1
            older = OLDER_SHARE if name == "narrated" and cue.year != narrated else 1.0
            cue = replace(cue, share=older / times[key])
        shared.append(cue)
    return shared


def _cues_of(item: Item) -> Iterator[tuple[Cue, Field, int]]:
    """The cues of an item, each with the field and offset where it stands."""
    for field in FIELDS:
        text: str = getattr(item, field)
        for sighting in milestones.sightings(text):
            weigh = issue_weights.window(sighting.first, sighting.last)
            yield Cue("year", "milestone", sighting.text, None, weigh), field, sighting.start
        shadow = date_forms.half_width(text)
        for reading in date_forms.read(text):
            for cue in _reading_cues(reading, shadow):
                yield replace(cue, text=_quoted(cue, reading, text)), field, reading.start


def _quoted(cue: Cue, reading: Reading, text: str) -> str:
    """What is printed, a named event with the beginning of its name."""
    if cue.name not in ("name", "title"):
        return text[reading.start : reading.end]
    more = re.compile("[^,，。;；:：!！?？\\s《》“”]{0,8}").match(text, reading.end)
    return text[reading.start : more.end() if more else reading.end]


def _reading_cues(reading: Reading, shadow: str) -> Iterator[Cue]:
    """The cues in one date expression; none where it says nothing about the day of issue."""
    parts = reading.parts
    announced = "tail" in parts and parts["tail"] != "以来"
    announced = announced or _ANNOUNCED.search(shadow, max(0, reading.start - 12), reading.start) is not None
    year = date_forms.year_number(parts.get("year", ""))
    try:
        if reading.form in ("day", "figures"):
            late = _LATE_IN_THE_DAY.search(shadow, reading.start, reading.end) is not None
            yield from _day_cues(parts, year, announced, late)
        elif year is None:
            return
        elif reading.form == "festival":
            day = festivals.festival(parts["festival"], year)
            if day:
                yield Cue("year", "festival", "", None, issue_weights.festival(day), year=year)
        elif reading.form == "month":
            first = date(year, date_forms.number(parts["month"]), 1)
            yield Cue("year", "month", "", None, issue_weights.month(first, announced), year=year)
        elif reading.form in ("year", "quarter"):
            yield _year_cue(year, reading, shadow)
    except ValueError:
        # 13月, 2月30日, or the year 0 of another calendar: no day, no cue.
        return


def _day_cues(parts: dict[str, str], year: int | None, announced: bool, late: bool) -> Iterator[Cue]:
    first = date(year or 2000, date_forms.number(parts["month"]), date_forms.number(parts["day"]))
    if year is not None:
        yield Cue("year", "full date", "", None, issue_weights.full_date(first, announced), first, year)
        return
    if parts.get("year", "今年")[:2] not in ("今年", "本年"):
        return
    month, day = parts.get("month2", parts["month"]), parts.get("day2", parts["day"])
    last = date(2000, date_forms.number(month), date_forms.number(day))
    if announced:
        yield Cue("day", "announced", "", None, issue_weights.announced(first), first)
    else:
        yield Cue("day", "reported", "", None, issue_weights.reported(last), last)
        yield Cue("day", "not before", "", None, issue_weights.not_before(first, late), first)
    if "weekday" in parts:
        index = _WEEKDAYS.index(parts["weekday"].replace("天", "日"))
        yield Cue("year", "weekday", "", None, issue_weights.weekday(first, index), first)


def _year_cue(year: int, reading: Reading, shadow: str) -> Cue:
    """The cue in a bare year, by its grammar."""
    parts, end = reading.parts, reading.end
    if "year2" in parts:
        last = int(parts["year2"])
        return Cue("year", "span", "", None, issue_weights.span_of_years(year, last), year=year)
    before = shadow[max(0, reading.start - 14) : reading.start]
    after = shadow[end : end + 40]
    if _FAR_GOAL.match(after) or _COMING.match(after) or (_TARGET.search(before) and parts.get("tail") != "以来"):
        return Cue("year", "target", "", None, issue_weights.target(year), year=year)
    if _TITLE_OPEN.search(before):
        name, table = "title", issue_weights.TITLE
    elif "tail" in parts or "third" in parts or _AFTER_NARRATION.match(after) or _NARRATIVE_VERB.match(after):
        name, table = "narration", issue_weights.NARRATION
    elif shadow[end - 1] == "度":
        name, table = "account", issue_weights.ACCOUNT
    elif _GAMES.match(after):
        name, table = "name", issue_weights.GAMES
    elif _NAMED.match(after):
        name, table = "name", issue_weights.NAME
    else:
        name, table = "mention", issue_weights.MENTION
    return Cue("year", name, "", None, issue_weights.by_difference(year, table), year=year)

"""Sentences that report an event: which day they give for it, what type of event it is, and what it is called.

The day is a date of the sentence, or open (近日, 日前). The type comes from the closed list in `triggers`: of the
clause behind the date that first has a word of it, and of the name where what is held has one.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from archive.parsing import triggers
from archive.parsing.dates import DateSpan
from archive.parsing.structures import Item

# Forms of dates that name a day an event can have; a festival, a quarter or a week is a season.
_DAY_FORMS: Final = {"day", "figures", "near day", "bare day", "near month", "week"}
# Words that leave the day of an event open; others (连日来, 近期以来) tell of what goes on for weeks.
_OPEN_DAYS: Final = frozenset({"近日", "日前", "近期", "最近", "前不久", "不久前", "近几日", "近几天", "前几天"})
# What happened on an open day stands at the head of its sentence; further in, it is told in passing.
OPEN_DAY_HEAD: Final = 20
# A time of more days than this is no event (6月份以来 …).
MOST_DAYS: Final = 45
# What lies this long before the item's latest day is its background, not its news.
BACKGROUND: Final = timedelta(days=92)
# Dates of one item beyond this number aren't looked at, nor more of a sentence than this around its date.
MOST_DATES: Final = 400
BEFORE: Final = 200
AFTER: Final = 400

_SENTENCE = re.compile("[^。！？!?\n]+[。！？!?]?[”’」』]?")
_CLAUSE = re.compile("[^,，;；。！!？?]+")
_QUOTED = re.compile("“([^“”]{0,2000})”|《([^《》]{0,80})》")
_SPEECH_MARK = re.compile("[,，。!！?？;；]")
BLANK: Final = "＃"
_BACKGROUND_BEFORE = re.compile("(?:早在|此前|曾于|截[至止]|追溯到?|始于|下一步|有效期|期限)[^,，。]{0,6}$")
_COMING = re.compile("将[于在]?$|拟于$|定于$|计划于?$")
# Why something is held, not what: 为加强培训，石门镇召开会议.
_PURPOSE = re.compile("[ 　]*为(?!期)")

_NAME: Final = "(?P<name>[^,，。;；:：!！?？＃\n]{2,50}"
_HELD = re.compile(f"(?P<verb>{triggers.HOLDING})(?!仪式)了?的?{_NAME}(?:{triggers.NAME_END}))")
_IS_HELD = re.compile(
    f"{_NAME}?(?:{triggers.NAME_END}))(?:于|在[^,，。;；]{{2,20}})?(?:隆重|正式|成功|顺利|圆满|胜利|如期|今天|今日)*"
    f"(?:{triggers.HOLDING})(?!仪式)"
)
# 由区妇联主办、县剧团承办的…晚会: the name starts behind the organisers.
_ORGANISED = re.compile("^.*(?:主办|承办|协办|主持召开|组织(?!工作|生活|部|建设|委员)|召开|举办|举行|开展)的?(?=.{4})")
_COUNTED = re.compile("^(?:了|的|[一首][场次期届]的?|一个|系列)+(?=.{2})")


class Sentence(NamedTuple):
    """Characters start..end of the text, direct speech and titles in them blanked out."""

    start: int
    end: int
    masked: str


class Report(NamedTuple):
    """A sentence that reports an event, its day, the event's type and its name ("" where it has none)."""

    sentence: Sentence
    day: DateSpan
    type: str = ""
    name: str = ""

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


def sentences(text: str) -> list[Sentence]:
    """The sentences of the text, with what is said or only titled in them blanked out."""
    masked = _QUOTED.sub(_mask, text)
    return [Sentence(each.start(), each.end(), each.group()) for each in _SENTENCE.finditer(masked)]


def _mask(match: re.Match[str]) -> str:
    """Blank out direct speech and titles, but not a name in quotation marks: “青苗行动”."""
    quoted = match.group()
    inner = match.group(1)
    if inner is not None and len(inner) <= 20 and not _SPEECH_MARK.search(inner):
        return quoted
    return quoted[0] + re.sub("[^\n]", BLANK, quoted[1:-1]) + quoted[-1]


def reports(item: Item, when: tuple[DateSpan, ...]) -> Iterator[Report]:
    """Sentences of the text that report an event, in printed order."""
    days = [day for day in when if is_day(day)][:MOST_DATES]
    open_days = [day for day in when if day.generic and day.text in _OPEN_DAYS][:MOST_DATES]
    if not days and not open_days:
        return
    latest = max((day.first for day in days if day.first and not is_coming(item.text, day)), default=None)
    found = sentences(item.text)
    starts = [sentence.start for sentence in found]
    others = Counter(bisect.bisect_right(starts, day.start) - 1 for day in (*days, *open_days))
    told: set[int] = set()
    for day in sorted((*days, *open_days)):
        index = bisect.bisect_right(starts, day.start) - 1
        if index < 0 or (latest and day.first and latest - day.first > BACKGROUND):
            continue
        report = Report(found[index], day)
        if report.sentence.masked.startswith(BLANK, day.start - report.sentence.start):
            continue
        # 本报北京6月24日电 近日,…: the day of writing, not that of the event.
        if others[index] > 1 and report.after.startswith(("电", "讯")):
            continue
        if _BACKGROUND_BEFORE.search(report.before) or (day.generic and not _is_open(report, index in told)):
            continue
        report = _classified(report)
        if not report.type and item.kind == "photo":
            report = report._replace(type="活动")
        if report.type:
            told.add(index)
            yield report


def is_day(day: DateSpan) -> bool:
    """Whether it is a day, or a few, on which an event can have been."""
    if day.first is None or day.last is None or day.generic or day.precision != "day":
        return False
    if day.form not in _DAY_FORMS or day.tail in ("前", "之前", "止") or day.text == "第二天":
        return False
    if day.form == "week" and day.first != day.last:
        return False
    return day.tail == "以来" or (day.last - day.first).days <= MOST_DAYS


def is_coming(text: str, day: DateSpan) -> bool:
    """Whether the text announces the day."""
    return day.tail == "起" or _COMING.search(text, max(0, day.start - 8), day.start) is not None


def _is_open(report: Report, told: bool) -> bool:
    """Whether the sentence tells what happened on an open day, 近日, and gives no day itself."""
    head = re.sub("^.*[)）电讯]", "", report.before)
    return not told and len(head) <= OPEN_DAY_HEAD


def _classified(report: Report) -> Report:
    """The report with its event's type and name: of the first clause behind the date that has them, else before it."""
    weak = ""
    for words in (report.after, report.before):
        for clause in _CLAUSE.findall(words):
            kind = triggers.type_of(clause)
            if not kind or _PURPOSE.match(clause):
                continue
            name = _name(clause)
            if named := _type_of_name(name) or (kind if name and kind in triggers.NAMED else ""):
                return report._replace(type=named, name=name)
            if kind not in triggers.WEAK:
                return report._replace(type=kind)
            weak = weak or kind
        if weak:
            return report._replace(type=weak)
    return report


def _type_of_name(name: str) -> str:
    """The type of what bears the name, of two joined in it the first: …启动仪式暨…演练."""
    kinds = map(triggers.last_type, name.split("暨"))
    return next((kind for kind in kinds if kind in triggers.NAMED), "")


def _name(clause: str) -> str:
    """The name of what is held, as printed: 召开…会议, or …会议召开."""
    for pattern in (_IS_HELD, _HELD):
        match = pattern.search(clause)
        if match:
            return _COUNTED.sub("", _ORGANISED.sub("", match.group("name")).strip(" 、(（)）的"))
    return ""

"""Sentences that report an event: which day they give for it, what type of event it is, and what it is called.

The day is a date of the sentence, or open (近日, 日前). The type comes from the closed list in `triggers`: of the
clause behind the date that first has a word of it, and of the name where what is held has one.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from archive.parsing import triggers
from archive.parsing.dates import DateSpan
from archive.parsing.structures import Item

# Forms of dates that name a day an event can have; a festival, a quarter or a week is a season.
_DAY_FORMS: Final = {"day", "figures", "near day", "bare day", "near month", "week"}
# Words that leave the day of an event open; others (连日来, 近期以来) tell of what goes on for weeks.
_OPEN_DAYS: Final = frozenset({"近日", "日前", "最近", "前不久", "不久前", "近几日", "近几天", "前几天"})
# What happened on an open day stands at the head of its sentence, behind its subject at most; further in, or as
# 在近日召开的会议上, 针对近日…, it is told in passing.
_OPEN_DAY_HEAD = re.compile("[^,，在对据自于从]{0,20}[,，]?")
# How many clauses behind the date a common word (组织, 开展) still tells what happened.
WEAK_CLAUSES: Final = 3
# A time of more days than this is no event (6月份以来 …).
MOST_DAYS: Final = 45
# What lies this long before the item's latest day is its background, not its news.
BACKGROUND: Final = timedelta(days=92)
# Dates of one item beyond this number aren't looked at, nor more of a sentence than this around its date.
MOST_DATES: Final = 400
BEFORE: Final = 200
AFTER: Final = 400
# What an item opens with stands no further into its text.
LEAD_HEAD: Final = 150

_SENTENCE = re.compile("[^。！？!?\n]+[。！？!?]?[”’」』]?")
_CLAUSE_END = re.compile("[,，;；。！!？?]")
# What somebody said is no event, nor what was said of one: 陆明远3月3日表示，…. But: 据陆明远3月3日介绍，….
_SAID = re.compile("(?!据|记者|有关部门)[^,，]*(?:表示|说|称|指出|强调|认为|警告|呼吁|赞叹不已)(?:[：:].*)?$")
# 在完成各项议程后，3月3日下午在石门镇闭幕: the clause before says what was held.
_LEFT_OPEN = re.compile(f"[ 　]*(?:在|于|{triggers.HOLDING})")
_IN_BETWEEN = re.compile("(?:在[^,，]{2,14}[后时]|圆满[^,，]*)$")
# 图为3月3日，…: says that there is a picture; 今天（3月3日）: the same day twice.
_PICTURED = re.compile("^(?:(?:当地|北京)时间|图[为是]?(?:[①-⑩]|[一二三四五])?[：:]?)")
_BRACKET_OPEN = re.compile("(?:[今昨][天日晚])?[（(]$")
_BRACKETED = re.compile("^(?:[（(][^（）()]{2,12})?[)）]")
_EMPTY: Final = " 　＃”“"
_QUOTED = re.compile("“([^“”]{0,2000})”|《([^《》]{0,80})》")
_SPEECH_MARK = re.compile("[,，。!！?？;；]")
BLANK: Final = "＃"
_BACKGROUND_BEFORE = re.compile(
    "(?:早在|此前|曾于|截[至止]|追溯到?|始于|下一步|有效期|期限|时间为|[延持][续期长]|推迟)[^,，。]{0,6}$"
)
_COMING = re.compile("将[于在]?$|拟于$|定于$|计划于?$")
# 不久前召开的大会: told in passing; 记者3月3日从区教育局获悉: the day on which the paper learnt of it.
_THAT_WAS = re.compile("[^,，。]{0,4}(?:召开|举行|举办|结束|闭幕|公布|发布|出台|印发)的")
_LEARNT = re.compile("(?:本报)?记者[^,，]*(?:获悉|了解到|[^注]悉)")
# Why something is held, not what: 为加强培训，石门镇召开会议; 因水管施工，停水一天.
_PURPOSE = re.compile("[ 　]*(?:为(?!期)|因(?!此)|由于|根据|按照)")
_FUTURE = re.compile("(?<!即)将(?![近军士领要])|下一步|拟于|计划")
# Figures and the weather are no events.
_NO_NEWS = re.compile("同比|环比|显示|百分点|达到?\\d|天气|气温|降雨|普降|期限|截止")
# The stroll with which a reporter begins: 3月3日，走进石门镇; or what day it is: 3月12日，是植树节.
_STROLL = re.compile("是|走进|漫步|来到|步入|走在|记者")
# Who has just been quoted does something, somewhere: “药到了。”3月3日，马川把药放进取件柜.
_ON_THE_SPOT = re.compile("[在把将正带给][^,，]{2}")

_NAME: Final = "(?P<name>[^,，。;；:：!！?？＃\n]{2,50}"
_HELD = re.compile(f"(?P<verb>{triggers.HOLDING})(?!仪式)了?的?{_NAME}(?:{triggers.NAME_END}))")
_IS_HELD = re.compile(
    f"{_NAME}?(?:{triggers.NAME_END}))(?:于|在[^,，。;；]{{2,20}}|以[^,，。;；]{{2,8}}[方形]式)?"
    "(?:隆重|正式|成功|顺利|圆满|胜利|如期|今天|今日)*"
    f"(?:{triggers.HOLDING})(?!仪式)"
)
# A session that is known by its number does something itself: 区人大常委会第五次会议审议了….
_SESSION = re.compile(
    "(?P<name>[^,，。;；:：＃]{2,40}?第[一二三四五六七八九十百\\d]{1,4}次(?:[全常主集][体务席])?会议)(?!上|精神|的|[以之]来)"
)
# 由区妇联主办、县剧团承办的…晚会: the name starts behind the organisers.
_ORGANISED = re.compile("^.*(?:主办|承办|协办|主持召开|组织(?!工作|生活|部|建设|委员)|召开|举办|举行|开展)的?(?=.{4})")
# 以“共护碧水”为主题的放流活动; 本报青岚3月3日电 (记者白云起): no part of a name.
_THEME = re.compile("^.*为主题的")
_DATELINE = re.compile("^.{0,40}?(?:[电讯]|消息|报道)\\s*(?:[（(][^（）()]{0,60}[)）])?[:：\\s]*(?=\\S|$)")
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
        """What stands before the date in the sentence, who signs it left out."""
        start = max(0, self.day.start - self.sentence.start)
        return _DATELINE.sub("", self.sentence.masked[max(0, start - BEFORE) : start])

    @property
    def clauses(self) -> list[str]:
        """What the sentence says, the clause of the date first, without the date; what stands before it last.

        植树工作会议3月3日在石门镇召开 and 云溪区3月3日召开植树工作会议 read as if the date stood elsewhere.
        """
        before = _CLAUSE_END.split(_BRACKET_OPEN.sub("", self.before))
        after = _CLAUSE_END.split(_BRACKETED.sub("", self.after))
        if len(before) > 1 and not before[-1].strip() and _LEFT_OPEN.match(after[0]):
            before = [*before[:-2], _IN_BETWEEN.sub("", before[-2])]
        clauses = (_PICTURED.sub("", each.strip()) for each in (before[-1] + after[0], *after[1:], *before[:-1]))
        return [each for each in clauses if each.strip(_EMPTY)]


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
    open_days = [day for day in when if _is_open(day)][:MOST_DATES]
    if not days and not open_days:
        return
    latest = max((day.first for day in days if day.first and not is_coming(item.text, day)), default=None)
    found = sentences(item.text)
    starts = [sentence.start for sentence in found]
    of = {day: bisect.bisect_right(starts, day.start) - 1 for day in sorted((*days, *open_days))}
    dates = Counter(of.values())
    told: dict[int, set[str]] = defaultdict(set)
    for day, index in of.items():
        if index < 0 or (latest and day.first and latest - day.first > BACKGROUND):
            continue
        report = Report(found[index], day)
        if _in_passing(report, dates[index], index in told):
            continue
        report, number = _classified(report)
        if index in told and (number or (report.name or report.type) in told[index]):
            continue  # the clause that tells of it has been told with its own date
        if not report.type and (item.kind == "photo" or (not told and _opens(item, report))):
            report = report._replace(type=triggers.type_of(item.headline) or triggers.OTHER)
        if report.type:
            told[index].add(report.name or report.type)
            yield report


def _in_passing(report: Report, dates: int, told: bool) -> bool:
    """Whether the date is not that of an event: in a quotation, of writing, or of what lies in the background."""
    if report.sentence.masked.startswith(BLANK, report.day.start - report.sentence.start):
        return True
    # 本报北京6月24日电 近日,…: the day of writing, not that of the event.
    if dates > 1 and report.after.startswith(("电", "讯")):
        return True
    if report.day.generic and (told or not _OPEN_DAY_HEAD.fullmatch(report.before) or _THAT_WAS.match(report.after)):
        return True
    if any(map(_LEARNT.match, report.clauses[:1])):
        return True
    return _BACKGROUND_BEFORE.search(report.before) is not None


def _opens(item: Item, report: Report) -> bool:
    """Whether an item opens with what happened on a day, be it no event of the list: 3月3日，流动书车开到了工地.

    Not with what was said on it, nor figures; the year of what is news is not printed.
    """
    day, sentence = report.day, report.sentence
    # 今天 is also the present day; 昨日 is a day.
    dated = day.form in ("day", "figures") or day.text.startswith("昨")
    if not dated or day.tail or day.basis != "issue" or item.kind != "article":
        return False
    if sentence.start > LEAD_HEAD or is_coming(item.text, day):
        return False
    opening = report.clauses[:2]
    if report.before.endswith("”") and not any(map(_ON_THE_SPOT.search, opening)):
        return False
    return bool(opening) and not (
        _STROLL.match(opening[0]) or any(_SAID.match(each) or _NO_NEWS.search(each) for each in opening)
    )


def is_day(day: DateSpan) -> bool:
    """Whether it is a day, or a few, on which an event can have been."""
    if day.first is None or day.last is None or day.generic or day.precision != "day":
        return False
    if day.form not in _DAY_FORMS or day.tail in ("前", "之前", "止") or day.text == "第二天":
        return False
    if day.form == "week" and day.first != day.last:
        return False
    return day.tail == "以来" or (day.last - day.first).days <= MOST_DAYS


def _is_open(day: DateSpan) -> bool:
    """Whether something may have happened on it, though which day stays open: 近日, 3月3日 of an unknown year."""
    if day.generic:
        return day.text in _OPEN_DAYS
    return day.first is None and day.form in ("day", "figures") and day.precision == "day" and not day.tail


def is_coming(text: str, day: DateSpan) -> bool:
    """Whether the text announces the day."""
    return day.tail == "起" or _COMING.search(text, max(0, day.start - 8), day.start) is not None


def _classified(report: Report) -> tuple[Report, int]:
    """The report with its event's type and name: those of the first clause that has them, the date's own first; and
    the number of that clause."""
    weak, weak_at = "", 0
    # What a day is said to begin is told with it: 会议通过了条例，将于3月9日起施行 announces no meeting.
    begins = report.day.tail == "起"
    for number, clause in enumerate(report.clauses[:1] if begins else report.clauses):
        kind = triggers.type_of(clause)
        if (number or not kind) and _SAID.match(clause):
            break
        if not kind or _PURPOSE.match(clause) or (number and _FUTURE.search(clause)):
            continue
        name = _name(clause)
        if named := _type_of_name(name) or (kind if name and kind in triggers.NAMED else ""):
            return report._replace(type=named, name=name), number
        if kind not in triggers.WEAK:
            return report._replace(type=kind), number
        if number < WEAK_CLAUSES and not weak:
            weak, weak_at = kind, number
    return report._replace(type=weak), weak_at


def _type_of_name(name: str) -> str:
    """The type of what bears the name, of two joined in it the first: …启动仪式暨…演练."""
    kinds = map(triggers.last_type, name.split("暨"))
    return next((kind for kind in kinds if kind in triggers.NAMED), "")


def _name(clause: str) -> str:
    """The name of what is held, as printed: 召开…会议, or …会议召开."""
    for pattern in (_IS_HELD, _HELD, _SESSION):
        match = pattern.search(clause)
        if match:
            name = _THEME.sub("", _ORGANISED.sub("", match.group("name"))).strip(" 、(（)）的")
            return _COUNTED.sub("", name)
    return ""

"""An item's dates as findings: each with the days it means, what it rests on, and why; what cannot be, set apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.parsing.dates import DateSpan, read_dates
from archive.parsing.structures import FIELDS, DateMention, DateProblem, Field, IssueDate, Item, Origin

# How sure a date is: printed in full, or one step from the issue; each further step costs.
_SURE: Final = 1.0
_RESTING_ON_ISSUE: Final = 0.95
_FOLLOWING: Final = 0.95
_INFERRED_DAY: Final = 0.9
# A day counted from an issue that may have come out on several days.
_INFERRED_RANGE: Final = 0.6

_COUNTED_FORMS: Final = ("near day", "near month", "week", "bare day")


@dataclass(frozen=True, slots=True)
class ItemDates:
    """What an item says of dates. `spans` are the resolved spans of its text, for who reads events out of it."""

    mentions: tuple[DateMention, ...]
    problems: tuple[DateProblem, ...]
    spans: tuple[DateSpan, ...]


def find_date_mentions(item: Item, issue: IssueDate | None) -> ItemDates:
    """The dates in every field of the item in printed order, as of an issue whose date others may rest on.

    Never raises; linear in the item.
    """
    mentions: list[DateMention] = []
    problems: list[DateProblem] = []
    spans: tuple[DateSpan, ...] = ()
    for field in FIELDS:
        text = getattr(item, field)
        if not text:
            continue
        found = tuple(read_dates(text, issue.date if issue else None, issue.precision if issue else "day"))
        mentions += (_mention(item, field, each, issue) for each in found)
        problems += _problems(item, field, found, issue)
        if field == "text":
            spans = tuple(span for span in found if not span.impossible or span.first)
    return ItemDates(tuple(mentions), tuple(problems), spans)


def _problems(item: Item, field: Field, found: Iterable[DateSpan], issue: IssueDate | None) -> list[DateProblem]:
    return [
        DateProblem(item.line_of(field, each.start), each.text, _blame(each, issue), issue=_on_issue(each))
        for each in found
        if each.impossible
    ]


def _on_issue(span: DateSpan) -> bool:
    """Whether it is impossible only as of this issue: another day of issue would make it possible."""
    return span.basis == "issue" and span.first is not None


def _blame(span: DateSpan, issue: IssueDate | None) -> str:
    return f"{span.impossible}(年份{_since(issue)})" if issue and _on_issue(span) else span.impossible


def _mention(item: Item, field: Field, span: DateSpan, issue: IssueDate | None) -> DateMention:
    return DateMention(
        span.text,
        item.span(field, span.start, span.end),
        span.first,
        span.last,
        span.precision,
        _origin(span, issue),
        _reason(span, issue),
        span.generic,
        _confidence(span, issue),
        bool(span.impossible),
    )


def _origin(span: DateSpan, issue: IssueDate | None) -> Origin:
    """What the days rest on; of days that stay open, what they would rest on."""
    if span.basis == "print" and span.first:
        return "printed"
    return issue.origin if issue else "inferred"


def _reason(span: DateSpan, issue: IssueDate | None) -> str:
    if span.generic:
        return "说的是惯例,不是某一天" if span.form == "recurring" else "没有说是哪一天"
    if span.first is None:
        return span.impossible or _open(span, issue)
    if span.basis == "print":
        why = f"随前文“{span.via}”" if span.via else "年份已印出" if span.precision != "day" else "日期已印全"
    elif span.via:
        why = f"随前文“{span.via}”,{_since(issue)}"
    elif span.form in _COUNTED_FORMS:
        why = _since(issue)
    else:
        why = f"年份{_since(issue)}"
    return f"{why};但{span.impossible}" if span.impossible else why


def _since(issue: IssueDate | None) -> str:
    if issue is None:
        return ""
    if issue.origin != "inferred":
        return f"由见报日{issue.date}推算"
    doubt = "" if issue.earliest == issue.latest else f",{issue.earliest}至{issue.latest}之间"
    return f"由见报日{issue.date}推算(见报日系推断{doubt})"


def _open(span: DateSpan, issue: IssueDate | None) -> str:
    if span.form in ("festival", "lunar") and issue and issue.precision == "day":
        return "历表不及此年"
    if span.form in ("part of day", "near day") and issue and issue.precision == "day":
        return "前文没有可随的日期"
    if issue is None:
        return "见报日不详,无从推算"
    return "见报日只知到年,无从推算" if issue.precision == "year" else "见报日只知到月,无从推算"


def _confidence(span: DateSpan, issue: IssueDate | None) -> float:
    if span.generic:
        return _SURE
    if span.first is None or span.impossible:
        return 0.0
    sure = _FOLLOWING if span.via else _SURE
    if span.basis == "issue" and issue:
        sure *= _RESTING_ON_ISSUE
        if issue.origin == "inferred":
            counted = span.form in _COUNTED_FORMS and span.precision == "day"
            sure *= _INFERRED_RANGE if counted and (issue.latest - issue.earliest).days > 1 else _INFERRED_DAY
    return round(sure, 2)

"""The day on which somebody is given a post or leaves it: the one that the text gives for it, or none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from archive.parsing.dates import DateSpan
from archive.parsing.structures import Change, Person

# 新华社青岚10月13日电: the day of the report.
_DATELINE: Final = re.compile(r"\s*(?:电|讯|消息|[（(]?记者)")
_SENTENCE_END: Final = re.compile("[。！？!?\n]")
_FARTHEST: Final = 400  # characters of a sentence
# What only a meeting or an office does: the day of the meeting is that of the decision.
_DECISIONS: Final = ("任命", "免去", "免除", "选举", "补选", "推选", "增补", "接受", "撤销", "罢免", "聘任")


def dated(people: Iterable[Person], text: str, spans: Sequence[DateSpan]) -> tuple[Person, ...]:
    """The people with the days of their changes; of a change told twice only the telling that says most."""
    days = _Days(text, spans)
    return tuple(
        replace(person, changes=_once([replace(each, day=days.of(each)) for each in person.changes]))
        if person.changes
        else person
        for person in people
    )


class _Days:
    """The dates of one text, for changes told in it."""

    def __init__(self, text: str, spans: Sequence[DateSpan]) -> None:
        self._text = text
        self._spans = [span for span in spans if not span.generic and not _DATELINE.match(text, span.end)]
        self._starts = [span.start for span in self._spans]

    def of(self, change: Change) -> date | None:
        """The day of a change told in the text: its sentence's; where that names none, the only one before it.

        For what an assembly decides the only day of the paragraph counts, then that of the text so far (the heading of
        a list), then the one that the text is signed with.
        """
        if change.span is None or change.span.field != "text":
            return None
        at = change.span.start
        ends = _SENTENCE_END.finditer(self._text, max(0, at - _FARTHEST), at)
        sentence = max((end.end() for end in ends), default=max(0, at - _FARTHEST))
        if inside := self._between(sentence, at):
            return _day(inside[-1])
        paragraph = self._text.rfind("\n", 0, at) + 1
        if inside := self._between(paragraph, at):
            return _only(inside)
        if not self._text.startswith(_DECISIONS, at):
            return None
        before = self._between(0, at)
        return _only(before) if before else self._signed()

    def _between(self, start: int, end: int) -> list[DateSpan]:
        return self._spans[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _signed(self) -> date | None:
        """The day on the last line, where that is all it says."""
        last = self._spans[-1] if self._spans else None
        if last and self._text[self._text.rfind("\n", 0, last.start) + 1 :].strip() == last.text.strip():
            return _day(last)
        return None


def _day(span: DateSpan) -> date | None:
    return span.first if span.precision == "day" and span.first == span.last and not span.tail else None


def _only(spans: list[DateSpan]) -> date | None:
    """The one day that all of them mean; None where one means another, or no day."""
    days = {_day(span) for span in spans}
    return days.pop() if len(days) == 1 else None


def _once(changes: list[Change]) -> tuple[Change, ...]:
    """Each change once: of those of one kind with one post (or title) the one with a day, else the first."""
    kept: list[Change] = []
    for change in changes:
        twin = next((at for at, each in enumerate(kept) if _same(each, change)), None)
        if twin is None:
            kept.append(change)
        elif (kept[twin].day is None, kept[twin].post is None) > (change.day is None, change.post is None):
            kept[twin] = change
    return tuple(kept)


def _same(one: Change, other: Change) -> bool:
    if one.kind != other.kind or (one.day and other.day and one.day != other.day):
        return False
    if one.post and other.post:
        return one.post == other.post
    return one.title.endswith(other.title) or other.title.endswith(one.title)

"""Date expressions of Chinese news, found in a text and resolved against the day of issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from archive.parsing import date_forms
from archive.parsing.date_days import YEAR_WORDS, Anchor, Basis, Context, Days, Impossible, check_weekday, resolve
from archive.parsing.date_forms import Reading
from archive.parsing.structures import DatePrecision, Precision

_ANNOUNCED = re.compile("将|拟|定于|计划|预计|预定|截止|有望")
_SENTENCE_END = re.compile("[。！？!?\n]")
# What these mean is not the day that 当天 leans on.
_NO_ANCHORS: Final = ("festival", "week", "lunar", "part of day")


class DateSpan(NamedTuple):
    """A date expression: characters start..end of the text, as printed, and the days first..last that it means.

    `precision` says how closely the day is known; a range of days has precision "day". `generic` words (近日) and
    customs (每周三) mean no particular day: first and last are None. They are None, too, where the year isn't known,
    and where no calendar has the day: `impossible` then says why. `form` is the name of the printed form, `tail` what
    bounds an open time: 以来, 起, 前, 止 or "". `basis` tells whether the days rest on print or on the issue,
    `via` the earlier date of the text that they follow.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: DatePrecision = "day"
    generic: bool = False
    form: str = "day"
    tail: str = ""
    basis: Basis = "print"
    via: str = ""
    impossible: str = ""


def find_dates(text: str, issue_date: date | None) -> tuple[DateSpan, ...]:
    """Every date expression of the text in printed order, resolved as far as the text and the issue allow.

    Impossible dates (2月30日) are left out. Never raises; linear in the text.
    """
    return tuple(span for span in read_dates(text, issue_date) if not span.impossible or span.first)


def read_dates(text: str, issue_date: date | None, known: Precision = "day") -> Iterator[DateSpan]:
    """Every date expression of the text, the impossible ones too. `known` tells how much of the issue's date is.

    A date whose printed weekday does not fit has its days and says in `impossible` what is wrong.
    """
    context = _context(issue_date, known)
    shadow = date_forms.half_width(text)
    end = 0
    for reading in date_forms.read(text):
        if context.year is not None and _SENTENCE_END.search(shadow, end, reading.start):
            context = replace(context, year=None)
        end = reading.end
        days: Days | None = None
        wrong = ""
        if reading.form not in ("generic", "recurring"):
            announced = _ANNOUNCED.search(shadow, max(0, reading.start - 8), reading.start) is not None
            try:
                days = resolve(reading, context, announced=announced)
                if days and "weekday" in reading.parts and reading.form != "week":
                    check_weekday(days.first, reading.parts["weekday"])
            except Impossible as error:
                wrong = str(error)
        span = _span(text, reading, days, wrong, context.issue)
        context = _after(context, reading, days, span.text)
        yield span


def _context(issue: date | None, known: Precision) -> Context:
    if issue is None:
        return Context()
    return Context(
        issue if known == "day" else None,
        issue.replace(day=1) if known != "year" else None,
        issue.year,
    )


def _span(text: str, reading: Reading, days: Days | None, wrong: str, issue: date | None) -> DateSpan:
    tail = reading.parts.get("tail", "")
    first, last, precision, basis, via = days or (None, None, "day", "issue", "")
    if first and tail == "以来" and issue and issue >= first:
        last = issue
    return DateSpan(
        reading.start,
        reading.end,
        text[reading.start : reading.end],
        first,
        last,
        precision,
        reading.form in ("generic", "recurring"),
        reading.form,
        tail,
        basis,
        via,
        wrong,
    )


def _after(context: Context, reading: Reading, days: Days | None, text: str) -> Context:
    """The context for the expressions that follow."""
    printed = date_forms.year_number(reading.parts.get("year", ""))
    if reading.parts.get("year", "")[:2] in YEAR_WORDS:
        printed = None
        context = replace(context, year=None)
    year = printed or context.year
    if days is None:
        return context if year == context.year else replace(context, year=year)
    if reading.form != "festival":
        context = replace(context, last_year=(days.first.year, days.basis))
    if days.precision == "day" and reading.form not in _NO_ANCHORS:
        if days.via and context.anchor and days.first == context.anchor.day:
            text = days.via  # 当天 that follows another 当天 follows what that one did.
        return replace(context, anchor=Anchor(days.first, text, days.basis), year=year)
    return replace(context, year=year)

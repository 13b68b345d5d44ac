"""The dates in an article: marked in its text with the days they mean, and listed beside it with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from archive.models import Article, DateMention, Precision
from archive.models.dates import LONGEST_TEXT
from archive.templatetags.printed import in_words
from archive.views.passages import Passage, Passages


class Day(NamedTuple):
    """Characters start..end of a text are a date: for machines ("" where no one form holds it), and in words."""

    start: int
    end: int
    machine: str
    words: str

    def html(self, printed: SafeString) -> SafeString:
        """What is printed, with the days it means."""
        if not self.machine:
            return format_html('<span class="dated" title="{}">{}</span>', self.words, printed)
        return format_html('<time datetime="{}" title="{}">{}</time>', self.machine, self.words, printed)


@dataclass(frozen=True, slots=True)
class Listed:
    """A date in the side list: as printed, the days it means in words ("" where open), why, and where it is first
    printed."""

    text: str
    words: str
    reason: str
    passage: Passage | None


def days(article: Article, dates: Iterable[DateMention], field: str) -> list[Day]:
    """Where resolved dates stand in a field, in order; in a text that has changed since, those that still fit."""
    text = getattr(article, field)
    return sorted(
        Day(start, end, machine_readable(row.first, row.last), words(row))
        for row in dates
        if row.first and row.last
        for span_field, start, end, _line in row.spans
        if span_field == field and text[start:end][:LONGEST_TEXT] == row.text
    )


def side_list(article: Article, dates: Iterable[DateMention]) -> list[Listed]:
    """The dates in the order printed."""
    places = Passages(article)
    found = []
    for row in dates:
        field, start, _end, line = row.spans[0] if row.spans else ("", 0, 0, None)
        found.append(Listed(row.text, words(row), row.reason, places.at(field, start, line) if field else None))
    return found


def machine_readable(first: date, last: date) -> str:
    """The day, month or year that holds all the days, as `datetime` wants it: 2023-03-05, 2023-03, 2023, or ""."""
    if first == last:
        return first.isoformat()
    if first.year != last.year:
        return ""
    return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"


def words(row: DateMention) -> str:
    """The days a date means, in the reader's language: 2023年3月5日, 2023年3月5日至2023年3月7日; "" for none."""
    if not row.first or not row.last:
        return ""
    shown = {DateMention.Precision.MONTH: Precision.MONTH, DateMention.Precision.YEAR: Precision.YEAR}
    precision = shown.get(DateMention.Precision(row.precision), Precision.DAY)
    if precision != Precision.DAY and (row.last.day < 28 or row.first.day > 1):
        precision = Precision.DAY  # 今年以来 ends on the day of issue, 年初 in February.
    first, last = in_words(row.first, precision), in_words(row.last, precision)
    return first if first == last else _("%(first)s至%(last)s") % {"first": first, "last": last}

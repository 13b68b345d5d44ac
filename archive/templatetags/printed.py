"""Printed text and dates, shown as they are known."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from archive.models import Issue, Origin, Precision

register = template.Library()

# Characters that turn the direction of the text around them, or are no text at all, shown by their number.
# Example: "甲\u202e乙" would otherwise print the rest of the line backwards.
UNSEEN = {
    code: f"⟨U+{code:04X}⟩"
    for code in (
        *range(0x00, 0x09),
        *range(0x0B, 0x20),
        0x7F,
        0x61C,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
MOST_DAYS = 10_000  # Kept as words: a page has a hundred dates, and the next page mostly the same.
# How much of 2023-03-05 is known.
KNOWN = {Precision.DAY: len("2023-03-05"), Precision.MONTH: len("2023-03"), Precision.YEAR: len("2023")}


@register.filter
def shown(text: str) -> str:
    """Printed text with its unseen characters made visible; the template escapes it."""
    return str(text).translate(UNSEEN)


@register.simple_tag
def when(day: date | None, precision: str = Precision.DAY) -> SafeString | str:
    """A date as exactly as it is known: `{% when event.start event.precision %}`."""
    if day is None:
        return _("日期不详")
    return _when(day, precision, get_language())


@lru_cache(MOST_DAYS)
def _when(day: date, precision: str, _language: str | None) -> SafeString:
    known = KNOWN[Precision(precision or Precision.DAY)]
    return format_html('<time datetime="{}">{}</time>', day.isoformat()[:known], in_words(day, precision))


@register.simple_tag
def day_of_month(day: date) -> SafeString:
    """A day where its year already stands in the heading."""
    words = date_format(day, pgettext("date format", "n月j日"))
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


@register.simple_tag
def issue_date(issue: Issue) -> SafeString | str:
    """The day of an issue, marked where it is concluded and not known."""
    return marked_date(issue.date, issue.date_precision, issue.date_origin)


def marked_date(day: date | None, precision: str, origin: str) -> SafeString | str:
    """A day that is marked where it is concluded and not known."""
    known = when(day, precision)
    if day is None or origin != Origin.INFERRED:
        return known
    return format_html('{} <span class="tag">{}</span>', known, _("推断"))


@register.filter
def in_words(day: date, precision: str = Precision.DAY) -> str:
    """A date in the reader's language, to its precision."""
    return _in_words(day, precision, get_language())


@lru_cache(MOST_DAYS)
def _in_words(day: date, precision: str, _language: str | None) -> str:
    if precision == Precision.YEAR:
        return _("%(year)s年") % {"year": day.year}
    return date_format(day, "YEAR_MONTH_FORMAT" if precision == Precision.MONTH else "DATE_FORMAT")

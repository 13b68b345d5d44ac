"""What stands many times on a page of search results: hits, values to choose, and bars.

Put together here and not by templates, which took longer for these rows than the whole search.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Article
from archive.models.newspaper import page_label
from archive.templatetags.printed import marked_date, shown

if TYPE_CHECKING:
    from archive.search.hits import Hit, Listed
    from archive.views.bars import Chart, Column
    from archive.views.filters import Choice, Filter
    from archive.views.search import Found

register = template.Library()

IN_HEADING = ' class="headline"'
UNGROUPED = 1000  # No language divides smaller numbers into groups of digits.


@register.simple_tag
def choices(of: Filter, values: Iterable[Choice]) -> SafeString:
    """The values of a filter, each to be chosen, with a way to shut it out: `{% choices filter filter.first %}`."""
    language = ' lang="zh-Hans"' if of.printed else ""
    not_this = escape(_("不要"))
    rows = "".join(
        f'<li class="depth-{value.depth}">'
        + (_shut(of.name, value, language, not_this) if value.shut else _open(of.name, value, language))
        + "</li>"
        for value in values
    )
    return mark_safe(f"<ul>{rows}</ul>")  # Escaped where it is put together, as all below.


def _open(name: str, value: Choice, language: str) -> str:
    without = escape(shown(value.without_label))
    return (
        f'<label><input type="checkbox" name="{name}" value="{escape(value.value)}"{" checked" * value.chosen}> '
        f"<span{language}>{escape(shown(value.label))}</span> "
        f'<span class="quiet">{in_figures(value.count)}</span></label> '
        f'<a class="without" href="{escape(value.without)}" title="{without}" aria-label="{without}">−</a>'
    )


def _shut(name: str, value: Choice, language: str, not_this: str) -> str:
    return (
        f'<label class="shut"><input type="checkbox" name="-{name}" value="{escape(value.value)}" checked> '
        f'<span><span class="unseen">{not_this} </span><s{language}>{escape(shown(value.label))}</s></span></label>'
    )


@register.simple_tag
def hits(found: Iterable[Found], carried: str) -> SafeString:
    """The rows of a list of hits; `carried` is what their addresses take along: `{% hits found "?q=…" %}`."""
    before, _zero, after = reverse("article", args=[0]).rpartition("0")
    carried = escape(after + carried)
    return mark_safe("".join(f"<li>{_found(each, before, carried)}</li>" for each in found))


def _found(found: Found, before: str, carried: str) -> str:
    hit = found.hit
    of_kind = f'<span class="tag">{escape(Article.Kind(hit.article.kind).label)}</span> '
    return (
        f"<h3>{_headline(hit, before, carried, IN_HEADING)}</h3> "
        f'<p class="snippet" lang="zh-Hans">{hit.snippet}</p> '
        f'<p class="meta">{of_kind * (hit.article.kind != Article.Kind.ARTICLE)}{_source(hit.article)}</p>'
        + (_alike(found.alike, before, carried) if found.alike else "")
    )


def _alike(hits: list[Hit], before: str, carried: str) -> str:
    summary = ngettext("另有%(n)s篇几乎相同", "另有%(n)s篇几乎相同", len(hits)) % {"n": len(hits)}
    rows = "".join(
        f'<li>{_headline(hit, before, carried)} <p class="meta">{_source(hit.article)}</p></li>' for hit in hits
    )
    return f'<details class="alike"><summary>{escape(summary)}</summary> <ul>{rows}</ul></details>'


def _headline(hit: Hit, before: str, carried: str, of_class: str = "") -> str:
    headline = hit.headline or escape(shown(hit.article.title))
    return f'<a{of_class} href="{before}{hit.article.pk}{carried}" lang="zh-Hans">{headline}</a>'


def _source(article: Listed) -> str:
    return (
        f'<span lang="zh-Hans">{escape(shown(article.newspaper))}</span> '
        f"<span>{_when(article.issue_date, article.date_precision, article.date_origin)}</span> "
        f"<span>{escape(page_label(article.page))}</span>"
    )


def _when(day: date | None, precision: str, origin: str) -> str:
    return conditional_escape(marked_date(day, precision, origin))


@register.simple_tag
def bars(chart: Chart) -> SafeString:
    """The bars of a chart, for an <svg>."""
    return mark_safe("".join(_bar(column) for column in chart.columns if column.address))


def _bar(column: Column) -> str:
    across = f'x="{column.x}" width="{column.width}"'
    return (
        f'<a href="{escape(column.address)}" tabindex="-1">'
        f"<title>{escape(column.label)} · {in_figures(column.count)}</title>"
        f'<rect class="place" {across} y="0" height="100%"></rect>'
        f'<rect class="bar{" chosen" * column.chosen}" {across} y="{column.y}" height="{column.height}"></rect></a>'
    )


@register.simple_tag
def bar_rows(chart: Chart) -> SafeString:
    """The same as rows of a table."""
    return mark_safe("".join(map(_bar_row, chart.filled)))


def _bar_row(column: Column) -> str:
    current = ' aria-current="true"' if column.chosen else ""
    link = f'<a href="{escape(column.address)}"{current}>{escape(column.label)}</a>'
    return f'<tr><th scope="row">{link}</th><td>{in_figures(column.count)}</td></tr>'


def in_figures(number: int) -> str:
    """A number as the reader's language writes it, its digits in groups."""
    return str(number) if number < UNGROUPED else number_format(number, 0, force_grouping=True)

"""How the wording of a time changes: phrases compared month by month, as lines, as a table, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import tables
from archive.models import Newspaper
from archive.search.state import State
from archive.search.trends import MOST_PHRASES, Series, Trends, trends
from archive.views import filters, lines
from archive.views.bars import label
from archive.views.reading import no_file_yet, not_ready, read_only
from archive.views.search_form import SearchForm

LONGEST_PHRASE = 100  # Characters: longer than any slogan.
MOST_MONTHS = 36  # Rows of the table; of more months it tells the years. The file has every month.
# What the page's own form asks for; anything else in the address that narrows the search is kept beside it.
OWN = ("q", "newspaper", "from", "to", "by")


@dataclass(frozen=True, slots=True)
class Cell:
    """A phrase in a month: how many articles, how many of 1,000, and the search that finds them ("" for none)."""

    count: int
    rate: float
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A month, or a year with where its months are told: its name for readers, all its articles, each phrase."""

    month: str
    label: str
    articles: int
    cells: list[Cell]
    address: str = ""


@read_only
def page(request: HttpRequest) -> HttpResponse:
    """The phrases asked for as lines over the months, absolute or per 1,000 articles, and as a table."""
    form, found = _asked(request)
    by = "count" if request.GET.get("by") == "count" else "rate"
    context = {**_form_context(form, request.GET), "by": by}
    if found.state != State.READY:
        return not_ready(request, context)
    yearly = len(found.months) > MOST_MONTHS
    pointed = lines.is_pointed(len(found.months), len(found.series))
    rows = _rows(found, request.GET if pointed or not yearly else None)
    table = _rows(found.by_year(), request.GET, "year") if yearly else rows
    series = [(each, _address(each, request.GET)) for each in found.series]
    drawn = [(each.phrase, _values(rows, number, by, pointed)) for number, each in enumerate(found.series)]
    chart = lines.chart([row.label for row in rows], drawn)
    shown = {"series": series, "rows": table, "yearly": yearly, "chart": chart}
    return render(request, "search/trends.html", {**context, **shown})


@read_only
def file(request: HttpRequest) -> HttpResponse:
    """The same numbers as a CSV file, months downwards, that a table program opens as they are."""
    _form, found = _asked(request)
    if found.state != State.READY:
        return no_file_yet()
    table = [["month", "articles", *(head for each in found.series for head in (each.phrase, f"{each.phrase} /1000"))]]
    for row in _rows(found, None):
        cells = [value for cell in row.cells for value in (cell.count, f"{cell.rate:.3f}")]
        table.append([row.month, row.articles, *cells])
    disposition = {"Content-Disposition": 'attachment; filename="trends.csv"'}
    return HttpResponse(tables.lines(table), content_type=tables.TYPE, headers=disposition)


def _asked(request: HttpRequest) -> tuple[SearchForm, Trends]:
    form = SearchForm(request.GET)
    form.is_valid()
    return form, trends(phrases(request.GET), form.asked())


def _form_context(form: SearchForm, query: QueryDict) -> dict[str, object]:
    asked = form.asked()
    return {
        "form": form,
        "problems": form.problems(),
        "phrases": [*phrases(query), *[""] * MOST_PHRASES][:MOST_PHRASES],
        "newspapers": Newspaper.objects.public(),
        "chosen_newspapers": asked.facets["newspaper"].include if "newspaper" in asked.facets else (),
        "kept": [(name, value) for name, values in query.lists() if name not in OWN for value in values],
        "conditions": filters.conditions(asked, query),
    }


def phrases(query: QueryDict) -> list[str]:
    """The phrases asked for, each once, no more than can be told apart."""
    typed = (" ".join(phrase.replace("\0", " ").split())[:LONGEST_PHRASE] for phrase in query.getlist("q"))
    return list(dict.fromkeys(filter(None, typed)))[:MOST_PHRASES]


def _rows(found: Trends, query: QueryDict | None, span: str = "month") -> list[Row]:
    """The rows; with addresses where there is a query to narrow."""
    return [
        Row(
            value,
            label(span, value),
            found.articles.get(value, 0),
            [_cell(found, each, span, value, query) for each in found.series],
            filters.replacing(query, (span,), **{span: value}) if query is not None and span == "year" else "",
        )
        for value in found.months
    ]


def _values(rows: list[Row], number: int, by: str, pointed: bool) -> list[lines.Value]:
    """The phrase of a number as a line, broken at months that no newspaper is held of."""
    values = []
    for row in rows:
        cell = row.cells[number]
        height = (cell.rate if by == "rate" else cell.count) if row.articles else None
        if not pointed:
            values.append(lines.Value(height, "", ""))
            continue
        count = ngettext("%(n)s篇", "%(n)s篇", cell.count) % {"n": number_format(cell.count)}
        rate = _("每千篇%(n)s篇") % {"n": number_format(cell.rate, 1)}
        values.append(lines.Value(height, f"{row.label} · {count} · {rate}", cell.address))
    return values


def _cell(found: Trends, series: Series, span: str, value: str, query: QueryDict | None) -> Cell:
    count = series.by_month.get(value, 0)
    address = _address(series, query, span, value) if count and query is not None else ""
    return Cell(count, found.rate(series, value), address)


def _address(series: Series, query: QueryDict, span: str = "", value: str = "") -> str:
    """The search that finds what was counted: in all, or of one month or year."""
    dropped = ("q", "by", span)
    kept = [(name, each) for name, values in query.lists() if name not in dropped for each in values]
    asked = [("q", series.query), *kept, *([(span, value)] if span else [])]
    return f"{reverse('search')}?{urlencode(asked)}"

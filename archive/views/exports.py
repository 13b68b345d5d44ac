"""The list of a search as a file: its rows are those of the page, under the same filters, in the same order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from archive import search as engine
from archive import tables
from archive.citing import Work, gbt7714, ris
from archive.models import Article, Origin
from archive.search.state import IndexNotReady
from archive.views.citations import cited, known
from archive.views.paging import EXPORTED
from archive.views.reading import no_file_yet, read_only
from archive.views.search_form import SearchForm

AT_ONCE = 500  # Articles read from the database together.
# What is read of an article for a row. The text stands in for a headline where there is none.
READ = (
    *("headline", "kicker", "deck", "text", "captions", "section", "kind", "state", "joined_to", "own"),
    *("newspaper__name", "newspaper__named", "page__number", "page__issue__date", "page__issue__date_precision"),
    *("page__issue__date_origin", "page__issue__date_earliest", "page__issue__date_latest"),
)
LONGEST_NAME = 40  # Characters of a query in the name of a file.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class Row:
    """An article of the list, as the reader may see it now, and as references tell of it."""

    article: Article
    work: Work


@dataclass(frozen=True, slots=True)
class Listing:
    """What is taken away: the request, how it was read, how many articles there are, and the rows, read as they are
    written."""

    asked: engine.Request
    read_as: engine.ReadAs
    count: int
    rows: Iterable[Row]


@read_only
def search(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The articles of a search as a file. What is malformed in the address is left out, as on the page."""
    form = SearchForm(request.GET)
    form.is_valid()
    asked = form.asked()
    try:
        count, keys = engine.keys(asked, EXPORTED)
    except IndexNotReady:
        return no_file_yet()
    listing = Listing(asked, engine.read(asked.q).read_as, count, rows(keys, request))
    write, content_type = WRITERS[kind]
    pieces = in_language(translation.get_language(), write(listing))
    disposition = content_disposition_header(True, file_name(asked.q, kind)) or ""
    return StreamingHttpResponse(
        () if request.method == "HEAD" else pieces,
        content_type=content_type,
        headers={"Content-Disposition": disposition},
    )


def rows(keys: list[int], request: HttpRequest) -> Iterator[Row]:
    """The public ones of the articles, in the order of the keys, read some at a time."""
    articles = Article.objects.select_related("newspaper", "page__issue").only(*READ)
    articles = articles.prefetch_related(Prefetch("bylines", to_attr="signers"))
    for first in range(0, len(keys), AT_ONCE):
        here = keys[first : first + AT_ONCE]
        public = articles.public_in_bulk(here)
        prefetch_related_objects([each for each in public.values() if each.own], "continuations__page")
        for article in (public[key] for key in here if key in public):
            yield Row(article, cited(article, request))


def in_language(language: str | None, pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, written in the reader's language, which is forgotten by the time a file is streamed."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def file_name(q: str, kind: str) -> str:
    """方志-河长-2026-11-22.csv: what was looked for, as far as a file may be called so, and the day."""
    words = NOT_IN_NAMES.sub(" ", q).strip(" .")[:LONGEST_NAME].split()
    return "-".join(filter(None, (_("方志"), "_".join(words), timezone.localdate().isoformat()))) + f".{kind}"


def _csv(listing: Listing) -> Iterator[str]:
    heads = [_("编号"), _("标题"), _("引题"), _("副题"), _("报纸"), _("日期"), _("日期来源"), _("版次"), _("栏目")]
    heads += [_("类型"), _("署名"), _("网址"), _("引文")]
    # Named once: to ask Django for each row's label took a fifth of the time.
    labels = {value: str(label) for value, label in (*Article.Kind.choices, *Origin.choices)}
    return tables.lines(_with_first(heads, (_cells(row, labels) for row in listing.rows)))


def _with_first(first: list[Any], others: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield first
    yield from others


def _cells(row: Row, labels: Mapping[str, str]) -> list[Any]:
    article, work = row.article, row.work
    issue = article.page.issue
    return [
        article.pk,
        article.title,
        article.kicker,
        article.deck,
        article.newspaper.name,
        str(known(issue) or ""),
        labels[issue.date_origin] if issue.date else "",
        "、".join(map(str, work.pages)),
        article.section,
        labels[article.kind],
        "、".join(f"{each.role} {each.name}".strip() for each in article.signers),
        work.url,
        gbt7714(work),
    ]


def _json(listing: Listing) -> Iterator[str]:
    query = {"q": listing.asked.q, "read_as": listing.read_as.as_dict()}
    head = {"query": query, "count": listing.count, "limit": EXPORTED}
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "results": ['
    for number, row in enumerate(listing.rows):
        yield f"{',' if number else ''}\n{json.dumps(_as_dict(row), ensure_ascii=False)}"
    yield "\n]}\n"


def _as_dict(row: Row) -> dict[str, Any]:
    article, work = row.article, row.work
    issue = article.page.issue
    return {
        "id": article.pk,
        "url": work.url,
        "headline": article.title,
        "kicker": article.kicker,
        "deck": article.deck,
        "newspaper": article.newspaper.name,
        "date": issue.date and issue.date.isoformat(),
        "date_precision": issue.date_precision if issue.date else None,
        "date_origin": issue.date_origin if issue.date else None,
        "date_earliest": issue.date_earliest and issue.date_earliest.isoformat(),
        "date_latest": issue.date_latest and issue.date_latest.isoformat(),
        "page": article.page.number,
        "pages": list(work.pages),
        "section": article.section,
        "kind": article.kind,
        "bylines": [{"name": each.name, "role": each.role} for each in article.signers],
        "citation": gbt7714(work),
    }


def _ris(listing: Listing) -> Iterator[str]:
    return (ris(row.work) for row in listing.rows)


def _references(listing: Listing) -> Iterator[str]:
    return (f"[{number}] {gbt7714(row.work)}\r\n" for number, row in enumerate(listing.rows, 1))


# By the ending of the address: what writes the file, and what it is.
WRITERS: dict[str, tuple[Callable[[Listing], Iterator[str]], str]] = {
    "csv": (_csv, tables.TYPE),
    "json": (_json, "application/json"),
    "ris": (_ris, "application/x-research-info-systems; charset=utf-8"),
    "txt": (_references, "text/plain; charset=utf-8"),
}

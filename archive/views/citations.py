"""An article as references tell of it: to be copied from its page, and to be taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from archive.citing import EDITION, Doubt, Known, Work, bibtex, doubts, gbt7714, ris
from archive.models import Article, Byline, Issue, Origin, Precision
from archive.views.reading import read_only

# How much of a date is known.
PARTS = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}
# Who drew or took a picture, or saw to the page, is no author of a text. Examples: 摄, 供图, 责任编辑.
NO_WRITER = re.compile("[摄拍图绘]|漫画|编辑|责编|校对|审核|美编|版式")
WRITER_TOO = re.compile("[文撰]|报道")  # 图文, 文/图, 摄影报道
NOTES = {
    Doubt.NO_AUTHOR: _("原文未署作者，引文从略。"),
    Doubt.NO_HEADLINE: _("原文没有标题，方括号中是开头的文字。"),
    Doubt.NO_NEWSPAPER: _("报名未知，方括号中的名称是按所在地拟的。"),
    Doubt.NO_DATE: _("出版日期不详，引文从略。"),
    Doubt.INFERRED_DATE: _("出版日期由报道内容推断，置于方括号中。"),
    Doubt.PART_OF_DATE: _("出版日期只著录到已知的年或月。"),
    Doubt.NO_PAGE: _("版次不详，引文从略。"),
}
# By the ending of the address: what writes a reference, and what it is.
FILES: dict[str, tuple[Callable[[Work], str], str]] = {
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A reference in one form: a name for its field, what readers call the form, the text, how many lines it takes."""

    name: str
    label: object
    text: str
    rows: int


@read_only
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The reference of a published article as a file."""
    article = get_object_or_404(Article.objects.public().with_source().prefetch_related("bylines"), pk=pk)
    write, content_type = FILES[kind]
    work = cited(article, request)
    disposition = content_disposition_header(True, f"{work.key}.{kind}") or ""
    return HttpResponse(write(work), content_type=content_type, headers={"Content-Disposition": disposition})


def forms(work: Work) -> list[Form]:
    """The references that an article's page shows, the national standard first."""
    entry, record = bibtex(work).strip("\n"), ris(work).replace("\r\n", "\n").strip("\n")
    return [
        Form("gbt-online", _("%(edition)s，网上版") % {"edition": EDITION}, gbt7714(work), 3),
        Form("gbt-print", _("%(edition)s，纸本") % {"edition": EDITION}, gbt7714(work, online=False), 2),
        Form("bibtex", "BibTeX", entry, entry.count("\n") + 1),
        Form("ris", "RIS", record, record.count("\n") + 1),
    ]


def notes(work: Work) -> list[object]:
    """What is to be known beside the references: what is left out of them, what stands in brackets."""
    return [NOTES[doubt] for doubt in doubts(work)]


def cited(article: Article, request: HttpRequest) -> Work:
    """What references tell of an article; it needs its page, issue, newspaper, bylines and parts."""
    pages = [part.page.number for part in article.parts if part.page.number]
    return Work(
        key=f"fangzhi-{article.pk}",
        title=article.title,
        newspaper=article.newspaper.name,
        url=request.build_absolute_uri(article.get_absolute_url()),
        subtitle=subtitle(article),
        authors=authors(article),
        date=known(article.page.issue),
        pages=tuple(dict.fromkeys(pages)),
        section=article.section,
        headed=bool(article.headline),
        named=article.newspaper.named,
    )


def subtitle(article: Article) -> str:
    """The deck where it is one line: several lines tell the news, they are no part of the title."""
    deck = article.deck.strip()
    return "" if "\n" in deck or not article.headline else deck.lstrip("—-－― ")


def authors(article: Article) -> tuple[str, ...]:
    """Who wrote the article, each once; of a photograph everybody who signed it."""
    signers = [each for each in article.signers if article.kind == Article.Kind.PHOTO or _wrote(each)]
    return tuple(dict.fromkeys(each.name for each in signers))


def known(issue: Issue) -> Known | None:
    """What is known of the day of an issue; where it is inferred, what all the possible days share."""
    if issue.date is None:
        return None
    inferred = issue.date_origin == Origin.INFERRED
    day = issue.date
    parts = (day.year, day.month, day.day)[: PARTS[Precision(issue.date_precision or Precision.DAY)]]
    if inferred and issue.date_earliest and issue.date_latest:
        first, last = issue.date_earliest.timetuple()[:3], issue.date_latest.timetuple()[:3]
        shared = next((number for number in range(3) if first[number] != last[number]), 3)
        parts = parts[:shared]
    return Known(*parts, inferred=inferred) if parts else None


def _wrote(byline: Byline) -> bool:
    return not NO_WRITER.search(byline.role) or bool(WRITER_TOO.search(byline.role))

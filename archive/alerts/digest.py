"""What a digest says: the articles that are new under a saved search, as a mail in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import unescape
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from archive import search as engine
from archive.models import Arrival, Article, SavedSearch
from archive.search.hits import SHOWN
from archive.templatetags.printed import in_words, shown
from archive.views.filters import replacing
from archive.views.search_form import SearchForm
from archive.views.unsubscribe import unsubscribe_path

MOST_SHOWN = 20  # Articles in one mail; the search itself has the others.


@dataclass(frozen=True, slots=True)
class News:
    """How many articles are new under a search, and the newest of them by their printed dates."""

    count: int
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class Item:
    """An article in a mail: its address, what the search page shows of it."""

    article: Article
    address: str
    snippet: SafeString

    @property
    def title(self) -> str:
        """The headline on one line."""
        return _line(self.article.title)

    @property
    def source(self) -> str:
        """青岚日报 · 2023年3月5日 · 第1版"""
        issue = self.article.page.issue
        day = in_words(issue.date, issue.date_precision) if issue.date else gettext("日期不详")
        return " · ".join((_line(self.article.newspaper.name), day, self.article.page.label))

    @property
    def plain_snippet(self) -> str:
        """The snippet without marks and escapes, on one line."""
        return _line(unescape(strip_tags(self.snippet)))


def _line(text: str) -> str:
    return " ".join(shown(text).split())


def asked(saved: SavedSearch) -> engine.Request:
    """The request that a saved search makes."""
    form = SearchForm(QueryDict(saved.query))
    form.is_valid()
    return form.asked()


def news(saved: SavedSearch, last: int) -> News:
    """What became findable after the last look at the search, up to the arrival `last`, and is still public.

    Raises IndexNotReady.
    """
    request = asked(saved)
    count = 0
    newest: list[tuple[date, int]] = []
    for portion in Arrival.objects.portions(saved.seen, last):
        found = _public(engine.those_found(request, portion))
        count += len(found)
        newest = sorted([*newest, *found], reverse=True)[:MOST_SHOWN]
    articles = Article.objects.for_lists().public_in_bulk(pk for _, pk in newest)
    return News(count, [articles[pk] for _, pk in newest if pk in articles])


def _public(found: list[int]) -> list[tuple[date, int]]:
    """Those of the articles that are public, each with its printed date; undated ones come last.

    They are read by their keys alone: asked for the published ones, SQLite reads through the index of all that are.
    """
    rows = Article.objects.filter(pk__in=found).order_by().values_list("date", "pk", "state", "joined_to")
    return [(day or date.min, pk) for day, pk, state, whole in rows if state == Article.State.PUBLISHED and not whole]


def mail(saved: SavedSearch, found: News) -> EmailMultiAlternatives:
    """The digest: plain text and HTML, with the headers by which mail programs offer to unsubscribe (RFC 8058)."""
    with translation.override(saved.language):
        context = _context(saved, found)
        subject = ngettext("“%(name)s”有%(n)s篇新文章", "“%(name)s”有%(n)s篇新文章", found.count) % {
            "name": saved.name,
            "n": found.count,
        }
        message = EmailMultiAlternatives(
            _line(subject),
            render_to_string("alerts/digest.txt", context),
            to=[saved.owner.email],
            headers={
                "List-Unsubscribe": f"<{context['unsubscribe']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("alerts/digest.html", context), "text/html")
        return message


def _context(saved: SavedSearch, found: News) -> dict[str, object]:
    request = asked(saved)
    marks = engine.read(request.q).read_as.marks
    carried = "?" + urlencode({"q": request.q}) if request.q else ""
    items = [
        Item(
            each,
            settings.SITE + each.get_absolute_url() + carried,
            engine.highlight.snippet({name: getattr(each, name) for name in SHOWN}, marks),
        )
        for each in found.articles
    ]
    newest_first = replacing(QueryDict(saved.query), ("sort",), sort="newest")
    return {
        "saved": saved,
        "count": found.count,
        "items": items,
        "more": found.count - len(items),
        "all": settings.SITE + reverse("search") + newest_first,
        "manage": settings.SITE + reverse("saved-search", args=[saved.pk]),
        "unsubscribe": settings.SITE + unsubscribe_path(saved),
        "language": saved.language,
    }

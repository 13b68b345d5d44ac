"""Atom feeds: what came into the archive last of a search, a person, an organization, a place or a newspaper.

Each is a search: of a record, the one that is narrowed to it. What came in last stands first, whatever its day: who
follows a feed misses nothing when old papers are read in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive import search as engine
from archive.citing.work import is_no_character
from archive.models import Article, Newspaper, Organization, Origin, Person, Place, Precision
from archive.models.newspaper import page_label
from archive.search import FacetFilter, Hit, Request
from archive.search.hits import Listed
from archive.templatetags.printed import in_words, shown
from archive.views import filters
from archive.views.reading import no_file_yet, read_only
from archive.views.search_form import SearchForm

ENTRIES = 50
# The year of the archive's names for what feeds hold: part of them, so that they never change.
NAMED_IN = 2026
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """Django's, but an empty one is as old as can be, not new at every look."""

    def latest_post_date(self) -> datetime:
        """When an entry changed last."""
        return super().latest_post_date() if self.items else NEVER


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """The feed of a search, which may have everything that a search page has but its order and pages."""
    form = SearchForm(request.GET)
    form.is_valid()
    asked = form.asked()
    kept = filters.replacing(request.GET, ("sort", "size", "of"))
    narrowed = [condition.text for condition in filters.conditions(asked, request.GET)]
    title = _("搜索：%(what)s") % {"what": " · ".join(filter(None, (asked.q, *narrowed))) or _("全部文章")}
    return _feed(request, asked, title, reverse("search") + (kept if kept != "?" else ""))


@read_only
def record(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The feed of a person, an organization, a place (with what lies in it) or a newspaper in public."""
    rows, field = _public()[kind]
    about = rows.public_or_none(int(key)) if kind == "place" else get_object_or_404(rows, **{field: key})
    if about is None:
        raise Http404
    asked = Request(facets={kind: FacetFilter((str(key),))})
    return _feed(request, asked, str(about), about.get_absolute_url())


def _public() -> Mapping[str, tuple[QuerySet, str]]:
    """The records that readers may know of by kind, and what names one in the address."""
    return {
        "person": (Person.objects.named_in_public(), "pk"),
        "organization": (Organization.objects.public(), "pk"),
        "place": (Place.objects.all(), "pk"),  # Which are public is asked of one alone.
        "newspaper": (Newspaper.objects.public(), "slug"),
    }


def _feed(request: HttpRequest, asked: Request, title: str, about: str) -> HttpResponse:
    result = engine.search(replace(asked, page=1, size=ENTRIES, sort="added", counted=()))
    if result.state != engine.State.READY:
        return no_file_yet()
    link = request.build_absolute_uri(about)
    own = f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path
    feed = Feed(
        title=f"{_plain(title)} · {_('方志')}",
        link=link,
        description="",
        language="en" if get_language() == "en" else "zh-Hans",
        author_name=_("方志"),
        feed_url=request.build_absolute_uri(own),
        feed_guid=_name(request, own),
    )
    updated = _updated(result.hits)
    for hit in result.hits:
        _add(feed, request, hit, updated.get(hit.article_id, NEVER))
    return HttpResponse(feed.writeString("utf-8"), content_type=Feed.content_type)


def _add(feed: Feed, request: HttpRequest, hit: Hit, updated: datetime) -> None:
    article = hit.article
    address = reverse("article", args=[article.pk])
    feed.add_item(
        title=_plain(article.title),
        link=request.build_absolute_uri(address),
        description=_plain(_summary(hit.article, hit.snippet)),
        unique_id=_name(request, address),
        pubdate=_published(article),
        updateddate=updated,
        author_name=_plain(article.newspaper),
    )


def _summary(article: Listed, snippet: SafeString) -> SafeString:
    """Where it was printed, and the passage that was found, as HTML."""
    day = in_words(article.issue_date, article.date_precision) if article.issue_date else _("日期不详")
    if article.issue_date and article.date_origin == Origin.INFERRED:
        day = f"{day} {_('推断')}"
    where = " · ".join((article.newspaper, day, page_label(article.page)))
    return format_html("<p>{}</p><p>{}</p>", where, snippet)


def _published(article: Listed) -> datetime | None:
    """The beginning of the day of issue; None where the day is not known, or only inferred."""
    if article.date_precision != Precision.DAY or article.date_origin == Origin.INFERRED or article.issue_date is None:
        return None
    return timezone.make_aware(datetime.combine(article.issue_date, time.min))


def _updated(hits: list[Hit]) -> dict[int, datetime]:
    rows = Article.objects.filter(pk__in=[hit.article_id for hit in hits])
    return dict(rows.order_by().values_list("pk", "updated_at"))


def _name(request: HttpRequest, address: str) -> str:
    """A name for ever (RFC 4151): tag:fangzhi.example,2026:/articles/345/."""
    return f"tag:{urlsplit(f'//{request.get_host()}').hostname},{NAMED_IN}:{address}"


def _plain(text: str) -> str:
    """Text that XML takes, its unseen characters made visible."""
    return "".join(each for each in shown(text) if not is_no_character(each))

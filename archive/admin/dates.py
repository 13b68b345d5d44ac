"""Dates in articles, shown and not edited: what they rest on is corrected elsewhere; pages with doubtful dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ReadOnlyAdmin, change_link
from archive.admin.inlines import CuratedInline
from archive.models import Article, DateMention, Page

# Of a page full of impossible dates the first ones tell what is wrong.
SHOWN = 40


class DateInline(CuratedInline):
    """The dates of an article, each with the days it means and why; they follow its text and its issue's date."""

    model = DateMention
    fields = readonly_fields = ("text", "first", "last", "precision", "origin", "reason", "confidence")
    classes = ("collapse",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the article."""
        return True


@admin.register(DateMention)
class DateMentionAdmin(ReadOnlyAdmin):
    """Dates in all articles: to look through what stays open, or rests on an inferred issue."""

    list_display = ("text", "first", "last", "precision", "origin", "reason", "article_link")
    list_display_links = ("text",)
    list_filter = ("origin", "precision", ("first", EmptyFieldListFilter), "generic", "impossible")
    list_select_related = ("article",)
    deferred = ("article__lines", "article__breaks", "article__own")
    ordering = ("-id",)
    sortable_by = ("first",)
    search_fields = ("text",)
    fields = ("text", "first", "last", "precision", "origin", "reason", "generic", "confidence", "article_link")
    readonly_fields = ("article_link",)

    @admin.display(description=_("文章"))
    def article_link(self, obj: DateMention) -> SafeString:
        """The article, as a link."""
        return change_link(obj.article)


class DoubtfulDatesFilter(admin.SimpleListFilter):
    """Whether a page prints dates that cannot be, or that speak against its issue's."""

    title = _("有疑问的日期")
    parameter_name = "doubtful"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Yes and no."""
        return [("yes", _("有")), ("no", _("没有"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        # From the few impossible dates to their articles: joined, the database begins with the articles.
        told = DateMention.objects.filter(impossible=True).order_by().values("article")
        whole = Article.objects.filter(pk__in=told, joined_to=None).exclude(state=Article.State.REMOVED).order_by()
        rests = Article.objects.filter(joined_to__in=whole.values("pk"), joined_to__isnull=False).order_by()
        on = [models.Q(pk__in=articles.values("page")) for articles in (whole, rests)]
        doubtful = ~models.Q(problems=[]) | on[0] | on[1]
        if self.value() == "yes":
            return queryset.filter(doubtful)
        if self.value() == "no":
            return queryset.exclude(doubtful)
        return queryset


def doubtful_dates(page: Page) -> SafeString | str:
    """A page's doubtful dates and those of the articles on it, each with its line and what is wrong with it."""
    told = [(_line(problem.get("line")), problem["text"], problem["reason"]) for problem in page.problems]
    rows = [*told, *_in_articles(page)]
    if not rows:
        return gettext("没有。")
    return format_html(
        '<ul class="plain">{}</ul>', format_html_join("", "<li>{} <q>{}</q> <small>{}</small></li>", rows)
    )


def _in_articles(page: Page) -> Iterator[tuple[str, str, str]]:
    """The impossible dates of the articles that stand on the page, with the place where each is first printed: in an
    article of several pages that may be another page."""
    if page.pk is None:
        return
    here = models.Q(page=page) | models.Q(continuations__page=page)
    articles = Article.objects.filter(here).order_by().values("pk")
    found = DateMention.objects.impossible().filter(article__in=articles).select_related("article__page")
    for row in found.order_by("article__position", "article", "position")[:SHOWN]:
        field, start, _end, line = row.spans[0]
        printed_on = row.article.printed_on(field, start).page
        where = _line(line) if printed_on == page else f"{printed_on.label}{_line(line)}"
        yield where, row.text, row.reason


def _line(number: int | None) -> str:
    return gettext("第%(line)s行") % {"line": number} if number else ""

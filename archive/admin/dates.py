"""Dates in articles, shown and not edited: what they rest on is corrected elsewhere; pages with doubtful dates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import CuratedInline, ReadOnlyAdmin, change_link
from archive.models import DateMention, Page


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
    list_filter = ("origin", "precision", ("first", EmptyFieldListFilter), "generic")
    list_select_related = ("article",)
    deferred = ("article__lines", "article__breaks", "article__own")
    ordering = ("-id",)
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
        if self.value() == "yes":
            return queryset.exclude(problems=[])
        if self.value() == "no":
            return queryset.filter(problems=[])
        return queryset


def doubtful_dates(page: Page) -> SafeString | str:
    """A page's doubtful dates, each with its line and what is wrong with it."""
    if not page.problems:
        return gettext("没有。")
    rows = [
        (
            gettext("第%(line)s行") % {"line": problem["line"]} if problem.get("line") else "",
            problem["text"],
            problem["reason"],
        )
        for problem in page.problems
    ]
    return format_html(
        '<ul class="plain">{}</ul>', format_html_join("", "<li>{} <q>{}</q> <small>{}</small></li>", rows)
    )

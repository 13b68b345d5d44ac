"""Newspapers, issues and pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.base import MOST_DELETED, CuratedAdmin, change_link, cut_link, list_link
from archive.admin.dates import DoubtfulDatesFilter, doubtful_dates
from archive.admin.locks import CuratedForm, LockedFilter
from archive.models import Article, Issue, Newspaper, Origin, Page, Place


@admin.register(Newspaper)
class NewspaperAdmin(CuratedAdmin):
    """Newspapers, with ways on to their issues and articles."""

    list_display = ("name", "area", "named", "issues", "articles", "locks")
    list_filter = ("named", ("area", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("area",)
    search_fields = ("name", "slug", "area__path")
    autocomplete_fields = ("area",)
    fieldsets = ((None, {"fields": ("name", "slug", "named", "area", "note", "issues", "articles")}),)
    readonly_fields = ("issues", "articles")

    def hanging(self, pks: list[Any]) -> int:
        """Its articles."""
        return Article.objects.filter(newspaper__in=pks).order_by()[: MOST_DELETED + 1].count()

    def get_readonly_fields(self, request: HttpRequest, obj: Newspaper | None = None) -> list[str]:
        """The address stays what it was cited as."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    @admin.display(description=_("期"))
    def issues(self, obj: Newspaper) -> SafeString | str:
        """Its issues, as a link."""
        return list_link(Issue, _("查看各期"), newspaper__id__exact=obj.pk) if obj.pk else ""

    @admin.display(description=_("文章"))
    def articles(self, obj: Newspaper) -> SafeString | str:
        """Its articles, as a link."""
        return list_link(Article, _("查看文章"), newspaper__id__exact=obj.pk) if obj.pk else ""


class IssueForm(CuratedForm):
    """A date set by a person is given, not inferred, and what spoke for the machine's date goes with it."""

    locked_together = (
        ("date", "date_precision", "date_origin", "date_earliest", "date_latest", "date_reason"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a newspaper in which one of the articles already stands."""
        data = super().clean()
        if self.instance.pk and "newspaper" in self.changed_data and data.get("newspaper"):
            moved = Article.objects.filter(page__issue=self.instance).exclude(external_id="")
            held = data["newspaper"].articles.filter(external_id__in=moved.values("external_id"))
            if held.exclude(page__issue=self.instance).exists():
                self.add_error("newspaper", _("这份报纸中已有外部编号相同的文章。"))
        return data

    def save(self, commit: bool = True) -> Any:
        """Put aside what was concluded about another date, unless the person wrote it in the same form."""
        if "date" in self.changed_data and self.instance.pk:
            put_aside = {
                "date_origin": Origin.GIVEN,
                "date_earliest": None,
                "date_latest": None,
                "date_reason": "",
            }
            for name in put_aside.keys() - set(self.changed_data):
                setattr(self.instance, name, put_aside[name])
        return super().save(commit)


@admin.register(Issue)
class IssueAdmin(CuratedAdmin):
    """Issues; where a date or newspaper is corrected for all articles at once."""

    form = IssueForm
    list_display = ("__str__", "newspaper", "date", "date_precision", "date_origin", "pages", "locks")
    list_filter = (
        "date_origin",
        "date_precision",
        ("date", EmptyFieldListFilter),
        LockedFilter,
        "newspaper",
    )
    list_select_related = ("newspaper",)
    date_hierarchy = "date"
    search_fields = ("newspaper__name", "date__startswith")
    search_help_text = _("按报名或日期查找，如“2023-03”")
    autocomplete_fields = ("newspaper",)
    readonly_fields = ("pages", "moving")
    fieldsets = (
        (None, {"fields": ("newspaper", "pages", "moving")}),
        (
            _("日期"),
            {
                "fields": (
                    "date",
                    "date_precision",
                    "date_origin",
                    "date_reason",
                    ("date_earliest", "date_latest"),
                )
            },
        ),
    )

    @admin.display(description=_("版"))
    def pages(self, obj: Issue) -> SafeString | str:
        """Its pages, as a link."""
        return list_link(Page, _("查看各版"), issue__id__exact=obj.pk) if obj.pk else ""

    @admin.display(description=_("改期次"))
    def moving(self, obj: Issue) -> SafeString | str:
        """A link to where it is given another newspaper or date, or made one with another issue."""
        if obj.pk is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("admin:move-issue", args=[obj.pk]), _("整期改报纸或日期"))


class AreaField(forms.CharField):
    """A page's home area: shown 山岚省/青岚市, kept as a list of names."""

    def prepare_value(self, value: Any) -> Any:
        """Join the names."""
        return Place.SEPARATOR.join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """Split into names."""
        return [name.strip() for name in (value or "").split(Place.SEPARATOR) if name.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the names."""
        return (initial or []) != self.to_python(data)


class PageForm(CuratedForm):
    """A page's form."""

    area = AreaField(label=_("所在地"), required=False, help_text=_("从省到县，以“/”分隔"))


@admin.register(Page)
class PageAdmin(CuratedAdmin):
    """Pages with the text as it was read; never deleted, for nothing else keeps the printed record."""

    form = PageForm
    list_display = ("__str__", "newspaper", "date", "number", "section", "articles", "file_name", "locks")
    list_filter = (
        ("sha256", EmptyFieldListFilter),
        ("number", EmptyFieldListFilter),
        DoubtfulDatesFilter,
        LockedFilter,
        "issue__newspaper",
    )
    list_select_related = ("issue__newspaper",)
    deferred = ("raw", "unassigned", "problems", "area_evidence")
    date_hierarchy = "issue__date"
    ordering = ("-id",)
    search_fields = ("issue__newspaper__name", "issue__date__startswith", "section", "path")
    search_help_text = _("按报名、日期、版名或文件名查找")
    autocomplete_fields = ("issue",)
    readonly_fields = ("articles", "article_links", "doubtful", "path", "encoding", "sha256", "lines", "area_rests_on")
    fieldsets = (
        (None, {"fields": ("issue", ("number", "section"), "area", "area_rests_on", "doubtful", "article_links")}),
        (_("来源"), {"fields": ("path", "encoding", "sha256"), "classes": ["collapse"]}),
        (_("版面原文"), {"fields": ("lines",), "classes": ["evidence"]}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Nobody: its articles can be withheld or removed instead."""
        return False

    def indexed_articles(self, pks: list[int]) -> Iterable[int]:
        """Their articles: the index holds the page's number."""
        return Article.objects.filter(page__in=pks).order_by().values_list("pk", flat=True)

    @admin.display(description=_("报纸"), ordering="issue__newspaper__name")
    def newspaper(self, obj: Page) -> str:
        """The newspaper's name."""
        return obj.issue.newspaper.name

    @admin.display(description=_("日期"), ordering="issue__date")
    def date(self, obj: Page) -> Any:
        """The issue's date."""
        return obj.issue.date

    @admin.display(description=_("文件"), ordering="path")
    def file_name(self, obj: Page) -> str:
        """The dump's name."""
        return obj.file_name

    @admin.display(description=_("文章"))
    def articles(self, obj: Page) -> SafeString | str:
        """Its articles, as a link."""
        return list_link(Article, _("查看文章"), page__id__exact=obj.pk) if obj.pk else ""

    @admin.display(description=_("文章"))
    def article_links(self, obj: Page) -> SafeString | str:
        """Its articles by title; a page has some ten of them."""
        if obj.pk is None:
            return ""
        rows = ((change_link(article), article.get_state_display()) for article in obj.articles.all())
        return format_html('<ol class="plain">{}</ol>', format_html_join("", "<li>{} <small>{}</small></li>", rows))

    @admin.display(description=_("有疑问的日期"))
    def doubtful(self, obj: Page) -> SafeString | str:
        """What it prints of dates that cannot be."""
        return doubtful_dates(obj)

    @admin.display(description=_("所在地的依据"))
    def area_rests_on(self, obj: Page) -> SafeString | str:
        """The names that spoke for the area that was inferred."""
        return evidence.area_names(obj)

    @admin.display(description=_("各行"))
    def lines(self, obj: Page) -> SafeString | str:
        """The dump's lines with what became of each."""
        return format_html("<p>{}</p>{}", cut_link(obj), evidence.page_lines(obj)) if obj.pk else ""

"""Newspapers, issues, pages, articles and their bylines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.base import CuratedAdmin, CuratedInline, ReadOnlyAdmin, change_link, list_link
from archive.admin.dates import DateInline, DoubtfulDatesFilter, doubtful_dates
from archive.admin.locks import CuratedForm, LockedFilter
from archive.models import Article, Byline, DateMention, Issue, Mention, Newspaper, Origin, Page, Place
from archive.parsing.structures import FIELDS


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
    readonly_fields = ("pages",)
    fieldsets = (
        (None, {"fields": ("newspaper", "pages")}),
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
    deferred = ("raw", "unassigned", "problems")
    date_hierarchy = "issue__date"
    ordering = ("-id",)
    search_fields = ("issue__newspaper__name", "issue__date__startswith", "section", "path")
    search_help_text = _("按报名、日期、版名或文件名查找")
    autocomplete_fields = ("issue",)
    readonly_fields = ("articles", "article_links", "doubtful", "path", "encoding", "sha256", "lines")
    fieldsets = (
        (None, {"fields": ("issue", ("number", "section"), "area", "doubtful", "article_links")}),
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

    @admin.display(description=_("各行"))
    def lines(self, obj: Page) -> SafeString | str:
        """The dump's lines with what became of each."""
        return evidence.page_lines(obj)


class BylineInline(CuratedInline):
    """The names under an article."""

    model = Byline
    fields = ("position", "role", "name")


class ArticleForm(CuratedForm):
    """An article's form. A text set by a person has no joins made by the machine, whose places it would shift."""

    locked_together = (("text", "breaks"),)

    def save(self, commit: bool = True) -> Any:
        """Let go of the joins in a text that was changed."""
        if "text" in self.changed_data:
            self.instance.breaks = []
        return super().save(commit)


def _kind_action(kind: Article.Kind) -> Any:
    @admin.action(description=format_lazy(_("类型设为：{kind}"), kind=kind.label), permissions=["change"])
    def set_kind(modeladmin: ArticleAdmin, request: HttpRequest, queryset: models.QuerySet) -> None:
        modeladmin.set_kind(request, queryset, kind)

    set_kind.__name__ = f"kind_{kind.value}"
    return set_kind


@admin.register(Article)
class ArticleAdmin(CuratedAdmin):
    """Articles: their parts beside the page they were printed on. Never deleted: withheld or removed."""

    form = ArticleForm
    list_display = ("title", "kind", "state_mark", "newspaper", "date", "page_label", "locks")
    list_filter = ("state", "kind", ("date", EmptyFieldListFilter), LockedFilter, "newspaper")
    list_select_related = ("newspaper", "page__issue__newspaper")
    deferred = ("lines", "breaks", "page__raw", "page__unassigned", "page__problems")
    date_hierarchy = "date"
    ordering = ("-id",)
    search_fields = ("kicker", "headline", "deck", "section", "external_id", "id__exact")
    search_help_text = _("按标题、栏目或编号查找；查正文请用检索页")
    autocomplete_fields = ("page", "illustrates")
    readonly_fields = ("mentioned", "lines_in_page", "external_id")
    inlines = (BylineInline, DateInline)
    actions = ("publish", "withhold", "remove", *(_kind_action(kind) for kind in Article.Kind), "unlock")
    record_fields = ("external_id", *CuratedAdmin.record_fields)
    fieldsets = (
        (None, {"fields": (("kind", "state"), "state_reason")}),
        (_("文字"), {"fields": ("section", "kicker", "headline", "deck", "text", "captions", "continues")}),
        (_("位置"), {"fields": ("page", "position", "illustrates")}),
        (_("提及"), {"fields": ("mentioned",)}),
        (_("版面原文"), {"fields": ("lines_in_page",), "classes": ["evidence"]}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody: an article is withheld or removed by its state."""
        return False

    def label(self, obj: Article) -> str:
        """云溪区植树活动举行 · 青岚日报 2023-03-05"""
        return f"{obj.title} · {obj.newspaper} {obj.date or ''}".strip()

    def declared_fieldsets(self, request: HttpRequest, obj: Article | None) -> Iterable[tuple[Any, dict[str, Any]]]:
        """A new article has neither mentions nor lines."""
        return self.fieldsets if obj else self.fieldsets[:3]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Headlines are a line or two; the text is long."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        rows = {"kicker": 2, "headline": 2, "deck": 2, "text": 18}
        if db_field.name in rows:
            field.widget.attrs["rows"] = rows[db_field.name]
        return field

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        """Save; on another page, with that page's date and newspaper."""
        if "page" in form.changed_data:
            obj.newspaper, obj.date = obj.page.issue.newspaper, obj.page.issue.date
        super().save_model(request, obj, form, change)
        if not change or {"page", *FIELDS} & set(form.changed_data):
            DateMention.objects.reread(Article.objects.filter(pk=obj.pk))

    @admin.display(description=_("标题"), ordering="headline")
    def title(self, obj: Article) -> str:
        """The headline or what stands for it."""
        return obj.title

    @admin.display(description=_("状态"), ordering="state")
    def state_mark(self, obj: Article) -> SafeString:
        """The state, the hidden ones marked."""
        return format_html('<span class="state {}">{}</span>', obj.state, obj.get_state_display())

    @admin.display(description=_("版"), ordering="page__number")
    def page_label(self, obj: Article) -> SafeString:
        """The page, as a link."""
        return change_link(obj.page, obj.page.label)

    @admin.display(description=_("提及"))
    def mentioned(self, obj: Article) -> SafeString | str:
        """Who and what is named in it, each with its link's status."""
        rows = [
            (mention.status, change_link(mention), mention.get_kind_display(), mention.get_status_display())
            for mention in obj.mentions.order_by("kind", "position", "id")
        ]
        if not rows:
            return gettext("没有提及。")
        items = format_html_join("", '<li class="{}">{} <small>{} · {}</small></li>', rows)
        everything = list_link(Mention, _("列表"), article__id__exact=obj.pk)
        return format_html('<ul class="plain mentions">{}</ul><p>{}</p>', items, everything)

    @admin.display(description=_("各行"))
    def lines_in_page(self, obj: Article) -> SafeString | str:
        """The page's lines, this article's standing out."""
        return evidence.page_lines(obj.page, focus=obj)

    @admin.action(description=_("发布"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Let every reader see the chosen articles."""
        self._set_state(request, queryset, Article.State.PUBLISHED)

    @admin.action(description=_("暂不公开"), permissions=["change"])
    def withhold(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Hide the chosen articles for now."""
        self._set_state(request, queryset, Article.State.WITHHELD)

    @admin.action(description=_("撤下"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Take the chosen articles down for good."""
        self._set_state(request, queryset, Article.State.REMOVED)

    def _set_state(self, request: HttpRequest, queryset: models.QuerySet, state: Article.State) -> None:
        with transaction.atomic():
            records = list(self.chosen(queryset).exclude(state=state))
            self.chosen(queryset).set_state(state)
            self.record_action(request, records, state.label)
        self.message_user(
            request, gettext("%(count)d 篇文章：%(state)s。") % {"count": len(records), "state": state.label}
        )

    def set_kind(self, request: HttpRequest, queryset: models.QuerySet, kind: Article.Kind) -> None:
        """Say what sort of item the chosen articles are."""
        with transaction.atomic():
            records = list(self.chosen(queryset).exclude(kind=kind))
            for record in records:
                record.kind = kind
                record.lock(["kind"])
                record.save(update_fields=["kind", "locked_fields"])
            self.record_action(request, records, kind.label)
        self.message_user(
            request, gettext("%(count)d 篇文章：%(kind)s。") % {"count": len(records), "kind": kind.label}
        )


@admin.register(Byline)
class BylineAdmin(ReadOnlyAdmin):
    """Who signed what; corrected in the article's form."""

    list_display = ("name", "role", "article_link", "newspaper", "date")
    list_display_links = ("name",)
    list_filter = ("article__newspaper",)
    list_select_related = ("article__newspaper",)
    deferred = ("article__lines", "article__breaks")
    ordering = ("-id",)
    search_fields = ("name", "role")
    fields = ("name", "role", "position", "article_link")
    readonly_fields = ("article_link",)

    @admin.display(description=_("文章"))
    def article_link(self, obj: Byline) -> SafeString:
        """The article, as a link."""
        return change_link(obj.article)

    @admin.display(description=_("报纸"), ordering="article__newspaper__name")
    def newspaper(self, obj: Byline) -> str:
        """The newspaper's name."""
        return obj.article.newspaper.name

    @admin.display(description=_("日期"), ordering="article__date")
    def date(self, obj: Byline) -> Any:
        """The article's date."""
        return obj.article.date

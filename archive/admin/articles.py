"""Articles and their bylines: their parts beside the pages they were printed on, and what goes on on another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.base import CuratedAdmin, ReadOnlyAdmin, change_link, cut_link, list_link
from archive.admin.copies import CopiesFilter, CopiesOf
from archive.admin.dates import DateInline
from archive.admin.inlines import CuratedInline
from archive.admin.locks import CuratedForm, LockedFilter
from archive.admin.states import StatesOf
from archive.curating import again, deciding, jumps, sorting, states
from archive.models import Article, Byline, CannotJoin, DateMention, Mention, families, joins, terms
from archive.parsing.structures import FIELDS

# Below the first a curator should look at how the page was taken apart; from the second on hardly ever.
DOUBTFUL, SURE = 0.75, 0.95
# A list of names printed over two pages has thousands of mentions; the list shows them all.
MENTIONS_SHOWN = 200


class JumpFilter(admin.SimpleListFilter):
    """Articles that go on on another page: found there, or still waiting for it."""

    title = _("转版")
    parameter_name = "jump"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """What may have come of a jump."""
        return [("waiting", _("待接续")), ("whole", _("跨版文章")), ("joined", _("已接入他文"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        if self.value() == "waiting":
            return queryset.filter(pk__in=Article.objects.waiting().order_by().values("pk"))
        if self.value() == "whole":
            return queryset.filter(pk__in=Article.objects.exclude(joined_to=None).order_by().values("joined_to"))
        if self.value() == "joined":
            return queryset.exclude(joined_to=None)
        return queryset


class SureFilter(admin.SimpleListFilter):
    """How sure the parser is that it took the article out of its page rightly."""

    title = _("把握")
    parameter_name = "sure"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Three degrees."""
        return [("low", _("较低")), ("middle", _("一般")), ("high", _("较高"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        degrees = {
            "low": {"confidence__lt": DOUBTFUL},
            "middle": {"confidence__gte": DOUBTFUL, "confidence__lt": SURE},
            "high": {"confidence__gte": SURE},
        }
        return queryset.filter(**degrees.get(self.value() or "", {}))


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
class ArticleAdmin(StatesOf, CopiesOf, CuratedAdmin):
    """Articles: their parts beside the page they were printed on. Never deleted: withheld or removed."""

    form = ArticleForm
    list_display = ("title", "kind", "state_mark", "sure", "newspaper", "date", "page_label", "locks")
    list_filter = (
        "state",
        "kind",
        JumpFilter,
        CopiesFilter,
        SureFilter,
        ("date", EmptyFieldListFilter),
        LockedFilter,
        "newspaper",
    )
    list_select_related = ("newspaper", "page__issue__newspaper", "joined_to")
    deferred = (
        *("lines", "breaks", "own", "page__raw", "page__unassigned", "page__problems", "page__area_evidence"),
        *(f"joined_to__{name}" for name in ("lines", "breaks", "own", "text", "captions")),
    )
    date_hierarchy = "date"
    ordering = ("-id",)
    sortable_by = ("sure", "date")
    search_fields = ("kicker", "headline", "deck", "section", "external_id", "id__exact")
    search_help_text = _("按标题、栏目或编号查找；查正文请用检索页")
    autocomplete_fields = ("page", "illustrates")
    readonly_fields = ("mentioned", "jump", "copies", "sure", "lines_in_page", "external_id")
    inlines = (BylineInline, DateInline)
    actions = (
        "publish",
        "withhold",
        "remove",
        *(_kind_action(kind) for kind in Article.Kind),
        "join",
        "part",
        "same_text",
        "other_text",
        "extract_again",
        "unlock",
    )
    record_fields = ("external_id", "sure", *CuratedAdmin.record_fields)
    fieldsets = (
        (None, {"fields": (("kind", "state"), ("state_reason", "reason_public"))}),
        (_("文字"), {"fields": ("section", "kicker", "headline", "deck", "text", "captions")}),
        (_("位置"), {"fields": ("page", "position", "illustrates")}),
        (_("转版"), {"fields": (("continues", "goes_on"), "jump")}),
        (_("同稿"), {"fields": ("copies",)}),
        (_("提及"), {"fields": ("mentioned",)}),
        (_("版面原文"), {"fields": ("lines_in_page",), "classes": ["evidence"]}),
    )

    def shut(self, request: HttpRequest) -> frozenset[str]:
        """Opened, the lock of a state would let the next ingest publish what was taken down."""
        return super().shut(request) if self.has_publish_permission(request) else frozenset({"state"})

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """What is public is decided by those who may."""
        fixed = () if self.has_publish_permission(request) else ("state", "state_reason", "reason_public")
        return [*super().get_readonly_fields(request, obj), *fixed]

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
        """Save; on another page, with that page's date and newspaper; what it is joined to follows."""
        changed = set(form.changed_data)
        if "page" in changed:
            obj.newspaper, obj.date = obj.page.issue.newspaper, obj.page.issue.date
        former = Article.objects.filter(pk=obj.pk).first() if "state" in changed else None
        super().save_model(request, obj, form, change)
        if former:
            states.note_change(obj, former)
        if "state" in changed:
            joins.follow_states([obj.pk])
            terms.derive_from([obj.pk])
        if "page" in changed:
            joins.part_strangers([obj.pk])
        printed = changed & {*FIELDS}
        if not change or printed or "page" in changed:
            DateMention.objects.reread(Article.objects.filter(pk=obj.pk))
        if printed and obj.joined_to_id:
            joins.rejoin(obj)
        if not change or printed:
            families.settle([obj.pk])
        if changed:
            obj.refresh_from_db(fields=["revision", "locked_fields", "state", "joined_to"])

    @admin.display(description=_("标题"), ordering="headline")
    def title(self, obj: Article) -> str:
        """The headline or what stands for it."""
        return obj.title

    @admin.display(description=_("状态"), ordering="state")
    def state_mark(self, obj: Article) -> SafeString:
        """The state, the hidden ones marked; what stands in another article has none of its own."""
        if obj.joined_to_id:
            return format_html('<span class="state joined">{}</span>', gettext("已接入他文"))
        return format_html('<span class="state {}">{}</span>', obj.state, obj.get_state_display())

    @admin.display(description=_("版"), ordering="page__number")
    def page_label(self, obj: Article) -> SafeString:
        """The page, as a link."""
        return change_link(obj.page, obj.page.label)

    @admin.display(description=_("把握"), ordering="confidence")
    def sure(self, obj: Article) -> SafeString | str:
        """How sure the parser is; doubtful ones stand out."""
        doubtful = " doubtful" if obj.confidence < DOUBTFUL else ""
        return format_html('<span class="sure{}">{}%</span>', doubtful, round(100 * obj.confidence))

    @admin.display(description=_("跨版"))
    def jump(self, obj: Article) -> SafeString | str:
        """What goes on from it on other pages, or what it goes on from."""
        if obj.joined_to:
            return format_html("{} {}", gettext("已接入："), change_link(obj.joined_to, self.label(obj.joined_to)))
        chain = [obj, *obj.chain()] if obj.own else []
        if chain:
            rows = ((each.page.label, change_link(each, each.title) if each != obj else each.title) for each in chain)
            return format_html('<ol class="plain">{}</ol>', format_html_join("", "<li>{}：{}</li>", rows))
        if Article.objects.waiting().filter(pk=obj.pk).exists():
            return gettext("待接续：没有找到能确定的另一半。")
        return self.get_empty_value_display()

    @admin.display(description=_("提及"))
    def mentioned(self, obj: Article) -> SafeString | str:
        """Who and what is named in it, each with its link's status."""
        found = obj.mentions.order_by("kind", "position", "id")
        rows = [
            (mention.status, change_link(mention), mention.get_kind_display(), mention.get_status_display())
            for mention in found[: MENTIONS_SHOWN + 1]
        ]
        if not rows:
            return gettext("没有提及。")
        items = format_html_join("", '<li class="{}">{} <small>{} · {}</small></li>', rows[:MENTIONS_SHOWN])
        text = gettext("列表")
        if len(rows) > MENTIONS_SHOWN:
            count = found.count()
            text = ngettext("全部 %d 处", "全部 %d 处", count) % count
        everything = list_link(Mention, text, article__id__exact=obj.pk)
        return format_html('<ul class="plain mentions">{}</ul><p>{}</p>', items, everything)

    @admin.display(description=_("各行"))
    def lines_in_page(self, obj: Article) -> SafeString | str:
        """The lines of its page, and of those it goes on on, this article's standing out."""
        if obj.pk is None:
            return ""
        return format_html("<p>{}</p>{}", cut_link(obj.page), evidence.article_lines(obj))

    @admin.action(description=_("接成一篇（按版次先后）"), permissions=["change"])
    def join(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Make the chosen articles one, in the order of their pages: all of them or none."""
        order = (models.F("page__number").asc(nulls_last=True), "page", "position", "pk")
        first, *others = self.chosen(queryset).select_related("page").order_by(*order)
        if not others:
            self.message_user(request, gettext("请选两篇以上，按版次先后接成一篇。"), messages.WARNING)
            return
        try:
            jumps.join(first, others)
        except deciding.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return
        self.record_action(request, [first, *others], gettext("接成一篇"))
        told = {"count": len(others) + 1, "title": first.whole.title}
        self.message_user(request, gettext("已把 %(count)d 篇接成一篇：“%(title)s”。") % told)

    @admin.action(description=_("不是同一篇，拆开"), permissions=["change"])
    def part(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Take the chosen continuations out of their articles, and all continuations out of the chosen articles."""
        chosen = list(self.chosen(queryset).values_list("pk", flat=True))
        joined = Article.objects.filter(models.Q(pk__in=chosen) | models.Q(joined_to__in=chosen))
        rests = list(joined.exclude(joined_to=None).select_related("joined_to").order_by("-joined_at"))
        kept = {each.whole.pk: each.whole for each in rests if "text" in each.whole.locked_fields}
        try:
            decision = jumps.part(rests)
        except CannotJoin as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return
        self.record_action(request, rests, gettext("拆开"))
        count = decision.touched if decision else 0
        self.message_user(request, gettext("已拆开 %d 篇；再次导入也不会接上。") % count)
        for head in kept.values():
            told = gettext("“%s”的正文经人工锁定，没有改动：拆出的文字仍在其中，又单独成篇，请核对。") % head.title
            self.message_user(request, told, messages.WARNING)

    @admin.action(description=_("重新识别人物、地点、机构和事件"), permissions=["change"])
    def extract_again(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Look for the names in the chosen articles again: in the first of them now, the others wait."""
        pks = list(self.chosen(queryset).values_list("pk", flat=True))
        left = again.ask(pks)
        self.message_user(request, gettext("已识别 %d 篇；人工核定过的名字不变。") % (len(pks) - left))
        if left:
            url = reverse("admin:extract-again")
            told = format_html('{} <a href="{}">{}</a>', gettext("另有 %d 篇待识别。") % left, url, gettext("继续"))
            self.message_user(request, told, messages.WARNING)

    def set_kind(self, request: HttpRequest, queryset: models.QuerySet, kind: Article.Kind) -> None:
        """Say what sort of item the chosen articles are."""
        records = list(self.chosen(queryset).exclude(kind=kind))
        sorting.set_kind([each.pk for each in records], kind)
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
    deferred = ("article__lines", "article__breaks", "article__own")
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

"""Articles whose texts are one, in the articles' admin: seen, and decided by a person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ReadOnlyAdmin, change_link
from archive.models import Article, Likeness, families


class CopiesFilter(admin.SimpleListFilter):
    """Articles whose text others have too."""

    title = _("同稿")
    parameter_name = "copies"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """With others, or alone."""
        return [("yes", _("有同稿")), ("no", _("无同稿"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        if self.value() in ("yes", "no"):
            return queryset.filter(family__isnull=self.value() == "no")
        return queryset


class CopiesOf:
    """For the articles' admin: what of an article's family is shown, and the actions that decide about it."""

    @admin.display(description=_("同稿"))
    def copies(self, obj: Article) -> SafeString | str:
        """The others with its text, hidden ones too."""
        others = Article.objects.copies_of(obj).with_source().order_by("date", "pk")
        rows = [(change_link(each, self.label(each)), each.get_state_display()) for each in others]
        if not rows:
            return self.get_empty_value_display()
        return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{} <small>{}</small></li>", rows))

    @admin.action(description=_("同稿：归为一组"), permissions=["change"])
    def same_text(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Make the chosen articles, and the families they are in, one family."""
        with transaction.atomic():
            chosen = list(self.chosen(queryset).filter(joined_to=None).order_by("pk"))
            if len(chosen) < 2:
                self.message_user(request, gettext("请选两篇以上，归为一组同稿。"), messages.WARNING)
                return
            families.join(chosen)
            self.record_action(request, chosen, gettext("归为同稿"))
        self.message_user(request, gettext("已把 %d 篇归为一组同稿；再次导入也不会改变。") % len(chosen))

    @admin.action(description=_("不是同稿，移出该组"), permissions=["change"])
    def other_text(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Take the chosen articles out of their families."""
        with transaction.atomic():
            chosen = list(self.chosen(queryset).exclude(family=None).order_by("pk"))
            families.part(chosen)
            self.record_action(request, chosen, gettext("移出同稿"))
        self.message_user(request, gettext("已把 %d 篇移出同稿；再次导入也不会归入。") % len(chosen))


@admin.register(Likeness)
class LikenessAdmin(ReadOnlyAdmin):
    """Which two articles are one text, as the machine found or a person said; decided in the articles' list."""

    list_display = ("one", "other", "newspapers", "alike", "verdict")
    list_display_links = ("alike",)
    list_filter = ("verdict",)
    list_select_related = ("first__newspaper", "second__newspaper")
    deferred = tuple(f"{each}__{name}" for each in ("first", "second") for name in ("lines", "breaks", "own"))
    ordering = ("-id",)
    search_fields = ("first__headline", "second__headline")
    fields = ("one", "other", "newspapers", "alike", "verdict")
    readonly_fields = ("one", "other", "newspapers", "alike")

    @admin.display(description=_("文章"))
    def one(self, obj: Likeness) -> SafeString:
        """The article that came first."""
        return change_link(obj.first)

    @admin.display(description=_("另一篇"))
    def other(self, obj: Likeness) -> SafeString:
        """The other one."""
        return change_link(obj.second)

    @admin.display(description=_("报纸"))
    def newspapers(self, obj: Likeness) -> str:
        """青岚日报 2023-03-05、云溪时报 2023-03-06"""
        return "、".join(f"{each.newspaper} {each.date or ''}".strip() for each in (obj.first, obj.second))

    @admin.display(description=_("相同部分"), ordering="shared")
    def alike(self, obj: Likeness) -> str:
        """How much of both stands in both, where the machine found them."""
        return f"{round(100 * obj.shared)}%" if obj.shared else self.get_empty_value_display()

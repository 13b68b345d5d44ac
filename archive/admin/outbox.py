"""Index changes: those that wait, and those set aside because they failed too often."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ReadOnlyAdmin
from archive.models import IndexChange, Mention
from archive.models.outbox import MAX_TRIES

OBJECT_TYPES = ("article", *Mention.Kind.values)  # Those that have a page here.


class ProgressFilter(admin.SimpleListFilter):
    """Waiting or set aside."""

    title = _("进度")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Both."""
        return [("waiting", _("等待写入")), ("set_aside", _("已搁置"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        if self.value() == "waiting":
            return queryset.filter(tries__lt=MAX_TRIES)
        if self.value() == "set_aside":
            return queryset.filter(tries__gte=MAX_TRIES)
        return queryset


@admin.register(IndexChange)
class IndexChangeAdmin(ReadOnlyAdmin):
    """The outbox; a row set aside can be tried again."""

    list_display = ("id", "action", "object_link", "progress", "tries", "error", "created_at")
    list_filter = (ProgressFilter, "action", "object_type")
    ordering = ("-id",)
    search_fields = ("object_id__exact", "error")
    search_help_text = _("按对象编号或错误查找")
    actions = ("retry",)
    readonly_fields = ("object_link", "progress")
    fieldsets = (
        (None, {"fields": ("action", "object_link", "progress", "tries", "error", "created_at")}),
    )  # fmt: skip

    @admin.display(description=_("对象"))
    def object_link(self, obj: IndexChange) -> SafeString | str:
        """The record, as a link, unless it is gone for good."""
        name = f"{obj.object_type} {obj.object_id}"
        if obj.object_type not in OBJECT_TYPES or obj.action == IndexChange.Action.DELETE:
            return name
        address = reverse(f"admin:archive_{obj.object_type}_change", args=[obj.object_id])
        return format_html('<a href="{}">{}</a>', address, name)

    @admin.display(description=_("进度"), ordering="tries")
    def progress(self, obj: IndexChange) -> SafeString | str:
        """Waiting or set aside."""
        if obj.tries >= MAX_TRIES:
            return format_html('<span class="state set_aside">{}</span>', _("已搁置"))
        return gettext("等待写入")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whoever may change index changes, though nobody may edit one."""
        return request.user.has_perm("archive.change_indexchange")

    @admin.action(description=_("重试"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Let the index writer try the chosen rows again."""
        count = self.chosen(queryset).try_again()
        self.message_user(request, gettext("%d 项将重试。") % count)

"""Ingest runs and their files, to be read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import runs
from archive.admin.base import ReadOnlyAdmin, change_link, list_link
from archive.models import Ingest, IngestFile

UNREAD_SHOWN = 20
COUNTS = ("created", "updated", "unchanged", "failed")


@admin.register(Ingest)
class IngestAdmin(ReadOnlyAdmin):
    """One row per run; its files are a list of their own, for a run may read a hundred thousand."""

    list_display = ("__str__", "state", "finished_at", *COUNTS, "files")
    list_filter = ("state",)
    date_hierarchy = "started_at"
    ordering = ("-id",)
    search_fields = ("id__exact", "started_at__startswith")
    search_help_text = _("按编号或日期查找")
    readonly_fields = ("files", "outcomes", "unread", "changed", "way_back")
    fieldsets = (
        (None, {"fields": ("state", ("started_at", "finished_at"), COUNTS, "outcomes", "unread", "arguments")}),
        (_("改动"), {"fields": ("changed", "way_back")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Ingest | None = None) -> Any:
        """The way back is shown to those who may go it."""
        if request.user.has_perm("archive.change_ingest"):
            return self.fieldsets
        return (self.fieldsets[0], (self.fieldsets[1][0], {"fields": ("changed",)}))

    @admin.display(description=_("改动"))
    def changed(self, obj: Ingest) -> SafeString | str:
        """What it made, changed and deleted."""
        return runs.summary(obj)

    @admin.display(description=_("撤销"))
    def way_back(self, obj: Ingest) -> SafeString | str:
        """The way to take it back, or that it was."""
        if obj.state in (Ingest.State.RUNNING, Ingest.State.TAKEN_BACK):
            return obj.get_state_display()
        return runs.take_back_link(obj)

    @admin.display(description=_("未读文件"))
    def unread(self, obj: Ingest) -> SafeString | str:
        """The first files that could not be read, and why."""
        refused = obj.files.exclude(reason="").filter(failed__gt=0)[:UNREAD_SHOWN]
        items = format_html_join(
            "", "<li>{} <small>{}</small></li>", ((change_link(row), row.reason[:300]) for row in refused)
        )
        return format_html('<ul class="plain">{}</ul>', items) if items else self.get_empty_value_display()

    @admin.display(description=_("文件"))
    def files(self, obj: Ingest) -> SafeString:
        """Its files, as a link."""
        return list_link(IngestFile, _("查看文件"), ingest__id__exact=obj.pk)

    @admin.display(description=_("文件"))
    def outcomes(self, obj: Ingest) -> SafeString | str:
        """How many files came to what, each number a link."""
        counts = obj.files.order_by("outcome").values_list("outcome").annotate(n=Count("pk"))
        rows = (
            (
                IngestFile.Outcome(outcome).label,
                list_link(IngestFile, n, ingest__id__exact=obj.pk, outcome__exact=outcome),
            )
            for outcome, n in counts
        )
        items = format_html_join("", "<li>{} {}</li>", rows)
        return format_html('<ul class="plain">{}</ul>', items) if items else gettext("没有文件。")


@admin.register(IngestFile)
class IngestFileAdmin(ReadOnlyAdmin):
    """Files with their checksums, and why one was not read."""

    list_display = ("path", "outcome", "reason", *COUNTS, "run")
    list_filter = ("outcome",)
    list_select_related = ("ingest",)
    ordering = ("-id",)
    search_fields = ("path", "reason", "sha256")
    search_help_text = _("按文件名、原因或校验和查找")
    readonly_fields = ("run",)
    fieldsets = (
        (None, {"fields": ("path", "outcome", "reason", COUNTS, "size", "sha256", "run")}),
    )  # fmt: skip

    @admin.display(description=_("导入"))
    def run(self, obj: IngestFile) -> SafeString:
        """The run, as a link."""
        return change_link(obj.ingest)

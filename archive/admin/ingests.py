"""Ingest runs and their files, to be read only."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ReadOnlyAdmin, change_link, list_link
from archive.models import Ingest, IngestFile

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
    readonly_fields = ("files", "outcomes")
    fieldsets = (
        (None, {"fields": ("state", ("started_at", "finished_at"), COUNTS, "outcomes", "arguments")}),
    )  # fmt: skip

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

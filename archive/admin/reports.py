"""What readers report: found, read, answered."""

from __future__ import annotations

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ArchiveAdmin, change_link
from archive.admin.seen import UnversionedForm
from archive.models import Report
from archive.models.reports import SUBJECTS


class SubjectFilter(admin.SimpleListFilter):
    """What kind of record a report is about."""

    title = _("对象")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, object]]:
        """Every kind."""
        return [(name, Report._meta.get_field(name).verbose_name) for name in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() in SUBJECTS else queryset


@admin.register(Report)
class ReportAdmin(ArchiveAdmin):
    """The reader's words stay as sent; a curator sets the state and notes what was done."""

    list_display = ("id", "kind", "about", "beginning", "state", "created_at")
    list_filter = ("state", "kind", SubjectFilter, "language")
    list_select_related = SUBJECTS
    # Not the text: it stands in for a headline that is missing.
    deferred = ("article__lines", "article__breaks", "article__own")
    search_fields = ("message", "note", "email", "address")
    search_help_text = _("按说明、备注、邮箱或页面地址查找")
    date_hierarchy = "created_at"
    actions = ("accept", "decline", "answer", "reopen")
    readonly_fields = ("kind", "about", "page", "message", "email", "language", "created_at")
    form = UnversionedForm
    fields = (*readonly_fields, "state", "note", "seen")

    @admin.display(description=_("对象"))
    def about(self, obj: Report) -> SafeString | str:
        """The record, as a link to its own form."""
        record = next(filter(None, (getattr(obj, name) for name in SUBJECTS)), None)
        return change_link(record) if record else gettext("已删除")

    @admin.display(description=_("页面"))
    def page(self, obj: Report) -> SafeString:
        """The page that the reader saw."""
        return format_html('<a href="{}">{}</a>', obj.address, obj.address)

    @admin.display(description=_("说明"))
    def beginning(self, obj: Report) -> str:
        """How the message begins."""
        return Truncator(obj.message).chars(60)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers alone report."""
        return False

    @admin.action(description=_("采纳"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """What the reader says is right, and has been put right."""
        self._settle(request, queryset, Report.State.ACCEPTED)

    @admin.action(description=_("不采纳"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """What the archive says stands."""
        self._settle(request, queryset, Report.State.DECLINED)

    @admin.action(description=_("已答复"), permissions=["change"])
    def answer(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """The reader was written to."""
        self._settle(request, queryset, Report.State.ANSWERED)

    @admin.action(description=_("重新打开"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """It waits for somebody again."""
        self._settle(request, queryset, Report.State.OPEN)

    def _settle(self, request: HttpRequest, queryset: models.QuerySet, state: Report.State) -> None:
        with transaction.atomic():
            chosen = list(self.chosen(queryset).exclude(state=state))
            Report.objects.filter(pk__in=[each.pk for each in chosen]).update(state=state)
            self.record_action(request, chosen, state.label)
        self.message_user(request, gettext("%(n)s 份报告：%(state)s") % {"n": len(chosen), "state": state.label})

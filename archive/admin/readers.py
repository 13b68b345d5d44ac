"""What readers keep, as far as administrators must see it to help: that a digest is wished and whether it comes.

What somebody looks for, how it is named and noted, and what stands in a reading list is that reader's own.
"""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ReadOnlyAdmin
from archive.models import SavedSearch


class FailingFilter(admin.SimpleListFilter):
    """Whether the last digest failed."""

    title = _("发送")
    parameter_name = "sending"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, object]]:
        """Only what needs somebody."""
        return [("failing", _("失败"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        return queryset.filter(failures__gt=0) if self.value() == "failing" else queryset


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    """Whose digests come how often, and what went wrong."""

    list_display = ("id", "owner", "often", "checked_on", "sent_at", "failures", "error")
    list_filter = (FailingFilter, "often")
    list_select_related = ("owner",)
    search_fields = ("owner__username", "owner__email")
    search_help_text = _("按读者的用户名或邮箱查找")
    fields = ("owner", "often", "language", "created_at", "checked_on", "sent_at", "failures", "error")
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whoever may delete an account: what its reader kept goes with it."""
        return request.user.has_perm("auth.delete_user")

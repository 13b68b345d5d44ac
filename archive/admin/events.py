"""Events and who took part in them."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _

from archive.admin.base import CuratedAdmin, MentionedAdmin
from archive.admin.inlines import CuratedRows
from archive.admin.locks import CuratedForm, LockedFilter
from archive.models import Event, Participation


class EventForm(CuratedForm):
    """An event's form: its days are one finding."""

    locked_together = (("start", "end", "precision"),)


class ParticipationInline(CuratedRows):
    """Who took part, in the order printed."""

    model = Participation
    fields = ("position", "name", "part", "person")
    autocomplete_fields = ("person",)


@admin.register(Event)
class EventAdmin(MentionedAdmin):
    """Meetings, inspections, launches."""

    form = EventForm
    list_display = ("title", "type", "start", "end", "place", "mentions", "locks")
    list_filter = ("type", "precision", ("start", EmptyFieldListFilter), ("place", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("place", "area")
    date_hierarchy = "start"
    sortable_by = ("title", "type", "start", "end")
    search_fields = ("title", "place_name", "participations__name")
    search_help_text = _("按名称、地点或参与者查找")
    autocomplete_fields = ("place", "area")
    readonly_fields = ("mentions",)
    inlines = (ParticipationInline,)
    fieldsets = (
        (None, {"fields": ("title", "type", ("start", "end"), "precision", "host", "mentions")}),
        (_("地点"), {"fields": ("place_name", "place", "area")}),
    )

    def label(self, obj: Event) -> str:
        """云溪区植树活动 2023-03-04"""
        return f"{obj.title} {obj.start or ''}".strip()


@admin.register(Participation)
class ParticipationAdmin(CuratedAdmin):
    """Names and their part in events."""

    remembered_by = ("event",)
    list_display = ("name", "part", "event", "person", "locks")
    list_filter = (("person", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("event", "person")
    ordering = ("-id",)
    search_fields = ("name", "part", "event__title")
    autocomplete_fields = ("event", "person")
    fieldsets = ((None, {"fields": ("event", "name", "part", "person", "position")}),)

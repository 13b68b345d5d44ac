"""Places, as a tree."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from archive.admin.base import MentionedAdmin, list_link
from archive.admin.inlines import CuratedInline
from archive.admin.locks import CuratedForm, LockedFilter
from archive.models import OtherName, Place


class PlaceForm(CuratedForm):
    """A place's form: it cannot lie in itself, and two of one name cannot lie in one place."""

    def clean(self) -> dict[str, Any]:
        """Check the tree before the database has to."""
        data = super().clean()
        parent, name = data.get("parent"), data.get("name")
        others = Place.objects.exclude(pk=self.instance.pk)
        if parent and self.instance.pk and Place.objects.within(self.instance).filter(pk=parent.pk).exists():
            self.add_error("parent", _("上级不能是它自己，也不能是它下面的地点。"))
        elif name and Place.SEPARATOR in name:
            self.add_error("name", _("地名中不能有“/”。"))
        elif name and others.filter(parent=parent, name=name).exists():
            self.add_error("name", _("同一上级之下已有这个地名。"))
        return data


class PlaceNameInline(CuratedInline):
    """A place's other names."""

    model = OtherName
    fk_name = "place"
    fields = ("name",)


@admin.register(Place)
class PlaceAdmin(MentionedAdmin):
    """Places by their path; one with others below it cannot be deleted."""

    form = PlaceForm
    list_display = ("name", "type", "path", "in_gazetteer", "children", "mentions", "locks")
    list_filter = ("type", "in_gazetteer", ("parent", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("parent",)
    ordering = ("path",)
    search_fields = ("name", "path", "other_names__name")
    search_help_text = _("按地名、全称或别名查找")
    autocomplete_fields = ("parent",)
    readonly_fields = ("path", "in_gazetteer", "children", "mentions")
    inlines = (PlaceNameInline,)
    fieldsets = (
        (
            None,
            {"fields": ("name", "type", "parent", "path", "in_gazetteer", "children", "mentions", "note")},
        ),
    )

    def label(self, obj: Place) -> str:
        """山岚省/青岚市/云溪区"""
        return obj.path

    @admin.display(description=_("下级"))
    def children(self, obj: Place) -> SafeString | str:
        """The places in it, as a link."""
        return list_link(Place, _("查看下级"), parent__id__exact=obj.pk) if obj.pk else ""

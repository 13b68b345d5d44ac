"""Look-ups of other records, in forms and in the rows under them: by label, and without a query for each row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from archive.admin.locks import LockingForm, field_label, show_stored, stale
from archive.desk import record_label
from archive.models import Curated


class LabelledChoice(forms.ModelChoiceField):
    """Shows the chosen record by its label, as the autocomplete offered it."""

    site: admin.AdminSite

    def label_from_instance(self, obj: models.Model) -> str:
        """The label the record's own admin gives it."""
        return record_label(self.site, obj)


class KnownLookUp(AutocompleteSelect):
    """A look-up that asks nothing about the record chosen so far, where the form has read it with its row."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """The chosen record as the one option there is."""
        if self.known is None or list(map(str, value)) != [str(self.known.pk)]:
            return list(super().optgroups(name, value, attr))
        label = record_label(self.admin_site, self.known)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*empty, self.create_option(name, value[0], label, True, 0)], 0)]


class KnownRows(BaseInlineFormSet):
    """The first rows of a record under its form, each of which knows the record and what was read along.

    Each row takes as long as a small page: `everything` leads to the list of those that are left out, if any are.
    """

    most: int

    @cached_property
    def _first(self) -> list[Any]:
        return list(super().get_queryset()[: self.most + 1])

    def get_queryset(self) -> Any:
        """The first rows; of a form that was sent, those that it was sent with."""
        return super().get_queryset() if self.is_bound or self.instance.pk is None else self._first[: self.most]

    def clean(self) -> None:
        """Refuse rows that were filled in from a version that is no longer the record's, and show both.

        Rows that are curated records have a version each; others rest on that of the record above them, which is
        saved with them. A form that is to be deleted is not asked for its own errors.
        """
        super().clean()
        if any(form.has_error(NON_FIELD_ERRORS, "stale") for form in self.deleted_forms):
            raise forms.ValidationError(gettext("要删除的行有人改过，没有保存。请看过现状再删除。"), code="stale")
        current = self.data.get("seen_revision") == str(self.instance.revision)
        if issubclass(self.model, Curated) or self.instance.pk is None or current or not self.has_changed():
            return
        typed = [str(value) for form in self.initial_forms if form.instance.pk is None for value in _typed(form)]
        if typed:
            # Such a row is no longer shown, and cannot be sent again.
            told = gettext("其中有的行已被删除，请重新打开这条记录再改。您在那里填的是：%s") % "、".join(typed)
            raise forms.ValidationError([stale(self.instance), told], code="stale")
        for form in self.initial_forms:
            # Not from the row itself: by now it has what was sent.
            show_stored(form, {name: form.initial[name] for name in form.initial.keys() & set(form.changed_data)})
        raise forms.ValidationError(stale(self.instance), code="stale")

    @property
    def everything(self) -> str:
        """The address of the list of all rows, where they are more than stand here."""
        if self.is_bound or self.instance.pk is None or len(self._first) <= self.most:
            return ""
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist"
        return reverse(name, query={f"{self.fk.name}__id__exact": self.instance.pk})

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        if form.instance.pk and getattr(form.instance, self.fk.attname) == self.instance.pk:
            # By itself, not by its id alone: what a row is called may begin with what the record is called.
            form.instance._state.fields_cache[self.fk.name] = self.instance
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """Tell them."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            look_up = getattr(field.widget, "widget", field.widget)
            if isinstance(look_up, KnownLookUp) and form.instance.pk:
                look_up.known = form.instance._state.fields_cache.get(name)


def _typed(form: Any) -> Iterator[Any]:
    """What was typed into a row, or chosen."""
    for bound in form.visible_fields():
        if bound.data and bound.name != DELETION_FIELD_NAME:
            yield bound.data


class LabelledForeignKeys:
    """For admins and inlines: foreign keys by label, with the rows the label needs read along."""

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Build the field."""
        remote = db_field.remote_field.model
        related = self.admin_site.get_model_admin(remote)
        own = {"form_class": LabelledChoice, "label": field_label(self.model, db_field.name)}
        kwargs = {**own, "queryset": related.get_queryset(request), **kwargs}
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, LabelledChoice):
            field.site = self.admin_site
            if isinstance(field.widget, AutocompleteSelect):
                field.widget = KnownLookUp(db_field, self.admin_site, using=kwargs.get("using"))
                field.widget.choices = field.choices
        return field

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Build the field; a record is deleted on its own page, not by a cross beside a look-up."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.ForeignKey) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field


class CuratedInline(LabelledForeignKeys, admin.TabularInline):
    """Rows of a related record under their parent's form, each read with the records it points to."""

    extra = 0
    formset = KnownRows
    template = "admin/desk/rows.html"
    most = 12  # Rows that are shown.

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Say how many rows are shown."""
        made = super().get_formset(request, obj, **kwargs)
        made.most = self.most
        return made

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The rows with what their look-ups show."""
        rows = super().get_queryset(request)
        needed = [path for field in self.autocomplete_fields for path in self._needed(field)]
        return rows.select_related(*needed) if needed else rows

    def _needed(self, field: str) -> list[str]:
        remote = self.model._meta.get_field(field).related_model
        beyond = self.admin_site.get_model_admin(remote).list_select_related or ()
        return [field, *(f"{field}__{path}" for path in beyond)]


class CuratedRows(CuratedInline):
    """Rows that are curated records themselves: each locks what a person changes in it."""

    form = LockingForm
    show_change_link = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The declared ones, and which version of the row was seen."""
        return [*super().get_fields(request, obj), "seen_revision"]

"""Locks: what a person sets in a form stays; the machine gets a field back only when a person says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Fields that only people write: there is nobody to lock them against.
PEOPLES_OWN = frozenset({"note", "state_reason", "reason_public"})


def field_label(model: type[models.Model], name: str) -> str:
    """The words for a field, or for the rows behind a reverse relation (Article.bylines: 署名)."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.is_relation and (field.auto_created or field.verbose_name == name):
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name)


def stored_value(record: models.Model, name: str) -> str:
    """A field's value as a person reads it."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "" if value is None else str(value)


def _stale(record: Any) -> str:
    """Who has changed the record meanwhile, and what to do."""
    latest = record.history.select_related("history_user").first()
    told = {"when": date_format(localtime(record.updated_at), "SHORT_DATETIME_FORMAT"), "who": gettext("导入或识别")}
    if latest and latest.history_user and latest.revision == record.revision:
        told["who"] = str(latest.history_user)
    return (
        gettext("您打开表单之后，%(who)s于 %(when)s 改过这条记录，没有保存。请对照下面各项的现存内容，改好后再保存。")
        % told
    )


class LockingForm(forms.ModelForm):
    """Saves a curated record and locks what the person changed in it.

    `locked_together` names fields that the machine concludes as one: whoever corrects an issue's date must not
    be left with the machine's precision and reason beside it.
    """

    locked_together: tuple[tuple[str, ...], ...] = ()
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["seen_revision"].required = self.instance.pk is not None
        if self.instance.pk is not None:
            self.initial["seen_revision"] = self.instance.revision

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields in which what was sent is not what is stored; the version that was seen is none of them."""
        return [name for name in super().changed_data if name != "seen_revision"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was filled in from a version that is no longer the record's, and show both."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        current, names = self.instance.revision, [name for name in self.changed_data if name != "unlock"]
        if self.instance.pk is None or data.get("seen_revision") == current or not names:
            return data
        # Sent once more, knowing of the other version, it holds.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_revision")] = str(current)
        for name in names:
            shown = stored_value(self.instance, name)
            self.add_error(name, _("现存的内容是：%(value)s") % {"value": shown or _("（空）")})
        raise forms.ValidationError(_stale(self.instance), code="stale")

    def save(self, commit: bool = True) -> Any:
        """Lock, then save."""
        columns = {field.name for field in self.instance._meta.fields} - PEOPLES_OWN
        self.instance.lock(self.with_companions(set(self.changed_data) & columns))
        return super().save(commit)

    def with_companions(self, names: Iterable[str]) -> set[str]:
        """`names` and the fields that are locked together with them."""
        chosen = set(names)
        return chosen.union(*(group for group in self.locked_together if chosen & set(group)))


class CuratedForm(LockingForm):
    """A record's own form: marks the locked fields and offers to hand them back."""

    unlock = forms.MultipleChoiceField(
        label=_("解除锁定"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选的字段交还机器：下次导入时可再改写。"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        model = type(self.instance)
        locked = self.instance.locked_fields
        self.fields["unlock"].choices = [(name, field_label(model, name)) for name in locked]
        for name in self.fields.keys() & set(locked):
            field = self.fields[name]
            field.label = format_html('{} <span class="locked">{}</span>', field.label, _("已锁定"))

    def save(self, commit: bool = True) -> Any:
        """Lock what was changed, hand back what was ticked, then save."""
        handed_back = self.with_companions(self.cleaned_data.get("unlock", []))
        instance = super().save(commit=False)
        instance.locked_fields = [name for name in instance.locked_fields if name not in handed_back]
        if commit:
            instance.save()
            self._save_m2m()
        return instance


class LockedFilter(admin.SimpleListFilter):
    """Whether a person has set anything in the record."""

    title = _("人工锁定")
    parameter_name = "locked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Yes and no."""
        return [("yes", _("有锁定字段")), ("no", _("无锁定字段"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the choice."""
        if self.value() == "yes":
            return queryset.exclude(locked_fields=[])
        if self.value() == "no":
            return queryset.filter(locked_fields=[])
        return queryset

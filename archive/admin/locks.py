"""Locks: what a person sets in a form stays; the machine gets a field back only when a person says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.readable import Raw, field_label, in_words
from archive.curating import locks
from archive.models import Article

# Fields that only people write: there is nobody to lock them against.
PEOPLES_OWN = frozenset({"note", "state_reason", "reason_public"})


def stored_value(record: models.Model, name: str) -> str:
    """A field's value as a person reads it."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "" if value is None else str(value)


def show_stored(form: Any, stored: Mapping[str, Any]) -> None:
    """Show beside what was typed into a form what is stored in these fields."""
    for name, value in stored.items():
        form.add_error(name, gettext("现存的内容是：%(value)s") % {"value": value or gettext("（空）")})


def stale(record: Any) -> str:
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
        if self.is_bound:
            self._end_lines_as_stored()

    def _end_lines_as_stored(self) -> None:
        """Browsers end each line of a text area with CR LF, whoever typed it: taken as sent, every text would be
        changed by saving another field, locked, and no name in it would stand where it was found."""
        areas = [
            self.add_prefix(name) for name, field in self.fields.items() if isinstance(field.widget, forms.Textarea)
        ]
        sent = {name: self.data.get(name) for name in areas}
        for name, text in sent.items():
            if isinstance(text, str) and "\r" in text:
                self.data = self.data.copy()
                self.data[name] = text.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields in which what was sent is not what is stored; the version that was seen is none of them."""
        return [name for name in super().changed_data if name != "seen_revision"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was filled in from a version that is no longer the record's, and show both."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        current, names = self.instance.revision, [name for name in self.changed_data if name != "unlock"]
        if self.instance.pk is None or data.get("seen_revision") == current:
            return data
        # Sent once more, knowing of the other version, it holds; where only the rows below are refused, too.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_revision")] = str(current)
        if not names:
            return data
        told = set(names) - {DELETION_FIELD_NAME}
        show_stored(self, {name: stored_value(self.instance, name) for name in told})
        raise forms.ValidationError(stale(self.instance), code="stale")

    def save(self, commit: bool = True) -> Any:
        """Lock, then save."""
        columns = {field.name for field in self.instance._meta.fields} - PEOPLES_OWN
        self.instance.lock(self.with_companions(set(self.changed_data) & columns))
        return super().save(commit)

    def with_companions(self, names: Iterable[str]) -> set[str]:
        """`names` and the fields that are locked together with them."""
        chosen = set(names)
        return chosen.union(*(group for group in self.locked_together if chosen & set(group)))


def check(record: models.Model, changed: Iterable[str]) -> None:
    """Raise ValidationError where the record could not have the values that its `changed` fields have."""
    names = set(changed)
    record.clean_fields(exclude=[each.name for each in record._meta.fields if each.name not in names])
    record.validate_unique()
    record.validate_constraints()


class UnlockButtons(forms.Widget):
    """A button for each locked field, with who set it and what becomes of it."""

    record: Any = None
    shut: frozenset[str] = frozenset()  # What is locked, but not for this user to open.

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """From the desk's templates: a form's own renderer knows only Django's."""
        return render_to_string("admin/desk/unlock.html", self.get_context(name, value, attrs))

    def use_required_attribute(self, initial: Any) -> bool:
        """Nobody has to press one."""
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The fields whose buttons were pressed."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The locked fields in words."""
        model = type(self.record)
        known = locks.machines(self.record, self.record.locked_fields)
        by = locks.set_by(self.record)
        column = model._meta.get_field
        raws = [Raw(model, column(each).attname, self.record.column_value(each), known[each]) for each in known]
        told = {change.name: change for change in in_words(raws)}
        rows = [(each, field_label(model, each), by.get(each), told.get(each)) for each in self.record.locked_fields]
        return {"name": name, "rows": rows, "shut": self.shut}


class CuratedForm(LockingForm):
    """A record's own form: marks the locked fields and offers to hand them back."""

    unlock = forms.MultipleChoiceField(label=_("锁定的字段"), required=False, widget=UnlockButtons)
    shut: frozenset[str] = frozenset()  # The fields whose locks the user may not open.

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""  # It would stand behind what a label says of a lock.
        model = type(self.instance)
        locked = self.instance.locked_fields
        self.handed_back: dict[str, Any] = {}
        self.fields["unlock"].choices = [(name, field_label(model, name)) for name in locked if name not in self.shut]
        self.fields["unlock"].widget.record, self.fields["unlock"].widget.shut = self.instance, self.shut
        by = locks.set_by(self.instance) if self.instance.pk else {}
        for name in self.fields.keys() & set(locked):
            field = self.fields[name]
            field.label = format_html(
                '{} <span class="locked">{}</span>',
                field.label,
                " ".join(filter(None, [gettext("已锁定"), _told(by.get(name))])),
            )

    def clean(self) -> dict[str, Any]:
        """Find out what the machine writes into the fields that are handed back."""
        data = super().clean()
        opened = self.with_companions(data.get("unlock", []))
        values = locks.machines(self.instance, opened - set(self.changed_data)) if opened else {}
        trial = copy(self.instance)
        for name, value in values.items():
            column: Any = trial._meta.get_field(name)
            value = value if column.is_relation else column.to_python(value)
            setattr(trial, column.attname, value)
        try:
            check(trial, values)
        except forms.ValidationError:
            return data
        self.handed_back = {name: trial.column_value(name) for name in values}
        return data

    def save(self, commit: bool = True) -> Any:
        """Lock what was changed, hand back what was asked for, then save."""
        opened = self.with_companions(self.cleaned_data.get("unlock", []))
        instance = super().save(commit=False)
        instance.locked_fields = [name for name in instance.locked_fields if name not in opened]
        for name, value in self.handed_back.items():
            setattr(instance, instance._meta.get_field(name).attname, value)
            self.changed_data.append(name)
        if opened - self.handed_back.keys() - set(self.changed_data):
            locks.read_anew(instance)
            if isinstance(instance, Article):
                instance.checksum = ""
        if commit:
            instance.save()
            self._save_m2m()
        return instance


def _told(by: locks.SetBy | None) -> str:
    return f"{by.who} {date_format(localtime(by.when), 'SHORT_DATETIME_FORMAT')}" if by else ""


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
            # They are few, and looked for where the index has them without the rows.
            locked = queryset.model._base_manager.order_by().exclude(locked_fields=[])
            return queryset.filter(pk__in=locked.values("pk"))
        if self.value() == "no":
            return queryset.filter(locked_fields=[])
        return queryset

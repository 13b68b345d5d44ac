"""Forms of records that have no version: what was filled in from values that others have replaced is refused."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.forms import model_to_dict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from archive.admin.locks import show_stored, stored_value


class UnversionedForm(forms.ModelForm):
    """Remembers which values it was opened with, and shows those that are stored beside what was typed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name != "seen"]
        values = sorted(model_to_dict(self.instance, names).items()) if self.instance.pk else []
        self._stored = hashlib.sha256(repr(values).encode()).hexdigest()[:32]
        self.initial["seen"] = self._stored

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields in which what was sent is not what is stored."""
        return [name for name in super().changed_data if name != "seen"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was filled in from other values than are stored, and show these."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None or data.get("seen") == self._stored or not self.changed_data:
            return data
        # Sent once more, knowing of the other values, it holds.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self._stored
        show_stored(self, {name: stored_value(self.instance, name) for name in self.changed_data})
        raise forms.ValidationError(
            _("您打开表单之后，有人改过这条记录，没有保存。请对照下面各项的现存内容，改好后再保存。"), code="stale"
        )

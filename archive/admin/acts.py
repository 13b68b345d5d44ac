"""What the rooms share in which somebody merges, splits or rejects records: one form, sent once, done or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.locks import show_stored
from archive.curating.deciding import Refused, already
from archive.curating.leading import MODELS
from archive.models import Decision, Mention
from archive.models.acting import acting
from archive.models.turns import writing

KINDS = tuple(MODELS)


class ActForm(forms.Form):
    """Why something is done; and which form it is, so that sent twice it is one decision."""

    reason = forms.CharField(
        label=_("理由"), max_length=500, required=False, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())


class SeenForm(ActForm):
    """An act upon what was seen: `seen` tells its state, so that what others changed meanwhile is looked at first."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Sight:
    """What a room shows: its state in a word, and what stands now in the fields that its form asks for, to be read."""

    state: Callable[[], str]
    stored: Mapping[str, str] = field(default_factory=dict)


def version(*records: Any) -> str:
    """The state of records: it is another after every save."""
    return " ".join(f"{each.pk}.{each.revision}" for each in records)


def version_of_all(rows: models.QuerySet[Any]) -> str:
    """The state of many rows: another when one was changed, has come or gone."""
    told = rows.order_by().aggregate(n=models.Count("pk"), last=models.Max("pk"), saved=models.Sum("revision"))
    return "{n}.{last}.{saved}".format(**told)


def number(text: str | None) -> int | None:
    """The id that an address names."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


def chooser(site: AdminSite, kind: str, name: str, label: Any, *, required: bool = True) -> forms.Field:
    """A field that finds a record as one types."""
    from archive.admin.inlines import LabelledChoice

    model = MODELS[kind]
    field = LabelledChoice(
        site.get_model_admin(model).get_queryset(None),
        widget=AutocompleteSelect(Mention._meta.get_field(kind), site, attrs={"id": f"id_{name}"}),
        label=label,
        required=required,
    )
    field.site = site
    return field


def change_url(record: Any) -> str:
    """The address of a record's own admin page."""
    return reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])


def act_upon(request: HttpRequest, form: SeenForm, sight: Sight, act: Callable[[], Decision]) -> Decision | None:
    """As `carry_out`, unless what was seen has changed since: then the form shows both, and is good to be sent again.

    It is looked at inside the turn, so that nobody comes between the look and the act.
    """
    sent = form.cleaned_data
    with writing():
        state = sight.state()
        if already(sent["key"]) or sent["seen"] == state:
            return carry_out(request, sent["reason"], act)
    messages.error(request, gettext("打开这一页之后，这里有人或机器改动过，没有照做。请先看下面的现状，再决定。"))
    again: Any = form.data
    form.data = again = again.copy()
    again["seen"] = state
    show_stored(form, sight.stored)
    return None


def carry_out(request: HttpRequest, reason: str, act: Callable[[], Decision]) -> Decision | None:
    """Do it as whoever asks; say that it was done, with the way to undo it, or why not."""
    try:
        with acting(request.user.pk, reason):
            decision = act()
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    link = format_html('<a href="{}">{}</a>', reverse("admin:decisions"), gettext("最近的决定"))
    messages.success(request, format_html(gettext("{}。可在{}里撤销。"), str(decision), link))
    return decision


def back_to(record: Any) -> HttpResponse:
    """The record's page; its list where it is gone."""
    model = type(record)
    if model._default_manager.filter(pk=record.pk).exists():
        return HttpResponseRedirect(change_url(record))
    return HttpResponseRedirect(reverse(f"admin:archive_{model._meta.model_name}_changelist"))

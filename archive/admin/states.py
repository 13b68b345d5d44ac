"""Publishing, withholding and taking down from the list of articles: first a page that asks why, then the act."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import show
from archive.curating import states
from archive.models import Article
from archive.models.acting import acting

SHOWN = 20  # Titles on the page that asks; the number tells of the others.
State = Article.State


class StateForm(forms.Form):
    """Why, and whether readers are told."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )
    public = forms.BooleanField(
        label=_("向读者公开理由"), required=False, help_text=_("撤下的文章，原网址显示“已撤下”；勾选后同时显示理由。")
    )

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = state in (State.WITHHELD, State.REMOVED)
        if state != State.REMOVED:
            del self.fields["public"]


class StatesOf:
    """For the articles' admin: the three actions, for those who may decide on what is public."""

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user decides on what is public."""
        return request.user.has_perm("archive.publish_article")

    @admin.action(description=_("发布"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Let every reader see the chosen articles."""
        return self._ask(request, queryset, State.PUBLISHED)

    @admin.action(description=_("暂不公开"), permissions=["publish"])
    def withhold(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Hide the chosen articles for now."""
        return self._ask(request, queryset, State.WITHHELD)

    @admin.action(description=_("撤下"), permissions=["publish"])
    def remove(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Take the chosen articles down for good."""
        return self._ask(request, queryset, State.REMOVED)

    def _ask(self, request: HttpRequest, queryset: models.QuerySet, state: State) -> HttpResponse | None:
        sent = "key" in request.POST
        form = StateForm(request.POST if sent else None, initial={"key": uuid4()}, state=state)
        chosen = self.chosen(queryset)
        if sent and form.is_valid():
            return self._carry_out(request, chosen, state, form.cleaned_data)
        pks = list(chosen.values_list("pk", flat=True))
        context = {
            "form": form,
            "titles": [each.title for each in chosen.only("headline", "text", "captions", "section")[:SHOWN]],
            "rest": max(0, len(pks) - SHOWN),
            "pks": pks,
            "checkbox": ACTION_CHECKBOX_NAME,
            "action": request.POST["action"],
            "verb": state.label,
            "opts": self.opts,
        }
        title = ngettext("%(verb)s：%(count)d 篇文章", "%(verb)s：%(count)d 篇文章", len(pks))
        told = {"verb": state.label, "count": len(pks)}
        return show(request, self.admin_site, "admin/desk/state.html", title % told, context)

    def _carry_out(
        self, request: HttpRequest, chosen: models.QuerySet, state: State, said: dict[str, Any]
    ) -> HttpResponse | None:
        records = list(chosen.exclude(state=state).only("pk", "headline"))
        pks = [each.pk for each in records]
        with acting(request.user.pk, said["reason"]):
            decision = states.set_state(
                pks, state, reason=said["reason"], public=said.get("public", False), key=said["key"]
            )
        self.record_action(request, records, state.label)
        told = {"count": decision.touched if decision else 0, "state": state.label}
        self.message_user(request, gettext("%(count)d 篇文章：%(state)s。") % told)
        return None

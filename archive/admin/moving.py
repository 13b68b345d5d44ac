"""改期次: a whole issue given another newspaper or date, or made one with the issue that there is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import Room, show
from archive.curating import again, issues
from archive.curating.deciding import Refused
from archive.models import Article, Issue, Newspaper
from archive.models.acting import acting


class MoveForm(forms.Form):
    """Which newspaper's issue of which day it is."""

    newspaper = forms.ModelChoiceField(Newspaper.objects.order_by("name"), label=_("报纸"))
    date = forms.DateField(
        label=_("日期"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "2023-03-05", "autocomplete": "off"}),
        help_text=_("如 2023-03-05；留空表示日期不详"),
    )


class SureForm(MoveForm):
    """That it is to be done, and why."""

    key = forms.UUIDField()
    seen = forms.IntegerField()
    reason = forms.CharField(max_length=500, required=False)


def move(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Ask, show what it comes to, do it where it is sent."""
    issue = get_object_or_404(Issue.objects.select_related("newspaper"), pk=pk)
    sure = SureForm(request.POST) if request.method == "POST" else None
    error = ""
    if sure and sure.is_valid():
        data = sure.cleaned_data
        try:
            with acting(request.user.pk, data["reason"]):
                decision = issues.move(pk, data["newspaper"], data["date"], seen=data["seen"], key=data["key"])
        except Refused as refused:
            error = str(refused)
        else:
            return _done(request, decision.subject_id, decision.label)
    elif sure:
        error = gettext("没有照做：表单不完整。")
    form = sure or MoveForm(request.GET if "newspaper" in request.GET else None, initial=_as_is(issue))
    return show(
        request, site, "admin/desk/move_issue.html", gettext("改期次：%s") % issue, _context(issue, form, error)
    )


def _done(request: HttpRequest, pk: int, label: str) -> HttpResponse:
    messages.success(request, gettext("已保存：%s") % label)
    if left := again.waiting().articles:
        messages.info(request, gettext("还有 %d 篇待识别，可在“待识别的文章”中继续。") % left)
    return HttpResponseRedirect(reverse("admin:archive_issue_change", args=[pk]))


def _as_is(issue: Issue) -> dict[str, Any]:
    return {"newspaper": issue.newspaper_id, "date": issue.date}


def _context(issue: Issue, form: MoveForm, error: str) -> dict[str, object]:
    """The form; where it is filled in, what it comes to."""
    asked = None
    if form.is_bound and form.is_valid():
        try:
            asked = issues.Move.of(issue, form.cleaned_data["newspaper"], form.cleaned_data["date"])
        except Refused as refused:
            error = error or str(refused)
    return {
        "issue": issue,
        "form": form,
        "error": error,
        "asked": asked,
        "pages": issue.pages.count(),
        "articles": Article.objects.filter(page__issue=issue).count(),
        "key": uuid4(),
    }


ROOMS = (Room("issues/<int:pk>/move/", "move-issue", move, "archive.change_issue"),)

"""A reader reports what is wrong with a record; no account is needed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from archive.models import Article, Attempt, Event, Organization, Person, Place, Report
from archive.models.attempts import Measure
from archive.models.reports import SUBJECTS
from archive.views.senders import sender

# A reader who goes through a page finds a handful of errors; all readers together a curator's day of them.
MEASURE = Measure("report", each=10, together=200)
# What each kind of record can be wrong in, the likeliest first.
KINDS = {
    "article": ("text", "date", "place", "not_same", "other"),
    "person": ("not_same", "date", "place", "text", "other"),
    "organization": ("place", "text", "date", "other"),
    "place": ("place", "text", "other"),
    "event": ("date", "place", "text", "not_same", "other"),
}


class ReportForm(forms.ModelForm):
    """What is wrong, in the reader's words."""

    class Meta:
        model = Report
        fields = ("kind", "message", "email")
        widgets = {
            "kind": forms.RadioSelect,
            "message": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "message": gettext_lazy("请写明错在哪里，正确的是什么，依据是什么。最多2000字。"),
            "email": gettext_lazy("填写后编辑可以答复您，不作他用。"),
        }

    def __init__(self, *args: object, subject: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, Report.Kind(kind).label) for kind in KINDS[subject]]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, for the one record that the address names; sent, it leads back to the record."""
    subject, record = _about(request)
    form = ReportForm(request.POST or None, subject=subject)
    shown = {"form": form, "record": record, "subject": subject}
    if request.method != "POST" or not form.is_valid():
        return render(request, "readers/report.html", shown)
    if not Attempt.objects.allow(MEASURE, sender(request)):
        form.add_error(None, _("这一小时里收到的报告太多了，请过一会儿再发。"))
        refusal = render(request, "readers/report.html", shown, status=429)
        refusal.headers["Retry-After"] = str(MEASURE.wait)
        return refusal
    form.instance.address = record.get_absolute_url()
    form.instance.language = get_language()
    setattr(form.instance, subject, record)
    form.save()
    messages.success(request, _("谢谢，报告已经收到，编辑会核对。"))
    return redirect(record)


def _about(request: HttpRequest) -> tuple[str, models.Model]:
    """The record that is reported on, if readers can see it."""
    rows = {
        "article": Article.objects.in_print(),
        "person": Person.objects.named_in_public(),
        "organization": Organization.objects.public(),
        "event": Event.objects.named_in_public(),
    }
    named = [name for name in SUBJECTS if name in request.GET]
    if len(named) != 1 or not request.GET[named[0]].isdecimal():
        raise Http404
    number = int(request.GET[named[0]][:20])
    if named[0] == "place":
        if place := Place.objects.public_or_none(number):
            return "place", place
        raise Http404
    return named[0], get_object_or_404(rows[named[0]], pk=number)

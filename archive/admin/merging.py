"""The room in which two records are made one: a look at both, at what goes over, and one button."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import KINDS, ActForm, carry_out, change_url, chooser, number
from archive.admin.rooms import Room, show
from archive.curating import merging
from archive.curating.deciding import Refused, already
from archive.curating.leading import MODELS
from archive.desk import record_label
from archive.models import Decision, Mention, Person
from archive.models.turns import writing

CANDIDATES = 20


class MergeForm(ActForm):
    """The two records as they were seen; the versions tell whether they still are so."""

    keep = forms.IntegerField(widget=forms.HiddenInput)
    drop = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


def merge(request: HttpRequest, site: AdminSite, kind: str) -> HttpResponse:
    """Choose the other record, look at both, merge them."""
    keep, drop = number(request.GET.get("keep")), number(request.GET.get("drop"))
    if request.method == "POST":
        form = MergeForm(request.POST)
        if form.is_valid():
            keep, drop = form.cleaned_data["keep"], form.cleaned_data["drop"]
            if (done := _merge(request, kind, form)) is not None:
                return done
    if keep is None or drop is None:
        return _choose(request, site, kind, keep or drop)
    try:
        one, other = merging.pair(kind, keep, drop)
    except Refused as refused:
        messages.error(request, str(refused))
        return _choose(request, site, kind, keep)
    context = {
        "kind": kind,
        "keep": one,
        "drop": other,
        "labels": (record_label(site, one), record_label(site, other)),
        "urls": (change_url(one), change_url(other)),
        "fields": list(merging.fields(kind, one, other)),
        "moves": [(label, count) for label, count in merging.moves(kind, other) if count],
        "form": MergeForm(initial={"keep": keep, "drop": drop, "seen": _seen(one, other)}),
        "swapped": reverse(f"admin:merge-{kind}", query={"keep": drop, "drop": keep}),
        "model": MODELS[kind]._meta,
    }
    return show(request, site, "admin/desk/merge.html", gettext("合并"), context)


def _merge(request: HttpRequest, kind: str, form: MergeForm) -> HttpResponse | None:
    """Do it, unless one of the records is no longer as it was seen."""
    sent = form.cleaned_data

    def merged() -> Decision:
        with writing():
            both = merging.pair(kind, sent["keep"], sent["drop"]) if not already(sent["key"]) else None
            if both and _seen(*both) != sent["seen"]:
                raise Refused(gettext("打开预览之后这两条记录有改动，没有合并。请再看一遍下面的现状。"))
            return merging.merge(kind, sent["keep"], sent["drop"], key=sent["key"])

    decision = carry_out(request, sent["reason"], merged)
    if decision is None:
        return None
    return HttpResponseRedirect(reverse(f"admin:archive_{kind}_change", args=[sent["keep"]]))


def _seen(one: Any, other: Any) -> str:
    return f"{one.pk}.{one.revision} {other.pk}.{other.revision}"


def _choose(request: HttpRequest, site: AdminSite, kind: str, pk: int | None) -> HttpResponse:
    """Which record is it to be merged with?"""
    record = MODELS[kind].objects.filter(pk=pk).first() if pk else None
    fields = {name: chooser(site, kind, name, label) for name, label in (("keep", _("保留")), ("drop", _("并入")))}
    form_class = type("PairForm", (forms.Form,), fields)
    form = form_class(initial={"keep": record and record.pk})
    here = [
        (each, record_label(site, each), reverse(f"admin:merge-{kind}", query={"keep": record.pk, "drop": each.pk}))
        for each in (candidates(kind, record) if record else ())
    ]
    context = {"kind": kind, "record": record, "form": form, "candidates": here, "model": MODELS[kind]._meta}
    context["media"] = form.media
    return show(request, site, "admin/desk/choose.html", gettext("合并"), context)


def candidates(kind: str, record: Any) -> list[Any]:
    """Which records may be the same: of the same name or another name of it, those of the same district first."""
    rows = MODELS[kind].objects.exclude(pk=record.pk)
    if kind == "event":
        found = rows.filter(Q(title=record.title) | Q(start=record.start, type=record.type, start__isnull=False))
        return list(found.select_related("place")[:CANDIDATES])
    names = {record.name, *record.other_names.values_list("name", flat=True)}
    printed = Mention.objects.filter(**{kind: record}).order_by().values_list("text", flat=True).distinct()
    names |= set(printed[:CANDIDATES])
    found = rows.filter(Q(name__in=names) | Q(other_names__name__in=names)).distinct()
    if kind == "place":
        return list(found.order_by("path")[:CANDIDATES])
    where = "home" if isinstance(record, Person) else "place"
    at = getattr(record, f"{where}_id")
    listed = list(found.select_related(where)[: CANDIDATES * 5])
    near = sorted(listed, key=lambda each: (getattr(each, f"{where}_id") != at, each.pk))
    return near[:CANDIDATES]


ROOMS = tuple(
    Room(f"{kind}/merge/", f"merge-{kind}", partial(merge, kind=kind), f"archive.change_{kind}") for kind in KINDS
)

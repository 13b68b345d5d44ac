"""The room in which some of a record's mentions are given to another: each in its sentence, with a box to tick."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.acts import KINDS, SeenForm, Sight, act_upon, change_url, chooser, number, version, version_of_all
from archive.admin.lists import days_of
from archive.admin.rooms import Room, show
from archive.curating import splitting
from archive.curating.leading import MODELS
from archive.desk import record_label
from archive.models import Mention, Newspaper, Place

ON_A_PAGE = 50
LOOKED_AT = 1_000  # The newest mentions of a record tell which places are named beside it most.
UNREAD = ("article__lines", "article__breaks", "article__own")


class SplitForm(SeenForm):
    """Where the chosen mentions go: to the record chosen, else to a new one of that name."""

    everything = forms.BooleanField(label=_("连同其他各页，符合以上条件的全部提及"), required=False)
    name = forms.CharField(label=_("新记录的名称"), max_length=100, required=False)
    field_order = ("everything", "into", "name", "reason", "key", "seen")

    def __init__(self, site: AdminSite, kind: str, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["into"] = chooser(site, kind, "into", _("归入已有的记录"), required=False)
        self.order_fields(self.field_order)


def split(request: HttpRequest, site: AdminSite, pk: int, kind: str) -> HttpResponse:
    """Choose mentions by newspaper, place or year, or one by one; give them away."""
    record = get_object_or_404(MODELS[kind], pk=pk)
    rows = _narrowed(request, Mention.objects.filter(**{kind: record}))
    sight = Sight(lambda: f"{version(MODELS[kind].objects.get(pk=pk))} {version_of_all(rows)}")
    initial = {"name": splitting._name_of(record), "seen": sight.state()}
    form = SplitForm(site, kind, request.POST or None, initial=initial)
    ticked: set[int] = set()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        ticked = {each for each in map(number, request.POST.getlist("mention")) if each}
        chosen = list(rows.values_list("pk", flat=True)) if sent["everything"] else sorted(ticked)
        into = sent["into"].pk if sent["into"] else None
        decision = act_upon(
            request,
            form,
            sight,
            lambda: splitting.split(kind, pk, chosen, into, name=sent["name"].strip(), key=sent["key"]),
        )
        if decision:
            return HttpResponseRedirect(change_url(MODELS[kind](pk=decision.data["into"])))
    newest = rows.order_by(models.F("article__date").desc(nulls_last=True), "-pk").values_list("pk", flat=True)
    page = Paginator(newest, ON_A_PAGE).get_page(request.GET.get("page"))
    # To sort thousands, the database would carry their texts along.
    shown = Mention.objects.select_related("article__newspaper").defer(*UNREAD).in_bulk(list(page))
    context = {
        "record": record,
        "label": record_label(site, record),
        "url": change_url(record),
        "model": MODELS[kind]._meta,
        "page": page,
        "mentions": [(shown[each], evidence.first_context(shown[each])) for each in page],
        "ticked": ticked,
        "form": form,
        "media": form.media,
        "kept": _kept(request),
        **_choices(record, kind),
        **{name: request.GET.get(name, "") for name in ("newspaper", "year", "place")},
    }
    return show(request, site, "admin/desk/split.html", gettext("分出"), context)


def _narrowed(request: HttpRequest, rows: models.QuerySet[Mention]) -> models.QuerySet[Mention]:
    newspaper, year, place = (number(request.GET.get(name)) for name in ("newspaper", "year", "place"))
    if newspaper:
        rows = rows.filter(article__newspaper=newspaper)
    if year and 1 <= year <= 9999:
        rows = rows.filter(article__date__year=year)
    if place:
        rows = rows.filter(article__in=Mention.objects.filter(place=place).values("article"))
    return rows


def _choices(record: Any, kind: str) -> dict[str, Any]:
    """What the mentions can be narrowed by."""
    own = Mention.objects.filter(**{kind: record}).order_by()
    newest = own.order_by("-pk").values("article")[:LOOKED_AT]
    named = Mention.objects.filter(article__in=newest, place__isnull=False).order_by()
    counted = named.values("place").annotate(n=models.Count("article", distinct=True)).order_by("-n")[:ON_A_PAGE]
    return {
        "newspapers": Newspaper.objects.filter(pk__in=own.values("article__newspaper")),
        "places": Place.objects.filter(pk__in=[row["place"] for row in counted]).order_by("path"),
        # Not by the database, which on SQLite would call Python for each mention.
        "years": sorted({day.year for day in days_of(own, "article__date")}, reverse=True),
    }


def _kept(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return str(kept.urlencode())


ROOMS = tuple(
    Room(f"{kind}/<int:pk>/split/", f"split-{kind}", partial(split, kind=kind), f"archive.change_{kind}")
    for kind in KINDS
)

"""The room in which a text is rejected everywhere: 凯旋 is no person, here and in whatever will be read."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from archive.admin import evidence
from archive.admin.acts import KINDS, SeenForm, Sight, act_upon, change_url, version_of_all
from archive.admin.rooms import Room, show
from archive.curating import rejecting
from archive.curating.leading import MODELS
from archive.desk import record_label
from archive.models import Mention, Rejection

SHOWN = 20
LONGEST = 300


def reject(request: HttpRequest, site: AdminSite, kind: str) -> HttpResponse:
    """Look at where the text stands, and what is tied to it; reject it."""
    sent = request.POST if request.method == "POST" else request.GET
    text = sent.get("text", "").replace("\0", "").strip()[:LONGEST]
    # By every status, each of which an index has with the text.
    found = Mention.objects.filter(kind=kind, status__in=Mention.Status.values, text=text)
    sight = Sight(lambda: version_of_all(found))
    form = SeenForm(request.POST or None, initial={"seen": sight.state()})
    if request.method == "POST" and text and form.is_valid():
        key = form.cleaned_data["key"]
        decision = act_upon(request, form, sight, lambda: rejecting.reject(kind, text, key=key))
        if decision:
            return HttpResponseRedirect(reverse(f"admin:archive_{kind}_changelist"))
    records = MODELS[kind].objects.filter(pk__in=found.order_by().values(kind))[:SHOWN]
    # Their ids first: to sort thousands, the database would carry their texts along.
    newest = list(found.order_by("-pk").values_list("pk", flat=True)[:SHOWN])
    rows = Mention.objects.filter(pk__in=newest).select_related("article").order_by("-pk")
    rows = rows.defer("article__lines", "article__breaks", "article__own")
    context = {
        "kind": kind,
        "text": text,
        "model": MODELS[kind]._meta,
        "rejected": Rejection.objects.filter(kind=kind, text=text).exists(),
        "count": found.count(),
        "articles": found.order_by().values("article").distinct().count(),
        "records": [(record_label(site, each), change_url(each)) for each in records],
        "mentions": [(each, evidence.first_context(each)) for each in rows],
        "form": form,
    }
    return show(request, site, "admin/desk/reject.html", gettext("否定"), context)


ROOMS = tuple(
    Room(f"{kind}/reject/", f"reject-{kind}", partial(reject, kind=kind), f"archive.change_{kind}") for kind in KINDS
)

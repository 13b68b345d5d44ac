"""Recent decisions, each with who made it, when and why, and a button that undoes it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import Room, show
from archive.curating import deciding
from archive.models import Decision

ON_A_PAGE = 50


def subject_url(decision: Decision) -> str:
    """The admin page of what it was about, which may be gone; empty where there is no such page."""
    try:
        return reverse(f"admin:archive_{decision.subject_type}_change", args=[decision.subject_id])
    except NoReverseMatch:
        return ""


def decisions(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The decisions, the newest first, of one kind if one is asked for."""
    rows = Decision.objects.select_related("made_by", "undone_by").defer("data")
    kind = request.GET.get("kind", "")
    if kind in Decision.Kind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [(each, subject_url(each), deciding.undoable(each)) for each in page]
    context = {"page": page, "decisions": shown, "kinds": Decision.Kind.choices, "kind": kind}
    return show(request, site, "admin/desk/decisions.html", gettext("最近的决定"), context)


def undo(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Undo one, say what was left, and go back to where it was asked for."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    get_object_or_404(Decision, pk=pk)
    try:
        decision, left = deciding.undo(pk, request.user.pk)
    except deciding.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, gettext("已撤销：%s") % decision)
        for each in left:
            messages.warning(request, each)
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if here else reverse("admin:decisions"))


ROOMS = (
    Room(
        "decisions/",
        "decisions",
        decisions,
        "archive.view_decision",
        _("最近的决定"),
        _("谁决定了什么，为什么；撤销在这里"),
    ),
    Room("decisions/<int:pk>/undo/", "undo-decision", undo, "archive.change_decision"),
)

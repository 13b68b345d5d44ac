"""Recent decisions, each with who made it, when and why, and a button that undoes it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
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
# What whoever undoes a decision must be allowed beside it, where that is more than to change what it was about.
ASKS: dict[str, str] = {
    Decision.Kind.STATE: "publish_article",
    Decision.Kind.WORDS: "change_wordlist",
    Decision.Kind.IMPORT: "add_exchange",
    Decision.Kind.ROLLBACK: "change_ingest",
}


def subject_url(decision: Decision) -> str:
    """The admin page of what it was about, which may be gone; empty where there is no such page."""
    try:
        return reverse(f"admin:archive_{decision.subject_type}_change", args=[decision.subject_id])
    except NoReverseMatch:
        return ""


def undoable(user: AbstractBaseUser | AnonymousUser, decisions: Iterable[Decision]) -> set[int]:
    """Which of the decisions stand, have a way back, and may be undone by the user: who may not do a thing may not
    undo it either."""
    standing = [each for each in decisions if deciding.undoable(each)]
    rejected = [each.pk for each in standing if each.kind == Decision.Kind.REJECT]
    deleted = set(Decision.objects.filter(pk__in=rejected, data__has_key="removed").values_list("pk", flat=True))
    return {each.pk for each in standing if user.has_perms(_permissions(each, each.pk in deleted))}


def _permissions(decision: Decision, deleted: bool) -> list[str]:
    own = f"{'delete' if deleted else 'change'}_{decision.subject_type}"
    return ["archive.change_decision", f"archive.{ASKS.get(decision.kind, own)}"]


def decisions(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The decisions, the newest first, of one kind if one is asked for."""
    rows = Decision.objects.select_related("made_by", "undone_by").defer("data")
    kind = request.GET.get("kind", "")
    if kind in Decision.Kind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    back = undoable(request.user, page)
    shown = [(each, subject_url(each), each.pk in back) for each in page]
    context = {"page": page, "decisions": shown, "kinds": Decision.Kind.choices, "kind": kind}
    return show(request, site, "admin/desk/decisions.html", gettext("最近的决定"), context)


def undo(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Undo one, say what was left, and go back to where it was asked for."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked = get_object_or_404(Decision.objects.defer("data"), pk=pk)
    if deciding.undoable(asked) and not undoable(request.user, [asked]):
        raise PermissionDenied
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

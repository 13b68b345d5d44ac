"""Where the machine would write something else into a locked field: both values, and one click for either."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import applying
from archive.admin.readable import NAMED_WITH, Raw, in_words, model_named
from archive.admin.rooms import Room, show
from archive.models import Byline, Curated, Disagreement
from archive.models.acting import acting
from archive.models.turns import writing

ON_A_PAGE = 30
# The values that are asked about first, those that people corrected, those that they have decided about.
CHOICES = {
    "new": (_("新的说法"), {"kept": False, "corrected": False}),
    "corrected": (_("更正前的原值"), {"kept": False, "corrected": True}),
    "kept": (_("已决定保留人工"), {"kept": True}),
}
# Goes with the text, and tells nobody anything alone.
UNTOLD = ("breaks",)


def disagreements(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The open ones, the newest first; the others on request."""
    chosen = request.GET.get("which", "new")
    chosen = chosen if chosen in CHOICES else "new"
    rows = Disagreement.objects.exclude(field__in=UNTOLD).filter(**CHOICES[chosen][1]).select_related("ingest")
    page = Paginator(rows.order_by("-seen_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": _listed(site, list(page)),
        "choices": [(name, label) for name, (label, _which) in CHOICES.items()],
        "chosen": chosen,
        "kept": f"which={chosen}",
    }
    return show(request, site, "admin/desk/disagreements.html", gettext("机器与人工的分歧"), context)


def _listed(site: AdminSite, rows: list[Disagreement]) -> list[tuple[Disagreement, Any, str, Any]]:
    """Each with its record, that one's admin page, and the person's value beside the machine's."""
    records = _records(rows)
    kept = [(row, record) for row in rows if (record := records.get((row.model, row.object_id)))]
    changes = in_words(_raw(row, record) for row, record in kept)
    return [
        (row, record, reverse(f"admin:archive_{row.model}_change", args=[record.pk]), change)
        for (row, record), change in zip(kept, changes, strict=True)
    ]


def _records(rows: list[Disagreement]) -> dict[tuple[str, int], Curated]:
    found = {}
    for kind in {row.model for row in rows}:
        model: Any = model_named(kind)
        related = NAMED_WITH.get(kind, ("person", "post__organization") if kind == "membership" else ())
        pks = [row.object_id for row in rows if row.model == kind]
        found |= {(kind, pk): row for pk, row in model.objects.select_related(*related).in_bulk(pks).items()}
    return found


def _raw(row: Disagreement, record: Curated) -> Raw:
    column: Any = record._meta.get_field(row.field)
    if row.field == "bylines":
        mine: Any = [list(each) for each in Byline.objects.filter(article=record.pk).values_list("name", "role")]
        return Raw(type(record), row.field, mine, row.value)
    return Raw(type(record), column.attname, record.column_value(row.field), row.value)


def decide(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Keep what the person set, or take the machine's and unlock the field; then back to the list."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    with writing():
        _decide(request, site, pk)
    query = {"which": request.POST["which"]} if request.POST.get("which") in CHOICES else None
    return HttpResponseRedirect(reverse("admin:disagreements", query=query))


def _decide(request: HttpRequest, site: AdminSite, pk: int) -> None:
    row = Disagreement.objects.filter(pk=pk).first()
    record = row and _records([row]).get((row.model, row.object_id))
    if row is None or record is None:
        messages.info(request, gettext("这处分歧已经不在了：机器改了说法，或有人已处理。"))
        return
    admin = site.get_model_admin(type(record))
    if not admin.has_change_permission(request, record):
        raise PermissionDenied
    if request.POST.get("take") != "machine":
        Disagreement.objects.filter(pk=pk).update(kept=True)
        messages.success(request, gettext("保留人工的内容；机器的说法不变就不再提起。"))
        return
    if str(record.revision) != request.POST.get("seen"):
        messages.error(request, gettext("这条记录刚刚又有改动，请看过现在的内容再决定。"))
        return
    try:
        with acting(request.user.pk, gettext("采用机器的说法")):
            _take(admin, request, record, row)
    except ValidationError as refused:
        messages.error(request, gettext("不能采用：%s") % "；".join(refused.messages))
    else:
        messages.success(request, gettext("已采用机器的说法，并解除了锁定。"))


def _take(admin: Any, request: HttpRequest, record: Curated, row: Disagreement) -> None:
    if row.field != "bylines":
        applying.hand_back(admin, request, record, [row.field])
        return
    Byline.objects.filter(article=record.pk).delete()
    for position, (name, role) in enumerate(row.value or ()):
        Byline.objects.create(article_id=record.pk, position=position, name=name, role=role)
    applying.apply(admin, request, record, {}, unlock=["bylines"])


ROOMS = (
    Room(
        "disagreements/",
        "disagreements",
        disagreements,
        "archive.view_decision",
        _("机器与人工的分歧"),
        _("您改过、机器却另有看法的地方"),
    ),
    Room("disagreements/<int:pk>/", "decide-disagreement", decide, "archive.view_decision"),
)

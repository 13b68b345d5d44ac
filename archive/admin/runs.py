"""What a run of ingest changed, page by page, and taking it back: first a look at what would happen, then the act."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.readable import NAMED_WITH, Change, field_label, in_words, model_named
from archive.admin.rooms import Room, show
from archive.admin.timeline import raws_of
from archive.curating import rollback, taking_back
from archive.curating.deciding import Refused
from archive.models import Article, Ingest, RunChange
from archive.models.acting import acting

ON_A_PAGE = 25
LEFT_SHOWN = 100
TITLES_SHOWN = 20
# It takes some 5 ms for an article, and nobody waits for a browser longer than half a minute.
IN_BROWSER = 2_000
KINDS = ("article", "page", "issue", "newspaper")


class TakeBackForm(forms.Form):
    """Why, and which plan the person saw."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "cols": 60}))


def summary(run: Ingest) -> SafeString | str:
    """How many records of each model the run made, changed and deleted, each number a link to them."""
    counts = run.changes.order_by().values_list("kind", "model").annotate(n=Count("object_id", distinct=True))
    rows = [
        (RunChange.Kind(kind).label, model_named(model)._meta.verbose_name, _address(run, kind, model), n)
        for kind, model, n in sorted(counts, key=lambda each: ("+~-".index(each[0]), KINDS.index(each[1])))
    ]
    if not rows:
        return gettext("没有改动，或早于改动记录。")
    items = format_html_join("", '<li>{} {} <a href="{}">{}</a></li>', rows)
    return format_html('<ul class="plain">{}</ul>', items)


def take_back_link(run: Ingest) -> SafeString:
    """The way to the page that takes the run back."""
    url = reverse("admin:take-back", args=[run.pk])
    return format_html('<a class="button" href="{}">{}</a>', url, gettext("撤销这次导入…"))


def _address(run: Ingest, kind: str, model: str) -> str:
    return reverse("admin:run-changes", args=[run.pk], query={"kind": kind, "model": model})


def changes(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """The records of one model that a run made, changed or deleted, with the old and the new."""
    run = get_object_or_404(Ingest, pk=pk)
    kind, model = request.GET.get("kind", "~"), request.GET.get("model", "article")
    kind = kind if kind in RunChange.Kind.values else "~"
    model = model if model in KINDS else "article"
    page = Paginator(run.changes.filter(kind=kind, model=model).order_by("pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page)
    context = {
        "run": run,
        "page": page,
        "listed": _listed(model_named(model), rows),
        "summary": summary(run),
        "kept": urlencode({"kind": kind, "model": model}),
        "told": f"{RunChange.Kind(kind).label} {model_named(model)._meta.verbose_name}",
    }
    return show(request, site, "admin/desk/run_changes.html", gettext("第 %d 次导入的改动") % run.pk, context)


def _listed(model: Any, rows: list[RunChange]) -> list[tuple[str, str, list[Change]]]:
    """What each record is called, its admin page, and what changed in it."""
    told = raws_of(model, rows)
    words = iter(in_words(raw for row in rows for raw in told[row.pk]))
    name = model._meta.model_name
    records = model._default_manager.select_related(*NAMED_WITH.get(name, ())).in_bulk({row.object_id for row in rows})
    listed = []
    for row in rows:
        record = records.get(row.object_id)
        called = str(record) if record else gettext("已不存在：%s") % row.object_id
        url = reverse(f"admin:archive_{name}_change", args=[row.object_id]) if record else ""
        listed.append((called, url, [next(words) for _ in told[row.pk]]))
    return listed


def take_back(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Show what would go, what would return and what would stay; do it when it is confirmed."""
    run = get_object_or_404(Ingest, pk=pk)
    form = TakeBackForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            if run.created + run.updated <= IN_BROWSER:
                return _carry_out(request, run, form.cleaned_data)
        except Refused as error:
            refused = str(error)
    planned = _planned(run)
    if isinstance(planned, str):
        refused, planned = refused or planned, None
    else:
        form.initial |= {"key": uuid4(), "seen": planned.seen}
        if refused:
            form = TakeBackForm(initial={**form.initial, "reason": request.POST.get("reason", "")})
    context = {"run": run, "form": form, "refused": refused, "plan": planned, **_told(planned)}
    title = gettext("撤销第 %d 次导入") % run.pk
    return show(request, site, "admin/desk/take_back.html", title, context, 409 if refused and request.POST else 200)


def _planned(run: Ingest) -> rollback.Plan | str:
    try:
        planned = rollback.plan(run)
    except Refused as refused:
        return str(refused)
    if len(planned.gone) + len(planned.articles) > IN_BROWSER:
        told = gettext("文章太多，请在服务器上运行：manage.py take_back %(run)d --user %(user)s --reason …")
        return told % {"run": run.pk, "user": gettext("用户名")}
    return planned


def _carry_out(request: HttpRequest, run: Ingest, said: dict[str, Any]) -> HttpResponse:
    with acting(request.user.pk, said["reason"]):
        decision, planned = taking_back.take_back(run.pk, seen=said["seen"], key=said["key"])
    count = decision.touched
    messages.success(request, ngettext("已撤销导入：涉及 %d 篇文章。", "已撤销导入：涉及 %d 篇文章。", count) % count)
    if left := len(decision.data["left"]):
        messages.warning(request, gettext("有 %d 处没有动，原因见“最近的决定”和各记录的历史。") % left)
    if unread := decision.data["unread"]:
        messages.warning(
            request, gettext("有 %d 篇的人物、地点、事件待重新识别：请运行 extract --outdated。") % unread
        )
    return HttpResponseRedirect(reverse("admin:archive_ingest_change", args=[run.pk]))


def _told(planned: rollback.Plan | None) -> dict[str, Any]:
    """The first titles of what would go, and what would stay, with the reasons."""
    if planned is None:
        return {}
    gone = Article.objects.filter(pk__in=planned.gone[:TITLES_SHOWN]).only("headline", "text", "captions", "section")
    left = []
    for each in planned.left[:LEFT_SHOWN]:
        model: Any = model_named(each.kind)
        record = model._default_manager.filter(pk=each.pk).select_related(*NAMED_WITH.get(each.kind, ())).first()
        columns = (field_label(model, getattr(model._meta.get_field(name), "name", name)) for name in each.columns)
        url = reverse(f"admin:archive_{each.kind}_change", args=[each.pk])
        left.append((model._meta.verbose_name, record, url, "、".join(columns), each.reason))
    return {
        "titles": [article.title for article in gone],
        "more_gone": max(0, len(planned.gone) - TITLES_SHOWN),
        "left": left,
        "more_left": max(0, len(planned.left) - LEFT_SHOWN),
    }


ROOMS = (
    Room("ingests/<int:pk>/changes/", "run-changes", changes, "archive.view_ingest"),
    Room("ingests/<int:pk>/take-back/", "take-back", take_back, "archive.change_ingest"),
)

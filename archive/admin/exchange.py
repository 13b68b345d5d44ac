"""Records out as tables and in again: what would come of a table is shown row by row before anything is done."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.decisions import undoable
from archive.admin.rooms import Room, show
from archive.curating.deciding import Refused
from archive.curating.exchange import carrying, importing
from archive.curating.exchange.giving import FORMATS
from archive.curating.exchange.kinds import KINDS, Kind
from archive.models import Exchange

ON_A_PAGE = 50
FATES = {
    "create": _("新建"),
    "change": _("改动"),
    "conflict": _("冲突"),
    "bad": _("有误"),
    "same": _("不变"),
}


def may_take_out(user: Any, kind: Kind) -> bool:
    """Whether the user may see the records."""
    return bool(user.has_perms(kind.permissions("view")))


def may_bring_in(user: Any, kind: Kind) -> bool:
    """Whether the user may make and change the records, and by the table: thousands at once, which is an editor's."""
    return bool(user.has_perms(["archive.add_exchange", *kind.permissions("add", "change")]))


class TableForm(forms.Form):
    """A table, and of what it is."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("类别"))
    file = forms.FileField(
        label=_("文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json,.txt"}),
        help_text=_("CSV（UTF-8 或 GBK）或 Popolo JSON。列的次序不限，列名中英文均可；多出的列不理会。"),
    )

    def __init__(self, kinds: list[Kind], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.name, kind.label) for kind in kinds]


def room(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """What may be taken out and brought in, and the tables that came before."""
    seen = [kind for kind in KINDS.values() if may_take_out(request.user, kind)]
    kinds = [kind for kind in KINDS.values() if may_bring_in(request.user, kind)]
    if not seen and not kinds:
        raise PermissionDenied
    sent = request.method == "POST"
    if sent and not kinds:
        raise PermissionDenied
    form = TableForm(kinds, request.POST if sent else None, request.FILES if sent else None, initial={"key": uuid4()})
    if sent and form.is_valid():
        said = form.cleaned_data
        file = said["file"]
        try:
            kind, user, most = KINDS[said["kind"]], request.user.pk, importing.MOST_ROWS
            found = importing.receive(kind, file.name, file.read(), user, said["key"], most)
            return HttpResponseRedirect(found.get_absolute_url())
        except Refused as refused:
            form.add_error("file", str(refused))
    tables = Exchange.objects.filter(kind__in=[kind.name for kind in kinds]).select_related("made_by")
    page = Paginator(tables, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **{"form": form if kinds else None, "page": page, "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)},
        **{"kinds": seen, "formats": list(FORMATS), "most": importing.MOST_ROWS},
        "tables": [(each, KINDS[each.kind].label, _counted(each)) for each in page],
    }
    return show(request, site, "admin/desk/exchange.html", gettext("导入导出"), context)


def _counted(exchange: Exchange) -> list[tuple[str, Any, int]]:
    return [(fate, label, exchange.counts.get(fate, 0)) for fate, label in FATES.items()]


def take_out(request: HttpRequest, site: AdminSite, kind: str, ending: str) -> HttpResponseBase:
    """All records of a kind as a file, written as they are read."""
    if kind not in KINDS or ending not in FORMATS:
        raise Http404
    if not may_take_out(request.user, KINDS[kind]):
        raise PermissionDenied
    write, content_type = FORMATS[ending]
    name = f"{gettext('方志')}-{KINDS[kind].label}-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    pieces = itertools.chain() if request.method == "HEAD" else write(KINDS[kind])
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


def _own(request: HttpRequest, pk: int) -> Exchange:
    """The table, for who may bring in what it holds."""
    exchange = get_object_or_404(Exchange.objects.select_related("made_by", "decision"), pk=pk)
    if not may_bring_in(request.user, KINDS[exchange.kind]):
        raise PermissionDenied
    return exchange


def one(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """What would come of a table, or came, row by row; of one kind if one is asked for."""
    exchange = _own(request, pk)
    carrying.look_after(exchange)
    fate = request.GET.get("fate", "")
    rows = [row for row in importing.shown(exchange) if fate not in FATES or row["fate"] == fate]
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    decision = exchange.decision
    context = {
        **{"exchange": exchange, "page": page, "fate": fate, "counts": _counted(exchange), "fates": FATES},
        "kind": KINDS[exchange.kind].label,
        "progress": carrying.progress(exchange) if exchange.state == Exchange.State.WORKING else None,
        "writes": exchange.counts.get("create", 0) + exchange.counts.get("change", 0),
        "forceable": exchange.counts.get("forceable", 0),
        "undoable": bool(decision and undoable(request.user, [decision])),
        "rows": [(row, FATES[row["fate"]]) for row in page],
    }
    return show(request, site, "admin/desk/exchange_table.html", exchange.name, context)


def confirm(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Let it be carried out as it was shown."""
    exchange = _own(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        sent, user = request.POST, request.user.pk
        carrying.begin(pk, sent.get("digest", ""), user, overwrite="overwrite" in sent)
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(exchange.get_absolute_url())


def discard(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Leave it."""
    exchange = _own(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    importing.discard(exchange.pk)
    return HttpResponseRedirect(exchange.get_absolute_url())


ROOMS = (
    Room("exchange/", "exchange", room, "", _("导入导出"), _("人物、职务、地点、事件的表格，取出、改好、再读入")),
    Room("exchange/<str:kind>.<str:ending>", "exchange-out", take_out, ""),
    Room("exchange/<int:pk>/", "exchange-table", one, ""),
    Room("exchange/<int:pk>/confirm/", "confirm-exchange", confirm, ""),
    Room("exchange/<int:pk>/discard/", "discard-exchange", discard, ""),
)

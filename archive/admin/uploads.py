"""Handing in files: what was taken and refused, how they parse, and then, if it looks right, into the archive."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import Room, show
from archive.curating import uploads
from archive.curating.deciding import Refused
from archive.ingest import given_from
from archive.models import Upload

ON_A_PAGE = 30
ACTS = {"confirm": uploads.confirm, "discard": uploads.discard, "retry": uploads.retry}


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SeveralField(forms.FileField):
    """The files of such an input."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each as one file is cleaned."""
        return [super(SeveralField, self).clean(each, initial) for each in (data or [None])]


class UploadForm(forms.Form):
    """The files, and what is known of all of them."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    files = SeveralField(
        label=_("文件"),
        widget=SeveralFiles(attrs={"accept": ".txt,.jsonl,.xz,.gz,.zip,.csv,.tsv"}),
        help_text=_("版面文本（.txt）、JSON Lines（.jsonl、.jsonl.xz、.jsonl.gz），或装着它们的 zip。可以多选。"),
    )
    newspaper = forms.CharField(
        label=_("报纸"), max_length=200, required=False, help_text=_("文件名或 manifest.csv 已写明的，可不填。")
    )
    date = forms.DateField(label=_("日期"), required=False, widget=forms.DateInput({"type": "date"}))
    area = forms.CharField(
        label=_("所在地区"), max_length=200, required=False, help_text=_("由省写起，用 / 隔开：山岚省/青岚市")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an area that is none, as ingest would."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            given_from("", "", data.get("area", ""))
        except ValueError as error:
            self.add_error("area", str(error))
        return data


def several(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The uploads, the newest first, and the form."""
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, initial={"key": uuid4()})
    if sent and form.is_valid():
        said = form.cleaned_data
        given = {name: said[name] for name in ("newspaper", "date", "area")}
        try:
            upload = uploads.receive(said["files"], given, request.user.pk, said["key"])
            return HttpResponseRedirect(upload.get_absolute_url())
        except Refused as refused:
            form.add_error("files", str(refused))
    page = Paginator(Upload.objects.select_related("made_by", "ingest"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)}
    return show(request, site, "admin/desk/uploads.html", gettext("上传"), context)


def one(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """How far an upload is, and what was found in it."""
    upload = get_object_or_404(Upload.objects.select_related("ingest", "made_by"), pk=pk)
    uploads.look_after(upload)
    found = uploads.previewed(upload)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "upload": upload,
        "page": page,
        "pages": sum("items" in each for each in found),
        "articles": sum(len(each.get("items", ())) for each in found),
        "unread": sum("reason" in each for each in found),
        "shortened": len(found) == uploads.PREVIEWED,
        "files_done": upload.ingest.files.count() if upload.ingest else 0,
    }
    return show(request, site, "admin/desk/upload.html", gettext("上传 %d") % pk, context)


def act(request: HttpRequest, site: AdminSite, pk: int, name: str) -> HttpResponse:
    """Ingest it, leave it, or try it again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    upload = get_object_or_404(Upload, pk=pk)
    ACTS[name](upload)
    upload.refresh_from_db()
    messages.info(request, gettext("上传 %(number)d：%(state)s") % {"number": pk, "state": upload.get_state_display()})
    return HttpResponseRedirect(upload.get_absolute_url())


ROOMS = (
    Room("uploads/", "uploads", several, "archive.add_ingest", _("上传"), _("读入新的版面：先看预览，再存入")),
    Room("uploads/<int:pk>/", "upload", one, "archive.add_ingest"),
    *(
        Room(f"uploads/<int:pk>/{name}/", f"{name}-upload", act, "archive.add_ingest", extra={"name": name})
        for name in ACTS
    ),
)

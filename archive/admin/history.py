"""A record's history in the place of Django's, and the way back to one of its versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import applying, timeline
from archive.admin.decisions import undoable
from archive.admin.readable import Change, Raw, in_words
from archive.admin.rooms import show
from archive.models import Curated
from archive.models.acting import acting
from archive.models.turns import writing


class BackForm(forms.Form):
    """Why, and which version of the record the person saw."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 60})
    )


class WithHistory:
    """For admins of models of which versions are kept."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, and each version's own."""
        own = f"{self.opts.app_label}_{self.opts.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        route = path("<path:object_id>/history/<int:version>/", view, name=own)
        return [*([route] if hasattr(self.model, "history") else []), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What became of the record, also of one that was deleted."""
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        try:
            pk = self.model._meta.pk.clean(unquote(object_id), None)
        except ValidationError:  # It is no number, or one that no record has.
            raise Http404 from None
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        page = timeline.of(self.model, pk, request.GET.get("page"))
        if record is None and not page.paginator.count:
            raise Http404
        title = gettext("历史：%s") % (self.label(record) if record else gettext("已删除的记录 %s") % pk)
        context = {
            "page": page,
            "entries": [(entry, self._way_back(request, record, entry)) for entry in page],
            "undoable": undoable(request.user, [entry.decision for entry in page if entry.decision]),
            "record": record,
            "opts": self.opts,
        }
        return show(request, self.admin_site, "admin/desk/history.html", title, {**context, **(extra_context or {})})

    def _way_back(self, request: HttpRequest, record: Any, entry: timeline.Entry) -> str:
        """The address that goes back to the version; none where the user may not."""
        if entry.version is None or not isinstance(record, Curated) or not self.has_change_permission(request, record):
            return ""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_version"
        return reverse(name, args=[record.pk, entry.version])

    def version_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        """Ask, then give the record the values of a version: as a new version, locked."""
        if request.method != "POST":
            return self._version_view(request, object_id, version)
        with writing():
            return self._version_view(request, object_id, version)

    def _version_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if not isinstance(record, Curated):
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        kept = self.model.history.filter(pk=version, **{self.model._meta.pk.attname: record.pk}).first()
        if kept is None:
            raise Http404
        names = applying.settable(self, request, record)
        values = {name: getattr(kept, self.model._meta.get_field(name).attname) for name in names}
        form = BackForm(request.POST or None, initial={"seen_revision": record.revision})
        error = self._go_back(request, record, values, form) if request.method == "POST" and form.is_valid() else ""
        if error is None:
            return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_history", args=[record.pk]))
        if error:
            record = self.get_object(request, unquote(object_id))
            form = BackForm(initial={"seen_revision": record.revision, "reason": request.POST.get("reason", "")})
        return self._ask_version(request, record, kept, values, form, error)

    def _go_back(self, request: HttpRequest, record: Curated, values: dict[str, Any], form: BackForm) -> str | None:
        """Do it; return why not, None where it is done."""
        if form.cleaned_data["seen_revision"] != record.revision:
            if not applying.differing(record, values):
                return None
            return gettext("您打开之后，这条记录又有改动，没有恢复。请对照下面的内容再确认。")
        reason = form.cleaned_data["reason"] or gettext("恢复到以前的版本")
        try:
            with acting(request.user.pk, reason):
                changed = applying.apply(self, request, record, values, lock=True)
        except ValidationError as refused:
            return gettext("不能恢复：%s") % "；".join(refused.messages)
        messages.success(request, gettext("已恢复 %d 个字段，并已锁定。") % len(changed))
        return None

    def _ask_version(
        self,
        request: HttpRequest,
        record: Curated,
        kept: Any,
        values: dict[str, Any],
        form: BackForm,
        error: str,
    ) -> HttpResponse:
        changes = list(_changes(self.model, record, values))
        context = {
            "form": form,
            "changes": changes,
            "error": error,
            "kept": kept,
            "record": record,
            "opts": self.opts,
        }
        title = gettext("恢复到以前的版本：%s") % self.label(record)
        return show(request, self.admin_site, "admin/desk/version.html", title, context, 409 if error else 200)


def _changes(model: Any, record: Curated, values: dict[str, Any]) -> list[Change]:
    """From what is stored to what the version held."""
    names = applying.differing(record, values)
    return in_words(
        Raw(model, model._meta.get_field(name).attname, record.column_value(name), values[name]) for name in names
    )

"""What people changed of late in all records, by who, of what and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import versions
from archive.admin.rooms import Room, show

ON_A_PAGE = 40
# Between these somebody changed something; no zone puts their days beyond the calendar.
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


class ChangesForm(forms.Form):
    """Whose, of which records, on which day."""

    user = forms.ModelChoiceField(label=_("用户"), queryset=None, required=False, empty_label=_("所有人"))
    model = forms.ChoiceField(label=_("对象类别"), required=False)
    day = forms.DateField(
        label=_("日期"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "2023-03-05", "size": 12}),
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = get_user_model().objects.filter(is_staff=True).order_by("username")
        kinds = [(model._meta.model_name, model._meta.verbose_name) for model in versions.watched()]
        self.fields["model"].choices = [("", _("全部")), *kinds]


def changes(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The newest changes, those before a moment on the pages that follow: each costs the same."""
    form = ChangesForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _newest(asked, _moment(request.GET.get("before", "").replace(" ", "+")))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    by_model: dict[Any, list[int]] = {}
    for _when, key, model in shown:
        by_model.setdefault(model, []).append(key)
    read = {(model, key): each for model, keys in by_model.items() for key, each in versions.read(model, keys).items()}
    listed = [read[model, key] for _when, key, model in shown]
    versions.tell(listed)
    kept = request.GET.copy()
    if more:
        kept["before"] = shown[-1][0].isoformat()
    context = {
        "form": form,
        "listed": [(each, _subject(each), _address(each)) for each in listed],
        "older": kept.urlencode() if more else "",
        "newest": "before" not in request.GET,
    }
    return show(request, site, "admin/desk/changes.html", gettext("所有改动"), context)


def _moment(text: str) -> datetime | None:
    """The moment that an address names; None for what is none, or none of the archive's."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or not FIRST.year <= moment.year <= LAST.year:
        return None
    return make_aware(moment) if is_naive(moment) else moment


def _newest(asked: dict[str, Any], before: datetime | None) -> list[tuple[datetime, int, Any]]:
    """When each was made, its id and model; one more than a page holds, where there is more."""
    found: list[tuple[datetime, int, Any]] = []
    for model in versions.watched():
        if asked.get("model") and asked["model"] != model._meta.model_name:
            continue
        rows = _narrowed(model.history.all(), asked, before)
        newest = rows.order_by("-history_date", "-history_id").values_list("history_date", "history_id")
        found += [(when, key, model) for when, key in newest[: ON_A_PAGE + 1]]
    return sorted(found, key=lambda each: each[:2], reverse=True)[: ON_A_PAGE + 1]


def _narrowed(rows: QuerySet, asked: dict[str, Any], before: datetime | None) -> QuerySet:
    rows = rows.filter(history_user=asked["user"]) if asked.get("user") else rows.filter(history_user__isnull=False)
    if day := asked.get("day"):
        start = make_aware(datetime(day.year, day.month, day.day))
        rows = rows.filter(history_date__gte=start, history_date__lt=start + timedelta(days=1))
    return rows.filter(history_date__lt=before) if before else rows


def _subject(version: versions.Version) -> str:
    """What the record was called then, as far as its own columns tell."""
    row = version.row
    names = (getattr(row, name, "") for name in ("headline", "title", "name", "text"))
    called = next((str(name) for name in names if name), "")
    return f"{version.model._meta.verbose_name} {called[:40] or version.pk}"


def _address(version: versions.Version) -> str:
    try:
        return reverse(f"admin:archive_{version.model._meta.model_name}_history", args=[version.pk])
    except NoReverseMatch:
        return ""


ROOMS = (
    Room(
        "changes/", "changes", changes, "archive.view_decision", _("所有改动"), _("人改过的每一处，前后对照，可以恢复")
    ),
)

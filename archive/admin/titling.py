"""The rooms in which other names, somebody's posts and the place of a place are put right, each as a decision."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminDateWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import SeenForm, Sight, act_upon, back_to, change_url, chooser, number, version
from archive.admin.rooms import Room, show
from archive.curating import moving, titling
from archive.curating.leading import MODELS
from archive.desk import record_label
from archive.models import Membership, Person, Place

NAMED = ("person", "organization", "place")


class NameForm(SeenForm):
    """Another name."""

    name = forms.CharField(label=_("别名"), max_length=200, widget=forms.TextInput(attrs={"class": "vTextField"}))
    field_order = ("name", "reason", "key", "seen")


class TitleForm(SeenForm):
    """A post, and since when and until when it is held."""

    title = forms.CharField(label=_("职务"), max_length=100, widget=forms.TextInput(attrs={"class": "vTextField"}))
    start = forms.DateField(label=_("到任"), required=False, widget=AdminDateWidget)
    end = forms.DateField(label=_("离任"), required=False, widget=AdminDateWidget)

    def __init__(self, site: AdminSite, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organization"] = chooser(site, "organization", "organization", _("机构"))
        self.order_fields(("organization", "title", "start", "end", "reason", "key", "seen"))


class MoveForm(SeenForm):
    """What a place lies in; nothing puts it at the top."""

    def __init__(self, site: AdminSite, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"] = chooser(site, "place", "parent", _("上级"), required=False)
        self.order_fields(("parent", "reason", "key", "seen"))


def names(request: HttpRequest, site: AdminSite, pk: int, kind: str) -> HttpResponse:
    """A record's other names: one more, or one less."""
    record = get_object_or_404(MODELS[kind], pk=pk)
    sight = Sight(lambda: _named(MODELS[kind].objects.get(pk=pk)))
    seen = sight.state()
    form = NameForm(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        act = titling.call_no_more if "remove" in request.POST else titling.call
        if act_upon(request, form, sight, lambda: act(kind, pk, sent["name"].strip(), key=sent["key"])):
            return back_to(record)
    known = [
        (each.name, NameForm(initial={"name": each.name, "seen": seen}, auto_id=f"id_{each.pk}_%s"))
        for each in record.other_names.all()
    ]
    return _page(request, site, record, gettext("别名"), form, "admin/desk/names.html", names=known)


def title(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Somebody's post: a new one, or the right one in place of a wrong one (?membership=)."""
    person = get_object_or_404(Person, pk=pk)
    asked = number(request.GET.get("membership"))
    held = (
        get_object_or_404(Membership.objects.select_related("post__organization"), pk=asked, person=pk)
        if asked
        else None
    )
    sight = Sight(lambda: version(Person.objects.get(pk=pk), *person.memberships.order_by("pk")), _stored(held))
    initial: dict[str, Any] = {"seen": sight.state()}
    if held:
        initial |= {"organization": held.post.organization_id, "title": held.post.title}
        initial |= {"start": held.start, "end": held.end}
    form = TitleForm(site, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        wanted = titling.Title(sent["organization"].pk, sent["title"].strip(), sent["start"], sent["end"])
        act = partial(titling.appoint, pk, wanted, asked, key=sent["key"])
        if act_upon(request, form, sight, act):
            return back_to(person)
    rows = person.memberships.select_related("post__organization")
    return _page(request, site, person, gettext("职务"), form, "admin/desk/title.html", held=held, memberships=rows)


def _named(record: Any) -> str:
    """A record's state with its other names, which have no version of their own."""
    return " ".join([version(record), *(f"{each.pk}:{each.name}" for each in record.other_names.order_by("pk"))])


def _stored(held: Membership | None) -> dict[str, str]:
    """What a membership says now."""
    if held is None:
        return {}
    days = {
        name: date_format(day, "SHORT_DATE_FORMAT") if day else ""
        for name, day in (("start", held.start), ("end", held.end))
    }
    return {"organization": str(held.post.organization), "title": held.post.title, **days}


def move(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Put a place elsewhere in the tree, with all below it."""
    place = get_object_or_404(Place, pk=pk)
    sight = Sight(lambda: _place_in(Place.objects.get(pk=pk)), {"parent": place.parent.path if place.parent else ""})
    form = MoveForm(site, request.POST or None, initial={"parent": place.parent_id, "seen": sight.state()})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        parent = sent["parent"].pk if sent["parent"] else None
        if act_upon(request, form, sight, lambda: moving.move(pk, parent, key=sent["key"])):
            return back_to(place)
    below = Place.objects.within(place).count() - 1
    return _page(request, site, place, gettext("改属"), form, "admin/desk/move.html", below=below)


def _place_in(place: Place) -> str:
    """A place's state, and where it lies: that changes with what it lies in."""
    return f"{version(place)} {place.path}"


def _page(
    request: HttpRequest, site: AdminSite, record: Any, heading: str, form: forms.Form, template: str, **more: object
) -> HttpResponse:
    told = {"record": record, "label": record_label(site, record), "url": change_url(record), "model": record._meta}
    return show(request, site, template, heading, {**told, "form": form, "media": form.media, **more})


ROOMS = (
    *(
        Room(f"{kind}/<int:pk>/names/", f"names-{kind}", partial(names, kind=kind), f"archive.change_{kind}")
        for kind in NAMED
    ),
    Room("person/<int:pk>/title/", "title-person", title, "archive.change_person"),
    Room("place/<int:pk>/move/", "move-place", move, "archive.change_place"),
)

"""The desk's own pages beside those of the models: each is a room with an address, a name and who may enter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Room:
    """A page: its address below /admin/, its name in `reverse`, and the permission it asks for, "" for none.

    Rooms with a `label` are offered on the desk's first page, with the `hint` what they are for. Views are called as
    `view(request, site, …)`, with what the address and `extra` name.
    """

    route: str
    name: str
    view: View
    permission: str
    label: str | Promise = ""
    hint: str | Promise = ""
    extra: dict[str, object] | None = None


def urls(site: AdminSite, rooms: Iterable[Room]) -> list[URLPattern]:
    """The rooms' addresses, `admin:<name>`."""
    return [path(room.route, site.admin_view(_guarded(room, site)), room.extra, name=room.name) for room in rooms]


def open_to(user: AbstractBaseUser | AnonymousUser, rooms: Iterable[Room]) -> list[Room]:
    """The rooms to offer to the user."""
    return [room for room in rooms if room.label and _may_enter(user, room)]


def show(
    request: HttpRequest, site: AdminSite, template: str, title: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """A room's page in the admin's frame."""
    return TemplateResponse(
        request, template, {**site.each_context(request), "title": title, **context}, status=status
    )


def _may_enter(user: AbstractBaseUser | AnonymousUser, room: Room) -> bool:
    return not room.permission or user.has_perm(room.permission)


def _guarded(room: Room, site: AdminSite) -> View:
    def view(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not _may_enter(request.user, room):
            raise PermissionDenied
        return room.view(request, site, **kwargs)

    return view

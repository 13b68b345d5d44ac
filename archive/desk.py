"""The admin site: stock Django admin with a name, a status panel, and labels that tell namesakes apart.

It stands outside `archive.admin` because Django imports it to have a site at all, and that package registers
its pages on the site as soon as it is imported.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import models
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

# Models in the order a curator thinks of them; by name, 事件 would come before 报纸.
ORDER = (
    *("Newspaper", "Issue", "Page", "Article", "Byline", "DateMention", "Likeness"),
    *(
        "Person",
        "OtherName",
        "Organization",
        "Post",
        "Membership",
        "Sighting",
        "Place",
        "Event",
        "Participation",
        "Mention",
    ),
    *("Report", "SavedSearch"),
    *("Ingest", "IngestFile", "IndexChange"),
)


def record_label(site: admin.AdminSite, record: models.Model) -> str:
    """The record's name as a curator must see it to choose: 陆明远 · 山岚省/青岚市 · 市教育局."""
    label = getattr(site.get_model_admin(type(record)), "label", str)
    return label(record)


class LabelledAutocomplete(AutocompleteJsonView):
    """Offers each record by its label: three rows that all say 陆明远 are no choice."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """Return the id and the label."""
        return {**super().serialize_result(obj, to_field_name), "text": record_label(self.admin_site, obj)}


class Desk(admin.AdminSite):
    """The curators' desk."""

    site_header = _("方志")
    site_title = _("方志编辑台")
    index_title = _("编辑台")

    @property
    def login_form(self) -> type[Form]:
        """Name, password and, of those who have set it up, a code."""
        from archive.admin.two_factor import DeskLogin

        return DeskLogin

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, with a code where they have set that up, however they signed in."""
        from archive.admin.two_factor import verified

        return super().has_permission(request) and verified(request)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Guard the view as Django does; what it saves is done by whoever is signed in."""

        @wraps(view)
        def as_somebody(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from archive.models.acting import acting

            with acting(request.user.pk):
                return view(request, *args, **kwargs)

        return super().admin_view(as_somebody, cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The desk's own rooms, then Django's pages of the models."""
        from archive.admin import ROOMS, rooms

        return [*rooms.urls(self, ROOMS), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first page, with what waits for a person above the list of models."""
        from archive.admin import status

        return super().index(request, {**(extra_context or {}), "status_groups": status.groups(request.user)})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: also the rooms, above the models at the side."""
        from archive.admin import ROOMS, rooms

        context = super().each_context(request)
        return {**context, "rooms": rooms.open_to(request.user, ROOMS) if context["has_permission"] else []}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Django's list, the archive first and in its own order."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "archive":
                app["models"].sort(key=lambda model: ORDER.index(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "archive")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer the autocomplete widgets."""
        return LabelledAutocomplete.as_view(admin_site=self)(request)

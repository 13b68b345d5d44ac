"""Addresses of records that were merged into others lead to these: an address is a citation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from archive.models import FormerRecord
from archive.models.readers import led

KINDS = ("person", "organization", "place", "event", "post")
# What a search or a list is narrowed by, and what has a feed.
NARROWED = ("person", "organization", "place")
# The pages of records, by their names; the number that names one is called so.
PAGES = {kind: (kind, "pk") for kind in KINDS}
PAGES |= {f"api-{kind}": (kind, "pk") for kind in KINDS if kind != "post"}
PAGES |= {f"{kind}-feed": (kind, "key") for kind in NARROWED}
ANYBODY = "Access-Control-Allow-Origin"
LONGEST = 18  # Digits of a number that any database takes.


class FormerAddresses:
    """Middleware: what is not found, or asks for a record that is no more, may have another address now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Django's form of a middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send on whoever asks for the page of a record that was merged: /people/57/ to /people/56/."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != 404 or match is None or match.url_name not in PAGES or match.namespace:
            return response
        kind, name = PAGES[match.url_name]
        if len(str(match.kwargs[name])) > LONGEST:
            return response
        current = FormerRecord.objects.successor(kind, match.kwargs[name])
        if current is None:
            return response
        found = _to(reverse(match.url_name, kwargs={name: current}), request.GET.urlencode())
        if ANYBODY in response.headers:  # the API's answers are for pages of other hosts too
            found.headers[ANYBODY] = response.headers[ANYBODY]
        return found

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Send on a search that is narrowed to a record that was merged: /search/?person=57."""
        if request.method not in ("GET", "HEAD") or request.resolver_match is None or request.resolver_match.namespace:
            return None
        try:
            parameters = request.GET
        except TooManyFieldsSent:
            return None  # The page itself says what is wrong.
        asked = {
            (kind, int(value))
            for kind in NARROWED
            for name in (kind, f"-{kind}")
            for value in parameters.getlist(name)
            if value.isascii() and value.isdigit() and len(value) <= LONGEST
        }
        to = FormerRecord.objects.successors(asked) if asked else {}
        return _to(request.path, led(request.META["QUERY_STRING"], to)) if to else None


def _to(path: str, query: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)

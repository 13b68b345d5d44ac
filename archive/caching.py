"""Who may keep a page: any cache, where nobody is signed in and no cookie is set; else the reader's browser alone.

Whoever keeps one asks before showing it again: an article that is withheld must be gone at the next look, and no age
is short enough for that. The question costs a page's making but not its sending: Django's ConditionalGetMiddleware,
which stands outside this, gives each answer an ETag and says 304 where it still holds. Readers of the other language
have a cookie, by which `Vary: Cookie` keeps their pages apart. What the archive itself keeps: `views/kept.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ANYBODY = "public, no-cache"
READER = "private, no-cache"
NOBODY = "no-store"


class CachingMiddleware:
    """Say it of each page that does not say it itself; it stands outside what reads and sets cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method in ("GET", "HEAD"):
            response.headers.setdefault("Cache-Control", who_may_keep(request, response))
        return response


def who_may_keep(request: HttpRequest, response: HttpResponse) -> str:
    """The `Cache-Control` of an answer that has none."""
    if response.status_code >= 500:
        return NOBODY
    own = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
    return READER if own else ANYBODY

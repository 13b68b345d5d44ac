"""What costs much is kept for a while, but not beyond the next change of the archive.

Figures hold until the index changes: whatever is withheld or taken down reaches it within a second or two. Whole pages
hold until anything is queued for the index, which is done in the transaction that changes what may be seen: nobody is
shown a page that was true a moment ago.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from archive import lexicon, search
from archive.models import IndexChange
from archive.search.state import IndexNotReady

Figure = TypeVar("Figure")
SECONDS = 60  # For what hangs on the day, and on what nobody queues.
WORTH = 0.05  # Seconds of processor time: a page that is made in less is made again.


def kept(key: str, figure: Callable[[], Figure], seconds: int) -> Figure:
    """What `figure()` was, at most so many seconds ago and in the same state of the index; without one it is asked."""
    try:
        generation = search.generation()
    except IndexNotReady:
        return figure()
    return cast("Figure", cache.get_or_set(f"{key}-{generation}", figure, seconds))


class _Page(NamedTuple):
    content: bytes
    headers: dict[str, str]


class KeptPages:
    """Keeps the costly pages of visitors: the most-named official's is the one that most people look at.

    It stands inside what says who may keep a page, and outside what reads cookies: a page is kept for those who have
    none but their language's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Called once."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with what is kept, or keep what is answered."""
        key = _key(request)
        if key is None:
            return self._get_response(request)
        page = cache.get(key)
        if page is not None:
            return HttpResponse(page.content, headers=page.headers)
        begun = time.thread_time()
        response = self._get_response(request)
        if time.thread_time() - begun >= WORTH and _anybodys(response) and _key(request) == key:
            cache.set(key, _Page(response.content, dict(response.headers)), SECONDS)
        return response


def _key(request: HttpRequest) -> str | None:
    """What a visitor's page hangs on: the address, the language, the state of the archive; None for others' pages."""
    if request.method != "GET" or request.COOKIES.keys() - {settings.LANGUAGE_COOKIE_NAME}:
        return None
    try:
        state = search.generation()
    except IndexNotReady:
        return None
    queued = IndexChange.objects.order_by("-pk").values_list("pk", flat=True).first()
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    whole = (request.build_absolute_uri(), language, state, queued, lexicon.version())
    return f"page-{hashlib.sha256(repr(whole).encode()).hexdigest()}"


def _anybodys(response: HttpResponse) -> bool:
    """Whether any visitor would be shown the same."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.headers.get("Content-Type", "").startswith(("text/html", "application/json"))
        and response.headers.get("Cache-Control", "public").startswith("public")
    )

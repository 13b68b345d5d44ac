"""How often one address may ask for what costs most: searches, suggestions, files to take away, logging in.

Counts are kept in a small SQLite file of their own, which all web processes on the machine share: their memories would
allow each its own measure, and a counter for every search has no place in the archive's database. Libraries that limit
rates want a Redis or Memcached for it, which a small server need not have otherwise. No address is kept: only a keyed
digest, for two minutes. Where the file cannot be written all is allowed: a full disk must not close the archive.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from archive.views.senders import sender

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
BUSY = 0.2  # Seconds to wait for another process that counts.
FILE = "limits.sqlite3"
# The kind of an address, by its name; of the API whatever is not named here is a search.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("search", "trends", "names", "calendar", "coverage", "search-feed", "appointments-feed"), "search"
    ),
    **dict.fromkeys(("newspaper-feed", "person-feed", "organization-feed", "place-feed"), "search"),
    **dict.fromkeys(("api-suggest", "completions"), "suggest"),
    **dict.fromkeys(("search-csv", "search-json", "search-ris", "search-txt", "trends-file"), "export"),
    **dict.fromkeys(("article-ris", "article-bib", "reading-list-file"), "export"),
    **dict.fromkeys(("login", "admin:login"), "login"),
}
LOOKED_THROUGH = {"people", "organizations", "places"}  # Lists that search once they are given a name.
_local = threading.local()


class LimitsMiddleware:
    """Refuses what one address asks too often; a page that is kept costs nothing and is not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Called once."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand on; `process_view` knows what is asked for."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count the request, and answer it where the measure is full."""
        kind = _kind(request)
        most = settings.LIMITS.get(kind, 0)
        # Curators work here; what they ask in bulk they are trusted with.
        if not most or (kind != "login" and request.user.is_staff):
            return None
        now = time.time()
        if count(kind, sender(request), now) <= most:
            return None
        return _refusal(request, WINDOW - int(now) % WINDOW)


def _kind(request: HttpRequest) -> str:
    match = request.resolver_match
    name = match.view_name if match else ""
    if name in ("login", "admin:login") and request.method != "POST":
        return ""
    if name in LOOKED_THROUGH and request.GET.get("name"):
        return "search"
    return KINDS.get(name) or ("search" if name.startswith("api-") and name != "api-document" else "")


def count(kind: str, who: str, now: float) -> int:
    """How often `who` has asked for the kind in this minute, this time included; 0 where that cannot be told."""
    window = int(now // WINDOW)
    digest = salted_hmac("archive.limits", who, algorithm="sha256").hexdigest()[:32]
    try:
        counts = _counts()
        row = counts.execute(
            "INSERT INTO counts VALUES (?, ?, ?, 1) ON CONFLICT (time, kind, who) DO UPDATE SET n = n + 1 RETURNING n",
            (window, kind, digest),
        ).fetchone()
        if row[0] == 1:
            counts.execute("DELETE FROM counts WHERE time < ?", (window - 1,))
    except sqlite3.Error as error:
        logger.warning("requests are not counted: %s: %s", FILE, error)
        return 0
    return int(row[0])


def _counts() -> sqlite3.Connection:
    """This thread's connection; what a process had open before it forked is not its children's."""
    mine = (os.getpid(), str(settings.VAR))
    if getattr(_local, "mine", None) != mine:
        path = Path(settings.VAR, FILE)
        made = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
        path.chmod(0o600)
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = OFF")  # Counts of a minute need not outlive the machine's.
        made.execute(
            "CREATE TABLE IF NOT EXISTS counts (time INTEGER, kind TEXT, who TEXT, n INTEGER NOT NULL,"
            " PRIMARY KEY (time, kind, who)) WITHOUT ROWID"
        )
        _local.counts, _local.mine = made, mine
    counts: sqlite3.Connection = _local.counts
    return counts


def _refusal(request: HttpRequest, seconds: int) -> HttpResponse:
    """Too much: what happened, and when to go on."""
    told = gettext("从您的网络地址来的请求太多，请在%d秒后再试。") % seconds
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"error": told}, status=429, json_dumps_params={"ensure_ascii": False})
    else:
        response = render(request, "429.html", {"told": told}, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response

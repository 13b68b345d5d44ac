"""How every page of the reading room is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

NOT_READY = {"Retry-After": "5"}


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer GET and HEAD; any other method gets 405, before it is asked for a token it cannot have."""
    return csrf_exempt(require_safe(view))


def not_ready(request: HttpRequest, context: Mapping[str, Any] | None = None) -> HttpResponse:
    """Say that the index is being built, and what can be read meanwhile."""
    page = render_to_string("search/not_ready.html", dict(context or {}), request)
    return HttpResponse(page, status=503, headers=NOT_READY)


def no_file_yet() -> HttpResponse:
    """The same where a file was asked for, in a line."""
    told = _("索引正在建立，请稍后再试。")
    return HttpResponse(f"{told}\n", status=503, content_type="text/plain; charset=utf-8", headers=NOT_READY)

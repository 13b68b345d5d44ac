"""How every page of the reading room is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer GET and HEAD; any other method gets 405, before it is asked for a token it cannot have."""
    return csrf_exempt(require_safe(view))

"""What the pages of one reader share: signed in, never kept by a cache."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the reader's own: others are led to sign in, and from there back to it."""
    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(login_required(view)))

"""Long lists in pages of bounded size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ARTICLES = 20
NAMES = 60
EVENTS = 20
LINES = 400
# Rows of a file to take away: some seconds' work for one process, of which there are few. The page says so.
EXPORTED = 10_000


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int, parameter: str = "page") -> Page:
    """The page of `rows` that the address asks for; one that does not exist gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get(parameter))

"""Where the page of a record is: a page has hundreds of such addresses, and to look each up takes most of the time."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse

MOST = 100  # Names of pages, under one or two prefixes.


def address_of(name: str, pk: int) -> str:
    """The same as `reverse(name, args=[pk])`."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{pk}{after}"


@lru_cache(MOST)
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _zero, after = reverse(name, args=[0]).rpartition("0")
    return before, after

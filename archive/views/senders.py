"""Who a request comes from, as far as counting needs it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NETWORK = 64  # Bits of an IPv6 address that are one household's; the others its machines change as they like.


def sender(request: HttpRequest) -> str:
    """The address a request comes from; of a proxy's header only what the proxy itself added is believed."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        text = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or text
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, NETWORK), strict=False))
    return str(address)


def login_address(request: HttpRequest) -> str | None:
    """The same as one address, as django-axes stores it: of a household's network the first."""
    text = sender(request).partition("/")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None

"""Links to the other pages of a long list."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.inclusion_tag("archive/_pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Page, parameter: str = "page", heading: str = "") -> dict[str, Any]:
    """Links to the pages around `page`, everything else in the address kept.

    Where a page has several lists, `heading` is the id of this one's: it names the links, and they lead back to it.
    """
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[parameter] = str(number)
        return f"?{query.urlencode()}{heading and '#'}{heading}"

    return {
        "page": page,
        "parameter": parameter,
        "heading": heading,
        "links": [(number, address(number) if isinstance(number, int) else "") for number in numbers],
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }

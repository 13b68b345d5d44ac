"""Long lists in pages of bounded size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from archive import search
from archive.models import Article

ARTICLES = 20
NAMES = 60
EVENTS = 20
LINES = 400
# Rows of a file to take away: some seconds' work for one process, of which there are few. The page says so.
EXPORTED = 10_000


class _FromTheNearerEnd(Paginator):
    """To reach the last page of a list of thousands, what decides who stands in it is asked of none before."""

    def page(self, number: int | str) -> Page:
        """The page; one of the second half is counted from the end."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if not isinstance(self.object_list, QuerySet) or 2 * first < self.count:
            return super().page(number)
        rows = self.object_list.reverse()[max(0, self.count - first - self.per_page) : self.count - first]
        return self._get_page(list(rows)[::-1], number, self)


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    size: int,
    parameter: str = "page",
    count: int | None = None,
) -> Page:
    """The page of `rows` that the address asks for; one that does not exist gives the nearest. `count` where known."""
    paginator = _FromTheNearerEnd(rows, size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get(parameter))


def articles_of(request: HttpRequest, keys: QuerySet[Any] | Sequence[int], count: int | None = None) -> Page:
    """The page of articles that the address asks for, found by their keys in the order to show them.

    The rows are fetched by these: to bring a thousand articles into order with their texts takes long.
    """
    page = page_of(request, keys, ARTICLES, count=count)
    found = Article.objects.order_by().for_lists().in_bulk(list(page.object_list))
    page.object_list = [found[key] for key in page.object_list if key in found]
    return page


def public_count(rows: QuerySet[Any]) -> int:
    """How many there are of all the public records of an indexed kind.

    The index knows it in a millisecond, two seconds after a change at most; the database looks through all of them.
    """
    counted = search.counts(search.read("").tree, [rows.model])
    return counted[rows.model] if counted else rows.count()


def in_full(page: Page, rows: QuerySet[Any]) -> Page:
    """A page of rows as `rows` has them, with all that is counted and looked up for each.

    To reach the last page of a list, what is asked for its rows would be found out for those of all the others too.
    """
    found = rows.in_bulk([each.pk for each in page.object_list])
    page.object_list = [found[each.pk] for each in page.object_list]
    return page

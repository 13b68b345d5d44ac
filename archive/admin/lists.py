"""What makes the admin's lists fast in a large archive: a page's ids are found first, its rows are read then.

To sort or skip rows, a database carries along all it was asked for: texts, what is joined, what is counted. Of ids
alone it sorts a hundred thousand in the time in which it reads a few rows. Counting and paging end at `MOST` rows:
who looks for something narrows the list.
"""

from __future__ import annotations

import functools
from datetime import date
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.http import HttpRequest

MOST = 10_000


class Capped(Paginator):
    """Pages of the first `MOST` rows; `more` tells whether there are others behind them."""

    @functools.cached_property
    def _found(self) -> list[Any] | None:
        """All ids, where rows are sifted: to count them first would be to sift twice."""
        if not self.object_list.query.where:
            return None
        return list(self._ids[: MOST + 1])

    @property
    def _ids(self) -> models.QuerySet:
        return self.object_list.select_related(None).values_list("pk", flat=True)

    @functools.cached_property
    def _counted(self) -> int:
        if self._found is not None:
            return len(self._found)
        return int(self.object_list.select_related(None).order_by()[: MOST + 1].count())

    @functools.cached_property
    def count(self) -> int:
        """How many rows can be paged through."""
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more."""
        return self._counted > MOST

    def pks(self, start: int, end: int) -> list[Any]:
        """The ids from one place to another, in the list's order."""
        if start >= self.count:
            return []
        return self._found[start:end] if self._found is not None else list(self._ids[start:end])


class FastList(ChangeList):
    """A list that finds ids first, and whose date hierarchy reads the different days and then gathers them.

    Django lets the database cut every row's date down to its month, which on SQLite calls Python for each row:
    0.4 s for 60,000 articles, 10 ms this way.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> models.QuerySet:
        """The list's rows, asked for their dates in our way."""
        rows = super().get_queryset(request, exclude_parameters)
        rows.dates = functools.partial(first_days, rows)
        return rows

    def get_results(self, request: HttpRequest) -> None:
        """Count, and read the rows of the page that was asked for."""
        if self.query:
            self.date_hierarchy = None  # To find the days would be to search once more.
        paginator = self.paginator = Capped(self.queryset, self.list_per_page)
        self.result_count, self.full_result_count = paginator.count, None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        if self.show_all and self.can_show_all:
            self.result_list = self.rows(paginator.pks(0, self.list_max_show_all))
            return
        try:
            number = paginator.validate_number(self.page_num)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        self.result_list = self.rows(paginator.pks((number - 1) * self.list_per_page, number * self.list_per_page))

    def rows(self, pks: list[Any]) -> list[Any]:
        """The rows of these ids, in their order."""
        found = {row.pk: row for row in self.told(self.queryset.order_by().filter(pk__in=pks))} if pks else {}
        return [found[pk] for pk in pks if pk in found]

    def told(self, rows: models.QuerySet) -> models.QuerySet:
        """The rows with what else a page tells of each."""
        return rows


def first_days(rows: models.QuerySet, field: str, kind: str) -> list[date]:
    """The first day of every year or month (or every day) on which a row's `field` falls, ascending."""
    days = rows.select_related(None).order_by().filter(**{f"{field}__isnull": False})
    start: dict[str, dict[str, int]] = {"year": {"month": 1, "day": 1}, "month": {"day": 1}, "day": {}}
    return sorted({day.replace(**start[kind]) for day in days.values_list(field, flat=True).distinct()})

"""The sitemap: every public page's address, for search engines.

A part holds the records of a range of primary keys. To find its place a part so needs no count, which takes longer
than the part itself, and an address stays in its part for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Max, Model, QuerySet

from archive.models import Article, Event, Issue, Newspaper, Organization, Person, Place

EACH = 500  # primary keys in a part; a hundred times as many are allowed, and would take seconds


@dataclass(frozen=True)
class Part:
    """What Django's sitemap takes of a page."""

    object_list: list[Any]


@dataclass(frozen=True)
class Ranges:
    """Cuts records by their primary keys; stands in for Django's paginator."""

    rows: QuerySet[Any]

    @cached_property
    def num_pages(self) -> int:
        """How many ranges there are; 1 where there is no record."""
        last: int | None = self.rows.model._default_manager.aggregate(last=Max("pk"))["last"]
        return 1 if last is None else (last - 1) // EACH + 1

    def page(self, number: int | str) -> Part:
        """Return the records of one range; PageNotAnInteger, EmptyPage."""
        try:
            at = int(number)
        except ValueError as error:
            raise PageNotAnInteger(number) from error
        if not 1 <= at <= self.num_pages:
            raise EmptyPage(number)
        return Part(list(self.rows.filter(pk__gt=(at - 1) * EACH, pk__lte=at * EACH).order_by("pk")))


class Records(Sitemap):
    """The public records of one kind, each with the day it was last changed where the kind keeps one."""

    limit = EACH

    def __init__(self, public: Callable[[], QuerySet[Any]]) -> None:
        self._public = public

    def items(self) -> QuerySet[Any]:
        """Every public record."""
        return self._public()

    @property
    def paginator(self) -> Ranges:  # type: ignore[override]  # Django asks for a page and the number of pages alone
        """The records in ranges."""
        return Ranges(self.items())

    def lastmod(self, item: Model) -> datetime | None:
        """When it was last changed."""
        return getattr(item, "updated_at", None)

    def get_latest_lastmod(self) -> None:
        """The index names no days: the last one of a kind would have to be looked for among all."""


def _of(model: type[Model], public: str, *fields: str) -> Records:
    def rows() -> QuerySet[Any]:
        found: QuerySet[Any] = getattr(model._default_manager.all(), public)()
        return found.only("pk", *fields)

    return Records(rows)


SITEMAPS = {
    "newspapers": _of(Newspaper, "public", "slug", "updated_at"),
    "issues": Records(lambda: Issue.objects.public().select_related("newspaper")),
    "articles": _of(Article, "public", "updated_at"),
    "people": _of(Person, "named_in_public", "updated_at"),
    "organizations": _of(Organization, "public", "updated_at"),
    "places": _of(Place, "public", "updated_at"),
    "events": _of(Event, "named_in_public", "updated_at"),
}

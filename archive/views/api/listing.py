"""Lists in pages: an exact count, a fixed order, and a way on that costs the same however far it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypedDict

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.models import Article, OtherName
from archive.search.named import MODELS
from archive.views.api.answering import Refused
from archive.views.kept import kept
from archive.views.paging import public_count
from archive.views.search_form import DEFAULT_SIZE, Parameters, Whole

LAST_PAGE = 50  # Rows before a page are read to be passed over; further on, `after` leads.
COUNT_SECONDS = 60  # Counting whose name has a character, of 25,000 people, takes a fifth of a second.
LARGEST_KEY = 999_999_999
LONGEST_AFTER = 600  # Characters: no place has a longer path.


COPY_IT = _("请照抄上一页 next 中的 after。")


class Key(Whole):
    """The id of a record."""

    def __init__(self) -> None:
        super().__init__(required=False, min_value=1, max_value=LARGEST_KEY)


class Text(forms.CharField):
    """Something to look for in a name."""

    def __init__(self, longest: int) -> None:
        super().__init__(required=False, max_length=longest)


class After(forms.Field):
    """The row that the answer before ended with, as its `next` says it: what it is sorted by, and its id.

    Dates stand as days since the beginning of our era, 0 for none; moments as microseconds since 1970.
    """

    default_error_messages = {"invalid": COPY_IT}

    def __init__(self, pattern: str) -> None:
        super().__init__(required=False)
        self.pattern = re.compile(pattern)

    def to_python(self, value: str | None) -> tuple[str, int] | None:
        """Take it apart."""
        if not value:
            return None
        found = self.pattern.fullmatch(value)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        head, _comma, pk = value.rpartition(",")
        return head, int(pk)


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Moment(forms.Field):
    """A moment as RFC 3339 writes it: 2023-03-05T09:30:00+08:00, 2023-03-05T01:30:00Z."""

    default_error_messages = {"invalid": _("请按“2023-03-05T09:30:00+08:00”的格式填写时间。")}
    WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,30})?(?:Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)

    def to_python(self, value: str | None) -> datetime | None:
        """Read the moment; one before the first year that there is or behind the last is that year's end."""
        text = (value or "").strip().upper()
        if not text:
            return None
        try:
            if self.WRITTEN.fullmatch(text):
                return min(max(datetime.fromisoformat(text), FIRST), LAST).astimezone(UTC)
        except ValueError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


KEY = r",[1-9][0-9]{0,8}"
BY_NAME = rf"[^\x00]{{1,500}}{KEY}"
BY_DATE = rf"(?:[0-9]{{1,7}}|[0-9]{{10,17}}){KEY}"
DAYS, MICROSECONDS = re.compile(r"[0-9]{1,7}"), re.compile(r"[0-9]{10,17}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Listed(Parameters):
    """What every list can be asked."""

    page = Whole(required=False, min_value=1, max_value=LAST_PAGE)
    size = Whole(required=False, min_value=1, max_value=100)


class Records(Listed):
    """What every list of records can be asked."""

    updated_since = Moment(required=False)


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted, ids deciding between equals: texts ascending, or dates descending and undated last.

    In a `moving` one rows change their places: a page's number would pass some over.
    """

    field: str
    dated: bool = False
    moving: bool = False

    def beyond(self, rows: QuerySet[Any], after: tuple[str, int]) -> QuerySet[Any]:
        """The rows behind the one that `after` tells."""
        name, (head, pk) = self.field, after
        if not self.dated:
            return rows.filter(**{f"{name}__gte": head}).exclude(**{name: head, "pk__lte": pk})
        undated = Q(**{name: None})
        if not int(head):
            return rows.filter(undated, pk__lt=pk)
        day = date.fromordinal(min(int(head), date.max.toordinal()))
        return rows.filter(undated | Q(**{f"{name}__lt": day}) | Q(**{name: day, "pk__lt": pk}))

    def told(self, row: Model) -> str:
        """A row as `after` tells it."""
        value = getattr(row, self.field)
        if self.dated:
            value = value.toordinal() if value else 0
        return f"{value},{row.pk}"

    def takes(self, after: tuple[str, int]) -> bool:
        """Whether `after` may tell a row of a list in this order."""
        return not self.dated or bool(DAYS.fullmatch(after[0]))


@dataclass(frozen=True, slots=True)
class Changes(Order):
    """By when a record changed last, the oldest change first.

    One that changes while somebody walks through the list moves to its end: it is met again, and none is missed.
    """

    field: str = "updated_at"
    moving: bool = True

    def beyond(self, rows: QuerySet[Any], after: tuple[str, int]) -> QuerySet[Any]:
        """The rows behind the one that `after` tells."""
        head, pk = after
        moment = EPOCH + timedelta(microseconds=int(head))
        return rows.filter(updated_at__gte=moment).exclude(updated_at=moment, pk__lte=pk)

    def told(self, row: Any) -> str:
        """A row as `after` tells it."""
        return f"{(row.updated_at - EPOCH) // MICROSECOND},{row.pk}"

    def takes(self, after: tuple[str, int]) -> bool:
        """Whether `after` may tell a row of a list in this order."""
        return bool(MICROSECONDS.fullmatch(after[0]))


def called(record: str, part: str) -> Q:
    """Records of a kind that have these characters in their name or in another name of theirs.

    The other names are looked through once; asked of each record anew, they take ten times as long.
    """
    others = OtherName.objects.filter(name__contains=part).exclude(**{record: None})
    return Q(name__contains=part) | Q(pk__in=others.order_by().values(record))


class Envelope(TypedDict):
    """The fields of a `Listing` besides its results."""

    count: int
    page: int
    size: int
    next: str | None
    previous: str | None


def listed(
    request: HttpRequest, form: Parameters, rows: QuerySet[Any], order: Order | None = None
) -> tuple[list[Any], Envelope]:
    """The rows that the form asks for, in the order that they have, and what is said of the page."""
    valid = form.cleaned_data
    page, size, after = valid.get("page") or 1, valid.get("size") or DEFAULT_SIZE, valid.get("after")
    if since := valid.get("updated_since"):
        rows, order = rows.filter(updated_at__gte=since).order_by("updated_at", "pk"), Changes()
    if order and after and not order.takes(after):
        raise Refused(400, f"after: {COPY_IT}")
    count = _counted(request, rows)
    found = order.beyond(rows, after) if order and after else rows
    start = (page - 1) * size
    taken = list(found[start : start + size + 1])
    here = taken[:size]
    onward = None
    if len(taken) > size:
        onward = _onward(request, page, order, here, following=bool(after))
    back = _address(request, page=page - 1) if page > 1 else None
    return here, {"count": count, "page": page, "size": size, "next": onward, "previous": back}


def _onward(
    request: HttpRequest, page: int, order: Order | None, here: Sequence[Any], *, following: bool
) -> str | None:
    """The address of the next page: by its number, and where those end or have not begun, by the last row."""
    if page < LAST_PAGE and not following and not (order and order.moving):
        return _address(request, page=page + 1)
    return _address(request, page=None, after=order.told(here[-1])) if order else None


def _address(request: HttpRequest, **changed: Any) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{request.path}?{query.urlencode()}"


def _counted(request: HttpRequest, rows: QuerySet[Any]) -> int:
    """How many rows there are: as the index has them, or where the list is narrowed, counted anew a minute later."""
    asked = request.GET.copy()
    for name in ("page", "size", "after"):
        asked.pop(name, None)
    if not asked and rows.model in (Article, *MODELS.values()):
        return public_count(rows)
    key = sha256(f"{request.path}?{asked.urlencode()}".encode()).hexdigest()
    return kept(f"api-count-{key}", rows.count, COUNT_SECONDS)

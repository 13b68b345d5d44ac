"""What a reader may ask of search, read from the address: the same for the page and its JSON twin."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.search import FACETS, Facet, FacetFilter, Request
from archive.search.facets import USUAL

SIZES = (10, 20, 50, 100)
DEFAULT_SIZE = 20
LAST_PAGE = 1_000_000  # No archive has more; keeps absurd numbers out of the engine.
MOST_CHOSEN = 60  # Values of facets together: each is shown with addresses that carry all others.
ARTICLES = "article"
TABS = (
    (ARTICLES, pgettext_lazy("several", "文章")),
    ("person", pgettext_lazy("several", "人物")),
    ("organization", pgettext_lazy("several", "机构")),
    ("place", pgettext_lazy("several", "地点")),
    ("event", pgettext_lazy("several", "事件")),
)
SORTS = (("relevance", _("相关度")), ("newest", _("最新在前")), ("oldest", _("最早在前")))


class Words(forms.CharField):
    """The query as typed. Nothing in it is an error: the engine repairs it and says how it read it."""

    default_validators = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The words, without the NULs that no database takes."""
        return super().to_python((value or "").replace("\0", " "))


class Day(forms.Field):
    """A day written 2023-03-05, and in no other way."""

    default_error_messages = {"invalid": _("请按“2023-03-05”的格式填写日期。")}

    def to_python(self, value: str | None) -> date | None:
        """Read the day; refuse what is none."""
        text = (value or "").strip()
        if not text:
            return None
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class Whole(forms.IntegerField):
    """A whole number in plain digits: not 1_000, not ５; 5.0 is one to programs that know no others."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Read the digits; refuse any other way to write a number."""
        text = (value or "").strip()
        if text and not re.fullmatch(r"-?[0-9]{1,18}(?:\.0{1,9})?", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class Values(forms.Field):
    """Values of a facet, any number: one that names nothing finds nothing, one that cannot be a value is refused."""

    widget = forms.MultipleHiddenInput
    WRITTEN = {
        "year": _("请填写1到9999之间的整数。"),
        "page_number": _("请填写1到9999之间的整数。"),
        "month": _("请按“2023-03”的格式填写月份。"),
        "day": _("请按“2023-03-05”的格式填写日期。"),
    }

    def __init__(self, facet: Facet) -> None:
        super().__init__(required=False)
        self.pattern = facet.pattern
        self._problem = self.WRITTEN.get(facet.name, _("没有这样的值。"))

    def to_python(self, value: list[str] | None) -> tuple[str, ...]:
        """Read the values, blank ones left out."""
        values = tuple(filter(None, value or ()))
        if not all(map(self.pattern.fullmatch, values)):
            raise forms.ValidationError(self._problem, code="invalid")
        return values


class Parameters(forms.Form):
    """What an address may ask for; what is blank is not asked."""

    NAMES = {"date_from": "from", "date_to": "to"}

    def add_prefix(self, field_name: str) -> str:
        """The parameters `from` and `to` are words of Python's own."""
        return self.NAMES.get(field_name, field_name)

    def refuse_backward_range(self) -> None:
        """Refuse a range that ends before it begins."""
        first, last = self.cleaned_data.get("date_from"), self.cleaned_data.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", _("截止日期早于起始日期。"))

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by parameter."""
        return {self.add_prefix(name): list(map(str, errors)) for name, errors in self.errors.items()}

    def in_one_line(self) -> str:
        """The same as one line: "size: 请确保该值小于或者等于 100。; to: …"."""
        return "; ".join(f"{name}: {' '.join(errors)}" for name, errors in self.problems().items())


class SearchForm(Parameters):
    """The parameters of a search: each facet has two, `newspaper` and `-newspaper`."""

    q = Words(required=False)
    page = Whole(required=False, min_value=1, max_value=LAST_PAGE)
    size = Whole(required=False, min_value=1, max_value=100)
    sort = forms.ChoiceField(required=False, choices=SORTS)
    date_from = Day(required=False)
    date_to = Day(required=False)
    of = forms.ChoiceField(required=False, choices=TABS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, facet in FACETS.items():
            for parameter in (name, f"-{name}"):
                if parameter in self.data:  # Most are not, and to make thirty fields takes longer than to search.
                    self.fields[parameter] = Values(facet)

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins, and more values than anybody chooses."""
        self.refuse_backward_range()
        chosen = 0
        for name in [each for each, field in self.fields.items() if isinstance(field, Values)]:
            values = len(self.cleaned_data.get(name, ()))
            if chosen + values <= MOST_CHOSEN:
                chosen += values
            else:
                self.add_error(name, _("选中的条件超过%(limit)s个。") % {"limit": MOST_CHOSEN})
        return self.cleaned_data

    def asked(self) -> Request:
        """The request that the valid parameters make; call it after `is_valid()`, whatever that said."""
        valid = self.cleaned_data
        q = valid.get("q") or ""
        chosen = {name: facet for name in FACETS if (facet := self._facet(name))}
        first, last = valid.get("date_from"), valid.get("date_to")
        within_month = first and last and (first.year, first.month) == (last.year, last.month)
        return Request(
            q=q,
            page=valid.get("page") or 1,
            size=valid.get("size") or DEFAULT_SIZE,
            sort=valid.get("sort") or ("relevance" if q else "newest"),
            date_from=first,
            date_to=last,
            facets=chosen,
            # Days are counted within a month only.
            counted=(*USUAL, "day") if within_month or {"month", "day"} & chosen.keys() else USUAL,
        )

    def kind(self) -> str:
        """The kind of record that is looked for; call it after `is_valid()`."""
        return self.cleaned_data.get("of") or ARTICLES

    def _facet(self, name: str) -> FacetFilter | None:
        chosen = FacetFilter(self.cleaned_data.get(name, ()), self.cleaned_data.get(f"-{name}", ()))
        return chosen if chosen else None

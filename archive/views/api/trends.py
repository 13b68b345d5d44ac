"""How often phrases were printed, month by month: the numbers of the trends page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.search.state import IndexNotReady, State
from archive.search.trends import MOST_PHRASES, Series
from archive.search.trends import Trends as Found
from archive.search.trends import trends as counted
from archive.views.api.answering import answering
from archive.views.api.values import Answer
from archive.views.search_form import SearchForm
from archive.views.trends import LONGEST_PHRASE, phrases


class TrendMonth(Answer, frozen=True, kw_only=True):
    """A month of a phrase."""

    month: str
    count: int
    rate: float


class TrendSeries(Answer, frozen=True, kw_only=True):
    """A phrase month by month."""

    phrase: str
    query: str
    count: int
    months: list[TrendMonth]


class MonthHeld(Answer, frozen=True, kw_only=True):
    """A month and how many articles are held of it."""

    month: str
    articles: int


class Trends(Answer, frozen=True, kw_only=True):
    """How often phrases were printed, month by month."""

    months: list[MonthHeld]
    series: list[TrendSeries]


class Phrases(forms.Field):
    """The phrases to compare."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> tuple[str, ...]:
        """Refuse more than can be told apart, or longer than any slogan; blank ones are left out."""
        written = [each for each in value or () if each.strip()]
        if len(written) > MOST_PHRASES:
            raise forms.ValidationError(_("最多同时比较%(most)s种说法。") % {"most": MOST_PHRASES})
        if any(len(each) > LONGEST_PHRASE for each in written):
            raise forms.ValidationError(_("一种说法最多%(longest)s个字。") % {"longest": LONGEST_PHRASE})
        return tuple(written)


class TrendsForm(SearchForm):
    """The parameters of a search but for those of its hits; `q` is one phrase or several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("page", "size", "sort", "of"):
            del self.fields[name]
        self.fields["q"] = Phrases(required=False)


@answering(Trends, gettext_lazy("用词趋势，按月"), TrendsForm, may=(503,))
def trends(request: HttpRequest, form: TrendsForm) -> Trends:
    """Count the phrases; raises IndexNotReady while there is no index."""
    asked = phrases(request.GET)
    form.cleaned_data["q"] = ""
    found = counted(asked, form.asked())
    if found.state != State.READY:
        raise IndexNotReady("the index is being built")
    return Trends(
        months=[MonthHeld(month=month, articles=found.articles.get(month, 0)) for month in found.months],
        series=[_series(found, each) for each in found.series],
    )


def _series(found: Found, series: Series) -> TrendSeries:
    months = [
        TrendMonth(month=month, count=count, rate=round(found.rate(series, month), 3))
        for month, count in sorted(series.by_month.items())
    ]
    return TrendSeries(phrase=series.phrase, query=series.query, count=series.count, months=months)

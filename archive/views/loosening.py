"""What a search that finds nothing would find without one of its conditions or words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from archive import search as engine
from archive.search.looser import looser
from archive.search.state import IndexNotReady
from archive.views import filters
from archive.views.search_form import SearchForm

MOST_TRIED = 8  # Each is a search of its own, of some milliseconds at most.


@dataclass(frozen=True, slots=True)
class Way:
    """A looser search: what is left out, its address, how many articles it finds."""

    text: str
    address: str
    count: int


def ways(asked: engine.Request, query: QueryDict) -> list[Way]:
    """The searches with one thing less that find something, those that find the least first: they are the closest."""
    tried = [
        *((condition.text, condition.without) for condition in filters.conditions(asked, query)),
        *((each.left_out, filters.replacing(query, (), q=each.query)) for each in looser(asked.q)),
    ]
    try:
        found = list(_counted(tried[:MOST_TRIED]))
    except IndexNotReady:
        return []
    return sorted((way for way in found if way.count), key=lambda way: way.count)


def _counted(tried: Iterable[tuple[str, str]]) -> Iterable[Way]:
    for text, address in tried:
        form = SearchForm(QueryDict(address.removeprefix("?")))
        form.is_valid()
        yield Way(_("不限“%(what)s”") % {"what": text}, address, engine.count(form.asked()))

"""The filters of the search page: what can be chosen with how many hits, and what is chosen now."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.search import FACETS, FacetFilter, Request, Result
from archive.templatetags.printed import in_words

LABELS = {
    "newspaper": gettext_lazy("报纸"),
    "year": gettext_lazy("年份"),
    "kind": gettext_lazy("类型"),
    "page_number": gettext_lazy("版次"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its name for readers, how many hits it has, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet: its parameter's name, its name for readers, its values, and those shut out."""

    name: str
    label: str
    choices: list[Choice]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something the search is narrowed by, and the address of the same search without it."""

    text: str
    without: str


def choices(result: Result, asked: Request) -> list[Filter]:
    """The facets that can narrow this search, or do."""
    found = []
    for name in FACETS:
        counts = result.facets.get(name, [])
        chosen = asked.facets.get(name, FacetFilter())
        values = [Choice(each.value, each.label, each.count, each.value in chosen.include) for each in counts]
        absent = [value for value in chosen.include if value not in {each.value for each in counts}]
        values += [Choice(value, label, 0, True) for value, label in _labels(name, absent).items()]
        if values or chosen.exclude:
            found.append(Filter(name, LABELS[name], values, chosen.exclude))
    return found


def conditions(asked: Request, query: QueryDict) -> list[Condition]:
    """Everything beside the words that narrows this search, each removable."""
    found = []
    if asked.date_from:
        text = _("从%(day)s起") % {"day": in_words(asked.date_from)}
        found.append(Condition(text, _without(query, "from")))
    if asked.date_to:
        text = _("到%(day)s止") % {"day": in_words(asked.date_to)}
        found.append(Condition(text, _without(query, "to")))
    for name, facet in asked.facets.items():
        labels = _labels(name, [*facet.include, *facet.exclude])
        found += [Condition(labels[value], _without(query, name, value)) for value in facet.include]
        for value in facet.exclude:
            text = _("不要“%(what)s”") % {"what": labels[value]}
            found.append(Condition(text, _without(query, f"-{name}", value)))
    return found


def _labels(name: str, values: list[str]) -> dict[str, str]:
    """What readers call the values of a facet; a value that does not exist is called what it is."""
    if not values:
        return {}
    facet = FACETS[name]
    known = {each.value: each.label for each in facet.shown([(stored, 0) for stored in facet.stored(values)])}
    return {value: known.get(value, value) for value in values}


def _without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address without a parameter, or without one value of it, on its first page."""
    changed = query.copy()
    changed.pop("page", None)
    changed.setlist(name, [each for each in changed.pop(name, []) if value is not None and each != value])
    return "?" + changed.urlencode()

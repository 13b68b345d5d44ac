"""The filters of the search page: what can be chosen with how many hits, and what is chosen now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.search import FACETS, FacetCount, FacetFilter, Request, Result, facets
from archive.templatetags.printed import in_words

LABELS = {
    "newspaper": gettext_lazy("报纸"),
    "year": gettext_lazy("年份"),
    "month": gettext_lazy("月份"),
    "day": gettext_lazy("日期"),
    "place": gettext_lazy("地点"),
    "person": gettext_lazy("人物"),
    "organization": gettext_lazy("机构"),
    "title": gettext_lazy("职务"),
    "event_type": gettext_lazy("事件类型"),
    "kind": gettext_lazy("类型"),
    "section": gettext_lazy("栏目"),
    "byline": gettext_lazy("记者"),
    "page_number": gettext_lazy("版次"),
}
# What is said by the archive itself, and translated; all other values are as printed.
OWN_WORDS = {"year", "month", "day", "kind", "page_number"}
# Values that do not tell by themselves what they are: 会议 may be a kind of event or a column, a name a reporter's.
UNTOLD = {"title", "event_type", "section", "byline"}
# A value of the left is part of one of the right: 2023-03 of 2023.
WITHIN = {"month": "year", "day": "month"}
# What most searches are narrowed by; the other facets are one step away until they narrow this one.
OPEN = {"newspaper", "year", "month", "day", "place", "person"}
FIRST = 6  # Values of a facet that are seen at once; the others are one step away.


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its name for readers, how many hits it has, whether it is chosen or shut out, how deep it
    stands in a tree, and the address of the same search without what has it, with its name."""

    value: str
    label: str
    count: int
    chosen: bool
    shut: bool
    depth: int
    without: str
    without_label: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet: its parameter's name, its name for readers, the values seen at once, the others."""

    name: str
    label: str
    first: list[Choice]
    more: list[Choice]
    printed: bool

    @property
    def summary(self) -> str:
        """How many the others are."""
        return ngettext("另外%(n)s项", "另外%(n)s项", len(self.more)) % {"n": len(self.more)}

    @property
    def is_open(self) -> bool:
        """Whether its values are seen at once: those of most use, and those that narrow the search now."""
        return self.name in OPEN or any(choice.chosen or choice.shut for choice in self.first)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something the search is narrowed by, and the address of the same search without it."""

    text: str
    without: str


def choices(result: Result, asked: Request, query: QueryDict) -> list[Filter]:
    """The facets that can narrow this search, or do."""
    found = []
    address = first_page(query).urlencode()
    not_this = _("不要“%(what)s”")
    for name in FACETS:
        chosen = asked.facets.get(name, FacetFilter())
        values = [
            Choice(
                each.value,
                each.label,
                each.count,
                each.value in chosen.include,
                each.value in chosen.exclude,
                each.depth,
                # Most are not chosen: their addresses differ by what is added.
                _shutting_out(query, name, each.value)
                if each.value in chosen.include
                else f"?{address}&-{name}={quote_plus(each.value)}",
                not_this % {"what": each.label},
            )
            for each in _offered(name, result.facets.get(name, []), asked)
        ]
        if values:
            found.append(_filter(name, values))
    return found


def _filter(name: str, values: list[Choice]) -> Filter:
    """Those seen at once are the first, all that are chosen, and of a tree what leads to these: all of it."""
    if name == "place":
        first, more = values, []
    else:
        first = [each for number, each in enumerate(values) if number < FIRST or each.chosen or each.shut]
        more = [each for each in values[FIRST:] if not (each.chosen or each.shut)]
    return Filter(name, str(LABELS[name]), first, more, name not in OWN_WORDS)


def _offered(name: str, counts: list[FacetCount], asked: Request) -> list[FacetCount]:
    """The values counted, and those chosen or shut out that nothing found has.

    Months are offered within one year, days within one month: before that there are too many of them.
    """
    chosen = asked.facets.get(name, FacetFilter())
    if name in WITHIN:
        inside = _one(asked, WITHIN[name]) or _one(asked, name)[: -len("-00")]
        counts = [each for each in counts if inside and each.value.startswith(inside) or each.value in chosen.include]
    known = {each.value for each in counts}
    absent = [value for value in (*chosen.include, *chosen.exclude) if value not in known]
    return counts + [FacetCount(value, label, 0) for value, label in facets.labels(name, absent).items()]


def _one(asked: Request, name: str) -> str:
    """The only chosen value of a facet, or ""."""
    include = asked.facets.get(name, FacetFilter()).include
    return include[0] if len(include) == 1 else ""


def conditions(asked: Request, query: QueryDict) -> list[Condition]:
    """Everything beside the words that narrows this search, each removable."""
    found = []
    if asked.date_from:
        text = _("从%(day)s起") % {"day": in_words(asked.date_from)}
        found.append(Condition(text, without(query, "from")))
    if asked.date_to:
        text = _("到%(day)s止") % {"day": in_words(asked.date_to)}
        found.append(Condition(text, without(query, "to")))
    for name, facet in asked.facets.items():
        labels = _told(name, facets.labels(name, [*facet.include, *facet.exclude]))
        found += [Condition(labels[value], without(query, name, value)) for value in facet.include]
        for value in facet.exclude:
            text = _("不要“%(what)s”") % {"what": labels[value]}
            found.append(Condition(text, without(query, f"-{name}", value)))
    return found


def _told(name: str, labels: dict[str, str]) -> dict[str, str]:
    """The labels, each with what it is where it does not tell."""
    if name not in UNTOLD:
        return labels
    return {value: _("%(kind)s：%(what)s") % {"kind": LABELS[name], "what": label} for value, label in labels.items()}


def without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address without a parameter, or without one value of it, on its first page."""
    changed = first_page(query)
    changed.setlist(name, [each for each in changed.pop(name, []) if value is not None and each != value])
    return "?" + changed.urlencode()


def replacing(query: QueryDict, names: Iterable[str], **values: str) -> str:
    """The address without the parameters `names` and with `values`, on its first page."""
    changed = first_page(query)
    for name in names:
        changed.pop(name, None)
    for name, value in values.items():
        changed[name] = value
    return "?" + changed.urlencode()


def first_page(query: QueryDict) -> QueryDict:
    """A copy of the parameters that may be changed; the page number, which would no longer fit, left out."""
    changed = query.copy()
    changed.pop("page", None)
    return changed


def _shutting_out(query: QueryDict, name: str, value: str) -> str:
    """The address with a value shut out that was chosen."""
    changed = first_page(query)
    changed.setlist(name, [each for each in changed.pop(name, []) if each != value])
    changed.appendlist(f"-{name}", value)
    return "?" + changed.urlencode()

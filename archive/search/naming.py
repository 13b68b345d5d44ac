"""What articles name, read for many of them in a fixed number of queries: links to records, and names as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.models import Byline, Event, Mention, OtherName, Person, Place
from archive.models import Organization as Body
from archive.search.fold import fold_query

KINDS = tuple(Mention.Kind.values)
_RECORDS: Mapping[str, Any] = {"person": Person, "organization": Body, "place": Place}
_COLUMNS = ("article_id", "kind", "text", "titles", *(f"{kind}_id" for kind in KINDS))


@dataclass
class Named:
    """What one article names: by kind the keys of the records linked, and the folded names; titles and bylines."""

    records: dict[str, set[int]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    names: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    titles: set[str] = field(default_factory=set)
    bylines: set[str] = field(default_factory=set)
    event_types: set[str] = field(default_factory=set)


def named_in(articles: Collection[int]) -> dict[int, Named]:
    """What each of these articles names; a rejected mention names nothing. An article in a place is in those above."""
    found: dict[int, Named] = defaultdict(Named)
    rows = Mention.objects.filter(article__in=articles).exclude(status=Mention.Status.REJECTED).order_by()
    for article, kind, text, titles, *links in rows.values_list(*_COLUMNS):
        named = found[article]
        named.names[kind].add(text)
        named.records[kind].update(pk for pk in links if pk)
        named.titles.update(map(str, titles))
    signed = Byline.objects.filter(article__in=articles).order_by().values_list("article", "name")
    for article, name in signed:
        found[article].bylines.add(name)
    _add_records(found.values())
    for named in found.values():
        named.names = {kind: _folded(names) for kind, names in named.names.items()}
        named.titles, named.bylines = _folded(named.titles), _folded(named.bylines)
    return found


def _add_records(articles: Iterable[Named]) -> None:
    """Add what the linked records are called, and the places above."""
    linked = {kind: {pk for named in articles for pk in named.records[kind]} for kind in KINDS}
    above = places_above(linked["place"])
    linked["place"] |= {pk for pks in above.values() for pk in pks}
    called = _called(linked)
    events = Event.objects.filter(pk__in=linked["event"]).values_list("pk", "title", "type")
    event = {pk: (title, kind) for pk, title, kind in events}
    for named in articles:
        named.records["place"].update(*(above[pk] for pk in named.records["place"]))
        for kind in _RECORDS:
            named.names[kind].update(*(called[kind, pk] for pk in named.records[kind]))
        told = [event[pk] for pk in named.records["event"] if pk in event]
        named.names["event"].update(title for title, _ in told)
        named.event_types.update(kind for _, kind in told if kind)


def _called(linked: Mapping[str, Collection[int]]) -> dict[tuple[str, int], set[str]]:
    """The names of records and their other names."""
    called: dict[tuple[str, int], set[str]] = defaultdict(set)
    for kind, model in _RECORDS.items():
        for pk, name in model.objects.filter(pk__in=linked[kind]).order_by().values_list("pk", "name"):
            called[kind, pk].add(name)
        others = OtherName.objects.filter(**{f"{kind}__in": linked[kind]}).order_by()
        for pk, name in others.values_list(kind, "name"):
            called[kind, pk].add(name)
    return called


def places_above(places: Collection[int]) -> dict[int, set[int]]:
    """The keys of the places that each place lies in."""
    paths = dict(Place.objects.filter(pk__in=places).order_by().values_list("pk", "path"))
    above = {pk: _prefixes(path) for pk, path in paths.items()}
    wanted = {path for prefixes in above.values() for path in prefixes}
    keys = dict(Place.objects.filter(path__in=wanted).order_by().values_list("path", "pk"))
    return defaultdict(set, {pk: {keys[path] for path in above[pk] if path in keys} for pk in paths})


def _prefixes(path: str) -> list[str]:
    names = path.split(Place.SEPARATOR)
    return [Place.SEPARATOR.join(names[:depth]) for depth in range(1, len(names))]


def _folded(names: Iterable[str]) -> set[str]:
    return {folded for name in names if (folded := fold_query(name))}

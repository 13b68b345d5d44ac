"""Records that a curator renamed or moved: found again by what led to them before.

A page goes on printing 石门镇 after a curator has made that record 石门街道. No column keeps the old name, but the
mentions that the machine had linked to the record do: they are texts as printed.

What cannot be known so: the old home, parent or place of a record that was moved in its form, outside the articles
that name it already, or a place in it. Of records moved, merged or deleted a `Lead` keeps what led there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from archive.models import Event, Mention, Organization, Person, Place

# What tells a record of this kind from all others; a curator who changes it leaves the machine without its key.
IDENTITY: dict[str, tuple[Any, frozenset[str]]] = {
    "person": (Person, frozenset({"name", "home"})),
    "place": (Place, frozenset({"name", "parent"})),
    "organization": (Organization, frozenset({"name", "place"})),
    "event": (Event, frozenset({"title", "start", "area"})),
}
# Where the record belongs, which is the other half of its key.
ANCHORS = {"person": "home", "place": "parent", "organization": "place"}


def edited(kind: str, pks: Collection[int]) -> set[int]:
    """Those of the records whose name, place or day a curator set."""
    if not pks:
        return set()
    model, identity = IDENTITY[kind]
    rows = model.objects.filter(pk__in=pks).exclude(locked_fields=[]).values_list("pk", "locked_fields")
    return {pk for pk, locked in rows if identity & set(locked)}


def renamed(kind: str, names: Collection[str]) -> dict[tuple[str, int | None], set[int]]:
    """The records that a curator renamed, by the name printed before and the id of where they belong.

    A link that a curator made says what is meant in one article, not what the record was called.
    """
    found: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    if not names:
        return found
    linked = Mention.objects.filter(kind=kind, status=Mention.Status.LINKED, text__in=names, locked_fields=[])
    rows = linked.exclude(**{f"{kind}__locked_fields": []}).order_by()
    columns = ("text", f"{kind}_id", f"{kind}__name", f"{kind}__{ANCHORS[kind]}_id", f"{kind}__locked_fields")
    for text, pk, name, anchor, locked in rows.values_list(*columns).distinct():
        if "name" in locked and text != name:
            found[text, anchor].add(pk)
    return found


def tied_to(articles: Iterable[int]) -> set[int]:
    """The places that the articles were tied to when they were read before: named in them, or where a person, a
    body or an event of theirs belongs; and all that these lie in."""
    through = ("place", "person__home", "organization__place", "event__area", "event__place")
    rows = Mention.objects.filter(article__in=list(articles)).order_by().values_list(*through)
    pks = {pk for row in rows for pk in row if pk is not None}
    tied: set[int] = set()
    while pks - tied:
        tied |= pks
        parents = Place.objects.filter(pk__in=pks, parent__isnull=False).values_list("parent", flat=True)
        pks = set(parents)
    return tied


def moved(names: Collection[str], articles: Sequence[int]) -> dict[str, int]:
    """The places that a curator put under another parent, by the name printed: of several that bear a name, the one
    that the articles read again were tied to. 石门镇 tells of 云溪区, which the article itself need not name."""
    if not names or not articles:
        return {}
    borne: dict[int, set[str]] = defaultdict(set)
    for (text, _), pks in renamed("place", names).items():
        for pk in pks:
            borne[pk].add(text)
    called: dict[str, set[int]] = defaultdict(set)
    rows = Place.objects.filter(Q(name__in=names) | Q(pk__in=borne)).exclude(locked_fields=[])
    for pk, name, locked in rows.values_list("pk", "name", "locked_fields"):
        if "parent" in locked:
            for each in ({name} | borne[pk]) & set(names):
                called[each].add(pk)
    near = tied_to(articles) if called else set()
    return {name: (pks & near).pop() for name, pks in called.items() if len(pks & near) == 1}


@dataclass(frozen=True, slots=True)
class _Sibling:
    pk: int
    parent: int | None
    name: str
    type: str
    locked: frozenset[str]


class Siblings:
    """The places under some parents that may be one of `names`: by name, by another name, or before a curator's
    change."""

    def __init__(self, parents: Iterable[int | None], names: set[str]) -> None:
        """Look them up."""
        self._named: dict[tuple[int | None, str], int] = {}
        self._known_as: dict[tuple[int | None, str], set[int]] = defaultdict(set)
        self.renamed: dict[int, _Sibling] = {}
        above = set(parents)
        under = Q(parent__in=above - {None}) | (Q(parent=None) if None in above else Q(pk__in=[]))
        which = Q(name__in=names) | Q(other_names__name__in=names) | ~Q(locked_fields=[])
        columns = ("pk", "parent", "name", "type", "locked_fields", "other_names__name")
        for pk, parent, name, kind, locked, alias in Place.objects.filter(under & which).values_list(*columns):
            self._named[parent, name] = pk
            if alias in names:
                self._known_as[parent, alias].add(pk)
            if "name" in locked:
                self.renamed[pk] = _Sibling(pk, parent, name, kind, frozenset(locked))
        if self.renamed:
            for (text, parent), pks in renamed("place", names).items():
                self._known_as[parent, text] |= pks

    def called(self, parent: int | None, name: str) -> int | None:
        """The place of that name: its path is another one where a place above it was renamed or moved."""
        return self._named.get((parent, name))

    def known_as(self, parent: int | None, name: str) -> int | None:
        """The one place that has this for another name, or is printed so since before a curator renamed it."""
        pks = self._known_as.get((parent, name), set())
        return next(iter(pks)) if len(pks) == 1 else None

    def never_printed(
        self, parent: int | None, kind: str, below: set[str], articles: Sequence[int], others: Collection[int]
    ) -> int | None:
        """The one renamed place of that kind (省), none of `others`, that no article names, so that nothing tells what
        it was called: known by the places in it, or because the articles read again were tied to it."""
        alike = (
            row
            for row in self.renamed.values()
            if row.parent == parent and ("type" in row.locked or row.type == kind) and row.pk not in others
        )
        rows = [row for row in alike if not _printed_otherwise(row)]
        if not rows:
            return None
        within = set(Place.objects.filter(parent__in=[row.pk for row in rows], name__in=below).values_list("parent"))
        near = {pk for (pk,) in within} | tied_to(articles)
        pks = {row.pk for row in rows} & near
        return pks.pop() if len(pks) == 1 else None


def _printed_otherwise(place: _Sibling) -> bool:
    return Mention.objects.filter(place=place.pk, locked_fields=[]).exclude(text=place.name).exists()

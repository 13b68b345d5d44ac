"""Look-ups against what is stored, for many names at once. A look-up ends in one, none or several.

Each book keeps what it has found for the run. `forget` empties it: after a transaction was rolled back its ids
are not to be trusted.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Q

from archive.ingest.former import Siblings, moved, renamed
from archive.ingest.rows import fits
from archive.models import Lead, Mention, Organization, OtherName, Place, Rejection
from archive.models.bulk import insert
from archive.parsing.gazetteer import Gazetteer

Path = tuple[str, ...]
Named = tuple[str, int | None]  # a name, and the id of the place it belongs to
Key = TypeVar("Key")
Value = TypeVar("Value")
KEPT = 50_000  # entries of a book; an archive of one province has fewer places than that


class Link(NamedTuple):
    """What a name is tied to: a record, or none because none or several fit."""

    status: str
    pk: int | None = None


UNMATCHED = Link(Mention.Status.UNMATCHED)
REJECTED = Link(Mention.Status.REJECTED)
AMBIGUOUS = Link(Mention.Status.AMBIGUOUS)


def linked(pk: int) -> Link:
    """Tied to the one record that fits."""
    return Link(Mention.Status.LINKED, pk)


def only(candidates: Iterable[int]) -> Link:
    """The link that follows from all the records that fit: never the first of several."""
    found = set(candidates)
    if len(found) == 1:
        return linked(found.pop())
    return AMBIGUOUS if found else UNMATCHED


class Body(NamedTuple):
    """What is said of a body to be looked up: its type, and what it is called in print."""

    type: str = ""
    printed: frozenset[str] = frozenset()


class Kept(Generic[Key, Value]):
    """The entries used last, at most KEPT."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def __contains__(self, key: Key) -> bool:
        return key in self._entries

    def __setitem__(self, key: Key, value: Value) -> None:
        self._entries[key] = value

    def trim(self) -> None:
        """Drop the entries used longest ago; between two issues, so that no issue loses what it needs."""
        while len(self._entries) > KEPT:
            self._entries.popitem(last=False)

    def clear(self) -> None:
        self._entries.clear()


class Aliases:
    """Other names of people, organizations and places: given by curators, or printed for a body."""

    def __init__(self, names: Iterable[str]) -> None:
        """Look `names` up."""
        self.people: dict[str, set[int]] = defaultdict(set)
        self.organizations: dict[str, set[int]] = defaultdict(set)
        self.places: dict[str, set[int]] = defaultdict(set)
        rows = OtherName.objects.filter(name__in=list(names))
        for name, person, organization, place in rows.values_list("name", "person", "organization", "place"):
            for book, pk in ((self.people, person), (self.organizations, organization), (self.places, place)):
                if pk is not None:
                    book[name].add(pk)


class Before(NamedTuple):
    """What helps to know places under the names that they had before a curator's change: the paths that led to one
    of them from an article read again, these articles, and the paths that stand in print now."""

    held: Mapping[Path, int] = {}
    articles: Sequence[int] = ()
    printed: Collection[Path] = ()


class PlaceBook:
    """Places by their path; a missing one is made with all that it lies in."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Types and standing of new places come from `gazetteer`."""
        self._gazetteer = gazetteer
        self._ids: Kept[Path, int] = Kept()
        self._renamed: set[int] = set()  # those whose former path is known
        self._nowhere: set[Path] = set()  # those that a curator took for no places, and what would lie in them
        self.trim = self._ids.trim

    def forget(self) -> None:
        """Trust nothing kept any more."""
        self._ids.clear()
        self._renamed.clear()
        self._nowhere.clear()

    def ensure(self, wanted: Iterable[tuple[Path, str]], before: Before = Before()) -> None:  # noqa: B008 - a constant
        """See that each path has its row; with the type to give a new one ("" to take it from the gazetteer)."""
        types = {path: kind for path, kind in wanted if self.storable(path)}
        chains = {path[:depth] for path in types for depth in range(1, len(path) + 1)}
        missing = [path for path in chains if path not in self._ids]
        if not missing:
            return
        stored = Place.objects.filter(path__in=[Place.SEPARATOR.join(path) for path in missing])
        for pk, path in stored.values_list("pk", "path"):
            self._ids[tuple(path.split(Place.SEPARATOR))] = pk
        missing = [path for path in missing if path not in self._ids]
        for depth in sorted({len(path) for path in missing}):
            level = sorted(path for path in missing if len(path) == depth)
            self._led(level)
            self._nowhere |= {path for path in level if path[:-1] in self._nowhere}
            level = [path for path in level if path not in self._nowhere and path not in self._ids]
            self._called_otherwise(level, types, before)
            self._make([path for path in level if path not in self._ids], types)

    def _led(self, level: list[Path]) -> None:
        """Follow what a curator ruled of the names of `level`."""
        rows = Lead.objects.filter(kind=Mention.Kind.PLACE, name__in={path[-1] for path in level})
        leads: dict[tuple[int | None, str], int | None] = {
            (above, name): pk for above, name, pk in rows.values_list("place", "name", "record")
        }
        stand = set(Place.objects.filter(pk__in={pk for pk in leads.values() if pk}).values_list("pk", flat=True))
        for path in level if leads else ():
            above = self._ids.get(path[:-1])
            if (len(path) > 1 and above is None) or (above, path[-1]) not in leads:
                continue
            pk = leads[above, path[-1]]
            if pk is None:
                self._nowhere.add(path)
            elif pk in stand:
                self._ids[path] = pk
                self._renamed.add(pk)

    def _called_otherwise(self, level: list[Path], types: dict[Path, str], before: Before) -> None:
        """Find the places of `level` that a curator moved, renamed or gave another name."""
        beside = Siblings({self._ids.get(path[:-1]) for path in level}, {path[-1] for path in level})
        for path in level:
            parent, name = self._ids.get(path[:-1]), path[-1]
            if pk := beside.called(parent, name) or before.held.get(path) or beside.known_as(parent, name):
                self._ids[path] = pk
                self._renamed.add(pk)
        rest = [path for path in level if path not in self._ids and path not in before.printed]
        self._moved_away(rest, before.articles)
        rest = [path for path in rest if path not in self._ids]
        for path in rest:
            below = {other[len(path)] for other in types if other[: len(path)] == path != other}
            kind = types.get(path) or self._gazetteer.type_of(path)
            alone = sum(other[:-1] == path[:-1] for other in rest) == 1
            near = before.articles if alone else ()
            pk = beside.never_printed(self._ids.get(path[:-1]), kind, below, near, self._renamed)
            if pk is not None:
                self._ids[path] = pk
                self._renamed.add(pk)

    def _moved_away(self, paths: list[Path], articles: Sequence[int]) -> None:
        """Find the places that no longer lie where the page has them. Of two paths that end in one name, nothing tells
        which was the place's."""
        ends = Counter(path[-1] for path in paths)
        found = moved([name for name, count in ends.items() if count == 1], articles)
        for path in paths:
            pk = found.get(path[-1])
            if pk is not None and pk not in self._renamed:
                self._ids[path] = pk
                self._renamed.add(pk)

    def _make(self, paths: list[Path], types: dict[Path, str]) -> None:
        parents = Place.objects.in_bulk({pk for path in paths if (pk := self._ids.get(path[:-1])) is not None})
        rows = []
        for path in paths:
            place = self._new(path, types.get(path, ""))
            place.parent = parents.get(self._ids.get(path[:-1]) or 0)
            # The parent may be called otherwise than on the page.
            place.path = Place.path_of(place.parent.path if place.parent else None, place.name)
            rows.append(place)
        for path, place in zip(paths, insert(rows), strict=True):
            self._ids[path] = place.pk

    def id_of(self, path: Path) -> int | None:
        """The row's id after `ensure`; None for () and for what no row can hold."""
        return self._ids.get(path)

    def link(self, path: Path) -> Link:
        """What a place named is tied to after `ensure`."""
        if path in self._nowhere:
            return REJECTED
        pk = self._ids.get(path)
        return UNMATCHED if pk is None else linked(pk)

    @staticmethod
    def storable(path: Path) -> bool:
        """Whether a row can hold it."""
        return (
            bool(path)
            and all(fits(Place, "name", name) and Place.SEPARATOR not in name for name in path)
            and fits(Place, "path", Place.SEPARATOR.join(path))
        )

    def _new(self, path: Path, kind: str) -> Place:
        return Place(
            name=path[-1],
            type=(kind or self._gazetteer.type_of(path))[:20],
            in_gazetteer=self._gazetteer.has(path),
            revision=1,
        )


class OrganizationBook:
    """Bodies by full name and place."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._links: Kept[Named, Link] = Kept()
        self.forget = self._links.clear
        self.trim = self._links.trim

    def ensure(self, wanted: Mapping[Named, Body], aliases: Aliases, held: Mapping[Named, int] | None = None) -> None:
        """Look up each (full name, place) and make what is missing.

        `held` are those that led to a record before a curator changed it.
        """
        missing = [key for key in wanted if key not in self._links and fits(Organization, "name", key[0])]
        missing = self._unruled(missing)
        if not missing:
            return
        stored: dict[str, dict[int | None, int]] = defaultdict(dict)
        rows = Organization.objects.filter(name__in={name for name, _ in missing})
        for pk, name, place in rows.values_list("pk", "name", "place"):
            stored[name][place] = pk
        before = renamed("organization", {name for key in missing for name in (key[0], *wanted[key].printed)})
        for turn in _in_turns(missing):
            new: list[Named] = []
            for name, place in turn:
                was = {pk for said in (name, *wanted[name, place].printed) for pk in before.get((said, place), ())}
                if (pk := (held or {}).get((name, place))) and place not in stored[name]:
                    self._links[name, place] = linked(pk)
                elif link := self._look_up(name, place, stored[name], aliases, was):
                    self._links[name, place] = link
                else:
                    new.append((name, place))
            self._make(new, wanted, stored)

    def _unruled(self, keys: list[Named]) -> list[Named]:
        """Those of the keys of which a curator ruled nothing; the others lead where the ruling says."""
        if not keys:
            return keys
        names = {name for name, _ in keys}
        rejected = Rejection.objects.filter(kind=Mention.Kind.ORGANIZATION, text__in=names)
        nothing = set(rejected.values_list("text", flat=True))
        rows = Lead.objects.filter(kind=Mention.Kind.ORGANIZATION, name__in=names)
        leads: dict[Named, int | None] = {
            (name, place): pk for name, place, pk in rows.values_list("name", "place", "record")
        }
        stand, again = set[int](), set[Named]()
        if leads:
            known = Organization.objects.filter(Q(pk__in=set(leads.values()) - {None}) | Q(name__in=names))
            columns = list(known.values_list("pk", "name", "place"))
            stand, again = {pk for pk, _, _ in columns}, {(name, place) for _, name, place in columns}
        for key in keys:
            pk = leads.get(key)
            if key[0] in nothing or (key in leads and pk is None):
                self._links[key] = REJECTED
            elif pk in stand and key not in again:
                self._links[key] = linked(pk)
        return [key for key in keys if key not in self._links]

    def link(self, name: str, place: int | None) -> Link:
        """What was found."""
        return self._links.get((name, place)) or UNMATCHED

    def _make(self, new: list[Named], wanted: Mapping[Named, Body], stored: dict[str, dict[int | None, int]]) -> None:
        """Make the bodies, none of one name with another."""
        rows = insert(
            Organization(name=name, place_id=place, type=wanted[name, place].type[:20], revision=1)
            for name, place in new
        )
        for (name, place), row in zip(new, rows, strict=True):
            stored[name][place] = row.pk
            if None not in stored[name]:
                self._links[name, None] = only(stored[name].values())
            self._links[name, place] = linked(row.pk)

    def _look_up(
        self, name: str, place: int | None, stored: dict[int | None, int], aliases: Aliases, was: set[int]
    ) -> Link | None:
        """What the body is tied to; None where it is new."""
        if place in stored:
            return linked(stored[place])
        if place is None and stored:
            return only(stored.values())
        if set(stored) == {None}:
            if not self._settle(stored[None], place):
                return linked(stored[None])
            # It was met before without its place.
            stored[place] = stored.pop(None)
            self._links[name, None] = linked(stored[place])
            return linked(stored[place])
        if not stored and aliases.organizations[name]:
            return only(aliases.organizations[name])
        return only(was) if was else None

    @staticmethod
    def _settle(pk: int, place: int | None) -> bool:
        """Give the body its place, unless a curator decided that it has none."""
        body = Organization.objects.get(pk=pk)
        if "place" in body.locked_fields:
            return False
        body.place_id = place
        body.save(update_fields=["place"])
        return True


def _in_turns(keys: Iterable[Named]) -> Iterable[list[Named]]:
    """The keys in lists that hold each name once: what is found of one bears on the next of its name.

    Those whose place is known come first: one without a place may be one of them.
    """
    of_name: dict[str, list[Named]] = defaultdict(list)
    for key in sorted(keys, key=lambda key: (key[1] is None, key[1] or 0, key[0])):
        of_name[key[0]].append(key)
    for turn in zip_longest(*of_name.values()):
        yield [key for key in turn if key is not None]

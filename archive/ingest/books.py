"""Look-ups against what is stored, for many names at once. A look-up ends in one, none or several.

Each book keeps what it has found for the run. `forget` empties it: after a transaction was rolled back its ids
are not to be trusted.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

from django.db.models import F, Q
from django.utils import timezone

from archive.ingest.rows import fits
from archive.models import Membership, Mention, Organization, OtherName, Person, Place, Post
from archive.parsing.gazetteer import Gazetteer

Path = tuple[str, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")
KEPT = 50_000  # entries of a book; an archive of one province has fewer places than that


class Link(NamedTuple):
    """What a name is tied to: a record, or none because none or several fit."""

    status: str
    pk: int | None = None


UNMATCHED = Link(Mention.Status.UNMATCHED)
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


class _Kept(Generic[Key, Value]):
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
    """Other names that curators gave to people, organizations and places."""

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


class PlaceBook:
    """Places by their path; a missing one is made with all that it lies in."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Types and standing of new places come from `gazetteer`."""
        self._gazetteer = gazetteer
        self._ids: _Kept[Path, int] = _Kept()
        self.forget = self._ids.clear
        self.trim = self._ids.trim

    def ensure(self, wanted: Iterable[tuple[Path, str]]) -> None:
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
            made = Place.objects.bulk_create([self._new(path, types.get(path, "")) for path in level])
            for path, place in zip(level, made, strict=True):
                self._ids[path] = place.pk

    def id_of(self, path: Path) -> int | None:
        """The row's id after `ensure`; None for () and for what no row can hold."""
        return self._ids.get(path)

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
            parent_id=self._ids.get(path[:-1]),
            path=Place.SEPARATOR.join(path),
            in_gazetteer=self._gazetteer.has(path),
            revision=1,
        )


class OrganizationBook:
    """Bodies by full name and place."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._links: _Kept[tuple[str, int | None], Link] = _Kept()
        self.forget = self._links.clear
        self.trim = self._links.trim

    def ensure(self, wanted: dict[tuple[str, int | None], str], aliases: Aliases) -> None:
        """Look up each (full name, place) and make what is missing, with its type."""
        missing = [key for key in wanted if key not in self._links and fits(Organization, "name", key[0])]
        if not missing:
            return
        stored: dict[str, dict[int | None, int]] = defaultdict(dict)
        rows = Organization.objects.filter(name__in={name for name, _ in missing})
        for pk, name, place in rows.values_list("pk", "name", "place"):
            stored[name][place] = pk
        # Those whose place is known come first: one without a place may be one of them.
        for name, place in sorted(missing, key=lambda key: (key[1] is None, key[1] or 0, key[0])):
            self._links[name, place] = self._look_up(name, place, wanted[name, place], stored[name], aliases)

    def link(self, name: str, place: int | None) -> Link:
        """What was found."""
        return self._links.get((name, place)) or UNMATCHED

    def _look_up(
        self, name: str, place: int | None, kind: str, stored: dict[int | None, int], aliases: Aliases
    ) -> Link:
        if place in stored:
            return linked(stored[place])
        if place is None and stored:
            return only(stored.values())
        if set(stored) == {None} and self._settle(stored[None], place):
            # It was met before without its place.
            stored[place] = stored.pop(None)
            self._links[name, None] = linked(stored[place])
            return linked(stored[place])
        if not stored and aliases.organizations[name]:
            return only(aliases.organizations[name])
        made = Organization.objects.bulk_create([Organization(name=name, place_id=place, type=kind[:20], revision=1)])
        stored[place] = made[0].pk
        if None not in stored:
            self._links[name, None] = only(stored.values())
        return linked(made[0].pk)

    @staticmethod
    def _settle(pk: int, place: int | None) -> bool:
        """Give the body its place, unless a curator decided that it has none."""
        body = Organization.objects.get(pk=pk)
        if not body.revise(place_id=place) or "place" in body.locked_fields:
            return False
        body.save(update_fields=["place"])
        return True


class Reason(IntEnum):
    """Why a person should have a record: not at all, because the name is surely a name, because of a title."""

    NONE = 0
    NAME = 1
    TITLE = 2


class PersonBook:
    """People by name and home."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._links: _Kept[tuple[str, int | None], Link] = _Kept()
        self.forget = self._links.clear
        self.trim = self._links.trim

    def ensure(self, wanted: dict[tuple[str, int | None], Reason], aliases: Aliases) -> None:
        """Look up each (name, home); a missing one is made where `wanted` gives reason enough."""
        missing = [key for key in wanted if key not in self._links and fits(Person, "name", key[0])]
        if not missing:
            return
        stored: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        names = {name for name, _ in missing}
        also = {pk for name in names for pk in aliases.people[name]}
        for pk, name, home in Person.objects.filter(Q(name__in=names) | Q(pk__in=also)).values_list(
            "pk", "name", "home"
        ):
            for called in {name} | {alias for alias in names if pk in aliases.people[alias]}:
                stored[called, home].add(pk)
        self._make([key for key in missing if wanted[key] == Reason.TITLE and not stored.get(key)], stored)
        # Without a title a namesake may well be the same person, met under a wider or narrower home.
        borne = {name for name, _ in stored}
        self._make([key for key in missing if wanted[key] == Reason.NAME and key[0] not in borne], stored)
        for key in missing:
            if stored.get(key):
                self._links[key] = only(stored[key])

    @staticmethod
    def _make(keys: list[tuple[str, int | None]], stored: dict[tuple[str, int | None], set[int]]) -> None:
        made = Person.objects.bulk_create([Person(name=name, home_id=home, revision=1) for name, home in keys])
        for key, person in zip(keys, made, strict=True):
            stored[key] = {person.pk}

    def link(self, name: str, home: int | None) -> Link:
        """What was found."""
        return self._links.get((name, home)) or UNMATCHED


class PostBook:
    """Posts by organization and title, and who was seen in them."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._ids: _Kept[tuple[int, str], int] = _Kept()
        self.forget = self._ids.clear
        self.trim = self._ids.trim

    def ensure(self, wanted: Iterable[tuple[int, str]]) -> None:
        """See that each (organization, title) has its row."""
        missing = sorted({key for key in wanted if key not in self._ids and fits(Post, "title", key[1])})
        if not missing:
            return
        rows = Post.objects.filter(organization__in={body for body, _ in missing}, title__in={t for _, t in missing})
        for pk, body, title in rows.values_list("pk", "organization", "title"):
            self._ids[body, title] = pk
        new = [key for key in missing if key not in self._ids]
        made = Post.objects.bulk_create([Post(organization_id=body, title=title, revision=1) for body, title in new])
        for key, post in zip(new, made, strict=True):
            self._ids[key] = post.pk

    def id_of(self, organization: int, title: str) -> int | None:
        """The row's id after `ensure`."""
        return self._ids.get((organization, title))

    @staticmethod
    def seen(sightings: Iterable[tuple[int, int, date | None]]) -> None:
        """Note that a person was seen in a post on a day (None: some day); the order does not matter."""
        days: dict[tuple[int, int], set[date]] = defaultdict(set)
        for person, post, day in sightings:
            days[person, post].update({day} if day else ())
        if not days:
            return
        stored: dict[tuple[int, int], list[Membership]] = defaultdict(list)
        rows = Membership.objects.filter(person__in={key[0] for key in days}, post__in={key[1] for key in days})
        for row in rows:
            stored[row.person_id, row.post_id].append(row)
        new = []
        for (person, post), seen in days.items():
            first, last = min(seen, default=None), max(seen, default=None)
            held = stored[person, post]
            if not held:
                new.append(Membership(person_id=person, post_id=post, first_seen=first, last_seen=last, revision=1))
            elif len(held) == 1 and first and last:  # several: a curator told two terms apart, and knows better
                _extend(held[0], first, last)
        Membership.objects.bulk_create(new)


def _extend(membership: Membership, first: date, last: date) -> None:
    """Let the membership reach from `first` to `last` too."""
    changed = membership.revise(
        first_seen=min(first, membership.first_seen or first), last_seen=max(last, membership.last_seen or last)
    )
    if changed and (membership.first_seen or first) <= (membership.last_seen or last):
        Membership.objects.filter(pk=membership.pk).update(
            **{name: getattr(membership, name) for name in changed},
            revision=F("revision") + 1,
            updated_at=timezone.now(),
        )

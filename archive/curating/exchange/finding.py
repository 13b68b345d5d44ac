"""What the cells of a file mean here: which place, body, person, post is named, and which record a row is about.

Some hundred rows are looked up together. A name that fits several records is nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext

from archive.curating.exchange.cells import BadCell, Cells
from archive.curating.exchange.kinds import Form, Kind
from archive.models import Event, FormerRecord, Membership, Organization, Person, Place, Post


class Several(Exception):
    """A name that fits several records; the message says which."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A record that the same file brings: told by its path, or its name and its place's path."""

    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A record that may be meant."""

    pk: int
    name: str
    place: str


class Finder:
    """Looks up what the rows of one kind name."""

    def __init__(self, kind: Kind, coming: Collection[tuple[str, ...]]) -> None:
        self.kind = kind
        self.coming = coming
        # Ids up to here were given to records of this archive.
        self.newest: int = kind.model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0
        self._places: dict[str, list[Named]] = {}
        self._bodies: dict[str, list[Named]] = {}
        self._people: dict[str, list[Named]] = {}
        self._posts: dict[tuple[int, str], int] = {}
        self.records: dict[int, Any] = {}
        self.former: dict[int, int] = {}

    def prepare(self, rows: Iterable[Cells]) -> None:
        """Read from the database what these rows may name; forget what was read before."""
        cells: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for key, cell in row.items():
                cells[key].add(cell)
        self._read_places(cells)
        self._read_bodies(cells)
        if self.kind.model in (Person, Membership):
            names = cells["name"] | cells["person"]
            ids = {int(each) for each in cells["person_id"] if is_number(each)}
            people = Person.objects.filter(Q(name__in=names) | Q(pk__in=ids)).order_by("pk")
            self._people = _by_name(people.values_list("pk", "name", "home__path"))
        ids = {int(each) for each in cells["id"] if is_number(each)}
        self.records = {row.pk: row for row in self.kind.records.filter(pk__in=ids)}
        former = FormerRecord.objects.filter(kind=self.kind.model._meta.model_name, former__in=ids)
        self.former = dict(former.values_list("former", "current"))

    def _read_places(self, cells: dict[str, set[str]]) -> None:
        columns = [c.key for f in self.kind.fields if f.form is Form.PLACE for c in f.columns]
        columns += ["home", "organization_place", "parent_place"]
        said = set[str]().union(*(cells[key] for key in columns)) - {""}
        bare = {each for each in said if Place.SEPARATOR not in each}
        rows = Place.objects.filter(Q(path__in=said) | Q(name__in=bare)).values_list("pk", "name", "path")
        self._places = defaultdict(list)
        for pk, name, path in rows:
            for each in {name, path}:
                self._places[each].append(Named(pk, name, path))

    def _read_bodies(self, cells: dict[str, set[str]]) -> None:
        names = cells["organization"] | (cells["name"] | cells["parent"] if self.kind.model is Organization else set())
        bodies = Organization.objects.filter(name__in=names - {""}).values_list("pk", "name", "place__path")
        self._bodies = _by_name(bodies)
        posts = Post.objects.filter(organization__name__in=names, title__in=cells["title"])
        if self.kind.model in (Post, Membership):
            self._posts = {(body, title): pk for pk, body, title in posts.values_list("pk", "organization", "title")}

    def place(self, cell: str) -> int | Coming | None:
        """The place of a path, or of a name that only one has. Raises BadCell and Several."""
        if not cell.strip():
            return None
        found = self._places.get(cell.strip(), [])
        exact = [each for each in found if each.place == cell.strip()]
        if not found and self.kind.model is Place and (cell.strip(),) in self.coming:
            return Coming((cell.strip(),))
        return _only(exact or found, cell, gettext("没有地点“%s”，请先导入地点"))

    def body(self, name: str, place: str | None) -> int | Coming | None:
        """The body of that name, in that place where one is told. Raises BadCell and Several."""
        if not name.strip():
            return None
        found = self._bodies.get(name, [])
        if place is not None:
            where = self._path_of(place)
            found = [each for each in found if each.place == where]
        if not found and self.kind.model is Organization:
            fitting = [key for key in self.coming if key[0] == name and place in (None, key[1])]
            if len(fitting) == 1:
                return Coming(fitting[0])
        return _only(found, " · ".join(filter(None, (name, place))), gettext("没有机构“%s”，请先导入机构"))

    def person(self, pk: str, name: str, home: str | None) -> int | None:
        """The person of that number, who must have that name; else the only one so called. Raises as above."""
        found = self._people.get(name, [])
        if pk.strip():
            if not is_number(pk):
                raise BadCell(gettext("“%s”不是编号") % pk)
            own = [each for each in found if each.pk == int(pk)] if name else self._numbered(int(pk))
            if own:
                return own[0].pk
        if not name:
            if pk.strip():
                raise BadCell(gettext("没有编号为 %s 的人物") % pk)
            return None
        if home is not None:
            where = self._path_of(home)
            found = [each for each in found if each.place == where]
        return int(_only(found, " · ".join(filter(None, (name, home))), gettext("没有人物“%s”，请先导入人物")))

    def _numbered(self, pk: int) -> list[Named]:
        return [each for some in self._people.values() for each in some if each.pk == pk]

    def post(self, name: str, place: str | None, title: str) -> int | None:
        """The post of that title in the body. Raises as above."""
        body = self.body(name, place)
        if body is None or not title:
            return None
        pk = self._posts.get((int(body), title))  # type: ignore[arg-type]
        if pk is None:
            raise BadCell(gettext("“%(body)s”没有职位“%(title)s”，请先导入职位") % {"body": name, "title": title})
        return pk

    def _path_of(self, cell: str) -> str:
        found = self.place(cell)
        return next((each.place for each in self._places.get(cell.strip(), []) if each.pk == found), "")

    def fitting(self, rows: Iterable[dict[str, Any]]) -> dict[int, list[Any]]:
        """The records that each row may be about, by the row's place in the list: by what tells records of the kind
        apart, as far as the row tells it."""
        asked = list(rows)
        keys = ("person_id", "post_id") if self.kind.model is Membership else (LEADING[self.kind.model],)
        where = Q()
        for key in keys:
            where &= Q(**{f"{key}__in": {row[key] for row in asked if isinstance(row.get(key), int | str)}})
        by_key: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for record in self.kind.records.filter(where).order_by("pk"):
            by_key[tuple(getattr(record, key) for key in keys)].append(record)
        found: dict[int, list[Any]] = {}
        for at, row in enumerate(asked):
            near = by_key.get(tuple(row.get(key) for key in keys), [])
            told = [key for key in TELLING[self.kind.model] if key in row]
            found[at] = [each for each in near if all(getattr(each, key) == row[key] for key in told)]
        return found


# By what the records of a kind are looked for, and what else tells them apart where it is told.
LEADING: dict[type[Any], str] = {Person: "name", Organization: "name", Place: "name", Event: "title", Post: "title"}
TELLING: dict[type[Any], tuple[str, ...]] = {
    Person: ("home_id", "note"),
    Organization: ("place_id",),
    Place: ("parent_id",),
    Event: ("start", "area_id"),
    Post: ("organization_id",),
    Membership: ("first_seen",),
}


def is_number(cell: str) -> bool:
    """Whether it can be a record's number."""
    said = cell.strip()
    return said.isascii() and said.isdecimal() and len(said) <= 18


def _by_name(rows: Iterable[tuple[int, str, str | None]]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = defaultdict(list)
    for pk, name, place in rows:
        found[name].append(Named(pk, name, place or ""))
    return found


def _only(found: list[Named], said: str, none: str) -> int:
    if not found:
        raise BadCell(none % said)
    if len(found) > 1:
        which = "、".join(f"{each.name} {each.place} #{each.pk}" for each in found[:5])
        raise Several(gettext("“%(said)s”对得上几个：%(which)s") % {"said": said, "which": which})
    return found[0].pk

"""Reports of one event, told from those of another: which of the events at hand does a report tell of?

What is held is the same where day, kind, core of the name and owner agree. Where one of two reports does not say whose
it is (a city's paper names no district), its home and the other's owner must lie within one another, and its place or
its people vouch for it. What somebody does (调研) bears each paper's own headline: day, kind, who is named first, and
place or likeness of the headlines tell. Different districts' events are never one. Several that fit are none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from archive.ingest.occasions import COMMON_NAME, DOINGS, SESSION_DAYS, alike, core_of
from archive.models import Event, Place

Part = tuple[str, str]  # a name and its part

# So many people of the same names vouch for two reports; of a report that names a single one, he does.
ENOUGH_PEOPLE = 2


@dataclass(slots=True)
class EventFound:
    """What an article says of one event. `people` gives the person that a participant's name is linked to.

    `article` is the article's number among those at hand; `core`, `area` and `path` (of the area), `sure` and
    `is_session` are what `occasions` says.
    """

    article: int
    title: str
    core: str
    type: str
    start: date | None
    end: date | None
    precision: str
    area: int | None
    path: str
    sure: bool
    is_session: bool
    place: int | None
    place_name: str
    host: str
    participants: list[Part]
    people: dict[str, int]
    # The event that this article was linked to under the same title when it was read before.
    before: int | None = None
    # The event that a curator linked it to, or the one before where a curator changed its title, day or area.
    settled: int | None = None
    # People's names that did not stand in this article when it was read before.
    new_names: set[str] = field(default_factory=set)

    @property
    def lead(self) -> str:
        """Who is named first."""
        return self.participants[0][0] if self.participants else ""


@dataclass(slots=True, eq=False)
class Known:
    """One event as all the articles at hand tell it, beside what its row says already."""

    row: Event
    path: str
    names: list[str] = field(default_factory=list)
    told: list[EventFound] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it has no row yet."""
        return self.row.pk is None

    @property
    def is_sure(self) -> bool:
        """Whether its name says whose it is."""
        return any(map(self.row.title.startswith, self.path.split(Place.SEPARATOR))) if self.path else False

    @property
    def core(self) -> str:
        """What is left of its name without whose it is."""
        name = self.row.title
        for owner in self.path.split(Place.SEPARATOR):
            name = name.removeprefix(owner)
        return core_of(name)

    def tell(self, found: EventFound) -> None:
        """Take in one more report."""
        self.told.append(found)
        self.names += [name for name, _ in found.participants if name not in self.names]
        if _lies_in(found.path, self.path):
            self.path = found.path


class EventsAtHand:
    """The events that reports may tell of: those of the same days that are stored, and those told so far."""

    def __init__(self, known: Iterable[Known]) -> None:
        """The oldest first: of twins that a curator made it is found."""
        self._of_core: dict[str, list[Known]] = defaultdict(list)
        self._of_doing: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        """Let later reports find it."""
        self._of_core[known.core].append(known)
        if known.row.type in DOINGS and known.names:
            self._of_doing[known.row.type, known.names[0]].append(known)

    def find(self, found: EventFound) -> Known | None:
        """The event that the report tells of: the one that fits, or None."""
        if found.start is None:
            return None
        named = [each for each in self._of_core.get(found.core, ()) if _may_be(found, each)]
        own = next((each for each in named if each.row.area_id == found.area and not _elsewhere(found, each)), None)
        if own:
            return own
        near = {id(each): each for each in (*_vouched(found, named), *self._done_alike(found))}
        return next(iter(near.values())) if len(near) == 1 else None

    def _done_alike(self, found: EventFound) -> Iterator[Known]:
        if found.type not in DOINGS or not found.lead:
            return
        for each in self._of_doing.get((found.type, found.lead), ()):
            if _may_be(found, each) and _nested(found.path, each.path):
                own = found.place is not None and found.place not in (found.area, each.row.area_id)
                if (own and found.place == each.row.place_id) or alike(found.title, each.row.title):
                    yield each


def _may_be(found: EventFound, known: Known) -> bool:
    """Whether day and kind agree. One article does not tell of one event under two titles."""
    first = known.row.start
    if first is None or found.start is None or any(told.article == found.article for told in known.told):
        return False
    apart = abs((found.start - first).days)
    if apart > (SESSION_DAYS if found.is_session else 0):
        return False
    return found.type[:20] == known.row.type or not (found.type and known.row.type)


def _elsewhere(found: EventFound, known: Known) -> bool:
    """Whether the name is a common one and the places are two; or nothing tells whose it is (新闻发布会), and nobody
    took part in both."""
    if len(found.core) > COMMON_NAME:
        return False
    places = {found.place_name, known.row.place_name} - {""}
    nobodys = found.area is None and not found.sure and not {name for name, _ in found.participants} & set(known.names)
    return len(places) > 1 or nobodys


def _vouched(found: EventFound, named: list[Known]) -> Iterator[Known]:
    """Of the events of that name those that lie within the same area, where place or people vouch for it."""
    for each in named:
        surely_two = (found.sure and each.is_sure) or each.row.area_id == found.area
        if surely_two or not _nested(found.path, each.path):
            continue
        narrow = each.row.area_id if _lies_in(each.path, found.path) else found.area
        places = {found.place, each.row.place_id} - {None}
        shared = {name for name, _ in found.participants} & set(each.names)
        fewest = min(len(found.participants), len(each.names))
        at_one_place = found.place is not None and found.place == each.row.place_id
        if at_one_place or narrow in places or len(shared) >= min(ENOUGH_PEOPLE, max(fewest, 1)):
            yield each


def _nested(first: str, second: str) -> bool:
    return _lies_in(first, second) or _lies_in(second, first)


def _lies_in(inner: str, outer: str) -> bool:
    """Whether the one place lies in the other, or is it; an unknown place may be anywhere."""
    return not outer or inner == outer or inner.startswith(outer + Place.SEPARATOR)

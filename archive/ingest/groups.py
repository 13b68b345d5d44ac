"""Pages and records gathered into whole issues as they come: one group, one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from archive.ingest.stream import Arrival, Aside, PageUnit, RecordsEnd, RecordUnit, Unit

# Separate articles of neighbouring issues are stored together until there are so many: the queries cost the same.
ENOUGH = 100
# No issue of a newspaper has so many articles; what has (a thousand undated records) is stored in parts,
# so that memory does not grow with the archive.
LARGEST_GROUP = 1000
LARGEST_GROUP_TEXT = 20_000_000  # characters


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one issue, as far as is known before they are parsed; separate articles also of several issues."""

    units: tuple[Unit, ...]


def in_groups(arrivals: Iterable[Arrival]) -> Iterator[Group | Aside]:
    """Put consecutive units of one issue together, and separate articles of neighbouring small issues; whatever else
    arrives passes through, never overtaken by a group of its own file."""
    waiting: list[Unit] = []
    text = 0
    for arrival in arrivals:
        if not isinstance(arrival, PageUnit | RecordUnit):
            if waiting and isinstance(arrival, RecordsEnd):
                yield Group(tuple(waiting))
                waiting, text = [], 0
            yield arrival
            continue
        full = len(waiting) >= LARGEST_GROUP or text > LARGEST_GROUP_TEXT
        if waiting and (full or not _go_together(waiting, arrival)):
            yield Group(tuple(waiting))
            waiting, text = [], 0
        waiting.append(arrival)
        text += len(arrival.dump.text if isinstance(arrival, PageUnit) else arrival.article.text)
    if waiting:
        yield Group(tuple(waiting))


def _go_together(waiting: list[Unit], unit: Unit) -> bool:
    """Whether the unit is of the same issue as the last one, or of an issue to be stored with its own."""
    last = waiting[-1]
    if _key(unit) is not None and _key(unit) == _key(last):
        return True
    of_one_file = isinstance(unit, RecordUnit) and isinstance(last, RecordUnit) and unit.path == last.path
    return of_one_file and len(waiting) < ENOUGH


def _key(unit: Unit) -> tuple[object, ...] | None:
    """What the units of one issue have in common; None for a page that only parsing can date."""
    if isinstance(unit, RecordUnit):
        return ("record", unit.path, unit.given.newspaper, unit.given.date)
    if unit.given.date is None:
        return None
    return ("page", PurePath(unit.path).parent, unit.given.newspaper, unit.given.date)

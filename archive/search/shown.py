"""What is shown of a record: its name, and in few words what tells it from others of the name.

The index holds both, and the other names, so that suggestions need no database: half a dozen queries for every key
that somebody presses would be most of the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.models import Event, Organization, Person, Place


@dataclass(frozen=True)
class Shown:
    """A record as the index shows it."""

    name: str
    detail: str
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The one string that the index holds."""
        return "\n".join(" ".join(each.split()) for each in (self.name, self.detail, *self.others))

    @classmethod
    def read(cls, held: str) -> Shown:
        """Read what the index holds."""
        name, detail, *others = held.split("\n")
        return cls(name, detail, tuple(others))

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (self.name, *self.others)


def detail(record: Any) -> str:
    """What tells a record, read as its index reads it, from others of its name."""
    return " · ".join(dict.fromkeys(filter(None, _details(record))))


def _details(record: Any) -> Iterable[str]:
    match record:
        case Person():
            yield record.note
            yield from [str(each.post) for each in record.held[:1]]  # type: ignore[attr-defined]
            yield record.home.path.replace(Place.SEPARATOR, " › ") if record.home else ""
        case Organization():
            yield record.place.path.replace(Place.SEPARATOR, " › ") if record.place else ""
        case Place():
            yield record.type
            yield " › ".join(record.ancestors)
        case Event():
            yield record.type
            yield _when(record)
            yield record.place.name if record.place else record.place_name


def _when(event: Event) -> str:
    if event.start is None:
        return ""
    length = {"year": 4, "month": 7}.get(event.precision, 10)
    return event.start.isoformat()[:length]

"""Records out: written as they are read, some hundred at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from archive import tables
from archive.curating.exchange.cells import PRECISIONS, Cells, marked, parted
from archive.curating.exchange.kinds import Form, Kind
from archive.models import Event, Membership, Organization, Person, Place, Post, Precision

AT_ONCE = 1_000
# How much of a date Popolo writes where less is known.
KNOWN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def table(kind: Kind) -> Iterator[str]:
    """The records as the lines of a CSV file, headed in the reader's language."""
    headings = [column.label for column in kind.columns]
    return tables.lines(_rows(kind, headings))


def _rows(kind: Kind, headings: list[str]) -> Iterator[list[str]]:
    yield headings
    keys = [column.key for column in kind.columns]
    for record in _records(kind):
        cells = marked(kind, record)
        yield [cells[key] for key in keys]


def popolo(kind: Kind) -> Iterator[str]:
    """The records as Popolo JSON, a record a line."""
    yield f'{{"{kind.list_name}": ['
    for number, record in enumerate(_records(kind)):
        told = as_popolo(kind, record)
        yield f"{',' if number else ''}\n{json.dumps(told, ensure_ascii=False)}"
    yield "\n]}\n"


def _records(kind: Kind) -> Iterator[Any]:
    return kind.records.order_by("pk").iterator(chunk_size=AT_ONCE)


def as_popolo(kind: Kind, record: Any) -> dict[str, Any]:
    """The record as Popolo's object: `id` first, then its fields, then what tells more of what it points to."""
    cells = marked(kind, record)
    told: dict[str, Any] = {}
    names = {column.key for field in kind.fields if field.form is Form.NAMES for column in field.columns}
    for column in kind.columns:
        cell: Any = cells[column.key] or None
        if column.key in names:
            cell = [{"name": name} for name in parted(cells[column.key])]
        _put(told, column.path, cell)
    told = {name: None if _is_empty(value) else value for name, value in told.items()}
    told.pop("date_precision", None)
    _tell_more(told, record, cells)
    return told


def _is_empty(value: Any) -> bool:
    return all(map(_is_empty, value.values())) if isinstance(value, dict) else value is None


def _put(told: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        told = told.setdefault(name, {})
    told[path[-1]] = value


def _tell_more(told: dict[str, Any], record: Any, cells: Cells) -> None:
    """Popolo's ids and labels, which coming in are not asked for."""
    match record:
        case Person():
            _area(told, "area", record.home)
        case Organization():
            _area(told, "area", record.place)
            told["parent_id"] = record.parent_id and str(record.parent_id)
        case Post():
            told |= {"label": str(record), "organization_id": str(record.organization_id)}
        case Membership():
            told |= {"label": str(record.post), "post_id": str(record.post_id)}
            told["organization_id"] = str(record.post.organization_id)
        case Place():
            told |= {"identifier": record.path, "parent_id": record.parent_id and str(record.parent_id)}
        case Event():
            _area(told, "area", record.area)
            precision = PRECISIONS.get(cells["precision"], Precision.DAY)
            told["start_date"] = cells["start"][: KNOWN[precision]] or None


def _area(told: dict[str, Any], name: str, place: Place | None) -> None:
    if place:
        told[f"{name}_id"] = str(place.pk)
        told[name] |= {"id": str(place.pk), "name": place.name}


# By the ending of the file's name: what writes it, and what it is.
FORMATS: dict[str, tuple[Callable[[Kind], Iterator[str]], str]] = {
    "csv": (table, tables.TYPE),
    "json": (popolo, "application/json"),
}

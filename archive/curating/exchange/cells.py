"""A record as cells, and cells as they are compared: the same value in two spellings is the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

from archive.curating.exchange.kinds import CREATED, ID, REVISION, SEAL, Field, Form, Kind
from archive.models import Event, Organization, Person, Place, Post, Precision

PRECISIONS = {"日": Precision.DAY, "月": Precision.MONTH, "年": Precision.YEAR}
_PRECISION_SAID = {value: said for said, value in PRECISIONS.items()}
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?|月)?(?:\s+0{1,2}:00(?::00)?)?")
MARK = 4  # bytes of a field's mark in the seal

Cells = dict[str, str]


class BadCell(ValueError):
    """A cell that cannot be read; the message says why."""


def told(kind: Kind, record: Any) -> Cells:
    """The record's cells by column, without the marks."""
    cells = {ID.key: str(record.pk)}
    for field in kind.fields:
        values = _told(field, record)
        cells.update(zip((column.key for column in field.columns), values, strict=True))
    return cells


def marked(kind: Kind, record: Any) -> Cells:
    """The record's cells with the marks by which the row is known again."""
    cells = told(kind, record)
    return {
        **cells,
        REVISION.key: str(record.revision),
        CREATED.key: record.created_at.isoformat(),
        SEAL.key: seal(kind, cells),
    }


def _told(field: Field, record: Any) -> tuple[str, ...]:
    if field.form is Form.NAMES:
        return (joined(sorted(each.name for each in record.other_names.all())),)
    value = getattr(record, field.name)
    match value:
        case None:
            return ("",) * len(field.columns)
        case Place():
            return (value.path,)
        case Organization():
            return (value.name, value.place.path if value.place else "")
        case Person():
            return (str(value.pk), value.name, value.home.path if value.home else "")
        case Post():
            body = value.organization
            return (body.name, body.place.path if body.place else "", value.title)
        case date():
            return (value.isoformat(),)
    return (_PRECISION_SAID.get(value, value) if field.form is Form.PRECISION else value,)


def joined(names: Iterable[str]) -> str:
    """Several names in one cell: parted by |, with a backslash before those that are part of a name."""
    return "|".join(re.sub(r"([\\|])", r"\\\1", name) for name in names)


def parted(cell: str) -> list[str]:
    """The names in a cell, each once."""
    names = (
        re.sub(r"\\(.)", r"\1", each, flags=re.DOTALL) for each in re.findall(r"(?:[^\\|]|\\.?)+", cell, re.DOTALL)
    )
    return sorted(dict.fromkeys(name for name in names if name.strip()))


def day(cell: str) -> date | None:
    """The day: 2023-03-05, 2023/3/5, 2023年3月5日; of a month its first. Raises BadCell."""
    said = cell.strip()
    if not said:
        return None
    found = DAY.fullmatch(said)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
        if re.fullmatch(r"\d{4}年?", said):
            return date(int(said[:4]), 1, 1)
    except ValueError:
        pass
    raise BadCell(said)


def same(field: Field, cells: Mapping[str, str]) -> str:
    """The field's cells as they are compared."""
    return "\x1f".join(_same(field, cells.get(column.key, "")) for column in field.columns)


def _same(field: Field, cell: str) -> str:
    match field.form:
        case Form.DATE:
            try:
                found = day(cell)
            except BadCell:
                return cell
            return found.isoformat() if found else ""
        case Form.PRECISION:
            return str(PRECISIONS.get(cell.strip(), cell.strip()))
        case Form.NAMES:
            return joined(parted(cell.replace("\r\n", "\n").replace("\r", "\n")))
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def mark(field: Field, cells: Mapping[str, str]) -> str:
    """Some characters that tell whether the field's cells are others."""
    return blake2b(same(field, cells).encode("utf-8", "replace"), digest_size=MARK).hexdigest()


def seal(kind: Kind, cells: Mapping[str, str]) -> str:
    """The marks of all fields, so that a file says which cells were changed in it: name:1f0a22c4 home:…"""
    return " ".join(f"{field.name}:{mark(field, cells)}" for field in kind.fields)


def marks(cell: str) -> dict[str, str]:
    """The marks by field; none where the seal is missing or broken."""
    return dict(each.split(":", 1) for each in cell.split() if ":" in each)


def shown(field: Field, cells: Mapping[str, str]) -> str:
    """The field's cells for people."""
    return " · ".join(filter(None, (cells.get(column.key, "") for column in field.columns)))


def label(record: Any) -> str:
    """What a record is called in the dry run."""
    return str(record.path if isinstance(record, Place) else record.title if isinstance(record, Event) else record)

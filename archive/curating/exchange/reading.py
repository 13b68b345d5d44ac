"""Records in: a file's rows as cells by column, whatever order, heading or encoding they come in.

A row is numbered as a table program numbers it, the headings being the first; of JSON the first record is number 1.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from archive import tables
from archive.curating.deciding import Refused
from archive.curating.exchange.cells import PRECISIONS, Cells, joined
from archive.curating.exchange.kinds import Column, Form, Kind
from archive.ingest.encodings import BYTE_ORDER_MARKS
from archive.models import Precision

# Control characters, and halves of characters.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST = 100_000  # characters in a cell: longer ones come of a quotation mark that is not closed
_REDUCED = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_SAID = {value: said for said, value in PRECISIONS.items()}


@dataclass(slots=True)
class Row:
    """A row; only columns that the file has are among its cells. `problem` says why it cannot be read."""

    number: int
    cells: Cells
    problem: str = ""


@dataclass(slots=True)
class Table:
    """A file's rows, the columns it has, and the headings nobody knows."""

    rows: list[Row]
    columns: list[str]
    unknown: list[str] = field(default_factory=list)


def read(kind: Kind, data: bytes) -> Table:
    """Read a file, CSV or JSON. Raises Refused where it is neither."""
    text = _decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        return _from_json(kind, text)
    return _from_csv(kind, text)


def _decoded(data: bytes) -> str:
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)]
    for each in (*marked[:1], "utf-8", "gb18030"):
        try:
            return data.decode(each).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise Refused(gettext("读不了这个文件：既不是 UTF-8，也不是 GBK。"))


def _from_csv(kind: Kind, text: str) -> Table:
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    between = max(",\t;", key=heading.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    csv.field_size_limit(max(csv.field_size_limit(), 10 * LONGEST))
    headings = [tables.plain(cell) for cell in next(lines, [])]
    columns, unknown = _columns(kind, headings)
    found = Table([], [column.key for column in columns if column], unknown)
    for number, cells in _lines(lines):
        if isinstance(cells, str):
            found.rows.append(Row(number, {}, cells))
        elif any(cells):
            found.rows.append(_row(number, columns, cells))
    return found


def _columns(kind: Kind, headings: list[str]) -> tuple[list[Column | None], list[str]]:
    """The column each heading means. Raises Refused where one stands twice or none is known."""
    columns = [next((each for each in kind.columns if each.is_called(said)), None) for said in headings]
    known = [column for column in columns if column]
    if not known:
        raise Refused(gettext("第一行没有认得的列名。应有：%s") % "、".join(each.label for each in kind.columns))
    if twice := {each.label for each in known if known.count(each) > 1}:
        raise Refused(gettext("有重复的列：%s") % "、".join(sorted(twice)))
    unknown = [said for said, column in zip(headings, columns, strict=True) if column is None and said.strip()]
    return columns, unknown


def _lines(lines: Any) -> Iterator[tuple[int, list[str] | str]]:
    number = 1
    while True:
        number += 1
        try:
            yield number, next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, str(error)


def _row(number: int, columns: list[Column | None], cells: list[str]) -> Row:
    if any(cells[len(columns) :]):
        return Row(number, {}, gettext("格子比列名多"))
    told = {column.key: tables.plain(cell) for column, cell in zip(columns, cells, strict=False) if column}
    return Row(number, told, _problem(told))


def _problem(cells: Cells) -> str:
    """Why no database would take it."""
    for cell in cells.values():
        if len(cell) > LONGEST:
            return gettext("有一格太长，可能是引号没有配对")
        if NO_TEXT.search(cell):
            return gettext("有控制字符或残缺的字符")
    return ""


def _from_json(kind: Kind, text: str) -> Table:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(gettext("不是完好的 JSON：%s") % error) from error
    listed = told.get(kind.list_name) if isinstance(told, dict) else told
    if not isinstance(listed, list):
        raise Refused(gettext("JSON 里没有“%s”这个列表。") % kind.list_name)
    names = {column.key for each in kind.fields if each.form is Form.NAMES for column in each.columns}
    found = Table([], [])
    for number, record in enumerate(listed, 1):
        found.rows.append(_object(kind, names, number, record))
    given = {key for row in found.rows for key in row.cells}
    found.columns = [column.key for column in kind.columns if column.key in given]
    known = {column.path[0] for column in kind.columns} | _TOLD_MORE
    said = (name for record in listed if isinstance(record, dict) for name in record)
    found.unknown = [name for name in dict.fromkeys(said) if name not in known]
    return found


# What goes out for others' use, and what follows from it.
_TOLD_MORE = {"area_id", "organization_id", "parent_id", "post_id", "label", "identifier", "updated_at"}


def _object(kind: Kind, names: set[str], number: int, record: Any) -> Row:
    if not isinstance(record, dict):
        return Row(number, {}, gettext("不是一条记录"))
    cells: Cells = {}
    try:
        for column in kind.columns:
            value = _at(record, column.path)
            if value is not _MISSING:
                cells[column.key] = _names(value) if column.key in names else _text(value)
    except TypeError:
        return Row(number, {}, gettext("“%s”不是文字") % column.label)
    start = cells.get("start", "").strip()
    if kind.list_name == "events" and "precision" not in cells and len(start) in _REDUCED:
        cells["precision"] = _SAID[_REDUCED[len(start)]]
    return Row(number, cells, _problem(cells))


_MISSING = object()


def _at(record: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if record is None:
            return None
        if not isinstance(record, dict) or name not in record:
            return _MISSING
        record = record[name]
    return record


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    return str(value)


def _names(value: Any) -> str:
    listed = [] if value is None else value
    if not isinstance(listed, list):
        raise TypeError
    return joined(_text(each.get("name") if isinstance(each, dict) else each) for each in listed)

"""What would come of a file, row by row: made, changed, the same, in conflict, or bad, each with its reasons.

A cell is taken for changed where its mark says so, or, in a file without marks, where it differs from what is stored.
What a person has said since the export, or somebody else has locked, is a conflict and stays unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext

from archive.curating.exchange import cells as reading
from archive.curating.exchange import parents
from archive.curating.exchange.cells import BadCell, Cells, label, mark, marks, same, shown, told
from archive.curating.exchange.finding import Finder, Several, is_number
from archive.curating.exchange.kinds import CREATED, ID, REVISION, SEAL, Field, Form, Kind
from archive.curating.exchange.reading import Row, Table
from archive.curating.exchange.ruling import problem, who_set
from archive.models import Organization, Place

AT_ONCE = 500
NAMES = "other_names"
# Written by people alone, so never locked.
NEVER_LOCKED = frozenset({"note"})


class Fate(StrEnum):
    """What comes of a row."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    CONFLICT = "conflict"
    BAD = "bad"


@dataclass(slots=True)
class Difference:
    """A field's old and new cells, and what speaks against the new."""

    name: str
    label: str
    old: str
    new: str
    against: str = ""


@dataclass(slots=True)
class Planned:
    """A row and what comes of it. `values` are by column of the model, `names` the other names where these change;
    `forceable` says whether a conflict is only that somebody said otherwise."""

    number: int
    fate: Fate
    label: str = ""
    pk: int | None = None
    reason: str = ""
    differences: list[Difference] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    names: list[str] | None = None
    record: Any = None
    made_at: datetime | None = None
    forceable: bool = False

    def writes(self, overwrite: bool) -> bool:
        """Whether it is carried out."""
        return self.fate in (Fate.CREATE, Fate.CHANGE) or (overwrite and self.forceable)

    def as_dict(self) -> dict[str, Any]:
        """For people to look at."""
        differences = [[each.label, each.old, each.new, each.against] for each in self.differences]
        return {
            **{"number": self.number, "fate": str(self.fate), "label": self.label, "pk": self.pk},
            **{"reason": self.reason, "differences": differences},
        }


@dataclass(slots=True)
class _Draft:
    """A row on its way: its cells read as values, and the fields it tells."""

    row: Row
    fields: list[Field]
    values: dict[str, Any] = field(default_factory=dict)
    names: list[str] | None = None
    problems: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    made_at: datetime | None = None


class Planner:
    """Plans the rows of one file as the import of one user."""

    def __init__(self, kind: Kind, table: Table, user: int) -> None:
        self.kind = kind
        self.table = table
        self.user = user
        self.given = [each for each in kind.fields if any(c.key in table.columns for c in each.columns)]
        self.finder = Finder(kind, _coming(kind, table))
        self.about: dict[int, int] = {}  # which row is about which record
        self.made: dict[tuple[Any, ...], int] = {}  # which row makes what

    def plans(self, tell: Callable[[int], None] | None = None) -> list[Planned]:
        """All rows; `tell` hears how many are planned."""
        found: list[Planned] = []
        for start in range(0, len(self.table.rows), AT_ONCE):
            found += self._some(self.table.rows[start : start + AT_ONCE])
            if tell:
                tell(len(found))
        while wrong := [*parents.waiting(found)] or [*parents.circular(self.kind, found)]:
            _refuse(wrong)
        return found

    def _some(self, rows: list[Row]) -> list[Planned]:
        self.finder.prepare(row.cells for row in rows if not row.problem)
        drafts = [self._draft(row) for row in rows if not row.problem]
        unknown = [each for each in drafts if not self._is_numbered(each.row)]
        fitting = self.finder.fitting(each.values for each in unknown)
        near = {draft.row.number: fitting[at] for at, draft in enumerate(unknown)}
        by_number = {}
        for draft in drafts:
            try:
                by_number[draft.row.number] = self._planned(draft, near.get(draft.row.number, []))
            except BadCell as error:
                by_number[draft.row.number] = self._left(draft, Fate.BAD, str(error))
            except Several as error:
                by_number[draft.row.number] = self._left(draft, Fate.CONFLICT, str(error))
        self._ask_who([each for each in by_number.values() if each.fate is Fate.CHANGE])
        bad = {row.number: Planned(row.number, Fate.BAD, reason=row.problem) for row in rows if row.problem}
        planned = [by_number.get(row.number) or bad[row.number] for row in rows]
        _refuse(problem(self.kind, [each for each in planned if each.writes(True)], self.made))
        return planned

    def _is_numbered(self, row: Row) -> bool:
        """Whether it tells its record by number and time, as rows do that went out."""
        said = row.cells.get(ID.key, "")
        record = self.finder.records.get(int(said)) if is_number(said) else None
        return record is not None and record.created_at.isoformat() == row.cells.get(CREATED.key)

    def _left(self, draft: _Draft, fate: Fate, reason: str) -> Planned:
        return Planned(draft.row.number, fate, _called(self.kind, draft.row.cells), reason=reason)

    def _draft(self, row: Row) -> _Draft:
        here = [each for each in self.given if any(column.key in row.cells for column in each.columns)]
        draft = _Draft(row, here)
        for each in here:
            try:
                self._read(each, draft)
            except BadCell as error:
                draft.problems[each.name] = gettext("%(field)s：%(reason)s") % {"field": each.label, "reason": error}
            except Several as error:
                draft.unclear[each.name] = gettext("%(field)s：%(reason)s") % {"field": each.label, "reason": error}
        return draft

    def _read(self, each: Field, draft: _Draft) -> None:
        cells = draft.row.cells
        said = [cells.get(column.key) for column in each.columns]
        first = said[0] or ""
        name = each.name if each.form in (Form.TEXT, Form.DATE, Form.PRECISION) else f"{each.name}_id"
        match each.form:
            case Form.TEXT:
                draft.values[name] = first.replace("\r\n", "\n").replace("\r", "\n")
            case Form.DATE:
                draft.values[name] = _day(first)
            case Form.PRECISION:
                draft.values[name] = _precision(first)
            case Form.NAMES:
                draft.names = reading.parted(first.replace("\r\n", "\n").replace("\r", "\n"))
            case Form.PLACE:
                draft.values[name] = self.finder.place(first)
            case Form.BODY:
                draft.values[name] = self.finder.body(first, said[1])
            case Form.PERSON:
                draft.values[name] = self.finder.person(first, said[1] or "", said[2])
            case Form.POST:
                draft.values[name] = self.finder.post(first, said[1], said[2] or "")

    def _planned(self, draft: _Draft, fitting: list[Any]) -> Planned:
        record, own = self._record(draft, fitting)
        if record is None:
            return self._new(draft)
        if (other := self.about.setdefault(record.pk, draft.row.number)) != draft.row.number:
            raise BadCell(gettext("与第 %d 行说的是同一条记录") % other)
        planned = Planned(draft.row.number, Fate.SAME, label(record), record.pk, record=record)
        now = told(self.kind, record)
        sealed = marks(draft.row.cells.get(SEAL.key, "")) if own else {}
        for each in draft.fields:
            if self._touched(each, draft.row.cells, now, sealed):
                self._change(each, draft, planned, now, sealed)
        return planned

    def _record(self, draft: _Draft, fitting: list[Any]) -> tuple[Any, bool]:
        """The record that the row is about, None for a new one; and whether it went out from this archive."""
        said, made = draft.row.cells.get(ID.key, "").strip(), draft.row.cells.get(CREATED.key, "").strip()
        if said and not is_number(said):
            raise BadCell(gettext("“%s”不是编号") % said)
        if made:
            draft.made_at = _moment(made)
        number = int(said) if said else 0
        record = self.finder.records.get(number)
        if record and draft.made_at in (None, record.created_at):
            return record, True
        if said and not made:
            raise BadCell(gettext("没有编号为 %s 的记录；要新建，请把编号留空") % said)
        known = number and record is None and number <= self.finder.newest
        if unclear := [draft.unclear[name] for name in self._telling() if name in draft.unclear]:
            raise Several(unclear[0])
        if bad := [draft.problems[name] for name in self._telling() if name in draft.problems]:
            raise BadCell(bad[0])
        fitting = [each for each in fitting if each.pk not in self.about or not said]
        if len(fitting) > 1:
            which = "、".join(f"#{each.pk}" for each in fitting[:5])
            raise Several(gettext("对得上几条记录：%s。请填编号") % which)
        if fitting:
            return fitting[0], bool(known)
        if known:
            to = self.finder.former.get(number)
            gone = (
                gettext("编号 %d 的记录已并入 #%d") % (number, to) if to else gettext("编号 %d 的记录已不在") % number
            )
            raise Several(gettext("%s；要另建一条，请把编号留空") % gone)
        return None, False

    def _telling(self) -> list[str]:
        return [each.name for each in self.kind.fields if each.required or each.form in (Form.PLACE, Form.BODY)]

    def _new(self, draft: _Draft) -> Planned:
        if wrong := [*draft.problems.values()]:
            raise BadCell("；".join(wrong))
        if unclear := [*draft.unclear.values()]:
            raise Several("；".join(unclear))
        cells = draft.row.cells
        planned = Planned(draft.row.number, Fate.CREATE, _called(self.kind, cells), made_at=draft.made_at)
        planned.values, planned.names = draft.values, draft.names or None
        number = cells.get(ID.key, "").strip()
        if number and draft.made_at and int(number) > self.finder.newest:
            planned.pk = int(number)
        for each in self.kind.fields:
            missing = each.required and not _value(planned.values, each)
            if missing:
                raise BadCell(gettext("缺少%s") % each.label)
            if text := shown(each, cells):
                planned.differences.append(Difference(each.name, each.label, "", text))
        return planned

    def _touched(self, each: Field, cells: Cells, now: Cells, sealed: dict[str, str]) -> bool:
        """Whether the file says something else than what it was given, or, where that is not known, than is stored."""
        whole = {**{c.key: now[c.key] for c in each.columns}, **cells}
        if same(each, whole) == same(each, now):
            return False
        return mark(each, whole) != sealed[each.name] if each.name in sealed else True

    def _change(self, each: Field, draft: _Draft, planned: Planned, now: Cells, sealed: dict[str, str]) -> None:
        if each.name in draft.problems:
            raise BadCell(draft.problems[each.name])
        if each.name in draft.unclear:
            raise Several(draft.unclear[each.name])
        if each.form is Form.NAMES:
            planned.names = draft.names
        else:
            name = each.name if each.name in draft.values else f"{each.name}_id"
            if getattr(planned.record, name) == draft.values[name]:
                return
            planned.values[name] = draft.values[name]
            if each.required and not draft.values[name]:
                raise BadCell(gettext("缺少%s") % each.label)
        planned.fate = Fate.CHANGE
        difference = Difference(each.name, each.label, shown(each, now), shown(each, {**now, **draft.row.cells}))
        if self._said_since(each, draft.row.cells, planned.record, now, sealed):
            difference.against = gettext("导出之后有人改过")
        planned.differences.append(difference)

    def _said_since(self, each: Field, cells: Cells, record: Any, now: Cells, sealed: dict[str, str]) -> bool:
        """Whether a person gave the field another value after the file went out."""
        if each.name not in record.locked_fields and each.name not in NEVER_LOCKED:
            return False
        if each.name in sealed:
            return sealed[each.name] != mark(each, now)
        revision = cells.get(REVISION.key, "").strip()
        return is_number(revision) and int(revision) != record.revision

    def _ask_who(self, changed: list[Planned]) -> None:
        """Let what others said stand against the change."""
        locked = {
            each.record.pk: [d.name for d in each.differences if d.name in each.record.locked_fields or d.against]
            for each in changed
        }
        setters = who_set(self.kind, {pk: names for pk, names in locked.items() if names})
        for each in changed:
            for difference in each.differences:
                if difference.name not in locked[each.record.pk]:
                    continue
                pk, name = setters.get((each.record.pk, difference.name), (None, ""))
                if difference.against:
                    difference.against += f"（{name}）" if name else ""
                elif pk != self.user:
                    difference.against = gettext("%s 锁定") % (name or gettext("有人"))
            if any(difference.against for difference in each.differences):
                each.fate, each.forceable = Fate.CONFLICT, True


def digest(planned: list[Planned]) -> str:
    """Some characters that are others where anything would come of the file otherwise, in whatever language."""
    found = blake2b(digest_size=16)
    for each in planned:
        differences = [(one.name, one.old, one.new, bool(one.against)) for one in each.differences]
        told = (each.number, str(each.fate), each.label, each.pk, bool(each.reason), differences)
        found.update(repr(told).encode("utf-8", "replace"))
    return found.hexdigest()


def counts(planned: list[Planned]) -> dict[str, int]:
    """How many rows have which fate, and how many of the conflicts may be carried out all the same."""
    found = dict.fromkeys(map(str, Fate), 0)
    for each in planned:
        found[str(each.fate)] += 1
    return {**found, "forceable": sum(each.forceable for each in planned)}


def _coming(kind: Kind, table: Table) -> set[tuple[str, ...]]:
    """The places and bodies that rows may point to and the file itself may bring."""
    found: set[tuple[str, ...]] = set()
    for row in table.rows:
        cells = row.cells
        name = cells.get("name", "")
        if kind.model is Place and name:
            found.add((Place.SEPARATOR.join(filter(None, (cells.get("parent", "").strip(), name))),))
        elif kind.model is Organization and name:
            found.add((name, cells.get("place", "").strip()))
    return found


def _refuse(wrong: Iterable[tuple[Planned, str]]) -> None:
    for each, reason in wrong:
        each.fate, each.reason, each.forceable = Fate.BAD, reason, False


def _value(values: dict[str, Any], each: Field) -> Any:
    return values.get(each.name) or values.get(f"{each.name}_id")


def _called(kind: Kind, cells: Cells) -> str:
    """What the row says that it is about."""
    return " ".join(filter(None, (shown(each, cells) for each in kind.fields if each.required)))


def _day(cell: str) -> Any:
    try:
        return reading.day(cell)
    except BadCell as error:
        raise BadCell(gettext("“%s”不是日期") % error) from error


def _precision(cell: str) -> str:
    said = cell.strip()
    value = reading.PRECISIONS.get(said, said or "day")
    if value not in reading.PRECISIONS.values():
        raise BadCell(gettext("“%s”不是日、月、年") % said)
    return str(value)


def _moment(cell: str) -> datetime:
    try:
        found = parse_datetime(cell)
    except ValueError:
        found = None
    if found is None or is_naive(found):
        raise BadCell(gettext("创建时间“%s”读不出来；不知道的，请留空") % cell)
    return found

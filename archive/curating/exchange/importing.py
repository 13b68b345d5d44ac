"""A table's way in: taken and tried, then carried out as it was shown, or left; and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curating import moving, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.curating.exchange import planning, reading, writing
from archive.curating.exchange.finding import Coming
from archive.curating.exchange.kinds import KINDS, Kind
from archive.curating.exchange.parents import keys
from archive.curating.exchange.planning import NAMES, NEVER_LOCKED, Planned, Planner
from archive.curating.exchange.undoing import take_back
from archive.local import private_folder
from archive.models import Decision, Exchange, OtherName, Place
from archive.models.acting import actor
from archive.models.batches import batches
from archive.models.turns import writing as turn

TABLE, ROWS = "table", "rows.jsonl"
# What the desk takes at once: a command takes any number.
MOST_ROWS = 10_000
State = Exchange.State


class Step(models.TextChoices):
    """What is done one after the other."""

    WAITING = "waiting", _("等候写入")
    TRYING = "trying", _("核对")
    WRITING = "writing", _("写入")
    NOTING = "noting", _("记录改动")


# Is told the step, how many rows are behind it, and of how many.
Tell = Callable[[Step, int, int], None]


def untold(step: Step, done: int, rows: int) -> None:
    """Nobody waits."""


class _Written:
    """Tells how many rows were written, as they are."""

    def __init__(self, tell: Tell, rows: int):
        self.tell, self.rows, self.done = tell, rows, 0
        self(0)

    def __call__(self, more: int) -> None:
        self.done += more
        self.tell(Step.WRITING, self.done, self.rows)


class Changed(Refused):
    """What would come of the table is no longer what was shown."""


def other() -> str:
    """Says so."""
    return gettext("预览之后档案有改动，没有导入。下面是新的预览，请再看一遍。")


def left() -> str:
    """Says that a table was left."""
    return gettext("这个表格已经放弃了。")


def receive(kind: Kind, name: str, data: bytes, user: int, key: UUID, most: int | None = None) -> Exchange:
    """Take a table and try it; a form sent twice is one.

    Raises Refused where it cannot be read or has more than `most` rows.
    """
    table = reading.read(kind, data)
    if most and len(table.rows) > most:
        raise Refused(gettext("超过 %d 行，请分几次导入，或用 manage.py import_records。") % most)
    try:
        with transaction.atomic():
            exchange = Exchange.objects.create(key=key, kind=kind.name, name=name[:200], made_by_id=user)
    except IntegrityError:
        return Exchange.objects.get(key=key)
    private_folder(exchange.folder.parent)
    exchange.folder.mkdir(mode=0o700, exist_ok=True)
    (exchange.folder / TABLE).write_bytes(data)
    _tell(exchange, table, Planner(kind, table, user).plans())
    return exchange


def shown(exchange: Exchange) -> Iterator[dict[str, Any]]:
    """What would come, or came, of each row; those that are the same are left out."""
    with (exchange.folder / ROWS).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def confirm(pk: int, digest: str, *, overwrite: bool = False, tell: Tell = untold) -> Exchange:
    """Carry a table out, as whoever acts; twice asked, it is done once. `tell` hears how far it is.

    With `overwrite` also against what others said or locked.
    Raises Changed, after a new try, where something else would come of it than what was shown, of which `digest` is
    the mark; Refused where it was left.
    """
    person = actor()
    assert person, "a person imports"
    tell(Step.WAITING, 0, 0)
    with turn():
        exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=pk)
        if exchange.state == State.DONE or already(exchange.key):
            return exchange
        if exchange.state == State.DISCARDED:
            raise Refused(left())
        kind = KINDS[exchange.kind]
        table = reading.read(kind, (exchange.folder / TABLE).read_bytes())
        planned = Planner(kind, table, person.user).plans(lambda done: tell(Step.TRYING, done, len(table.rows)))
        same = planning.digest(planned) == digest
        exchange.state = State.DONE if same else State.TRIED
        if same:
            data, touched = _carry_out(kind, [each for each in planned if each.writes(overwrite)], tell)
            exchange.decision = _note(exchange, kind, data, touched)
        _tell(exchange, table, planned)
    if not same:
        raise Changed(other())
    return exchange


def discard(pk: int) -> None:
    """Leave it; the table is kept."""
    Exchange.objects.filter(pk=pk, state__in=(State.TRIED, State.FAILED)).update(state=State.DISCARDED)


def _tell(exchange: Exchange, table: reading.Table, planned: list[Planned]) -> None:
    exchange.counts, exchange.digest = planning.counts(planned), planning.digest(planned)
    exchange.unknown = table.unknown[:50]
    with (exchange.folder / ROWS).open("w", encoding="utf-8") as lines:
        for each in planned:
            if each.fate is not planning.Fate.SAME:
                lines.write(json.dumps(each.as_dict(), ensure_ascii=False) + "\n")
    exchange.save()


def _note(exchange: Exchange, kind: Kind, data: traces.Data, touched: int) -> Decision:
    own = data.get(str(kind.model._meta.model_name), {})
    made, changed = len(own.get("created", ())), sum(len(pks) for _, _, pks in own.get("changed", ()))
    told = {"kind": kind.label, "file": exchange.name, "made": made, "changed": changed}
    label = gettext("%(kind)s：%(file)s（新建 %(made)d，改动 %(changed)d）") % told
    return note(Decision.Kind.IMPORT, exchange, {"rows": data}, key=exchange.key, label=label, touched=touched)


def _carry_out(kind: Kind, planned: list[Planned], tell: Tell) -> tuple[traces.Data, int]:
    """Make and change; return what is different, and how many articles show it."""
    model, named = kind.model, str(kind.model._meta.model_name)
    pks = _involved(model, planned)
    before: traces.Snapshot = {model: traces.snapshot(model, pks), OtherName: _names_of(named, pks, planned)}
    written = _Written(tell, len(planned))
    made = _make(kind, [each for each in planned if each.fate is planning.Fate.CREATE], written)
    known = {key: record.pk for each, record in made for key in keys(each)}
    _change(kind, [each for each in planned if each.record], known, written)
    tell(Step.NOTING, 0, 0)
    if any(each.names is not None for each in planned):
        wanted = {each.pk: each.names for each in planned if each.record and each.names is not None}
        wanted |= {record.pk: each.names for each, record in made if each.names}
        writing.rename({pk: names for pk, names in wanted.items() if pk}, named)
    pks += [record.pk for _, record in made]
    after: traces.Snapshot = {model: traces.snapshot(model, pks), OtherName: _names_of(named, pks, planned)}
    data = traces.compared(before, after)
    return data, writing.queue(model, data)


def _involved(model: type[Any], planned: list[Planned]) -> list[int]:
    """The records that may change: of a place that is called otherwise or put elsewhere, those in it too."""
    found = [each.record.pk for each in planned if each.record]
    if model is Place:
        moved = [each.record for each in planned if each.record and each.values.keys() & {"name", "parent_id"}]
        for place in moved:
            found += Place.objects.within(place).exclude(pk=place.pk).values_list("pk", flat=True)
    return list(dict.fromkeys(found))


def _names_of(named: str, pks: list[int], planned: list[Planned]) -> dict[int, traces.Row]:
    if all(each.names is None for each in planned):
        return {}
    found: dict[int, traces.Row] = {}
    for some in batches(pks):
        rows = OtherName.objects.filter(**{f"{named}__in": some}).values_list("pk", flat=True)
        found |= traces.snapshot(OtherName, rows)
    return found


def _make(kind: Kind, planned: list[Planned], written: writing.Written) -> list[tuple[Planned, Any]]:
    """Store what is new; of what lies in each other the outer first."""
    made: list[tuple[Planned, Any]] = []
    known: dict[tuple[str, ...], int] = {}
    left = planned
    while left:
        now = [each for each in left if all(_is_known(value, known) for value in each.values.values())]
        assert now, "no row planned waits for itself"
        records = [_record(kind, each, known) for each in now]
        if kind.model is Place:
            _plant(records)
        moments = {at: each.made_at for at, each in enumerate(now) if each.made_at}
        for numbered in (True, False):
            chosen = [at for at, each in enumerate(now) if bool(each.pk) is numbered]
            told = {place: moments[at] for place, at in enumerate(chosen) if at in moments}
            writing.make(kind.model, [records[at] for at in chosen], told, written)
        made += zip(now, records, strict=True)
        known |= {key: record.pk for each, record in zip(now, records, strict=True) for key in keys(each)}
        done = {id(each) for each in now}
        left = [each for each in left if id(each) not in done]
    return made


def _is_known(value: Any, known: dict[tuple[str, ...], int]) -> bool:
    return not isinstance(value, Coming) or value.key in known


def _settled(values: dict[str, Any], known: dict[tuple[str, ...], int]) -> dict[str, Any]:
    return {name: known[value.key] if isinstance(value, Coming) else value for name, value in values.items()}


def _record(kind: Kind, each: Planned, known: dict[tuple[str, ...], int]) -> Any:
    values = _settled(each.values, known)
    record = kind.model(pk=each.pk, revision=1, **values)
    said = [name.removesuffix("_id") for name, value in values.items() if value]
    record.lock({*said, *([NAMES] if each.names else [])} - NEVER_LOCKED)
    return record


def _plant(places: list[Any]) -> None:
    """Give new places their paths."""
    paths: dict[int | None, str] = {}
    for some in batches({each.parent_id for each in places} - {None}):
        paths |= dict(Place.objects.filter(pk__in=some).values_list("pk", "path"))
    for each in places:
        each.path = Place.path_of(paths.get(each.parent_id), each.name)


def _change(kind: Kind, planned: list[Planned], known: dict[tuple[str, ...], int], written: writing.Written) -> None:
    changes: dict[int, dict[str, Any]] = {}
    for each in planned:
        values = _settled(each.values, known)
        said = {difference.name for difference in each.differences} - NEVER_LOCKED
        locked = sorted({*each.record.locked_fields, *said})
        if kind.model is Place and values.keys() & {"name", "parent_id"}:
            _replant(each, values)
        if locked != each.record.locked_fields:
            values["locked_fields"] = locked
        changes[each.record.pk] = values
    writing.change(kind.model, changes, written)


def _replant(each: Planned, values: dict[str, Any]) -> None:
    """Give a place another name or parent, with the paths of all below it."""
    place = Place.objects.get(pk=each.record.pk)
    place.name = values.get("name", place.name)
    above = values.get("parent_id", place.parent_id)
    parent = Place.objects.get(pk=above) if above else None
    if parent and Place.objects.within(place).filter(pk=parent.pk).exists():
        raise Refused(gettext("上级不能是它自己，也不能是它下面的地点。"))
    moving.replant(place, parent)


@undoes(Decision.Kind.IMPORT)
def _undo(decision: Decision) -> list[str]:
    rows = decision.data["rows"]
    traces.refuse_if_overtaken(decision, rows)
    return take_back(KINDS[Exchange.objects.get(pk=decision.subject_id).kind], rows)

"""An import taken back: every value that is still as it left it, every record it made that nothing else rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext, ngettext

from archive.curating import traces
from archive.curating.deciding import Refused
from archive.curating.exchange import writing
from archive.curating.exchange.cells import label
from archive.curating.exchange.kinds import Kind
from archive.models import IndexChange, OtherName, Place
from archive.models.batches import batches
from archive.models.changes import INDEXED

NAMED = 10  # What stays is named so often, the rest counted.


def take_back(kind: Kind, data: traces.Data) -> list[str]:
    """Take it back; return, for people, what stays as it is now. Raises Refused where something stands in the way."""
    model = kind.model
    try:
        with transaction.atomic():
            left = list(_restored(model, data.get(str(model._meta.model_name), {}).get("changed", ())))
            _names_back(data.get("othername", {}))
            writing.queue(model, data)
            left += _unmade(model, data)
    except IntegrityError as error:
        raise Refused(gettext("有记录占了原来的位置（同名同地），请先处理它，再撤销。")) from error
    if len(left) > NAMED:
        rest = len(left) - NAMED
        left = [*left[:NAMED], ngettext("另有 %d 处也已改动，没有动。", "另有 %d 处也已改动，没有动。", rest) % rest]
    return left


def _restored(model: type[Any], changed: Iterable[tuple[traces.Row, traces.Row, list[int]]]) -> Iterator[str]:
    changes: dict[int, traces.Row] = {}
    others: dict[int, list[str]] = defaultdict(list)
    known: dict[tuple[str, int], bool] = {}
    for was, became, pks in changed:
        for pk, now in traces.snapshot(model, pks).items():
            back = {name: was[name] for name in was if now[name] == became[name]}
            lost = [name for name, value in back.items() if not _stands(model, name, value, known)]
            changes[pk] = traces.values(model, {name: value for name, value in back.items() if name not in lost})
            others[pk] += [name for name in was if now[name] not in (was[name], became[name])] + lost
    writing.change(model, {pk: values for pk, values in changes.items() if values})
    for some in batches(pk for pk, names in others.items() if set(names) - {"locked_fields"}):
        for record in model._base_manager.filter(pk__in=some):
            fields = [
                str(model._meta.get_field(name).verbose_name) for name in others[record.pk] if name != "locked_fields"
            ]
            told = {"what": _called(record), "fields": "、".join(fields)}
            yield gettext("%(what)s 的%(fields)s后来改过，保留现在的内容。") % told


def _stands(model: type[Any], name: str, value: Any, known: dict[tuple[str, int], bool]) -> bool:
    """Whether what the column pointed to is there."""
    field = next(each for each in model._meta.concrete_fields if each.attname == name)
    if value is None or not isinstance(field, models.ForeignKey):
        return True
    if (name, value) not in known:
        remote: Any = field.related_model
        known[name, value] = remote._base_manager.filter(pk=value).exists()
    return known[name, value]


def _names_back(found: dict[str, Any]) -> None:
    writing.remove(OtherName, [row["id"] for row in found.get("created", ())])
    rows = [OtherName(**row) for row in found.get("deleted", ())]
    OtherName.objects.bulk_create(rows, batch_size=writing.AT_ONCE, ignore_conflicts=True)


def _unmade(model: type[Any], data: traces.Data) -> Iterator[str]:
    rows = {row["id"]: row for row in data.get(str(model._meta.model_name), {}).get("created", ())}
    if not rows:
        return
    now = traces.snapshot(model, rows)
    counting = traces.COUNTING
    edited = {
        pk for pk in now if any(now[pk][name] != value for name, value in rows[pk].items() if name not in counting)
    }
    edited |= _rested_on(model, set(rows), edited)
    gone = sorted(now.keys() - edited, key=lambda pk: (-str(rows[pk].get("path", "")).count(Place.SEPARATOR), pk))
    for level in _levels(gone, rows):
        writing.remove(model, level)
    if issubclass(model, INDEXED):
        IndexChange.objects.enqueue(str(model._meta.model_name), gone, IndexChange.Action.DELETE)
    for some in batches(sorted(edited)):
        for record in model._base_manager.filter(pk__in=some):
            yield gettext("%(what)s 后来改过，保留。") % {"what": _called(record)}


def _levels(pks: list[int], rows: dict[int, traces.Row]) -> list[list[int]]:
    """The records by how deep they lie, the inmost first."""
    found: dict[int, list[int]] = defaultdict(list)
    for pk in pks:
        found[str(rows[pk].get("path", "")).count(Place.SEPARATOR)].append(pk)
    return [found[depth] for depth in sorted(found, reverse=True)]


def _rested_on(model: type[Any], pks: set[int], edited: set[int]) -> set[int]:
    """Those of the records that others point to: mentions, posts, places below, names given since; and, of what was
    made together, those in which something lies that stays."""
    found: set[int] = set()
    inner: dict[int, set[int]] = defaultdict(set)
    for relation in model._meta.related_objects:
        remote, column = relation.related_model, relation.field.attname
        if remote.__name__.startswith("Historical"):
            continue
        for some in batches(pks):
            for pk, to in remote._base_manager.filter(**{f"{column}__in": some}).values_list("pk", column).distinct():
                if remote is model and pk in pks:
                    inner[to].add(pk)
                else:
                    found.add(to)
    stays = found | edited
    while more := {to for to, within in inner.items() if to not in stays and within & stays}:
        stays |= more
    return stays


def _called(record: Any) -> str:
    return f"{record._meta.verbose_name} {label(record)}"

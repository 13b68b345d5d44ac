"""What an act changed, row by row: told by comparing the rows before and after, so that it can be taken back exactly.

An act declares which rows it may change and then does what it does, with all that follows from it. Taken back, every
value goes back that is still as the act left it; what was changed since stays and is told. Where a later act changed
the same, that one has to be undone first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import inf
from typing import Any

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext, ngettext

from archive.curating.deciding import Refused
from archive.models import (
    Article,
    Curated,
    Decision,
    Event,
    FormerRecord,
    IndexChange,
    Lead,
    Membership,
    Mention,
    Newspaper,
    Organization,
    OtherName,
    Participation,
    Person,
    Place,
    Post,
    Rejection,
    Report,
    SavedSearch,
    Sighting,
    silences,
)
from archive.models.batches import batches
from archive.models.changes import enqueue_paths

Data = dict[str, dict[str, Any]]
Row = dict[str, Any]  # values by column
Snapshot = dict[type[models.Model], dict[int, Row]]
Scopes = Mapping[type[models.Model], models.Q]

# In the order in which rows can be made: what others point to comes first.
MODELS: tuple[type[models.Model], ...] = (
    *(Place, Organization, Post, Person, Event, OtherName, Membership, Participation),
    *(Mention, Sighting, Report, SavedSearch, Newspaper, FormerRecord, Lead, Rejection),
)
# What others point to.
RECORDS: tuple[type[models.Model], ...] = (Place, Organization, Post, Person, Event)
LINKS = ("person", "place", "organization", "event")
# Of these the versions are kept that people make; the rest goes back in bulk, as it went over.
ONE_BY_ONE = (*RECORDS, Membership)
# Of these an act changes only some columns, and makes and deletes no rows.
PARTLY: dict[type[models.Model], tuple[str, ...]] = {
    Mention: (*(f"{kind}_id" for kind in LINKS), "status", "locked_fields"),
    Sighting: ("post_id", "told_id", "home_id"),
    Report: tuple(f"{kind}_id" for kind in LINKS),
    SavedSearch: ("query",),
    Newspaper: ("area_id",),
}
# They rise with every save, and go on rising when something is taken back.
COUNTING = frozenset({"created_at", "updated_at", "revision"})
# They follow from what lies above, which may have moved: they are put right at the end.
FOLLOWING = frozenset({"path"})
KINDS = (
    *(Decision.Kind.MERGE, Decision.Kind.SPLIT, Decision.Kind.REJECT, Decision.Kind.ALIAS),
    *(Decision.Kind.MOVE, Decision.Kind.IMPORT),
)
AT_ONCE = 500
TOLD = 10  # What was changed since, by name; the rest is counted.


class Watch:
    """Rows as they were before an act."""

    def __init__(self, scopes: Scopes) -> None:
        """Read the rows that the act may change; what it makes must be in the scopes too."""
        self._scopes = scopes
        self._before = {model: _rows(model, where) for model, where in scopes.items()}
        making = [model for model in scopes if model not in PARTLY]
        self._newest = {
            model: model._base_manager.aggregate(newest=models.Max("pk"))["newest"] or 0 for model in making
        }

    def told(self) -> Data:
        """What is different now: by model the rows `deleted` and `created`, and those `changed` as
        [values before, values after, ids]."""
        data: Data = {}
        for model, before in self._before.items():
            after = _rows(model, self._scopes[model])
            missing = [pk for pk in before if pk not in after]
            for some in batches(missing):
                after |= _rows(model, models.Q(pk__in=some))
            # Rows that others made may come into sight: what the act did not make, taking it back must not delete.
            newest = self._newest.get(model, inf)
            after = {pk: row for pk, row in after.items() if pk in before or pk > newest}
            if difference := _difference(before, after):
                data[str(model._meta.model_name)] = difference
        return data


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return PARTLY.get(model) or tuple(field.attname for field in model._meta.concrete_fields)


def _rows(model: type[models.Model], where: models.Q) -> dict[int, Row]:
    columns = _columns(model)
    rows = model._base_manager.filter(where).order_by().values_list("pk", *columns)
    return {pk: {name: _plain(value) for name, value in zip(columns, values, strict=True)} for pk, *values in rows}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _difference(before: dict[int, Row], after: dict[int, Row]) -> dict[str, Any]:
    changed: dict[str, tuple[Row, Row, list[int]]] = {}
    for pk in sorted(before.keys() & after.keys()):
        old, new = before[pk], after[pk]
        names = [name for name in old if name not in COUNTING and old[name] != new[name]]
        if names:
            was, became = {name: old[name] for name in names}, {name: new[name] for name in names}
            changed.setdefault(repr((was, became)), (was, became, []))[2].append(pk)
    found = {
        "deleted": [before[pk] for pk in sorted(before.keys() - after.keys())],
        "created": [after[pk] for pk in sorted(after.keys() - before.keys())],
        "changed": [list(each) for each in changed.values()],
    }
    return {name: rows for name, rows in found.items() if rows}


def snapshot(model: type[models.Model], pks: Iterable[int]) -> dict[int, Row]:
    """These rows as they are now, by id."""
    found: dict[int, Row] = {}
    for some in batches(pks):
        found |= _rows(model, models.Q(pk__in=some))
    return found


def compared(before: Snapshot, after: Snapshot) -> Data:
    """What is different between two snapshots, as `Watch.told` tells it."""
    data = {str(model._meta.model_name): _difference(rows, after[model]) for model, rows in before.items()}
    return {name: difference for name, difference in data.items() if difference}


def values(model: type[models.Model], row: Row) -> Row:
    """The row's values as the database's types; fields of foreign keys keep ids."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) if value is not None else None for name, value in row.items()}


def take_back(data: Data) -> list[str]:
    """Bring every value back that is as the act left it; return, for people, what was changed since."""
    left: list[str] = []
    standing = _Standing(data)
    details = [model for model in reversed(MODELS) if model not in RECORDS]
    for model in details:
        left += _unmake(model, data.get(_name(model), {}).get("created", ()))
    for model in MODELS:
        for was, became, pks in data.get(_name(model), {}).get("changed", ()):
            left += _restore(model, was, became, pks, standing)
    for model in reversed(RECORDS):  # when nothing points to them any more
        left += _unmake(model, data.get(_name(model), {}).get("created", ()))
    try:
        with transaction.atomic():
            for model in MODELS:
                _remake(model, data.get(_name(model), {}).get("deleted", ()), standing)
            # What lay above them may have been moved or renamed meanwhile.
            moved = Place.objects.put_right(changed(data, "place"))
    except (IntegrityError, DataError) as error:
        raise Refused(gettext("有记录占了原来的位置（同名同地），请先处理它，再撤销。")) from error
    enqueue_paths(moved)
    silences.keep_of(_people(data))
    if len(left) > TOLD:
        rest = len(left) - TOLD
        left = [*left[:TOLD], ngettext("另有 %d 处也已改动，没有动。", "另有 %d 处也已改动，没有动。", rest) % rest]
    return left


def _people(data: Data) -> set[int]:
    """Those whom any of the rows were or are of."""
    known = changed(data, "person")
    for name in ("membership", "mention"):
        known |= {row["person_id"] for row in _all_values(data.get(name, {})) if row.get("person_id")}
    seen = {pk for _, _, pks in data.get("sighting", {}).get("changed", ()) for pk in pks}
    for some in batches(seen):
        rows = Sighting.objects.filter(pk__in=some, mention__person__isnull=False).order_by()
        known.update(rows.values_list("mention__person", flat=True))
    return set(Person.objects.filter(pk__in=known).values_list("pk", flat=True))


def _name(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


class _Standing:
    """What rows may point to again: what there is, and what is about to be made again."""

    def __init__(self, data: Data) -> None:
        self._known = {(name, row["id"]): True for name, found in data.items() for row in found.get("deleted", ())}

    def lacks(self, model: type[models.Model], values: Row) -> list[str]:
        """The columns whose record is there no more: the machine may have found that nothing speaks for it."""
        return [name for name, value in values.items() if value is not None and not self._has(model, name, value)]

    def _has(self, model: type[models.Model], name: str, value: Any) -> bool:
        field = next(each for each in model._meta.concrete_fields if each.attname == name)
        if not isinstance(field, models.ForeignKey):
            return True
        remote: Any = field.related_model
        at = (_name(remote), value)
        if at not in self._known:
            self._known[at] = remote._base_manager.filter(pk=value).exists()
        return self._known[at]


def _unmake(model: type[models.Model], rows: Iterable[Row]) -> list[str]:
    left = []
    for row in rows:
        stored = _rows(model, models.Q(pk=row["id"])).get(row["id"])
        if stored is None:
            continue
        record = model._base_manager.get(pk=row["id"])
        if any(stored[name] != value for name, value in row.items() if name not in COUNTING) and not _derived(record):
            left.append(gettext("%(what)s 后来改过，保留。") % {"what": _called(record)})
        else:
            record.delete()
    return left


def _restore(model: type[models.Model], was: Row, became: Row, pks: list[int], standing: _Standing) -> list[str]:
    """Give the rows back what they had; row by row where versions are kept of each."""
    if gone := standing.lacks(model, was):
        was = {name: value for name, value in was.items() if name not in gone}
    left = []
    together: list[int] = []
    for some in batches(pks):
        stored = _rows(model, models.Q(pk__in=some))
        for pk in some:
            now = stored.get(pk)
            if now is None:
                continue
            names = [name for name in was if now[name] == became[name]]
            if len(names) == len(was) and model not in ONE_BY_ONE:
                together.append(pk)
            elif names:
                _save(model._base_manager.get(pk=pk), {name: was[name] for name in names})
            other = [name for name in was if now[name] not in (was[name], became[name]) and name not in FOLLOWING]
            record = model._base_manager.get(pk=pk) if other else None
            if record and not _derived(record):
                labels = "、".join(str(model._meta.get_field(name).verbose_name) for name in other)  # type: ignore[union-attr]
                what = _called(record)
                left.append(
                    gettext("%(what)s 的%(fields)s后来改过，保留现在的内容。") % {"what": what, "fields": labels}
                )
    for some in batches(together):
        raised = {"revision": models.F("revision") + 1} if issubclass(model, Curated) else {}
        model._base_manager.filter(pk__in=some).update(**values(model, was), **raised)
    return left


def _derived(record: models.Model) -> bool:
    """Whether it follows from what is seen, and will again."""
    return isinstance(record, Membership) and not record.locked_fields


def _save(record: models.Model, row: Row) -> None:
    for name, value in values(type(record), row).items():
        setattr(record, name, value)
    names = [type(record)._meta.get_field(name).name for name in row]
    if isinstance(record, Curated):
        # Not Place's own: paths are put back as they were, each by itself.
        Curated.save(record, update_fields=names)
    else:
        record.save(update_fields=names)


def _remake(model: type[models.Model], rows: Iterable[Row], standing: _Standing) -> None:
    for row in rows:
        gone = standing.lacks(model, row)
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if any(not fields[name].null for name in gone):
            continue
        record = model(**values(model, {**row, **dict.fromkeys(gone)}))
        record.save_base(raw=True, force_insert=True)


def _called(record: models.Model) -> str:
    return f"{record._meta.verbose_name} {record}"


def refuse_if_overtaken(decision: Decision, data: Data) -> None:
    """Raise Refused, with what to undo first, where a later decision changed what this one changed, or took away what
    rows would point to again."""
    mine, pointed = _touched(data), _pointed(data)
    later = Decision.objects.standing().filter(pk__gt=decision.pk, kind__in=KINDS).order_by("-pk")
    for other in later.iterator(chunk_size=50):
        theirs = _touched(other.data.get("rows", {}))
        both = mine.keys() & theirs.keys()
        overtaken = any(None in (mine[at], theirs[at]) or (mine[at] or set()) & (theirs[at] or set()) for at in both)
        if overtaken or any(theirs.get(at, set()) is None for at in pointed):
            told = {"decision": str(other), "number": other.pk}
            raise Refused(gettext("其后的决定“%(decision)s”（第 %(number)d 号）动过同样的记录，请先撤销它。") % told)


def _touched(data: Data) -> dict[tuple[str, int], set[str] | None]:
    """The rows that were changed with the columns; None for the whole row."""
    touched: dict[tuple[str, int], set[str] | None] = {}
    for name, found in data.items():
        for row in (*found.get("deleted", ()), *found.get("created", ())):
            touched[name, row["id"]] = None
        for was, _became, pks in found.get("changed", ()):
            touched |= {(name, pk): set(was) for pk in pks}
    return touched


def _pointed(data: Data) -> set[tuple[str, int]]:
    """What rows will point to again when the act is taken back."""
    found: set[tuple[str, int]] = set()
    for model in MODELS:
        changes = data.get(_name(model), {})
        keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        links = {field.attname: _name(field.related_model) for field in keys}
        rows = [*changes.get("deleted", ()), *(was for was, _became, _pks in changes.get("changed", ()))]
        found |= {(links[name], value) for row in rows for name, value in row.items() if value and name in links}
    return found


def read_since(decision: Decision, where: models.Q) -> bool:
    """Whether articles with such mentions were read or changed since: else what follows from them is as it was."""
    named = Mention.objects.filter(where).order_by().values("article")
    return Article.objects.filter(pk__in=named, updated_at__gt=decision.made_at).exists()


def changed(data: Data, kind: str) -> set[int]:
    """The ids of the rows of one model that were made, changed or deleted."""
    return {pk for name, pk in _touched(data) if name == kind}


def articles_of(data: Data) -> set[int]:
    """The articles whose names were tied otherwise."""
    found: set[int] = set()
    for some in batches(changed(data, "mention")):
        found |= set(Mention.objects.filter(pk__in=some).order_by().values_list("article_id", flat=True))
    return found


def queue(data: Data) -> int:
    """Queue for the index what shows any of it; return how many articles name what was tied otherwise."""
    articles = articles_of(data)
    named: dict[str, set[int]] = {kind: changed(data, kind) for kind in LINKS}
    for name in ("membership", "participation", "othername"):
        for row in _all_values(data.get(name, {})):
            for kind in LINKS:
                if row.get(f"{kind}_id"):
                    named[kind].add(row[f"{kind}_id"])
    held = Membership.objects.filter(pk__in=sorted(changed(data, "membership"))[:AT_ONCE])
    for person, body in held.values_list("person", "post__organization"):
        named["person"].add(person)
        named["organization"].add(body)
    for kind, pks in named.items():
        IndexChange.objects.enqueue(kind, pks)
        for some in batches(pks & (_retold(data.get(kind, {})) | _other_names(data, kind))):
            rows = Mention.objects.filter(**{f"{kind}__in": some}).order_by()
            IndexChange.objects.enqueue_found("article", rows.values(queued=models.F("article")).distinct())
    IndexChange.objects.enqueue("article", articles)
    return len(articles)


def _retold(found: Mapping[str, Any]) -> set[int]:
    """The records of which articles' entries tell something else now."""
    pks = {row["id"] for row in (*found.get("deleted", ()), *found.get("created", ()))}
    for was, _became, some in found.get("changed", ()):
        pks |= set(some) if was.keys() & {"name", "title", "type", "path"} else set()
    return pks


def _other_names(data: Data, kind: str) -> set[int]:
    return {row[f"{kind}_id"] for row in _all_values(data.get("othername", {})) if row.get(f"{kind}_id")}


def _all_values(found: Mapping[str, Any]) -> Iterator[Row]:
    yield from (*found.get("deleted", ()), *found.get("created", ()))
    for was, became, _pks in found.get("changed", ()):
        yield was
        yield became

"""What taking back a run of ingest would do: looked at before, carried out by `taking_back`.

Articles that the run made go, what it changed gets its former values. What a person or a later run has changed since
stays as it is, and is listed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext

from archive.curating.deciding import Refused
from archive.ingest.run import mark_dead_runs
from archive.models import (
    Article,
    Byline,
    Curated,
    Decision,
    Ingest,
    Issue,
    Likeness,
    Mention,
    Newspaper,
    Page,
    RunChange,
)
from archive.models.batches import batches
from archive.models.noting import Key
from archive.models.runs import former_values

MODELS: dict[str, type[Curated]] = {
    "newspaper": Newspaper,
    "issue": Issue,
    "page": Page,
    "article": Article,
}
# An article's words, its lines and its joins tell of each other: they go back together or not at all.
TOGETHER = frozenset({"text", "captions", "breaks", "lines", "own", "confidence", "joined_to_id", "joined_at"})
MADE, CHANGED, DELETED = RunChange.Kind.MADE, RunChange.Kind.CHANGED, RunChange.Kind.DELETED


@dataclass(frozen=True, slots=True)
class Left:
    """A record that stays as it is, whole or in some columns, and why."""

    kind: str
    pk: int
    reason: str
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """The articles to take away, the values to give back by record and column, the deleted records to make again."""

    run: Ingest
    gone: list[int] = field(default_factory=list)
    restored: dict[Key, dict[str, Any]] = field(default_factory=dict)
    remade: dict[Key, dict[str, Any]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """What tells this plan from one that was made before something changed."""
        told = [
            self.gone,
            sorted((*key, sorted(values)) for key, values in self.restored.items()),
            sorted(self.remade),
            [(each.kind, each.pk, str(each.reason), each.columns) for each in self.left],
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def articles(self) -> list[int]:
        """The articles that get former values."""
        return [pk for kind, pk in self.restored if kind == "article"]


def plan(run: Ingest) -> Plan:
    """What taking back the run would do now. Raises `Refused` where it cannot be done."""
    check(run)
    made = Plan(run)
    _plan_made(made)
    _plan_changed(made)
    for row in run.changes.filter(kind=DELETED).order_by("pk"):
        if not MODELS[row.model]._default_manager.filter(pk=row.object_id).exists():
            made.remade[row.model, row.object_id] = row.former
    return made


def check(run: Ingest) -> None:
    """Raise `Refused` where the run cannot be taken back."""
    mark_dead_runs()
    if run.state == Ingest.State.TAKEN_BACK:
        raise Refused(gettext("这次导入已经撤销过了。"))
    if Ingest.objects.filter(state=Ingest.State.RUNNING).exists():
        raise Refused(gettext("有导入正在进行，请等它结束后再撤销。"))
    if not run.changes.exists():
        if run.created or run.updated:
            raise Refused(gettext("这次导入没有留下改动记录（早于记录功能），不能撤销。"))
        raise Refused(gettext("这次导入没有改动任何内容，不必撤销。"))


def _plan_made(made: Plan) -> None:
    rows = Article.objects.filter(pk__in=_ids(made.run, MADE, "article"))
    kept = rows.filter(_touched()).order_by("pk").values_list("pk", flat=True)
    since = rows.filter(_changed_since(made.run)).order_by("pk").values_list("pk", flat=True)
    reasons = dict.fromkeys(since, gettext("后来的导入改过"))
    reasons |= dict.fromkeys(kept, gettext("有人编辑过"))
    made.gone = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if pk not in reasons]
    made.left += [Left("article", pk, reason) for pk, reason in sorted(reasons.items())]


def _ids(run: Ingest, kind: str, model: str) -> QuerySet[Any, Any]:
    return run.changes.filter(kind=kind, model=model).order_by().values("object_id")


def _changed_since(run: Ingest) -> Exists:
    later = RunChange.objects.filter(model="article", object_id=OuterRef("pk"), ingest__gt=run.pk, kind=CHANGED)
    return Exists(later.exclude(ingest__state=Ingest.State.TAKEN_BACK))


def _touched() -> Combinable:
    """Articles in which a person set, decided or joined something."""
    decided = Decision.objects.standing().filter(subject_type="article", subject_id=OuterRef("pk"))
    versions = Article.history.filter(id=OuterRef("pk"), history_user__isnull=False)
    peoples = Likeness.objects.exclude(verdict=Likeness.Verdict.FOUND)
    return (
        ~Q(locked_fields=[])
        | ~Q(join_refused=[])
        | Exists(Mention.objects.filter(article=OuterRef("pk")).exclude(locked_fields=[]))
        | Exists(decided)
        | Exists(versions)
        | Exists(peoples.filter(first=OuterRef("pk")))
        | Exists(peoples.filter(second=OuterRef("pk")))
    )


def _plan_changed(made: Plan) -> None:
    for kind, model in MODELS.items():
        fresh = run_made(made.run, kind)
        pks = set(made.run.changes.filter(kind=CHANGED, model=kind).values_list("object_id", flat=True)) - fresh
        for some in batches(sorted(pks)):
            former = former_values(made.run, [(kind, pk) for pk in some])
            later = _later(made.run, kind, some)
            for pk, record in model._default_manager.in_bulk(some).items():
                _plan_record(made, kind, record, former[kind, pk], later[pk])


def _plan_record(made: Plan, kind: str, record: Curated, former: dict[str, Any], later: set[str]) -> None:
    if kind == "article" and later & TOGETHER:
        later |= TOGETHER
    locked = {name for name in former if record.is_locked(name)}
    if "text" in locked:
        locked |= former.keys() & TOGETHER
    differ = {name for name, value in former.items() if not _is(record, name, value)}
    for names, reason in ((locked, gettext("有人编辑过")), (later - locked, gettext("后来的导入改过"))):
        if columns := tuple(sorted(names & differ - {"checksum"})):
            made.left.append(Left(kind, record.pk, reason, columns))
    values = {name: value for name, value in former.items() if name in differ - locked - later}
    if values.keys() - {"checksum"}:
        made.restored[kind, record.pk] = values


def _later(run: Ingest, kind: str, pks: Iterable[int]) -> defaultdict[int, set[str]]:
    """The columns of each record that later runs changed."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = RunChange.objects.of(kind, pks).filter(kind=CHANGED, ingest__gt=run.pk)
    for row in rows.exclude(ingest__state=Ingest.State.TAKEN_BACK):
        found[row.object_id] |= row.former.keys()
    return found


def _is(record: Curated, name: str, value: Any) -> bool:
    if name == "bylines":
        signed = Byline.objects.filter(article=record.pk).order_by("position", "pk")
        return bool(value == [list(each) for each in signed.values_list("name", "role")])
    column: Any = record._meta.get_field(name)
    return bool(getattr(record, name) == column.to_python(value))


def run_made(run: Ingest, kind: str) -> set[int]:
    """The ids of the records of a model that the run made."""
    return set(run.changes.filter(kind=MADE, model=kind).values_list("object_id", flat=True))

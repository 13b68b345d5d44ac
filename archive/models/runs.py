"""What each run of ingest changed, and where the machine has another opinion than a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.bulk import insert, insert_plain
from archive.models.ingests import Ingest
from archive.models.noting import Key, Notes

# What people alone decide, and what the machine follows as evidence: it has no opinion of its own there.
DECIDED = frozenset({"mention"})
DECIDED_FIELDS = frozenset({"state", "state_reason", "reason_public", "note"})


class RunChangeQuerySet(models.QuerySet["RunChange"]):
    """Changes by record."""

    def of(self, kind: str, pks: Iterable[int]) -> RunChangeQuerySet:
        """Those of records of one model."""
        return self.filter(model=kind, object_id__in=list(pks))


class RunChange(models.Model):
    """That a run made, changed or deleted a newspaper, issue, page or article.

    `former` holds the values before by column, of a changed record those of the columns that changed, of a deleted one
    all; `bylines`, no column, is a list of [name, role]. A record has several rows where several of the run's
    transactions changed it: the oldest one's values are the former ones.
    """

    class Kind(models.TextChoices):
        """What was done."""

        MADE = "+", _("新增")
        CHANGED = "~", _("更新")
        DELETED = "-", _("删除")

    ingest = models.ForeignKey(Ingest, models.CASCADE, related_name="changes", db_index=False)
    kind = models.CharField(max_length=1, choices=Kind.choices)
    model = models.CharField(max_length=10)
    object_id = models.BigIntegerField()
    former = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = RunChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入的改动")
        verbose_name_plural = pgettext_lazy("several", "导入的改动")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ingest", "kind", "model", "id"], name="run_change_of_run"),
            models.Index(fields=["model", "object_id", "ingest"], name="run_change_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.model} {self.object_id}"


class Disagreement(models.Model):
    """That the machine would write something else into a locked field: `value`, as the column would hold it.

    There is at most one for a field, of the last reading; none where they agree. `kept` says that a person has seen
    this very value and stays with the other; `corrected`, that it is what the person corrected in the first place.
    """

    model = models.CharField(_("对象类别"), max_length=20)
    object_id = models.BigIntegerField(_("对象编号"))
    field = models.CharField(_("字段"), max_length=50)
    value = models.JSONField(_("机器的值"), null=True, encoder=DjangoJSONEncoder)
    ingest = models.ForeignKey(Ingest, models.SET_NULL, null=True, related_name="+", verbose_name=_("导入"))
    seen_at = models.DateTimeField(_("时间"))
    kept = models.BooleanField(_("保留人工"), default=False)
    corrected = models.BooleanField(_("更正前的原值"), default=False)

    class Meta:
        verbose_name = _("分歧")
        verbose_name_plural = pgettext_lazy("several", "分歧")
        ordering = ["-seen_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["model", "object_id", "field"], name="disagreement_once")]
        indexes = [models.Index(fields=["kept", "corrected", "-seen_at", "-id"], name="disagreement_open")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.field}"


def write(notes: Notes, run: Ingest | None) -> None:
    """Keep what was noted, in the transaction that changed it. Without a run only what concerns locks."""
    if run is not None:
        plain = [(run.pk, RunChange.Kind.MADE.value, kind, pk, "{}") for kind, pks in notes.made.items() for pk in pks]
        if plain:
            insert_plain(RunChange, ("ingest", "kind", "model", "object_id", "former"), plain)
        made = {(kind, pk) for kind, pks in notes.made.items() for pk in pks}
        rows = [
            RunChange(ingest=run, kind=done, model=key[0], object_id=key[1], former=former)
            for done, records in ((RunChange.Kind.CHANGED, notes.changed), (RunChange.Kind.DELETED, notes.deleted))
            for key, former in records.items()
            if former and key not in made
        ]
        insert(rows)
    if notes.kept_out:
        _write_disagreements(notes, run)


def _write_disagreements(notes: Notes, run: Ingest | None) -> None:
    records = {(kind, pk) for kind, pk, _field in notes.kept_out}
    which = Q(pk__in=[])
    for kind in {key[0] for key in records}:
        which |= Q(model=kind, object_id__in=[pk for each, pk in records if each == kind])
    known = {(row.model, row.object_id, row.field): row for row in Disagreement.objects.filter(which)}
    over, new = [], []
    for key, (value, differs) in notes.kept_out.items():
        row = known.get(key)
        if not differs:
            over += [row.pk] if row else []
        elif row is None or row.value != _as_stored(value):
            over += [row.pk] if row else []
            new.append(Disagreement(**dict(zip(("model", "object_id", "field"), key, strict=True)), value=value))
    Disagreement.objects.filter(pk__in=over).delete()
    now = timezone.now()
    for row in new:
        row.ingest, row.seen_at = run, now
    insert(new)


def note_locks(stored: Any, record: Any) -> None:
    """Follow what a person is about to save over `stored`: of fields locked now the machine's value is kept, until it
    is read anew; of fields that are the machine's again none."""
    was, now = set(stored.locked_fields), set(record.locked_fields)
    if not was | now or record._meta.model_name in DECIDED:
        return
    names = {column.name for column in record._meta.concrete_fields if column.editable or column.name == "breaks"}
    differing = {name for name in names if stored.column_value(name) != record.column_value(name)}
    kept = Disagreement.objects.filter(model=record._meta.model_name, object_id=record.pk)
    if over := was - now:
        kept.filter(field__in=over).delete()
    for row in kept.filter(field__in=differing & was & now):
        if row.value == _as_stored(record.column_value(row.field)):
            row.delete()
    fresh = (now - was) & differing - DECIDED_FIELDS
    insert(
        Disagreement(
            **{"model": record._meta.model_name, "object_id": record.pk, "field": name},
            value=_as_stored(stored.column_value(name)),
            seen_at=stored.updated_at,
            corrected=True,
        )
        for name in sorted(fresh - set(kept.values_list("field", flat=True)))
    )


def _as_stored(value: Any) -> Any:
    """A value as it comes back out of a JSON column."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def former_values(run: Ingest, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """What the run's changed records held before it, by column."""
    wanted = set(keys)
    found: dict[Key, dict[str, Any]] = {}
    rows = RunChange.objects.filter(ingest=run, kind=RunChange.Kind.CHANGED).order_by("pk")
    for kind in {key[0] for key in wanted}:
        pks = [pk for each, pk in wanted if each == kind]
        for row in rows.of(kind, pks):
            found[kind, row.object_id] = row.former | found.get((kind, row.object_id), {})
    return found

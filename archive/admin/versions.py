"""The versions that people made of records, each with what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from archive.admin.readable import HIDDEN, Change, Raw, in_words
from archive.models.history import CHANGED, CREATED, DELETED

VERBS = {CREATED: _("新建"), CHANGED: _("更改"), DELETED: _("删除")}


@dataclass(slots=True)
class Version:
    """One version: `row` as it is kept, the one `before` it, and what differs between them."""

    model: type[models.Model]
    row: Any
    before: Any
    changes: list[Change] = field(default_factory=list)

    @property
    def pk(self) -> int:
        """The record's id, which may be gone."""
        return int(getattr(self.row, self.model._meta.pk.attname))

    @property
    def verb(self) -> str:
        """What was done."""
        return str(VERBS[self.row.history_type])

    @property
    def when(self) -> datetime:
        """When it was made."""
        return self.row.history_date

    @property
    def by_machine(self) -> bool:
        """Whether it is what the machine had written before a person changed it."""
        return self.row.history_user_id is None


def watched() -> list[type[models.Model]]:
    """The models of which versions are kept."""
    return [model for model in apps.get_app_config("archive").get_models() if hasattr(model, "history")]


def read(model: Any, ids: Iterable[int]) -> dict[int, Version]:
    """The versions of these ids of their own, each with the one before: two queries."""
    key = model._meta.pk.attname
    earlier = model.history.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")).order_by()
    last = earlier.values(key).annotate(last=Max("history_id")).values("last")
    rows = model.history.filter(history_id__in=list(ids)).annotate(before_id=Subquery(last))
    found = list(rows.select_related("history_user"))
    before = model.history.in_bulk([row.before_id for row in found if row.before_id])
    return {row.history_id: Version(model, row, before.get(row.before_id)) for row in found}


def tell(versions: Sequence[Version]) -> None:
    """Say of each version what it changed, in words."""
    raws = [list(_differing(each)) for each in versions]
    told = iter(in_words(raw for some in raws for raw in some))
    for version, some in zip(versions, raws, strict=True):
        version.changes = [next(told) for _ in some]


def _differing(version: Version) -> Iterable[Raw]:
    """The columns that differ; of a new record those with a value, of the machine's first version none."""
    row, before = version.row, version.before
    if before is None and version.by_machine or row.history_type == DELETED:
        return
    for column in type(row).tracked_fields:
        if column.name in HIDDEN:
            continue
        new = getattr(row, column.attname)
        old = getattr(before, column.attname) if before is not None else None
        if old != new and not (before is None and new in (None, "", [], {}, False)):
            yield Raw(version.model, column.attname, old, new)

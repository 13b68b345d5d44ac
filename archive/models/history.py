"""What people changed in a record: old and new, who, when and why (django-simple-history).

Only people's changes are kept version by version. What the machine wrote in between stands as one version without a
user right before the person's, so that no change of the machine's is laid at a person's door. What a run of ingest
changed is told by the run. `QuerySet.update` and bulk operations send no signals: people's changes go through `save`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from archive.models.acting import actor

CREATED, CHANGED, DELETED = "+", "~", "-"
AT_ONCE = 500  # versions in one statement


class PeoplesHistory(HistoricalRecords):  # type: ignore[misc]
    """The versions of a model's records that people made, each with the machine's before it where that differs.

    Without `deletions` nothing is kept of deleted rows, for what only the machine deletes, in bulk: Django would read
    every such row for it.
    """

    def __init__(self, *args: Any, deletions: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("history_change_reason_field", models.CharField(max_length=500, blank=True, null=True))
        super().__init__(*args, **kwargs)
        self.deletions = deletions

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Watch the model."""
        if self.cls is not sender:
            return
        super().finalize(sender, **kwargs)
        models.signals.pre_save.connect(self.pre_save, sender=sender, weak=False)
        if not self.deletions:
            models.signals.pre_delete.disconnect(self.pre_delete, sender=sender)
            models.signals.post_delete.disconnect(self.post_delete, sender=sender)

    def pre_save(self, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
        """Keep what a person is about to change."""
        if actor() and instance.pk and not raw:
            self._keep_former(instance)

    def post_save(self, instance: Any, created: bool, using: str | None = None, **kwargs: Any) -> None:
        """Keep what a person made of it."""
        if actor():
            super().post_save(instance, created, using, **kwargs)

    def pre_delete(self, instance: Any, **kwargs: Any) -> None:
        """Keep what a person is about to delete."""
        if actor():
            super().pre_delete(instance, **kwargs)
            self._keep_former(instance)

    def post_delete(self, instance: Any, using: str | None = None, **kwargs: Any) -> None:
        """Keep that a person deleted it."""
        if actor():
            super().post_delete(instance, using, **kwargs)

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Write the version, as the person's who acts."""
        person = actor()
        assert person, "only people's changes are kept"
        self._write(
            instance,
            history_type,
            history_date=timezone.now(),
            history_user_id=person.user,
            history_change_reason=person.reason,
        )

    def _keep_former(self, instance: Any) -> None:
        """Write the stored version as the machine's, unless it is the newest that is kept."""
        stored = type(instance)._base_manager.filter(pk=instance.pk).first()
        if stored is None:
            return
        if hasattr(stored, "locked_fields"):
            from archive.models.runs import note_locks

            note_locks(stored, instance)
        newest = self._versions(stored).filter(**{stored._meta.pk.attname: stored.pk}).first()
        names = [field.attname for field in self.fields_included(stored)]
        if newest and all(getattr(newest, name) == getattr(stored, name) for name in names):
            return
        written = getattr(stored, "updated_at", None) or timezone.now()
        moment = max(written, newest.history_date) if newest else written
        self._write(stored, CHANGED if newest else CREATED, history_date=moment)

    def _write(self, instance: Any, history_type: str, **values: Any) -> None:
        fields = {field.attname: getattr(instance, field.attname) for field in self.fields_included(instance)}
        self._versions(instance).create(history_type=history_type, **fields, **values)

    def _versions(self, instance: Any) -> models.QuerySet[Any]:
        history: models.QuerySet[Any] = getattr(type(instance), self.manager_name).all()
        return history


def keep_many(records: Sequence[Any], former: Mapping[int, Any] | None = None, kind: str = CREATED) -> None:
    """Keep what a person did to many records of one model in bulk, which sends no signals.

    `former` holds the changed or deleted ones as they were, by id; new ones have none.
    """
    person = actor()
    if person is None or not records:
        return
    history = type(records[0]).history
    names = [field.attname for field in history.model.tracked_fields]
    known = _newest(history, sorted(former)) if former else {}
    before = (_former(history.model, names, old, known.get(pk)) for pk, old in (former or {}).items())
    own = {"history_user_id": person.user, "history_change_reason": person.reason}
    own |= {"history_date": timezone.now(), "history_type": kind}
    made = (history.model(**{name: getattr(each, name) for name in names}, **own) for each in records)
    history.bulk_create([*filter(None, before), *made], batch_size=AT_ONCE)


def _newest(history: Any, pks: Sequence[int]) -> dict[int, Any]:
    found = {}
    for start in range(0, len(pks), AT_ONCE):
        rows = history.filter(id__in=pks[start : start + AT_ONCE]).order_by("history_date", "history_id")
        found.update({row.id: row for row in rows})
    return found


def _former(model: Any, names: Iterable[str], stored: Any, newest: Any) -> Any:
    """The stored version as the machine's, unless it is the newest that is kept."""
    if newest and all(getattr(newest, name) == getattr(stored, name) for name in names):
        return None
    written = getattr(stored, "updated_at", None) or timezone.now()
    moment = max(written, newest.history_date) if newest else written
    fields = {name: getattr(stored, name) for name in names}
    return model(**fields, history_type=CHANGED if newest else CREATED, history_date=moment)

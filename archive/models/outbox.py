"""The outbox: index changes written in the transaction that made them, read by the one index writer.

A row says which object may differ in the index, not how: the writer reads the object's present state, so
applying a row twice does no harm and the order of rows does not matter. The rows of a rolled-back
transaction vanish with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.batches import batches
from archive.models.bulk import insert

AT_ONCE = 1_000  # Ids in one query.
MAX_TRIES = 5  # A row that failed this often is set aside: it needs a person, and must not block others.


class IndexChangeQuerySet(models.QuerySet["IndexChange"]):
    """Index changes by whether they wait or were set aside."""

    def enqueue(self, object_type: str, object_ids: Iterable[int], action: str = "index") -> None:
        """Queue the objects for the index writer; call it inside the transaction that changes them."""
        insert(IndexChange(object_type=object_type, object_id=pk, action=action) for pk in object_ids)

    def enqueue_found(self, object_type: str, found: models.QuerySet[Any]) -> None:
        """Queue the objects whose ids are the one column, `queued`, of a query: thousands in one statement."""
        try:
            query, values = found.query.sql_with_params()
        except EmptyResultSet:
            return
        quoted = connection.ops.quote_name
        columns = ", ".join(map(quoted, ("object_type", "object_id", "action", "created_at", "tries", "error")))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quoted(self.model._meta.db_table)} ({columns})"
                f" SELECT %s, queued, %s, %s, 0, '' FROM ({query}) AS found",
                (object_type, self.model.Action.INDEX, timezone.now(), *values),
            )

    def enqueue_once(self, objects: Iterable[tuple[str, int]]) -> None:
        """Queue the objects, given as type and id, for which no row waits.

        For the index writer alone: nobody else knows that a row that waits now is not being applied at this moment.
        """
        for object_type, pks in _by_type(objects).items():
            for some in batches(sorted(pks), AT_ONCE):
                self.enqueue(object_type, set(some) - {pk for _, pk in self.of(object_type, some)})

    def of(self, object_type: str, object_ids: list[int]) -> models.QuerySet[Any, tuple[int, int]]:
        """The rows that wait for these objects: their own ids, and the objects'."""
        rows = self.filter(tries__lt=MAX_TRIES, object_type=object_type, object_id__in=object_ids).order_by()
        return rows.values_list("pk", "object_id")

    def waiting(self) -> IndexChangeQuerySet:
        """Those still to be applied, the least-tried and oldest first."""
        return self.filter(tries__lt=MAX_TRIES).order_by("tries", "id")

    def set_aside(self) -> IndexChangeQuerySet:
        """Those that failed too often."""
        return self.filter(tries__gte=MAX_TRIES)

    def try_again(self) -> int:
        """Let the index writer try these rows as if they had never failed; return how many."""
        return self.order_by().update(tries=0, error="")


class IndexChange(models.Model):
    """One object whose index entry may be out of date."""

    class Action(models.TextChoices):
        """What the change asks for, as far as known when it was made."""

        INDEX = "index", _("更新")
        DELETE = "delete", _("删除")

    object_type = models.CharField(_("对象类型"), max_length=20)
    object_id = models.PositiveBigIntegerField(_("对象编号"))
    action = models.CharField(_("操作"), max_length=6, choices=Action.choices, default=Action.INDEX)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    error = models.TextField(_("错误"), blank=True)

    objects = IndexChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("索引变更")
        verbose_name_plural = pgettext_lazy("several", "索引变更")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["tries", "id"], name="index_change_waiting"),
            models.Index(fields=["object_type", "object_id"], name="index_change_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


def _by_type(objects: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    by_type: dict[str, set[int]] = {}
    for object_type, pk in objects:
        by_type.setdefault(object_type, set()).add(pk)
    return by_type

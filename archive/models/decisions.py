"""What people decided at the desk, each with what it takes to undo it; and where merged records went."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by whether they hold."""

    def standing(self) -> DecisionQuerySet:
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def about(self, subject: models.Model) -> DecisionQuerySet:
        """Those about one record."""
        return self.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)


class Decision(models.Model):
    """One act of a person at the desk that others may want to know of, and to undo.

    `key` is the form's that it was sent with: sent twice, it is one decision. `subject_type` and `subject_id` are the
    record's that it was about, which may be gone since; `label` is what that was called. `data` holds what the act
    moved and changed, in the form that the module wants that undoes it (`archive.curating`). `touched` is how many
    articles show it.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        MERGE = "merge", _("合并")
        SPLIT = "split", _("分出")
        LINK = "link", _("认定所指")
        REJECT = "reject", _("否定")
        APART = "apart", _("不是同一个")
        ALIAS = "alias", _("别名")
        MOVE = "move", _("改属")
        LINES = "lines", _("改分篇")
        JOIN = "join", _("接合")
        STATE = "state", _("公开与撤下")
        ISSUE = "issue", _("改期次")
        CONFIRM = "confirm", _("核对无误")
        VALUES = "values", _("改内容")
        WORDS = "words", _("改词表")
        IMPORT = "import", _("导入表格")
        ROLLBACK = "rollback", _("撤销导入")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("决定"), max_length=8, choices=Kind.choices)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("决定者")
    )
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    subject_type = models.CharField(_("对象类别"), max_length=20)
    subject_id = models.BigIntegerField(_("对象编号"))
    label = models.CharField(_("对象"), max_length=300)
    data = models.JSONField(default=dict, blank=True)
    touched = models.PositiveIntegerField(_("涉及文章"), default=0)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("撤销者")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("决定")
        verbose_name_plural = pgettext_lazy("several", "决定")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="decision_newest"),
            models.Index(fields=["subject_type", "subject_id"], name="decision_on_record"),
            models.Index(fields=["kind", "-made_at"], name="decision_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"


class FormerRecordQuerySet(models.QuerySet["FormerRecord"]):
    """Former records by where they went."""

    def successor(self, kind: str, pk: int) -> int | None:
        """The id of the record that stands for a former one now; None where there is none."""
        row = self.filter(kind=kind, former=pk).first()
        return row.current if row else None

    def successors(self, formers: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Which records, by kind and id, stand now for those of these that are former ones."""
        asked = set(formers)
        rows = self.filter(former__in={pk for _, pk in asked}).values_list("kind", "former", "current")
        return {(kind, pk): current for kind, pk, current in rows if (kind, pk) in asked}

    def lead(self, kind: str, formers: Iterable[int], current: int) -> None:
        """Let the addresses of `formers`, and all that led to these, lead to `current`."""
        gone = list(formers)
        self.filter(kind=kind, current__in=gone).update(current=current)
        rows = [FormerRecord(kind=kind, former=pk, current=current) for pk in gone]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["kind", "former"], update_fields=["current"])


class FormerRecord(models.Model):
    """That a record was merged into another, to which its address leads: addresses are citations.

    `kind` is the model's name. Chains are kept short: `current` is always a record that stands.
    """

    kind = models.CharField(max_length=20)
    former = models.BigIntegerField()
    current = models.BigIntegerField()

    objects = FormerRecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "former"], name="former_record_once")]
        indexes = [models.Index(fields=["kind", "current"], name="former_record_current")]

    def __str__(self) -> str:
        return f"{self.kind} {self.former} → {self.current}"

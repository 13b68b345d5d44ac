"""Ingest runs: what was read, what came of it, and what could not be read and why."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IngestQuerySet(models.QuerySet["Ingest"]):
    """Runs, and what they leave for later ones."""

    def last_end(self) -> datetime | None:
        """When the last run ended that brought an article or changed one."""
        brought = self.filter(finished_at__isnull=False).exclude(created=0, updated=0)
        ends = brought.order_by("-finished_at").values_list("finished_at", flat=True)
        return ends.first()

    def gazetteers(self) -> dict[str, str]:
        """The texts of all gazetteer additions that pages were read with, by file, each as it was last."""
        texts: dict[str, str] = {}
        for each in self.exclude(gazetteers={}).order_by("pk").values_list("gazetteers", flat=True):
            texts |= each
        return texts


class Ingest(models.Model):
    """One run of the ingest command; counts are of articles.

    `gazetteers` keeps the text of each addition to the gazetteer that the run used, where an earlier run has not kept
    it: names are looked for again without the files.
    """

    class State(models.TextChoices):
        """How far it got."""

        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        INTERRUPTED = "interrupted", _("中断")
        TAKEN_BACK = "taken_back", _("已撤销")

    started_at = models.DateTimeField(_("开始"), auto_now_add=True)
    finished_at = models.DateTimeField(_("结束"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=11, choices=State.choices, default=State.RUNNING)
    arguments = models.JSONField(_("参数"), default=dict, blank=True)
    gazetteers = models.JSONField(_("地名补充"), default=dict, blank=True, editable=False)
    created = models.PositiveIntegerField(_("新增"), default=0)
    updated = models.PositiveIntegerField(_("更新"), default=0)
    unchanged = models.PositiveIntegerField(_("未变"), default=0)
    failed = models.PositiveIntegerField(_("失败"), default=0)

    objects = IngestQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = pgettext_lazy("several", "导入")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk} {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class IngestFile(models.Model):
    """One file of a run: its checksum and outcome; a quarantined file has the reason it was not read."""

    class Outcome(models.TextChoices):
        """What came of the file."""

        STORED = "stored", _("已入库")
        UNCHANGED = "unchanged", _("未变")
        QUARANTINED = "quarantined", _("隔离")

    ingest = models.ForeignKey(Ingest, models.CASCADE, related_name="files", verbose_name=_("导入"))
    path = models.CharField(_("文件"), max_length=1000)
    sha256 = models.CharField(_("校验和"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("字节数"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=11, choices=Outcome.choices)
    reason = models.TextField(_("原因"), blank=True)
    created = models.PositiveIntegerField(_("新增"), default=0)
    updated = models.PositiveIntegerField(_("更新"), default=0)
    unchanged = models.PositiveIntegerField(_("未变"), default=0)
    failed = models.PositiveIntegerField(_("失败"), default=0)

    class Meta:
        verbose_name = _("导入的文件")
        verbose_name_plural = pgettext_lazy("several", "导入的文件")
        ordering = ["ingest", "id"]
        indexes = [models.Index(fields=["outcome", "ingest"], name="ingest_file_outcome")]

    def __str__(self) -> str:
        return self.path

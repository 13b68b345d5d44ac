"""Files that somebody at the desk handed in: kept as they came, parsed for a look, ingested when told to."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.ingests import Ingest


class Upload(models.Model):
    """Files handed in together. `key` is the form's and names their folder; `given` is what was said of all of them.

    `refused` lists [name, reason] of what was not taken. `process` tells which process is at work (see
    `archive.liveness`), so that one that was killed is not waited for.
    """

    class State(models.TextChoices):
        """How far it is."""

        PARSING = "parsing", _("解析中")
        PARSED = "parsed", _("待确认")
        INGESTING = "ingesting", _("导入中")
        DONE = "done", _("已导入")
        DISCARDED = "discarded", _("不导入")
        FAILED = "failed", _("失败")

    WORKING = (State.PARSING, State.INGESTING)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传者")
    )
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    newspaper = models.CharField(_("报纸"), max_length=200, blank=True)
    date = models.DateField(_("日期"), null=True, blank=True)
    area = models.CharField(_("所在地区"), max_length=200, blank=True)
    file_count = models.PositiveIntegerField(_("文件"), default=0)
    size = models.PositiveBigIntegerField(_("字节数"), default=0)
    refused = models.JSONField(_("未收下"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=State.choices, default=State.PARSING)
    parsed = models.PositiveIntegerField(_("已解析"), default=0)
    error = models.TextField(_("错误"), blank=True)
    process = models.JSONField(default=dict, blank=True)
    ingest = models.OneToOneField(
        Ingest, models.SET_NULL, null=True, blank=True, related_name="upload", verbose_name=_("导入")
    )

    class Meta:
        verbose_name = _("上传")
        verbose_name_plural = pgettext_lazy("several", "上传")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """/admin/uploads/12/"""
        return reverse("admin:upload", args=[self.pk])

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(settings.VAR) / "uploads" / self.key.hex / "files"

    @property
    def preview(self) -> Path:
        """What parsing found, a JSON object a line for each page or article."""
        return self.folder.parent / "preview.jsonl"

    @property
    def is_working(self) -> bool:
        """Whether a process is, or should be, at work on it."""
        return self.state in self.WORKING

"""Tables of records that somebody handed in: kept as they came, tried first, carried out when told to."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.decisions import Decision


class Exchange(models.Model):
    """A table handed in. `kind` says of what (`archive.curating.exchange.kinds`); `key` is the form's, that of the
    decision it leads to, and names the table's folder.

    `counts` are the rows by what comes of them, `unknown` the headings that were left, `digest` tells whether a later
    dry run says the same. `process` tells which process carries it out (see `archive.liveness`), as
    `confirmed_by` confirmed it.
    """

    class State(models.TextChoices):
        """How far it is."""

        TRIED = "tried", _("待确认")
        WORKING = "doing", _("导入中")
        DONE = "done", _("已导入")
        FAILED = "fail", _("失败")
        DISCARDED = "left", _("不导入")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("类别"), max_length=20)
    name = models.CharField(_("文件"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("上传者")
    )
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    state = models.CharField(_("状态"), max_length=5, choices=State.choices, default=State.TRIED)
    counts = models.JSONField(default=dict, blank=True)
    unknown = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("确认者")
    )
    overwrite = models.BooleanField(_("冲突也改写"), default=False)
    process = models.JSONField(default=dict, blank=True)
    error = models.TextField(_("错误"), blank=True)
    decision = models.OneToOneField(
        Decision, models.SET_NULL, null=True, blank=True, related_name="exchange", verbose_name=_("决定")
    )

    class Meta:
        verbose_name = _("导入表格")
        verbose_name_plural = pgettext_lazy("several", "导入表格")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """/admin/exchange/12/"""
        return reverse("admin:exchange-table", args=[self.pk])

    @property
    def folder(self) -> Path:
        """Where it is kept, with what was said of its rows."""
        return Path(settings.VAR) / "exchanges" / self.key.hex

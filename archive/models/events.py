"""Events the news reports, and who took which part in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.models.base import Curated, OrderIndex, Precision


class Event(Curated):
    """A meeting, inspection, launch …: what, when, where. `start` is the first possible day."""

    title = models.CharField(_("名称"), max_length=300)
    type = models.CharField(_("类型"), max_length=20, blank=True)
    start = models.DateField(_("开始"), null=True, blank=True)
    end = models.DateField(_("结束"), null=True, blank=True)
    precision = models.CharField(
        _("日期精度"), max_length=5, choices=Precision.choices, default=Precision.DAY, blank=True
    )
    place = models.ForeignKey(
        "Place", models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("地点")
    )
    place_name = models.CharField(_("所印地点"), max_length=200, blank=True)
    area = models.ForeignKey(
        "Place", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("所在地区")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("事件")
        ordering = [F("start").desc(nulls_last=True), "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="event_has_title"),
            models.CheckConstraint(condition=Q(end=None) | Q(start__lte=F("end")), name="event_range"),
        ]
        indexes = [
            OrderIndex(F("start").desc(nulls_last=True), F("id").desc(), name="event_newest"),
            models.Index(fields=["title", "start"], name="event_by_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """/events/91/"""
        return reverse("event", args=[self.pk])


class Participation(Curated):
    """A name's part in an event (出席 主持 讲话 …), in the order printed; linked where one person fits."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations", verbose_name=_("事件"))
    person = models.ForeignKey(
        "Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("人物"),
    )
    name = models.CharField(_("所印姓名"), max_length=100)
    part = models.CharField(_("参与方式"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("参与")
        ordering = ["event", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "name", "part"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}".strip()

"""What readers report as wrong, and what curators answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_MESSAGE = 2_000
# What a report may be about, by the field and by the name of its page.
SUBJECTS = ("article", "person", "organization", "place", "event")


class Report(models.Model):
    """A reader's report on one record. `address` is the record's page, which stays when the record is gone."""

    class Kind(models.TextChoices):
        """What is wrong."""

        NOT_SAME = "not_same", _("不是同一个人")
        DATE = "date", _("日期不对")
        TEXT = "text", _("文字不对")
        PLACE = "place", _("地点不对")
        OTHER = "other", _("其他问题")

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("待处理")
        ACCEPTED = "accepted", _("已采纳")
        DECLINED = "declined", _("未采纳")
        ANSWERED = "answered", _("已答复")

    kind = models.CharField(_("问题"), max_length=8, choices=Kind.choices)
    article = models.ForeignKey(
        "Article", models.SET_NULL, null=True, editable=False, related_name="reports", verbose_name=_("文章")
    )
    person = models.ForeignKey(
        "Person", models.SET_NULL, null=True, editable=False, related_name="reports", verbose_name=_("人物")
    )
    organization = models.ForeignKey(
        "Organization", models.SET_NULL, null=True, editable=False, related_name="reports", verbose_name=_("机构")
    )
    place = models.ForeignKey(
        "Place", models.SET_NULL, null=True, editable=False, related_name="reports", verbose_name=_("地点")
    )
    event = models.ForeignKey(
        "Event", models.SET_NULL, null=True, editable=False, related_name="reports", verbose_name=_("事件")
    )
    address = models.CharField(_("页面"), max_length=100)
    message = models.TextField(_("说明"), max_length=LONGEST_MESSAGE)
    email = models.EmailField(_("电子邮箱"), blank=True)
    language = models.CharField(_("语言"), max_length=10)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    note = models.TextField(_("编辑备注"), blank=True)

    class Meta:
        verbose_name = _("读者报告")
        verbose_name_plural = pgettext_lazy("several", "读者报告")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                # For each kind of record, none of the others; the record itself may have been deleted.
                condition=Q(
                    *(Q(**{f"{other}__isnull": True for other in SUBJECTS if other != name}) for name in SUBJECTS),
                    _connector=Q.OR,
                ),
                name="report_on_one_record",
            )
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"

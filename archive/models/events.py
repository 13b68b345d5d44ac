"""Events the news reports, and who took which part in them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.addresses import address_of
from archive.models.base import Curated, NamedQuerySet, OrderIndex, Precision
from archive.models.history import PeoplesHistory
from archive.models.kept import kept
from archive.models.mentions import Mention


class EventQuerySet(NamedQuerySet):
    """Events by when they took place."""

    def dated(self) -> EventQuerySet:
        """Those whose day, month or year is known."""
        return self.filter(start__isnull=False)

    def between(self, first: date, last: date) -> EventQuerySet:
        """Those that began on a day from `first` to `last`, in the order they began."""
        return self.filter(start__range=(first, last)).order_by("start", "id")


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
    # Who holds it, as printed.
    host = models.CharField(_("主办者"), max_length=200, blank=True)
    area = models.ForeignKey(
        "Place", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("所在地区")
    )

    objects = EventQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("事件")
        verbose_name_plural = pgettext_lazy("several", "事件")
        ordering = [F("start").desc(nulls_last=True), "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="event_has_title"),
            models.CheckConstraint(condition=Q(end=None) | Q(start__lte=F("end")), name="event_range"),
        ]
        indexes = [
            OrderIndex(F("start").desc(nulls_last=True), F("id").desc(), name="event_newest"),
            models.Index(fields=["title", "start"], name="event_by_title"),
            models.Index(fields=["updated_at", "id"], name="event_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """/events/91/"""
        return address_of("event", self.pk)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Parts in events by what may be seen of them."""

    @kept
    def in_public(self) -> ParticipationQuerySet:
        """Those in events that published articles name.

        Where an article that is not public reports the event too, only names that also stand in a published
        report of it are let through: the others may have been read in the hidden one.
        """
        hidden = Mention.objects.hidden().filter(event__isnull=False).order_by().values("event")
        public = Mention.objects.public().filter(event=OuterRef("event"))
        named = Mention.objects.public().filter(
            kind=Mention.Kind.PERSON,
            text=OuterRef("name"),
            article__in=Mention.objects.filter(event=OuterRef(OuterRef("event"))).values("article"),
        )
        return self.filter(Exists(public)).filter(~Q(event__in=hidden) | Exists(named))

    def with_public_person(self) -> ParticipationQuerySet:
        """Each with `leads_to_person`: whether its person may be linked."""
        named = Mention.objects.public().filter(person=OuterRef("person"))
        return self.annotate(leads_to_person=Exists(named))

    def newest(self) -> ParticipationQuerySet:
        """Parts in the newest events first; undated ones last."""
        return self.order_by(F("event__start").desc(nulls_last=True), "-event_id", "position")


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

    objects = ParticipationQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("参与")
        verbose_name_plural = pgettext_lazy("several", "参与")
        ordering = ["event_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "name", "part"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}".strip()

"""How often somebody without an account has done what costs others something: reports, mails asked for.

They are counted in the database, which all web processes share; a cache in each process's memory would allow every
process its own measure. No address is kept: only a keyed digest of it, and that for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from archive.models.turns import COUNTERS_TURN, turn

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measure:
    """How many times within an hour one sender may do something, and how many times all of them together."""

    action: str
    each: int
    together: int
    within: timedelta = timedelta(hours=1)

    @property
    def wait(self) -> int:
        """After so many seconds what was refused is possible again, if nobody else comes before."""
        return int(self.within.total_seconds())


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts, counted."""

    def allow(self, measure: Measure, who: str) -> bool:
        """Count one more attempt of `who`, unless the measure is full; a refused one does not count."""
        now = timezone.now()
        digest = salted_hmac("archive.attempt", who, algorithm="sha256").hexdigest()
        with turn(COUNTERS_TURN):
            self.filter(at__lt=now - KEPT).delete()
            counted = self.filter(action=measure.action, at__gt=now - measure.within).aggregate(
                together=models.Count("pk"), own=models.Count("pk", filter=Q(who=digest))
            )
            if counted["own"] >= measure.each or counted["together"] >= measure.together:
                return False
            self.create(action=measure.action, who=digest, at=now)
        return True


class Attempt(models.Model):
    """One attempt; `who` is a keyed digest of the sender."""

    action = models.CharField(_("操作"), max_length=10)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(_("时间"), db_index=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("操作计数")
        verbose_name_plural = _("操作计数")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"

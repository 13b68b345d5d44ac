"""What a curator ruled of names for good: to which record they lead, or that they name nothing.

A merged, moved or deleted record is gone from where the machine looks for it, while pages go on printing what led to
it. What led to it is kept here, so that it leads to the record that stands, and none is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from archive.models.mentions import Mention


class LeadQuerySet(models.QuerySet["Lead"]):
    """Leads by what they lead to."""

    def to(self, kind: str, *pks: int) -> LeadQuerySet:
        """Those that lead to these records."""
        return self.filter(kind=kind, record__in=pks)

    def keep(self, leads: Iterable[Lead]) -> None:
        """Store them in place of those that the same names had under the same circumstances."""
        for lead in leads:
            self.filter(**{name: getattr(lead, name) for name in Lead.KEY}).delete()
            lead.save()


class Lead(models.Model):
    """That a name, seen under these circumstances, is this record's; without a `record` it is nobody's.

    `place` is where what it names belongs: a person's home, what a place lies in, a body's place, an event's area.
    Of a person, `post` is held, or `title` printed where the post is not known; of an event, `day` is its first, and
    `told` holds what else tells it from others.
    """

    KEY = ("kind", "name", "place_id", "post_id", "title", "day")

    kind = models.CharField(max_length=12, choices=Mention.Kind.choices)
    name = models.CharField(max_length=300)
    place = models.ForeignKey("Place", models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("Post", models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=100, blank=True)
    day = models.DateField(null=True)
    told: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    record = models.BigIntegerField(null=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "name"], name="lead_of_name"),
            models.Index(fields=["kind", "record"], name="lead_to_record"),
            models.Index(fields=["kind", "day"], name="lead_on_day", condition=models.Q(day__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} → {self.record}"


class Rejection(models.Model):
    """That a text names nothing of this kind, wherever it stands: 凯旋 is no person."""

    kind = models.CharField(max_length=12, choices=Mention.Kind.choices)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="rejection_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.text}"

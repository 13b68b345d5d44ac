"""The index writer's queue: how long it is, and how far the index is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from archive.models import IndexChange
from archive.models.outbox import MAX_TRIES


@dataclass(frozen=True)
class Backlog:
    """How many changes wait and were set aside, and when the oldest that waits was made."""

    waiting: int
    set_aside: int
    oldest: datetime | None

    @property
    def lag(self) -> int:
        """By how many seconds the index is behind the database."""
        return behind(self.oldest)


def backlog() -> Backlog:
    """The queue now."""
    changes = IndexChange.objects
    return Backlog(changes.waiting().count(), changes.set_aside().count(), oldest())


def oldest() -> datetime | None:
    """When the oldest change that waits was made: of each number of tries the first, which an index knows."""
    made = IndexChange.objects.values_list("created_at", flat=True).order_by("id")
    firsts = [made.filter(tries=tries).first() for tries in range(MAX_TRIES)]
    return min((first for first in firsts if first), default=None)


def behind(since: datetime | None) -> int:
    """Seconds since then, as far as the clock has not been set back."""
    return max(0, round((timezone.now() - since).total_seconds())) if since else 0

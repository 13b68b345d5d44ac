"""Other names of bodies that articles print: 云溪区城管局 of 云溪区城市管理局, or what one says it calls a firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from archive.ingest.books import Kept
from archive.ingest.rows import fits
from archive.models import Organization, OtherName
from archive.models.changes import enqueue_naming


class OtherNameBook:
    """The other names of organizations; a curator who chose a body's names has the last word."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._known: Kept[tuple[int, str], bool] = Kept()
        self.forget = self._known.clear
        self.trim = self._known.trim

    def ensure(self, wanted: Iterable[tuple[int, str]]) -> None:
        """See that each (organization, other name) has its row."""
        missing = sorted({key for key in wanted if key not in self._known and fits(OtherName, "name", key[1])})
        if not missing:
            return
        bodies = {body for body, _ in missing}
        rows = OtherName.objects.filter(organization__in=bodies).values_list("organization", "name")
        stored: dict[int | None, set[str]] = defaultdict(set)
        for body, name in rows:
            stored[body].add(name)
        locked = Organization.objects.filter(pk__in=bodies).exclude(locked_fields=[])
        chosen = {pk for pk, fields in locked.values_list("pk", "locked_fields") if "other_names" in fields}
        fresh = [(body, name) for body, name in missing if body not in chosen and name not in stored[body]]
        OtherName.objects.bulk_create(OtherName(organization_id=body, name=name) for body, name in fresh)
        if fresh:
            enqueue_naming("organization", {body for body, _ in fresh})
        for key in missing:
            self._known[key] = True

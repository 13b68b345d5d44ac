"""The counts of a run, in articles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """How many articles were created, updated, left unchanged, and could not be read.

    A file that could not be read at all counts as one failed article: nobody knows how many it held.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of `other`."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.failed += other.failed

    @property
    def articles(self) -> int:
        """How many articles were read."""
        return self.created + self.updated + self.unchanged

    def as_fields(self) -> dict[str, int]:
        """The counts by the names that Ingest and IngestFile have for them."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "failed": self.failed,
        }

    def __str__(self) -> str:
        return f"created {self.created}, updated {self.updated}, unchanged {self.unchanged}, failed {self.failed}"

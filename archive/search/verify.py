"""Compare the index with the database: which articles it lacks, which it should not have, which are out of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.models import IndexChange
from archive.search import folders, records, storage
from archive.search.kinds import KINDS

OBJECT_TYPE = "article"
_REVISION_BITS = 32


@dataclass
class Comparison:
    """The differences, as primary keys; `waiting` rows of the outbox may explain some of them."""

    published: int = 0
    indexed: int = 0
    missing: list[int] = field(default_factory=list)
    ghosts: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    waiting: int = 0
    set_aside: int = 0

    def __bool__(self) -> bool:
        """Whether index and database agree."""
        return not (self.missing or self.ghosts or self.stale)

    def __str__(self) -> str:
        return (
            f"published {self.published}, indexed {self.indexed}, missing {len(self.missing)}, "
            f"ghosts {len(self.ghosts)}, stale {len(self.stale)}, waiting {self.waiting}, set aside {self.set_aside}"
        )


def compare(home: Path) -> Comparison:
    """Walk both in the order of their keys; no text is loaded, and a million articles need some 16 MB."""
    result = Comparison(
        waiting=IndexChange.objects.waiting().count(), set_aside=IndexChange.objects.set_aside().count()
    )
    held = _held(home)
    at = 0
    for pk, revision in _published():
        result.published += 1
        while at < len(held) and held[at] >> _REVISION_BITS < pk:
            result.ghosts.append(held[at] >> _REVISION_BITS)
            at += 1
        if at < len(held) and held[at] >> _REVISION_BITS == pk:
            if held[at] & ((1 << _REVISION_BITS) - 1) != revision:
                result.stale.append(pk)
            at += 1
        else:
            result.missing.append(pk)
    result.ghosts += [entry >> _REVISION_BITS for entry in held[at:]]
    result.indexed = len(held)
    return result


def _published() -> Iterator[tuple[int, int]]:
    queryset = records.index_of(OBJECT_TYPE).index_queryset().select_related(None).order_by("pk")
    return queryset.values_list("pk", "revision").iterator(chunk_size=10_000)


def _held(home: Path) -> list[int]:
    """Return what the index holds, key and revision in one number, ascending; a double stands twice."""
    folder = folders.current(home)
    return storage.held(folder, KINDS[OBJECT_TYPE]).tolist() if folder else []


def enqueue_differences(comparison: Comparison) -> None:
    """Queue every article that differs for the index writer."""
    IndexChange.objects.enqueue(OBJECT_TYPE, comparison.missing + comparison.stale)
    IndexChange.objects.enqueue(OBJECT_TYPE, comparison.ghosts, IndexChange.Action.DELETE)

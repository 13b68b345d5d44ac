"""Compare the index with the database: which records it lacks, which it should not have, which are out of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from archive.models import IndexChange
from archive.search import folders, storage
from archive.search.arrays import Array, Arrays
from archive.search.indexes import RecordIndex
from archive.search.records import declared

AT_ONCE = 10_000  # Rows of the database in memory as Python objects.


@dataclass
class Difference:
    """How one kind of record differs, as primary keys."""

    published: int = 0
    indexed: int = 0
    missing: list[int] = field(default_factory=list)
    ghosts: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)

    def __add__(self, other: Difference) -> Difference:
        return Difference(
            self.published + other.published,
            self.indexed + other.indexed,
            self.missing + other.missing,
            self.ghosts + other.ghosts,
            self.stale + other.stale,
        )

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.missing or self.ghosts or self.stale)

    def __str__(self) -> str:
        return (
            f"published {self.published}, indexed {self.indexed}, missing {len(self.missing)}, "
            f"ghosts {len(self.ghosts)}, stale {len(self.stale)}"
        )


@dataclass
class Comparison:
    """The differences by kind; `waiting` rows of the outbox may explain some of them."""

    kinds: dict[str, Difference] = field(default_factory=dict)
    waiting: int = 0
    set_aside: int = 0

    def __bool__(self) -> bool:
        """Whether index and database agree."""
        return not any(self.kinds.values())

    @property
    def whole(self) -> Difference:
        """All kinds together."""
        return sum(self.kinds.values(), Difference())

    def __str__(self) -> str:
        """The sum in one line; then, where there are several, each kind that has any records."""
        kinds = {kind: each for kind, each in self.kinds.items() if each.published or each.indexed}
        lines = [f"{self.whole}, waiting {self.waiting}, set aside {self.set_aside}"]
        return "\n".join(lines + [f"{kind}: {each}" for kind, each in kinds.items() if len(kinds) > 1])


def compare(home: Path) -> Comparison:
    """Compare keys, revisions and weights; no text is loaded, and a million articles need some 100 MB."""
    result = Comparison(
        waiting=IndexChange.objects.waiting().count(), set_aside=IndexChange.objects.set_aside().count()
    )
    folder = folders.current(home)
    for kind, index in declared().items():
        result.kinds[kind] = _difference(_published(index), _held(folder, index))
    return result


def _difference(published: Array, held: Array) -> Difference:
    """Tell the states apart; of a record that the index holds twice one is a ghost."""
    keys, places, copies = np.unique(held[:, 0], return_index=True, return_counts=True)
    wanted, states = published[:, 0], published[:, 1:]
    there = np.isin(wanted, keys)
    present = held[places][np.isin(keys, wanted)]  # in the order of `wanted`, as both ascend
    outdated = (present[:, 1:] != states[there]).any(axis=1)
    return Difference(
        published=len(wanted),
        indexed=len(held),
        missing=wanted[~there].tolist(),
        ghosts=[*keys[~np.isin(keys, wanted)].tolist(), *keys[copies > 1].tolist()],
        stale=wanted[there][outdated].tolist(),
    )


def _published(index: RecordIndex) -> Array:
    """Return key, revision and weight of each record that belongs in the index, by key; articles have no weight."""
    rows = index.index_queryset().select_related(None).prefetch_related(None).order_by("pk")
    found = list(rows.values_list("pk", "revision").iterator(chunk_size=AT_ONCE))
    states = np.zeros((len(found), 3), np.int64)
    states[:, :2] = np.array(found, np.int64).reshape(-1, 2)
    for start in range(0, len(found), AT_ONCE):
        keys = states[start : start + AT_ONCE, 0].tolist()
        weights = index.weights(keys)
        states[start : start + AT_ONCE, 2] = [weights.get(key, 0) for key in keys]
    return states


def _held(folder: Path | None, index: RecordIndex) -> Array:
    """Return key, revision and weight of each record that the index holds; a double stands twice."""
    return np.concatenate([np.zeros((0, 3), np.int64), *_columns(folder, index)])


def _columns(folder: Path | None, index: RecordIndex) -> Iterator[Array]:
    kind = index.holds
    for segment in storage.contents(folder, kind).segments if folder else ():
        arrays = Arrays(segment.path(folder))
        nothing = np.zeros(arrays.documents, np.uint32)
        weights = arrays["n.weight"] if "weight" in kind.numbers else nothing
        columns = [arrays["n.django_id"], arrays["n.revision"], weights]
        yield np.stack(columns, axis=1).astype(np.int64)[segment.live()]


def enqueue_differences(comparison: Comparison) -> None:
    """Queue every record that differs for the index writer."""
    for kind, difference in comparison.kinds.items():
        IndexChange.objects.enqueue(kind, difference.missing + difference.stale)
        IndexChange.objects.enqueue(kind, difference.ghosts, IndexChange.Action.DELETE)

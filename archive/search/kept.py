"""The one open snapshot of a process: shared by all threads, replaced when the index has changed.

Whether it has changed is asked of the pointer to the live index, and of its folder: before a search, but not again
within LOOK_EVERY, unless this process has changed it itself. What a commit left as it was is not opened again: a
segment is known by its file's name, and never changes.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import EmptyIndexError

from archive.search import folders, schema, storage
from archive.search.kinds import KINDS, Kind
from archive.search.segments import Segment
from archive.search.snapshot import KindSnapshot, Snapshot
from archive.search.state import IndexNotReady

logger = logging.getLogger(__name__)

# A writer may remove files between listing and opening them; the second look then finds the new ones.
ATTEMPTS = 3


# So many seconds one look is good for: it costs a fifth of a search for a word.
LOOK_EVERY = 0.05

# Two commits within so short a time may leave the same time at the folder, whose clock ticks coarsely.
TICK = 100_000_000  # nanoseconds


@dataclass
class Kept:
    """A snapshot, and by what one sees whether it still is the latest.

    `looked` is the time at which the folder had changed last when it was last looked into; `asked` when it was last
    asked whether the index had changed, on the clock of time.monotonic.
    """

    home: Path
    pointer: tuple[int, int]
    folder: Path
    generations: dict[str, int]
    snapshot: Snapshot
    segments: dict[Path, Segment]
    looked: int = 0
    asked: float = float("-inf")

    def is_current(self, home: Path) -> bool:
        """Say whether nothing has been committed, no other index made, and no file cut since it was opened."""
        if self.home != home:
            return False
        now = time.monotonic()
        if self.asked > folders.last_changed and now - self.asked < LOOK_EVERY:
            return True
        if not self._is_latest() or not all(map(Segment.is_whole, self.segments.values())):
            return False
        self.asked = now
        return True

    def _is_latest(self) -> bool:
        if self.pointer != _pointer(self.home):
            return False
        changed = os.stat(self.folder).st_mtime_ns  # noqa: PTH116
        if changed == self.looked:
            return True
        now = time.time_ns()  # before looking: a commit after that is seen the next time
        if self.generations != storage.latest(self.folder):
            return False
        if now - changed > TICK:
            self.looked = changed
        return True


class Keeper:
    """Keeps a snapshot of the live index open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Kept | None = None

    def snapshot(self, home: Path) -> Snapshot:
        """Return the index in `home` as it is now; raises IndexNotReady if there is none to search."""
        return self._latest(home).snapshot

    def generation(self, home: Path) -> str:
        """Return what stands for the index as it is now, another after each commit; raises IndexNotReady."""
        kept = self._latest(home)
        return "-".join([kept.folder.name, *map(str, kept.generations.values())])

    def _latest(self, home: Path) -> Kept:
        for _ in range(ATTEMPTS):
            try:
                kept = self._kept
                if kept is None or not kept.is_current(home):
                    kept = self._reopen(home)
            except (FileNotFoundError, EmptyIndexError):
                continue
            except OSError as error:
                logger.error("The index in %s cannot be read: %r", home, error)
                raise IndexNotReady("the index cannot be read") from error
            return kept
        self.forget()
        raise IndexNotReady("the index has no content")

    def _reopen(self, home: Path) -> Kept:
        with self._lock:
            if self._kept is None or not self._kept.is_current(home):
                self._kept = _open(home, self._kept.segments if self._kept else {})
            return self._kept

    def let_go(self) -> None:
        """Let go of what was read of the index so far; what is read again is still in the system's memory.

        Else every process comes to hold the whole index, most of it texts that were read once.
        """
        for segment in self._kept.segments.values() if self._kept else ():
            segment.let_go()

    def forget(self) -> None:
        """Let the snapshot go; its files are closed when the last search in it is done."""
        self._kept = None


def _pointer(home: Path) -> tuple[int, int]:
    """Return what changes when another generation becomes the live one; FileNotFoundError if there is none."""
    status = os.stat(f"{home}/{folders.POINTER}")  # noqa: PTH116 - asked before every search; a path costs more
    return status.st_ino, status.st_mtime_ns


def _open(home: Path, known: dict[Path, Segment]) -> Kept:
    """Open the live index, but for the segments that are open already."""
    pointer = _pointer(home)
    folder = folders.current(home)
    version = folder and folders.version_of(folder)
    if folder is None or version is None:
        raise FileNotFoundError(f"what {folders.POINTER} names in {home} is not there")
    if version != schema.current_version():
        raise IndexNotReady("there is no index of this version")
    generations: dict[str, int] = {}
    segments: dict[Path, Segment] = {}
    snapshot: dict[str, KindSnapshot] = {}
    try:
        for name, kind in KINDS.items():
            contents = storage.contents(folder, kind)
            generations[name] = contents.generation
            snapshot[name] = _kind_snapshot(folder, kind, contents, known, segments)
    except storage.DAMAGE as error:
        if isinstance(error, EmptyIndexError):
            raise
        logger.error("The index in %s is damaged: %r", folder, error)
        raise IndexNotReady("the index is damaged") from error
    return Kept(home, pointer, folder, generations, snapshot, segments)


def _kind_snapshot(
    folder: Path, kind: Kind, contents: storage.Contents, known: dict[Path, Segment], opened: dict[Path, Segment]
) -> KindSnapshot:
    given = []
    for listed in contents.segments:
        path = listed.path(folder)
        segment = known.get(path)
        opened[path] = segment = segment if segment and segment.is_whole() else Segment(path, kind)
        given.append((segment, listed.live() if listed.has_deletions() else None))
    return KindSnapshot(kind, given)


keeper = Keeper()

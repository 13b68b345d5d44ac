"""The one open snapshot of a process: kept between searches, replaced when the index has changed.

Opening an index costs more than most searches. One lock lets one thread search at a time: Whoosh's readers
share file positions, and Python would not search faster with two.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from whoosh.index import EmptyIndexError

from archive.search import folders, schema, storage
from archive.search.snapshot import Snapshot
from archive.search.state import IndexNotReady

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

# A writer may remove files between listing and opening them; the second look then finds the new ones.
ATTEMPTS = 3


class Keeper:
    """Keeps a snapshot of the live index in `home` open."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None

    def search(self, home: Path, ask: Callable[[Snapshot], Answer]) -> Answer:
        """Return `ask` of the index as it is now; raises IndexNotReady if there is none to ask."""
        with self._lock:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return ask(self._fresh(home))
                except (FileNotFoundError, EmptyIndexError) as error:
                    self.forget()
                    if attempt == ATTEMPTS:
                        raise IndexNotReady("the index has no content") from error
        raise AssertionError("unreachable")

    def _fresh(self, home: Path) -> Snapshot:
        folder = folders.current(home)
        if folder is None or folders.version_of(folder) != schema.current_version():
            self.forget()
            raise IndexNotReady("there is no index of this version")
        if self._snapshot is None or self._snapshot.folder != folder or not self._snapshot.is_current():
            self.forget()
            try:
                self._snapshot = Snapshot(folder)
            except storage.DAMAGE as error:
                logger.error("The index in %s is damaged: %r", folder, error)
                raise IndexNotReady("the index is damaged") from error
        return self._snapshot

    def forget(self) -> None:
        """Close the snapshot."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
            self._snapshot = None


keeper = Keeper()

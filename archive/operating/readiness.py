"""Whether this archive can serve: what a load balancer asks, and what is not ready.

Nothing here fails: what cannot be asked is not ready, and the log says why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from archive.operating import backlog
from archive.operating.disk import disk
from archive.search import worker

logger = logging.getLogger(__name__)


@dataclass
class Readiness:
    """Each part's facts by its name, and the parts that are not ready with the reason."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    not_ready: dict[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether all are."""
        return not self.not_ready


class _NotReady(Exception):
    """With a reason that anybody may read, and the part's facts as far as they are known."""

    def __init__(self, reason: str, **known: Any) -> None:
        super().__init__(reason)
        self.known = known


def readiness() -> Readiness:
    """Ask every part; what rests on what is not ready is not asked."""
    found = Readiness()
    _ask(found, "database", _database)
    if found.ready:
        _ask(found, "migrations", _migrations)
    if found.ready:
        _ask(found, "queue", _queue)
    _ask(found, "index", _index)
    _ask(found, "disk", _disk)
    return found


def pending_migrations() -> list[str]:
    """The migrations that are in the code and not in the database, as app.name."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _in_the_code() if (app, name) not in applied)


@cache
def _in_the_code() -> frozenset[tuple[str, str]]:
    """They do not change while a process runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def _ask(found: Readiness, name: str, part: Callable[[], dict[str, Any]]) -> None:
    try:
        found.parts[name] = part()
    except _NotReady as error:
        found.not_ready[name], found.parts[name] = str(error), error.known
    except (DatabaseError, InterfaceError, OSError):
        # What the driver says names the host and the user: for the log alone.
        logger.warning("Not ready: %s", name, exc_info=True)
        found.not_ready[name], found.parts[name] = "does not answer", {}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"vendor": connection.vendor}


def _migrations() -> dict[str, Any]:
    if pending := pending_migrations():
        raise _NotReady("migrations are not applied", pending=pending)
    return {"pending": []}


def _queue() -> dict[str, Any]:
    since = backlog.oldest()
    return {"oldest_waiting": since and since.isoformat(timespec="seconds"), "lag_seconds": backlog.behind(since)}


def _index() -> dict[str, Any]:
    if problem := worker.trouble(worker.index_home()):
        raise _NotReady(problem, present=False)
    return {"present": True}


def _disk() -> dict[str, Any]:
    found = disk(Path(settings.VAR))
    known = {"free_bytes": found.free, "total_bytes": found.total, "least_bytes": settings.MIN_FREE_BYTES}
    if not found.enough:
        raise _NotReady("little space is left", **known)
    return known

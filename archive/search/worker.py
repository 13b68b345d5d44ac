"""The index writer: keeps the index in step with the outbox until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from haystack.constants import DEFAULT_ALIAS
from whoosh.index import EmptyIndexError

from archive.models import IndexChange, WordList
from archive.search import analyzer, folders, schema, spoken, storage
from archive.search.outbox import Applied, apply_batch
from archive.search.rebuild import build

# A writer may remove files between listing and opening them; the next look finds those that took their place.
LOOKS = 3
POLL_SECONDS = 0.5  # How long a change may wait before it is looked for.

Report = Callable[[str], None]


def index_home() -> Path:
    """Return the folder of the index, from the settings."""
    return Path(settings.HAYSTACK_CONNECTIONS[DEFAULT_ALIAS]["PATH"])


def trouble(home: Path) -> str:
    """Say in a word or two why the live index cannot be written to; empty if it can."""
    folder = folders.current(home)
    if folder is None:
        return "there is no index"
    if folders.version_of(folder) != schema.current_version():
        return "the index was made by another version"
    for _look in range(LOOKS):
        try:
            storage.check(folder)
        except (FileNotFoundError, EmptyIndexError, *storage.DAMAGE):
            continue
        return ""
    return "the index is damaged"


def ensure_index(home: Path, report: Report) -> None:
    """Rebuild the index where there is none to be written to."""
    if not trouble(home):
        return
    with folders.rebuilding(home):
        if problem := trouble(home):  # unless somebody else has just done it
            report(f"{problem}: rebuilding")
            report(str(build(home)))


def drain(home: Path, report: Report = lambda _line: None, stop: threading.Event | None = None) -> Applied:
    """Apply the outbox until nothing waits in it, or `stop` is set; return what was done."""
    ensure_index(home, report)
    folders.sweep(home)
    total, words = Applied(), WordList.objects.unsettled()
    while not (stop and stop.is_set()) and (applied := apply_batch(home)):
        total += applied
        waiting = IndexChange.objects.waiting().count()
        report(f"{applied}; {waiting} waiting")
    if words and not IndexChange.objects.waiting().exists():
        WordList.objects.settle(words)
    return total


def work(home: Path, stop: threading.Event, report: Report) -> None:
    """Drain, wait, drain … until `stop` is set. A second worker waits until the first has ended.

    A database that is away is waited for; what was not applied is applied then.
    """
    analyzer.load()
    told = away = False
    while not stop.is_set():
        with folders.working(home) as alone:
            while alone and not stop.is_set():
                close_old_connections()
                try:
                    drain(home, report, stop)
                    spoken.writer.write_beside(home)
                except (OperationalError, InterfaceError) as error:
                    if not away:
                        report(f"the database does not answer, and is waited for: {str(error).strip()}")
                    away = True
                    connection.close()
                else:
                    away = False
                stop.wait(POLL_SECONDS)
        if not told and not stop.is_set():
            report("another index_worker is running; waiting for it to end")
            told = True
        stop.wait(POLL_SECONDS)

"""How the archive is: the same facts for the desk's room, the command and its JSON.

Everything is plain data (texts, numbers, moments, lists, dicts), some of it only as many rows as one looks through.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from archive import slow
from archive.curating import again
from archive.liveness import is_dead
from archive.models import Exchange, IndexChange, Ingest, IngestFile, Issue, Upload, WordList
from archive.operating.backlog import backlog
from archive.operating.disk import disk, newest_backup, size
from archive.search import folders, worker

ROWS = 20  # Rows shown of what there may be many of.
LAST_INGESTS = 5
SLOW_DAYS = 2

Facts = dict[str, Any]


def facts() -> Facts:
    """All of them, by part."""
    return {
        "queue": queue(),
        "index": index(),
        "ingests": ingests(),
        "processes": list(processes()),
        "disk": space(),
        "slow": slow.slowest(SLOW_DAYS, ROWS),
        "gaps": gaps(),
        "backup": backup(),
        "word_lists": word_lists(),
    }


def queue() -> Facts:
    """The index writer's queue, and the rows that it gave up."""
    found = backlog()
    rows = IndexChange.objects.set_aside().order_by("-id")[:ROWS]
    return {
        "waiting": found.waiting,
        "oldest": found.oldest,
        "lag_seconds": found.lag,
        "set_aside": found.set_aside,
        "set_aside_rows": list(
            rows.values("id", "object_type", "object_id", "action", "tries", "error", "created_at")
        ),
    }


def index() -> Facts:
    """The live index, whether its writer is at work, and what else lies in its folder."""
    home = worker.index_home()
    folder = folders.current(home)
    return {
        "trouble": worker.trouble(home),
        "generation": folder.name if folder else "",
        "version": (folders.version_of(folder) or "") if folder else "",
        "size_bytes": size(folder) if folder else 0,
        "changed": _changed(folder) if folder else None,
        "building": [path.name for path in folders.unfinished(home)] if home.is_dir() else [],
        "writer_running": _writer_runs(home),
    }


def _writer_runs(home: Path) -> bool | None:
    """Whether an index_worker holds its lock; None where that cannot be seen from here."""
    try:
        with folders.working(home) as free:
            return not free
    except OSError:
        return None


def _changed(folder: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(folder.stat().st_mtime, timezone.get_current_timezone())
    except FileNotFoundError:
        return None


def ingests() -> list[Facts]:
    """The last runs, with what came of them."""
    quarantined = Count("files", filter=Q(files__outcome=IngestFile.Outcome.QUARANTINED))
    rows = Ingest.objects.annotate(quarantined=quarantined)[:LAST_INGESTS]
    names = ("id", "state", "started_at", "finished_at", "created", "updated", "unchanged", "failed", "quarantined")
    return list(rows.values(*names))


def processes() -> Iterator[Facts]:
    """What is, or should be, at work beside the index writer; `dead` where the process is known to be gone."""
    for upload in Upload.objects.filter(state__in=Upload.WORKING)[:ROWS]:
        yield _process("upload", upload.pk, upload.state, upload.made_at, upload.process)
    for exchange in Exchange.objects.filter(state=Exchange.State.WORKING)[:ROWS]:
        yield _process("exchange", exchange.pk, exchange.state, exchange.made_at, exchange.process)
    for run in Ingest.objects.filter(state=Ingest.State.RUNNING)[:ROWS]:
        yield _process("ingest", run.pk, run.state, run.started_at, run.arguments.get("process", {}))
    waits = again.waiting()
    if again.is_running():
        yield {"kind": "read_again", "id": None, "state": f"{sum(waits)}", "since": None, "dead": False}


def _process(kind: str, pk: int, state: str, since: datetime, mark: dict[str, Any]) -> Facts:
    return {"kind": kind, "id": pk, "state": state, "since": since, "dead": is_dead(mark)}


def space() -> Facts:
    """The disk of FANGZHI_VAR, and how large the parts of the archive are."""
    home = Path(settings.VAR)
    found = disk(home)
    parts = {
        "database": _database_size(),
        "index": size(worker.index_home()),
        "uploads": size(home / "uploads"),
        "backups": size(Path(settings.BACKUPS)),
    }
    return {"free_bytes": found.free, "total_bytes": found.total, "enough": found.enough, "size_bytes": parts}


def _database_size() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    return sum(size(Path(name + end)) for end in ("", "-wal", "-shm"))


def gaps() -> list[Facts]:
    """The newspapers that lack whole months between their first issue and their last, the most lacking first."""
    dated = Issue.objects.filter(date__isnull=False).order_by()
    spans = dated.values("newspaper", name=F("newspaper__name")).annotate(
        first=Min("date"), last=Max("date"), held=Count(TruncMonth("date"), distinct=True)
    )
    lacking = [{**row, "months": _months(row["first"], row["last"]) - row.pop("held")} for row in spans]
    return sorted((row for row in lacking if row["months"]), key=lambda row: -row["months"])[:ROWS]


def _months(first: date, last: date) -> int:
    """How many months the span touches."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def backup() -> Facts:
    """The newest backup and its age in hours, which is negative where a clock was wrong."""
    found = newest_backup()
    if found is None:
        return {"name": "", "made": None, "age_hours": None}
    name, made = found
    return {"name": name, "made": made, "age_hours": round((timezone.now() - made).total_seconds() / 3600, 1)}


def word_lists() -> Facts:
    """Since when the index has been learning the newest words, and what waits to be read again."""
    newest = WordList.objects.unsettled()
    row = WordList.objects.filter(pk=newest).first() if newest else None
    waits = again.waiting()
    return {"unsettled_since": row and row.made_at, "articles_waiting": waits.articles, "pages_waiting": waits.pages}

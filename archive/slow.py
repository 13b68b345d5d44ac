"""The slowest requests of each day, kept in small files below FANGZHI_VAR: what an operator asks first.

A request that took long adds one line, so that a quick one costs nothing. A file that has grown is cut to its slowest
lines; files of former weeks go.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

logger = logging.getLogger(__name__)

KEPT = 50  # Requests of a day.
CUT_AT = 64 * 1024  # bytes: some 300 lines
DAYS = 14


def keep(entry: dict[str, Any]) -> None:
    """Add a request, with its `ms`; a disk that is full spoils nobody's page."""
    now = timezone.localtime()
    path = _folder() / f"{now:%Y-%m-%d}.jsonl"
    line = json.dumps({"time": now.isoformat(timespec="seconds"), **entry}) + "\n"
    try:
        _add(path, line)
    except OSError as error:
        logger.warning("A slow request could not be noted: %s", error)


def slowest(days: int = 1, count: int = 10) -> list[dict[str, Any]]:
    """The slowest requests of the last days of which any were noted, the slowest first."""
    found = [entry for path in _files()[-days:] for entry in _read(path)]
    return sorted(found, key=lambda entry: -entry["ms"])[:count]


def _add(path: Path, line: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # Processes that come at once take turns; nobody waits for longer than a cut.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, line.encode("ascii"))
        if os.fstat(descriptor).st_size > CUT_AT:
            most = sorted(_read(path), key=lambda entry: -entry["ms"])[:KEPT]
            os.ftruncate(descriptor, 0)
            os.write(descriptor, "".join(json.dumps(entry) + "\n" for entry in most).encode("ascii"))
    finally:
        os.close(descriptor)
    if fresh:
        for former in _files()[:-DAYS]:
            former.unlink(missing_ok=True)


def _read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file; one that a power cut has left half is passed over."""
    entries = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("ms"), int | float) and entry.get("time"):
            entries.append(entry)
    return entries


def _files() -> list[Path]:
    return sorted(_folder().glob("????-??-??.jsonl"))


def _folder() -> Path:
    return Path(settings.VAR) / "slow"

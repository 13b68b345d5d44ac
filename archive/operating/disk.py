"""What is left of the disk, and what lies on it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from archive.keeping.manifest import whole


@dataclass(frozen=True)
class Disk:
    """A file system in bytes."""

    free: int
    total: int

    @property
    def enough(self) -> bool:
        """Whether the archive may still write."""
        return self.free >= settings.MIN_FREE_BYTES


def disk(folder: Path) -> Disk:
    """The file system on which `folder` lies; OSError where it is not there."""
    found = shutil.disk_usage(folder)
    return Disk(found.free, found.total)


def size(path: Path) -> int:
    """The bytes of a file, or of all files in a folder; what vanishes meanwhile counts nothing."""
    if not path.is_dir():
        return path.stat().st_size if path.exists() else 0
    total = 0
    for folder, _folders, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - thousands of files
            except FileNotFoundError:
                continue
    return total


def newest_backup() -> tuple[str, datetime] | None:
    """The newest whole backup's name, and when it was made; None where there is none.

    One that is dated later than now, by a clock that was wrong, is given only where there is no other.
    """
    newest = next(iter(whole(Path(settings.BACKUPS), timezone.now())), None)
    return newest and (newest[1].stem, newest[0])

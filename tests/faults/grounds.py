"""Where scenarios are played: a fresh archive in a folder of its own, on the disk, clock and database they need."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.faults.cluster import Cluster

CLOCK = Path(__file__).parent / "shifted"
SMALL = 24_000_000  # bytes: the database, an index and another while it is rebuilt


@dataclass(frozen=True)
class Ground:
    """What a scenario asks for: a small disk, a clock that can be set, a PostgreSQL server that can be stopped."""

    disk: bool = False
    clock: bool = False
    database: bool = False

    def __or__(self, other: Ground) -> Ground:
        return Ground(self.disk or other.disk, self.clock or other.clock, self.database or other.database)


@dataclass(frozen=True)
class Where:
    """The folder of it all; `small` if the archive has a small disk."""

    folder: Path
    small: bool = False

    @property
    def var(self) -> Path:
        """What FANGZHI_VAR names."""
        return self.folder / "var"

    @property
    def logs(self) -> Path:
        """The folder that programs print to."""
        return self.folder / "logs"

    @property
    def files(self) -> Path:
        """The folder of what is ingested."""
        return self.folder / "files"


@contextmanager
def prepared(ground: Ground, copied: Path | None = None) -> Iterator[Where]:
    """Prepare it for this process and those that it starts; the settings must not have been read.

    `copied` is a data folder with an SQLite database that has been migrated, and empty.
    """
    if ground.clock and "CLOCK" not in os.environ:
        _begin_anew_with_a_clock()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        for name in ("var", "logs", "files", "jieba"):
            (folder / name).mkdir()
        where = Where(folder, ground.disk and stack.enter_context(_small_disk(folder / "var")))
        # The dictionary's cache, of 9 MB, is the same for ever, and no part of the small disk.
        (where.var / "jieba").symlink_to(folder / "jieba")
        if copied:
            shutil.copytree(copied / "jieba", folder / "jieba", dirs_exist_ok=True)
            shutil.copytree(copied, where.var, dirs_exist_ok=True, ignore=lambda *_: ["jieba"])
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "FANGZHI_VAR": str(where.var),
            "FANGZHI_TAGGER": "jieba",  # The network would read the same articles more slowly.
        }
        os.environ.pop("DATABASE_URL", None)
        if ground.database:
            os.environ["DATABASE_URL"] = stack.enter_context(_server(folder))
        if ground.database or not copied:
            command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0", "--skip-checks"]
            subprocess.run(command, cwd=ROOT, check=True)
        yield where


def _begin_anew_with_a_clock() -> None:
    """Run this program once more, with a clock of its own from the start; leave with its exit status."""
    with tempfile.NamedTemporaryFile(prefix="faults-clock-") as clock:
        clock.write(struct.pack("d", 0.0))
        clock.flush()
        path = os.pathsep.join([str(CLOCK), *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {**os.environ, "CLOCK": clock.name, "PYTHONPATH": path}
        sys.exit(subprocess.run([sys.executable, *sys.orig_argv[1:]], env=own, check=False).returncode)


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Mount one; False where none can be mounted (it takes root)."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "faults", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        print("full: no small disk can be mounted here (that takes root); files are limited instead", flush=True)
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A PostgreSQL server; the address of its database."""
    folder.chmod(0o711)  # Whoever else it runs as must get to its own.
    (folder / "cluster").mkdir()
    cluster = Cluster.make(folder / "cluster")
    try:
        yield cluster.create("fangzhi")
    finally:
        cluster.stop("immediate")

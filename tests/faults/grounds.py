"""Where scenarios are played: a fresh archive in a folder of its own, on the disk, database and clock they need."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.faults.cluster import Cluster
from tests.faults.report import Skipped

CLOCK = Path(__file__).parent / "shifted"
SMALL = 24_000_000  # bytes: the database, an index and another while it is rebuilt


@dataclass(frozen=True)
class Where:
    """`var` is what FANGZHI_VAR names, within `folder`, on a disk of its own if that is `small`."""

    folder: Path
    small: bool = False

    @property
    def var(self) -> Path:
        """The archive's own folder."""
        return self.folder / "var"

    @property
    def logs(self) -> Path:
        """The folder of what programs print."""
        return self.folder / "logs"

    @property
    def files(self) -> Path:
        """The folder of what is ingested."""
        return self.folder / "files"


@contextmanager
def plain(copied: Path | None = None) -> Iterator[Where]:
    """On whatever disk temporary files are; SQLite."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        where = Where(Path(name))
        for each in (where.logs, where.files):
            each.mkdir()
        if copied:
            shutil.copytree(copied, where.var)
        _use(where.var)
        _migrate()
        yield where


def _use(var: Path) -> None:
    """Make this process and those that it starts use an archive in the folder; the settings are not read yet."""
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "FANGZHI_VAR": str(var),
        "FANGZHI_TAGGER": "jieba",  # The network would read the same articles more slowly.
    }


def _migrate() -> None:
    if Path(os.environ["FANGZHI_VAR"], "fangzhi.sqlite3").exists() and "DATABASE_URL" not in os.environ:
        return  # That of the folder that was copied.
    command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, check=True)


@contextmanager
def traced(copied: Path | None = None) -> Iterator[Where]:
    """Where strace may trace."""
    if not shutil.which("strace"):
        raise Skipped("there is no strace here")
    trial = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if trial.returncode:
        raise Skipped(f"strace may not trace here: {trial.stderr.strip()[:200]}")
    with plain(copied) as where:
        yield where


@contextmanager
def postgresql(copied: Path | None = None) -> Iterator[Where]:
    """Beside a PostgreSQL server of its own."""
    with plain(copied) as where:
        # Whoever else it runs as must get to its folder.
        where.folder.chmod(0o711)
        home = where.folder / "cluster"
        home.mkdir()
        cluster = Cluster.make(home)
        try:
            url = cluster.create("fangzhi")
            os.environ["DATABASE_URL"] = url
            _migrate()
            yield where
        finally:
            cluster.stop("immediate")


@contextmanager
def small_disk(copied: Path | None = None) -> Iterator[Where]:
    """On a disk of 24 MB; where none can be mounted (it takes root), on any."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        where = Where(Path(name), small=True)
        for each in (where.var, where.logs, where.files, jieba := where.folder / "jieba"):
            each.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "faults", str(where.var)]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            print("full: no small disk can be mounted here (that takes root); files are limited instead", flush=True)
            where = Where(where.folder)
        try:
            # The dictionary's cache, of 9 MB, is the same for ever.
            (where.var / "jieba").symlink_to(jieba)
            if copied:
                shutil.copytree(copied / "jieba", jieba, dirs_exist_ok=True)
                shutil.copytree(copied, where.var, dirs_exist_ok=True, ignore=lambda *_: ["jieba"])
            _use(where.var)
            _migrate()
            yield where
        finally:
            if where.small:
                subprocess.run(["umount", "--lazy", str(where.var)], check=True)


@contextmanager
def shifted(copied: Path | None = None) -> Iterator[Where]:
    """With a clock of its own, that of the file which CLOCK names; this process begins anew to have it too."""
    if "CLOCK" not in os.environ:
        with tempfile.NamedTemporaryFile(prefix="faults-clock-") as clock:
            clock.write(struct.pack("d", 0.0))
            clock.flush()
            path = os.pathsep.join([str(CLOCK), *filter(None, [os.environ.get("PYTHONPATH")])])
            own = {**os.environ, "CLOCK": clock.name, "PYTHONPATH": path}
            sys.exit(subprocess.run([sys.executable, *sys.orig_argv[1:]], env=own, check=False).returncode)
    with plain(copied) as where:
        yield where

"""The archive that a run begins with, and the programs that work in a copy of it."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench import source
from tests.conftest import ROOT
from tests.load.subjects import Subjects, loads

# What the servers get beside the database and the folder: production, behind a proxy that speaks HTTPS. Limits of how
# often one address may ask belong here, where they stand in a user's way.
ENVIRONMENT = {
    "FANGZHI_PRODUCTION": "true",
    "ALLOWED_HOSTS": "127.0.0.1",
    "FANGZHI_SITE": "https://archive.example",
    "BEHIND_PROXY": "true",
    "EMAIL_URL": "dummymail://",
    "PGCONNECT_TIMEOUT": "5",
}
BATCH = 2_000  # Articles that one ingest reads.
PAPERS = 12
ARTICLES_A_MINUTE = 4_000  # More than one process reads beside all that.


def kept(articles: int) -> Path:
    """A data folder with so many articles of the corpus, their names and index, made the first time.

    What was interrupted goes on where it was.
    """
    home = Path(os.environ.get("FANGZHI_VAR", ROOT / "var")) / "load"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = source.fetch(Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared")), home, articles)
    done = folder / "done"
    if not done.is_file():
        print(f"making the archive in {folder} (once)", flush=True)
        environment = {**os.environ, "FANGZHI_VAR": str(folder)}
        environment.pop("DATABASE_URL", None)
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "ingest", str(folder / source.ARTICLES))
        manage(environment, "index")
        done.touch()
    return folder


@contextmanager
def copied(begin: Path, database: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of a data folder that is brought up to this version, and the environment of its programs.

    `database` is the address of the database to use, "" for the copy's own SQLite. An empty one gets what is in
    SQLite; another must be a copy of that already, made by this command or `manage.py copy_database`.
    """
    with tempfile.TemporaryDirectory(prefix="load-", dir=begin.parent) as name:
        folder = Path(name)
        left = shutil.ignore_patterns("*.pickle", "*.jsonl", "fts5*", "tantivy*", "*.log", "backups", "slow")
        shutil.copytree(begin, folder, dirs_exist_ok=True, ignore=left)
        own = f"sqlite:///{folder / 'fangzhi.sqlite3'}"
        environment = {**os.environ, **ENVIRONMENT, "FANGZHI_VAR": str(folder), "STATIC_ROOT": str(folder / "static")}
        environment |= {"SECRET_KEY": secrets.token_urlsafe(50), "DATABASE_URL": own}
        manage(environment, "migrate", "--verbosity", "0")
        if database:
            if count(environment) != count({**environment, "DATABASE_URL": database}):
                manage(environment, "copy_database", own, database)
            environment["DATABASE_URL"] = database
            manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        manage(environment, "index_worker", "--once")
        yield folder, environment


def manage(environment: Mapping[str, str], *arguments: str) -> None:
    """Run a management command to its end; CalledProcessError where it fails."""
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments], cwd=ROOT, env=environment, check=True, stdout=2
    )


def count(environment: Mapping[str, str]) -> int:
    """How many articles there are; 0 of a database without tables."""
    asked = "from archive.models import Article; print(Article.objects.count())"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", asked],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return int(done.stdout.split()[-1]) if done.returncode == 0 else 0


def subjects(environment: Mapping[str, str], seed: int) -> Subjects:
    """What users ask about."""
    command = [sys.executable, "-m", "tests.load.subjects", str(seed)]
    return loads(
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout.decode()
    )


def batches(folder: Path, minutes: float, seed: int) -> list[Path]:
    """Files of invented articles, more than are read in so many minutes."""
    wanted, whole = max(int(minutes * ARTICLES_A_MINUTE), 1), folder / "composed.jsonl"
    asked = ["--articles", str(wanted), "--papers", str(PAPERS), "--seed", str(seed), "--jsonl", str(whole)]
    manage(os.environ, "compose", *asked, "--verbosity", "0")
    lines = whole.read_text("utf-8").splitlines(keepends=True)
    made = []
    for number, start in enumerate(range(0, len(lines), BATCH), 1):
        made.append(folder / f"batch-{number}.jsonl")
        made[-1].write_text("".join(lines[start : start + BATCH]), "utf-8")
    return made


class Ingesting(threading.Thread):
    """Ingests one batch after the other in one process until it is stopped or something fails."""

    def __init__(self, folder: Path, paths: Sequence[Path], environment: Mapping[str, str]) -> None:
        super().__init__(daemon=True)
        self.wrong: list[str] = []
        self._folder, self._paths, self._environment = folder, paths, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    @property
    def processes(self) -> dict[str, int]:
        """The process that reads now, by its name."""
        process = self._process
        return {"ingest": process.pid} if process and process.poll() is None else {}

    def stop(self) -> None:
        """End it as an operator would."""
        self._stopped = True
        while self.is_alive():
            if self._process:
                self._process.terminate()
            self.join(1)

    def run(self) -> None:
        """Ingest."""
        for path in self._paths:
            if self._stopped:
                return
            with (self._folder / "ingest.log").open("ab") as log:
                self._process = subprocess.Popen(
                    # As an operator is told to: readers come first.
                    ["nice", "-n", "10", sys.executable, "manage.py", "ingest", str(path), "--jobs", "1", "-v", "0"],
                    cwd=ROOT,
                    env=self._environment,
                    stdout=log,
                    stderr=log,
                )
                if (status := self._process.wait()) and not self._stopped:
                    self.wrong.append(f"the ingest of {path.name} ended with {status}: see ingest.log")
                    return
        if not self._stopped:
            self.wrong.append("the ingest had nothing left to read before the end")


@contextmanager
def index_worker(folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """The one index writer, as in production; give its process id."""
    with (folder / "index_worker.log").open("ab") as log:
        command = [sys.executable, "manage.py", "index_worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()

"""Data folders and databases that are kept, lost and put back by whole programs."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.keeping.addresses import database_at, migrate
from tests.components import require
from tests.conftest import ROOT
from tests.keeping.make_first import KEPT

# What a program may say that keeps an operator from guessing; each test that looks for more names it.
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Archive:
    """An archive of its own: its data folder and the address of its database."""

    var: Path
    url: str

    def environment(self) -> dict[str, str]:
        """What its programs are told."""
        return {**os.environ, "FANGZHI_VAR": str(self.var), "DATABASE_URL": self.url, "FANGZHI_TAGGER": "jieba"}

    def manage(self, *arguments: str, fails: bool = False) -> Done:
        """Run a management command to its end, which must be the one that is expected."""
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False, timeout=600
        )
        assert (done.returncode != 0) == fails, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def shell(self, program: str) -> str:
        """What a few lines of Python print that know the archive."""
        return self.manage("shell", "--no-imports", "-v", "0", "-c", program).stdout.strip()

    def fingerprint(self) -> str:
        """What it holds."""
        return self.manage("fingerprint").stdout


def in_file(var: Path) -> Archive:
    """An archive in SQLite."""
    return Archive(var, f"sqlite:///{var / 'fangzhi.sqlite3'}")


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Archive]:
    """What the first version left, in a data folder of its own at each call."""

    def unpacked() -> Archive:
        var = tmp_path_factory.mktemp("first") / "var"
        with tarfile.open(KEPT) as kept:
            kept.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.2, Debian's, has none.
            kept.extractall(var)
        return in_file(var)

    return unpacked


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Only one process at a time."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# Texts, lists and moments that one of the two databases writes otherwise.
AWKWARD = r"""
import datetime, uuid
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from archive.models import Article, Exchange, Person, ReadingList, Upload
article = Article.objects.order_by("-pk").first()
article.text = "制表\t换行\n回车\r反斜\\N \\. \\\\ 引号\"' 生僻𠮷 分行\u2028 末\\"
article.confidence = 0.1 + 0.2
article.breaks = [{"position": 3, "confidence": 0.30000000000000004, "b": None, "a": {"深": [1e16, 1.0, -0.5, True]}}]
article.reason_public = True
article.save()
article.history.update(history_date=datetime.datetime(2023, 5, 6, 7, 8, 9, 120000, tzinfo=datetime.UTC))
Upload.objects.create(key=uuid.UUID(int=7), date=datetime.date(1949, 1, 1), process={"号": 2**53})
Exchange.objects.create(key=uuid.uuid4(), kind="people", name="")
ReadingList.objects.create(owner=get_user_model().objects.get(), name="清单 ", note="")
session = SessionStore(); session["谁"] = "无人"; session.save()
Person.objects.create(name="旋即删去").delete()
"""


@pytest.fixture(scope="session")
def among_workers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "keeping"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def brought_up(first: Callable[[], Archive], among_workers: Path) -> Archive:
    """What the first version left, migrated to this one, to be read only: whichever process asks first makes it."""
    with alone(among_workers / "migrating"):
        kept = among_workers / "migrated"
        if not kept.exists():
            archive = first()
            archive.manage("migrate", "--verbosity", "0")
            archive.var.rename(kept)
    return in_file(kept)


@pytest.fixture(scope="session")
def rich(brought_up: Archive, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of this version with something awkward in it, to be read only."""
    archive = in_file(shutil.copytree(brought_up.var, tmp_path_factory.mktemp("rich") / "var"))
    archive.shell(AWKWARD)
    return archive


@pytest.fixture
def another(rich: Archive, tmp_path: Path) -> Archive:
    """A copy of it, to be changed."""
    shutil.copytree(rich.var, tmp_path / "var")
    return in_file(tmp_path / "var")


@pytest.fixture
def open_database(django_db_blocker: Any) -> Iterator[Callable[[str], BaseDatabaseWrapper]]:
    """Connections to databases by their address, beside the tests' own: `open_database(url)`."""
    aliases: list[str] = []
    with django_db_blocker.unblock():

        def opened(url: str) -> BaseDatabaseWrapper:
            aliases.append(f"opened{len(aliases)}")
            return database_at(url, aliases[-1])

        yield opened
        for alias in aliases:
            connections[alias].close()
            del connections[alias], connections.settings[alias]


@pytest.fixture(scope="session")
def server() -> str:
    """Where PostgreSQL answers; skips where none does."""
    own = os.environ.get("DATABASE_URL", "")
    url = own if own.startswith("postgres") else os.environ.get("TEST_POSTGRES_URL", "")
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        require("PostgreSQL", False)
    return url


def administer(server: str, *statements: str) -> None:
    """Make or delete databases."""
    with closing(psycopg2.connect(server)) as asked:
        asked.autocommit = True
        for statement in statements:
            asked.cursor().execute(statement)


def named(server: str, name: str) -> str:
    """The address of another database there."""
    return f"{server.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def with_tables(server: str, among_workers: Path) -> Iterator[str]:
    """The name of a database with this version's tables, of which others are copies: whichever process asks first
    makes it, and whichever ends last deletes it."""
    lock, users = among_workers / "making_tables", among_workers / "with_tables"
    with alone(lock):
        name, count = users.read_text().split() if users.exists() else (f"fangzhi_keeping_{uuid.uuid4().hex[:12]}", 0)
        if not int(count):
            administer(server, f"CREATE DATABASE {name}")
            migrate(named(server, name))
        users.write_text(f"{name} {int(count) + 1}")
    yield name
    with alone(lock):
        left = int(users.read_text().split()[1]) - 1
        users.write_text(f"{name} {left}")
        if not left:
            administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql(server: str, tmp_path: Path) -> Iterator[Callable[..., Archive]]:
    """Archives with a database each on PostgreSQL, deleted at the end: `postgresql()` is quite empty,
    `postgresql(with_tables)` has tables and nothing in them."""
    names: list[str] = []

    def make(template: str = "template0") -> Archive:
        names.append(f"fangzhi_keeping_{uuid.uuid4().hex[:12]}")
        administer(server, f"CREATE DATABASE {names[-1]} TEMPLATE {template}")
        return Archive(tmp_path / names[-1], named(server, names[-1]))

    yield make
    administer(server, *(f"DROP DATABASE {name} WITH (FORCE)" for name in names))

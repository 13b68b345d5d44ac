"""`make run` on a fresh machine: what `manage.py start` prepares, and that it keeps its two programs running."""

import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from archive.local import kept_secret, private_folder
from archive.management.commands import start
from archive.models import Ingest
from archive.processes import Supervisor
from tests import thorough
from tests.conftest import ROOT

FRESH = 1 / 3  # So often there is nothing at all; otherwise a database with tables and nothing in them.


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    first = kept_secret(path)
    assert len(first) >= 50
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [child.name for child in path.parent.iterdir()] == ["secret"]


@pytest.mark.django_db
def test_the_first_administrator_gets_a_kept_password(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    command = start.Command()
    assert "admin-password" in command.make_admin()
    password = (tmp_path / "admin-password").read_text("utf-8").strip()
    assert get_user_model().objects.get(username="admin").check_password(password)
    assert command.make_admin() == "there is one already"


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert stat.S_IMODE(private_folder(tmp_path).stat().st_mode) == 0o700


@pytest.mark.django_db
def test_samples_that_were_interrupted_are_read_again(monkeypatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(start, "call_command", lambda name, *_, **__: called.append(name))
    command = start.Command()
    Ingest.objects.create(state=Ingest.State.INTERRUPTED)
    command.ingest_samples()
    assert called == ["ingest"]
    Ingest.objects.create(state=Ingest.State.DONE)
    assert "already" in command.ingest_samples()
    assert called == ["ingest"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_supervisor_stops_its_programs_at_every_signal(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor = Supervisor(print)
        supervisor.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
        signal.raise_signal(number)
        supervisor.watch()
        assert supervisor.running["sleeper"].returncode is not None
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def test_start_refuses_under_production(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="in production"):
        call_command("start")


def test_start_names_a_taken_port(settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken"):
            call_command("start", port=port)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(var: Path, port: int) -> Iterator[Path]:
    """`manage.py start` in a process of its own with a data folder of its own; yields its log."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    log = var.parent / f"log-{port}"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(port)],
            cwd=ROOT,
            # (The network would be loaded by each process that reads the samples.)
            env={**environment, "FANGZHI_VAR": str(var), "FANGZHI_TAGGER": "jieba", "PYTHONUNBUFFERED": "1"},
            stdout=stream,
            stderr=stream,
        )
    try:
        yield log
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, log.read_text("utf-8")


def eventually(true: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.2)
    return False


def get(port: int, path: str) -> str:
    """The page at the path."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
        return str(response.read().decode("utf-8"))


def worker_of(var: Path) -> int | None:
    """The process that writes this data folder's index."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if b"index_worker" in command and str(var).encode() in environment:
            return int(process.name)
    return None


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the index writer through /proc")
def test_start_serves_the_samples_and_repeats_no_work(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    var, port = tmp_path / "var", free_port()
    if not (thorough.THOROUGH or random.random() < FRESH):
        shutil.copytree(request.getfixturevalue("migrated"), var)
    with started(var, port) as log:
        assert eventually(lambda: "Ctrl-C" in log.read_text("utf-8"), 240), log.read_text("utf-8")
        assert "created 0" not in log.read_text("utf-8")
        assert "<h1" in get(port, "/")
        first = worker_of(var)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: worker_of(var) not in (None, first), 30)
    assert worker_of(var) is None
    again = free_port()
    with started(var, again) as log:
        assert eventually(lambda: "Ctrl-C" in log.read_text("utf-8"), 60), log.read_text("utf-8")
        assert "articles already" in log.read_text("utf-8")
        assert "<h1" in get(again, "/")

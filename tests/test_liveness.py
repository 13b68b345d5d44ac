"""A process is known to be at work or gone, from wherever its file is seen."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive import liveness
from archive.liveness import is_dead
from tests.conftest import ROOT

SLEEPING = "import time; time.sleep(60)"
MARKED = """
import json, os, time
import django; django.setup()
from archive import liveness
mark = liveness.here()
if not os.fork():
    time.sleep(30)  # As one of a pool that has not seen yet that its parent is gone.
print(json.dumps(mark), flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's processes hold their files."""
    settings.VAR = tmp_path
    monkeypatch.setattr(liveness, "_mine", [])
    return tmp_path / liveness.FOLDER


def within(seconds: float, told: Callable[[], bool]) -> bool:
    """Whether it becomes true in this time."""
    end = time.monotonic() + seconds
    while not told() and time.monotonic() < end:
        time.sleep(0.02)
    return told()


def has_a_number(pid: int) -> bool:
    """Whether the system still knows a process by this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def marked(folder: Path) -> Iterator[tuple[liveness.Mark, subprocess.Popen[bytes]]]:
    """A process that marked itself and began another, in a session of their own."""
    environment = {**os.environ, "FANGZHI_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    command = [sys.executable, "-W", "ignore", "-c", MARKED]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline()), process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def test_this_process_is_at_work() -> None:
    mark = liveness.here()
    assert liveness.here() is mark
    assert (mark["pid"], mark["host"]) == (os.getpid(), socket.gethostname())
    assert not is_dead(mark)
    # Another container has other numbers and another name.
    assert not is_dead({**mark, "pid": 2**22 + 1, "host": "another"})
    Path(mark["lock"]).unlink()  # Somebody has emptied the folder.
    assert not is_dead(liveness.here())


def test_one_that_was_killed_is_dead_whoever_asks(tmp_path: Path) -> None:
    with marked(tmp_path) as (mark, process):
        assert not is_dead(mark)
        process.kill()
        # It is not waited for yet, so that it has its number; and what it forked lives on.
        assert within(10, lambda: is_dead(mark))
        assert has_a_number(process.pid)
        assert is_dead({**mark, "host": "another"})
        assert is_dead(mark) and is_dead(mark), "asking changes nothing"


def test_one_that_ended_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    mark = liveness.begun([sys.executable, "-c", ""], tmp_path / "log")
    assert within(10, lambda: not has_a_number(mark["pid"]))
    assert within(10, lambda: not list(folder.iterdir()))
    assert is_dead(mark)
    assert not is_dead({**mark, "host": "another"}), "its folder may be another"


def test_one_that_was_begun_here_is_waited_for(tmp_path: Path) -> None:
    mark = liveness.begun([sys.executable, "-c", SLEEPING], tmp_path / "log")
    assert not is_dead(mark)
    os.kill(mark["pid"], signal.SIGKILL)
    assert within(10, lambda: is_dead(mark))
    assert within(10, lambda: not has_a_number(mark["pid"]))


def test_a_program_that_is_not_there_leaves_nothing_held(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        liveness.begun([str(tmp_path / "none")], tmp_path / "log")
    assert all(is_dead({"lock": str(path)}) for path in folder.iterdir())


@pytest.mark.parametrize(
    ("mark", "dead"),
    [
        ({}, False),
        ({"host": "another", "pid": 1, "started": "1"}, False),
        ({"host": socket.gethostname(), "pid": os.getpid(), "started": "1"}, True),
    ],
)
def test_what_an_earlier_version_marked_is_no_longer_at_work(mark: liveness.Mark, dead: bool) -> None:
    assert is_dead(mark) is dead


def test_what_was_killed_long_ago_is_swept_away(folder: Path) -> None:
    mine = Path(liveness.here()["lock"])
    old, new = folder / "old", folder / "new"
    for path in (old, new):
        path.touch()
    for path in (old, mine):
        os.utime(path, (0, 0))
    liveness.begun([sys.executable, "-c", ""], folder.parent / "log")
    assert not old.exists()
    assert new.exists() and mine.exists()

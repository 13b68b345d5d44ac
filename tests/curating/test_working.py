"""A process that was killed is known to be gone, whether or not anybody waited for it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from archive.curating import uploads, working
from archive.curating.exchange import carrying
from archive.ingest.run import is_dead, process_mark
from archive.models import Exchange, Upload

begin = working.start  # Itself: within the tests what stands for it begins no process.
SLEEPING = "import time; time.sleep(60)"


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


def killed(folder: Path) -> working.Mark:
    """The mark of a process that was really begun and then killed."""
    mark = begin(folder / "log", "shell", "-c", SLEEPING)
    assert not is_dead(mark)
    os.kill(mark["pid"], signal.SIGKILL)
    assert within(10, lambda: is_dead(mark))
    return mark


def test_what_was_begun_here_is_waited_for(tmp_path: Path) -> None:
    mark = killed(tmp_path)
    assert within(10, lambda: not has_a_number(mark["pid"]))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells of zombies")
def test_one_that_nobody_waited_for_is_dead() -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPING]) as process:
        mark = process_mark(process.pid)
        assert not is_dead(mark)
        process.kill()
        assert within(10, lambda: is_dead(mark))
        assert has_a_number(process.pid)


@pytest.mark.django_db
def test_an_upload_whose_process_was_killed_can_be_tried_again(tmp_path: Path, curator: User) -> None:
    upload = Upload.objects.create(made_by=curator, process=killed(tmp_path))
    uploads.look_after(upload)
    assert (upload.state, upload.is_working) == (Upload.State.FAILED, False)


@pytest.mark.django_db
def test_a_table_whose_process_was_killed_can_be_carried_out_again(tmp_path: Path, curator: User) -> None:
    told = {"kind": "people", "state": Exchange.State.WORKING, "process": killed(tmp_path)}
    exchange = Exchange.objects.create(made_by=curator, **told)
    carrying.look_after(exchange)
    assert exchange.state == Exchange.State.FAILED

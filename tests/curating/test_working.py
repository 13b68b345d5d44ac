"""What the desk began in a process that was then killed can be begun again."""

import os
import signal
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from archive.curating import uploads, working
from archive.curating.exchange import carrying
from archive.liveness import Mark, is_dead
from archive.models import Exchange, Upload
from tests.test_liveness import within

begin = working.start  # Itself: within the tests what stands for it begins no process.


def killed(folder: Path) -> Mark:
    """The mark of a process that was really begun and then killed."""
    mark = begin(folder / "log", "shell", "-c", "import time; time.sleep(60)")
    assert not is_dead(mark)
    os.kill(mark["pid"], signal.SIGKILL)
    assert within(10, lambda: is_dead(mark))
    return mark


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

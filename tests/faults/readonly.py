"""The index's folder can only be read for a while: mounted so, or closed to the user the programs run as.

Index writer and rebuild say what is wrong; the web server answers from the index as it is. When the folder can be
written again, the index writer that a supervisor keeps starting catches up by itself.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.models import IndexChange
from archive.search import worker
from tests.factories import PageFactory
from tests.faults.grounds import Where
from tests.faults.placed import changes, look
from tests.faults.programs import Command, Program, Site, finish, wait_for
from tests.faults.readers import Readers
from tests.faults.report import Report, Skipped
from tests.faults.scene import Press, check, settle

BACK = 60  # Seconds after which the index writer must have caught up by itself.


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    report, press, pick = Report("readonly", seed), Press(where.files, "readonly"), random.Random(seed)
    files = [press.file(20)]
    finish(where.logs, "ingest", str(files[0]))
    finish(where.logs, "index")
    page = PageFactory(number=None)
    site = Site(where.logs, workers=1)
    supervised = Program(where.logs, "index_worker")
    readers = Readers(site.address, seed, 2, pause=0.1)
    try:
        site.wait()
        readers.start()
        supervised.start()
        for number in range(times):
            with _readonly(worker.index_home()):
                report.done["index only readable"] += 1
                changes(page)
                for arguments in (("index_worker", "--once"), ("index",)):
                    _refused(report, where, arguments)
                time.sleep(pick.uniform(0, 1))
                look(report)
            if not wait_for(lambda: not IndexChange.objects.waiting().exists(), BACK):
                report.wrong.append(f"{number + 1}: the index writer had not caught up after {BACK} s")
                break
            check(report)
    finally:
        for each in (readers, supervised, site):
            each.stop()
    report.said.update({f"index writer ended with {status}": n for status, n in supervised.ends.items()})
    report.seen.update({f"{status}" if status else "cut off": n for status, n in readers.statuses.items()})
    report.wrong += readers.bad
    settle(report, where.logs, files, press)
    return report


def _refused(report: Report, where: Where, arguments: tuple[str, ...]) -> None:
    command = Command(where.logs, *arguments)
    status, printed = command.end(), command.printed
    report.said[f"{arguments[0]} said what was wrong"] += 1
    if status == 0 or "cannot be read or written" not in printed or "Traceback" in printed:
        report.wrong.append(f"{arguments[0]} ended with {status}: {printed[-1500:]}")


@contextmanager
def _readonly(folder: Path) -> Iterator[None]:
    """Let nobody write in the folder: root through a mount, as it may write anywhere else."""
    if os.geteuid():
        inside = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        for each in inside:
            each.chmod(0o500)
        for each in folder.glob("*.lock"):
            each.chmod(0o400)
        try:
            yield
        finally:
            for each in inside:
                each.chmod(0o700)
            for each in folder.glob("*.lock"):
                each.chmod(0o600)
        return
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False).returncode:
        raise Skipped("root may write anywhere, and may mount nothing here: run it as another user")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)

"""Everything runs twice at once: two index writers, two rebuilds, two ingests of the same files, under a curator."""

from __future__ import annotations

import random
import time

from archive.models import IndexChange
from archive.search import folders, worker
from tests.factories import PageFactory
from tests.faults.grounds import Where
from tests.faults.placed import changes, look
from tests.faults.programs import Command, Program, finish, wait_for
from tests.faults.report import Report
from tests.faults.scene import Press, check, settle

ARTICLES = 10  # In each file.
APPLIED = 60  # Seconds after which one of two index writers must have applied what waits.


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    report, press, pick = Report("twice", seed), Press(where.files, "twice"), random.Random(seed)
    files = [press.file(ARTICLES)]
    finish(where.logs, "ingest", str(files[0]))
    page = PageFactory(number=None)
    for _ in range(times):
        files.append(press.file(ARTICLES))
        _both(report, where, ("ingest", str(files[-1]), "--jobs", "1"), pick)
        changes(page)
        _both(report, where, ("index",), pick)
        changes(page)
        _both(report, where, ("index_worker", "--once"), pick)
        check(report)
    _supervised(report, where, page)
    if (live := len(folders.generations(worker.index_home()))) > 2:
        report.wrong.append(f"{live} generations of the index are kept")
    settle(report, where.logs, files, press)
    return report


def _both(report: Report, where: Where, arguments: tuple[str, ...], pick: random.Random) -> None:
    """Run the command twice at once; both come to a good end."""
    commands = []
    for _ in range(2):
        commands.append(Command(where.logs, *arguments))
        time.sleep(pick.uniform(0, 0.3))
    look(report) if arguments[0] == "index_worker" else None
    ends = [command.end() for command in commands]
    report.done[f"two of {arguments[0]}"] += 1
    if ends != [0, 0]:
        report.wrong.append(f"two of {arguments[0]} ended with {ends}: {commands[0].printed[-1500:]}")


def _supervised(report: Report, where: Where, page: object) -> None:
    """Keep two index writers running; one waits for the other, and takes over when it is killed."""
    both = [Program(where.logs, "index_worker") for _ in range(2)]
    try:
        for each in both:
            each.start()
        for each in (*both, None):
            changes(page)
            if not wait_for(lambda: not IndexChange.objects.waiting().exists(), APPLIED):
                report.wrong.append(f"two index writers had not applied what waited after {APPLIED} s")
            if each:
                report.done["one of two index writers killed"] += each.kill()
    finally:
        for each in both:
            each.stop()

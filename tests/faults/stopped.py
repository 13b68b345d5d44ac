"""PostgreSQL is stopped in the midst of an ingest, and started again, while the archive is read and indexed.

Half of the times it is told to end at once (`immediate`, as a crash does), half to send everybody away (`fast`). The
ingest says at which file it stopped and why, or goes on; given again it resumes. Index writer and web server are left
alone. In the end the archive tells what one tells in which nothing was stopped, and visitors saw nothing worse than a
page which says that the database is away.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection, connections

from archive.keeping.addresses import database_at
from archive.models import IndexChange
from tests.faults.cluster import Cluster
from tests.faults.grounds import Where
from tests.faults.programs import Command, Program, Site, finish, wait_for
from tests.faults.readers import Readers, get
from tests.faults.report import Report
from tests.faults.sameness import told
from tests.faults.scene import Press, settle

ARTICLES = 100  # In each file: seconds.
TRIES = 3  # For each fault: an ingest may have ended by then.
LONGEST_AWAY = 2.0  # seconds
BACK = 60  # Seconds after which index writer and web server must have come back by themselves.


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    report, press, pick = Report("stopped", seed), Press(where.files, "stopped"), random.Random(seed)
    cluster = Cluster.of(os.environ["DATABASE_URL"], where.folder)
    undisturbed = cluster.create("undisturbed", copied="fangzhi")  # while nothing is in it
    files = [press.file(1), press.file(ARTICLES)]
    finish(where.logs, "ingest", str(files[0]))  # The first makes what the others find.
    begun = time.monotonic()
    finish(where.logs, "ingest", str(files[1]), "--jobs", "1")
    takes = time.monotonic() - begun
    finish(where.logs, "index")
    report.figures.append(f"an ingest took {takes:.1f} s undisturbed")
    site, worker = Site(where.logs, workers=2), Program(where.logs, "index_worker")
    readers = Readers(site.address, seed, 4, pause=0.1)
    try:
        site.wait()
        worker.start()
        readers.start()
        for _ in range(TRIES * times):
            if report.done.total() >= times:
                break
            files.append(path := press.file(ARTICLES))
            mode = ("immediate", "fast")[report.done.total() % 2]
            if not _stop_in_mid_ingest(report, where, cluster, path, mode, pick.uniform(0, takes), pick):
                continue
            report.done[f"PostgreSQL stopped, {mode}"] += 1
            if not wait_for(lambda: get(site.address, "/")[0] == 200 and not _waiting(), BACK):
                report.wrong.append(f"{path.name}: index writer and web server had not come back after {BACK} s")
                break
        lived = dict(worker.ends)
    finally:
        for each in (readers, worker, site):
            each.stop()
    report.said["ends of the index writer"] = sum(lived.values())
    report.wrong += [f"the index writer ended: {lived}"] if lived else []
    report.seen.update({f"{status}" if status else "cut off": n for status, n in readers.statuses.items()})
    report.wrong += readers.bad
    if report.done.total() < times and not report.wrong:
        report.wrong.append(f"only {report.done.total()} of {times} fell into an ingest")
    settle(report, where.logs, files, press)
    _compare(report, where, undisturbed, files)
    return report


def _stop_in_mid_ingest(
    report: Report, where: Where, cluster: Cluster, path: Path, mode: str, after: float, pick: random.Random
) -> bool:
    """Stop, wait, start; see what the ingest says, and give it again if it stopped. False if it had ended before."""
    ingest = Command(where.logs, "ingest", str(path), "--jobs", "1")
    time.sleep(after)
    connection.close()
    if not ingest.running:
        ingest.end()
        return False
    cluster.stop(mode)
    time.sleep(pick.uniform(0, LONGEST_AWAY))
    cluster.start()
    status, printed = ingest.end(), ingest.printed
    report.said["ingest went on" if status == 0 else "ingest stopped, and said so"] += 1
    if status == 0:
        return True
    if f"stopped at {path}" not in printed or "the database cannot be read" not in printed or "Traceback" in printed:
        before_reading = "the database cannot be read" in printed and "stopped at" not in printed
        if not before_reading or "Traceback" in printed:
            report.wrong.append(f"{path.name}, {mode}: ingest did not say what was wrong: {printed[-1500:]}")
    finish(where.logs, "ingest", str(path))
    return True


def _waiting() -> bool:
    try:
        return IndexChange.objects.waiting().exists()
    except (DatabaseError, InterfaceError):
        connection.close()
        return True


def _compare(report: Report, where: Where, url: str, files: Sequence[Path]) -> None:
    """Ingest the same files into a database of its own, undisturbed, and compare what both tell."""
    for path in files:
        finish(where.logs, "ingest", str(path), database=url)
    database_at(url, "undisturbed")
    try:
        here, there = told(), told("undisturbed")
    finally:
        connections["undisturbed"].close()
    for name in here:
        if here[name] != there[name]:
            report.wrong.append(f"{name}: {here[name]}, undisturbed {there[name]}")
    report.verified["tables with rows equal to the undisturbed"] = sum(
        here[name] == there[name] for name in here if not here[name].startswith("0 ")
    )

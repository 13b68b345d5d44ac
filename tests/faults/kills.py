"""Ingest, index writer, rebuild and web workers are killed at random moments while the archive is read and changed.

Ten readers ask gunicorn's three workers, a curator publishes, edits and withdraws, articles are ingested, the
index is rebuilt again and again; each of the four is killed (`kill -9`) so many times. No reader may see an error;
a connection may be cut off only where its worker was killed.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from archive.models import Article
from tests.faults.desk import Desk
from tests.faults.grounds import Where
from tests.faults.programs import Program, Site, finish, wait_for
from tests.faults.readers import Readers
from tests.faults.report import Report
from tests.faults.scene import Press, settle

# Seconds that each lives before it is killed, at most: as long as a batch, a rebuild, some issues take, and longer.
LIVES = {"web": 3.0, "index_worker": 3.0, "index": 5.0, "ingest": 4.0}
READERS, PAUSE = 10, 0.05  # At most as many as the times each is killed, and one.
ARTICLES = 12  # For each kill: what an ingest stores before it is killed, or more.
FILES = 8
PATIENCE = 60  # Seconds for each kill, which takes two or three: a program that cannot start is never killed.


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    report, press = Report("kills", seed), Press(where.files, "kills")
    files = [press.file(max(ARTICLES * times // FILES, 4)) for _ in range(FILES + 1)]
    finish(where.logs, "ingest", str(files[0]))
    finish(where.logs, "index")
    site = Site(where.logs)
    programs = {
        "index_worker": Program(where.logs, "index_worker"),
        "index": Program(where.logs, "index"),
        "ingest": Program(where.logs, "ingest", *map(str, files[1:]), "--jobs", "2"),
    }
    readers = Readers(site.address, seed, min(READERS, times + 1), pause=PAUSE)
    desk = Desk(site.address, seed, lambda: report.done["index_worker"])
    pick = random.Random(f"{seed} web")
    victims: dict[str, Callable[[], bool]] = {name: each.kill for name, each in programs.items()}
    victims["web"] = lambda: site.kill_worker(pick)
    ages = {name: lambda each=each: each.age for name, each in programs.items()}
    stored = Article.objects.count()
    try:
        site.wait()
        for each in (*programs.values(), readers, desk):
            each.start()
        killers = [
            threading.Thread(target=_kill, args=(report, name, kill, ages.get(name), seed, times))
            for name, kill in victims.items()
        ]
        for killer in killers:
            killer.start()
        for killer in killers:
            killer.join()
    finally:
        for each in (desk, readers, *programs.values(), site):
            each.stop()
    _tell(report, readers, desk)
    for name, each in programs.items():
        report.said.update({f"{name} ended with {status}": number for status, number in each.ends.items()})
    report.figures.append(f"{Article.objects.count() - stored} articles came meanwhile")
    settle(report, where.logs, files, press)
    return report


def _kill(
    report: Report, name: str, kill: Callable[[], bool], age: Callable[[], float] | None, seed: int, times: int
) -> None:
    """Kill it so many times, each time at another age that it reaches on this machine."""
    pick, end, longest = random.Random(f"{seed} {name}"), time.monotonic() + PATIENCE * times, LIVES[name]
    while report.done[name] < times:
        if time.monotonic() > end:
            report.wrong.append(f"{name} could be killed {report.done[name]} times in {PATIENCE * times} s")
            return
        life = pick.uniform(0, longest)
        if age is None:
            time.sleep(life)
        elif not wait_for(lambda: age() > life, 2 * life + 1):  # noqa: B023 - it is waited for here
            longest = life  # It comes to its end sooner.
            continue
        report.done[name] += kill()


def _tell(report: Report, readers: Readers, desk: Desk) -> None:
    """Take over what readers and curator saw."""
    report.seen.update({f"{status}" if status else "cut off": n for status, n in readers.statuses.items()})
    report.wrong += [*readers.bad, *desk.lost]
    if readers.unavailable:
        report.wrong.append(f"{len(readers.unavailable)} times the index was said to be missing")
    if readers.statuses[0] > report.done["web"]:
        report.wrong.append(f"{readers.statuses[0]} connections cut off by {report.done['web']} kills")
    report.figures.append(f"the curator: {desk.refused} changes refused by a busy database")
    for what in ("findable", "gone"):
        for disturbed in (False, True):
            seconds = sorted(c.seconds for c in desk.seen if (c.what, c.disturbed) == (what, disturbed))
            if seconds:
                middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
                told = f"{what}{', the index writer killed meanwhile' if disturbed else ''}"
                report.figures.append(
                    f"{told}: {len(seconds)}, p50 {middle:.2f} s, p95 {late:.2f} s, slowest {seconds[-1]:.2f} s"
                )

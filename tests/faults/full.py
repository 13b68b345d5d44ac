"""The disk fills up while articles are ingested, the index is written or rebuilt, and a curator saves.

The archive lies on a disk of 24 MB, of which all but 1 to 500 KB are taken; each time another program finds it so,
until so many were stopped by it. Where no disk can be mounted, and now and then where one can, no file may grow beyond
such a size instead. What stops says why and what to do; readers read on; with room again the same command comes to its
end.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, connection

from archive.models import Article
from tests.factories import ArticleFactory, PageFactory
from tests.faults.grounds import Where
from tests.faults.placed import changes, look
from tests.faults.programs import Command, Site, finish
from tests.faults.readers import Readers
from tests.faults.report import Report
from tests.faults.scene import Press, check, settle

ARTICLES = 8  # In each file.
LEAST, MOST = 10, 19  # Room for 2 to the so-many-th bytes.
SHORTEST = 1 << 16  # What programs print goes into files too.
TRIES = 3  # For each that is stopped: some have room enough.
STOPPED = "stopped, and said what to do"
LIMITED = 5  # Each so-many-th fault is a limit for files rather than a full disk.


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    report, press, pick = Report("full", seed), Press(where.files, "full"), random.Random(seed)
    files = [press.file(ARTICLES)]
    finish(where.logs, "ingest", str(files[0]))
    finish(where.logs, "index")
    page = PageFactory(number=None)
    site = Site(where.logs, workers=1)
    readers = Readers(site.address, seed, 2, pause=0.2)
    programs = ("ingest", "index_worker", "index", *(("curator",) if where.small else ()))
    try:
        site.wait()
        readers.start()
        for number in range(TRIES * times + 5):
            name, room = programs[number % len(programs)], int(2 ** pick.uniform(LEAST, MOST))
            small = name == "curator" or (where.small and number % LIMITED != LIMITED - 1)
            room = room if small else max(room, SHORTEST)
            what = f"{number + 1}: {name} with {'a disk' if small else 'files'} of {room} bytes"
            if name == "ingest":
                files.append(press.file(ARTICLES))
            before = len(report.wrong)
            _fault(report, where, name, (files[-1], page), room, small)
            report.wrong[before:] = [f"{what}: {each}" for each in report.wrong[before:]]
            if report.wrong or _stopped(report) >= times:
                break
    finally:
        readers.stop()
        site.stop()
    report.seen.update({f"{status}" if status else "cut off": n for status, n in readers.statuses.items()})
    report.wrong += readers.bad
    report.figures.append(f"{_stopped(report)} were stopped")
    if _stopped(report) < times:
        report.wrong.append(f"only {_stopped(report)} of {times} were stopped")
    settle(report, where.logs, files, press)
    return report


def _stopped(report: Report) -> int:
    return sum(number for said, number in report.said.items() if said.endswith(STOPPED))


def _fault(report: Report, where: Where, name: str, at_work: tuple[Path, object], room: int, small: bool) -> None:
    """Let a program meet the full disk, then give it room and let it come to its end."""
    path, page = at_work
    report.done[f"{name}, {'full disk' if small else 'files limited'}"] += 1
    if name == "curator":
        _curator(report, where, page, room)
    else:
        again: Callable[[], tuple[str, ...]] = {
            "ingest": lambda: ("ingest", str(path), "--jobs", "1"),
            "index_worker": lambda: changes(page),
            "index": lambda: ("index",),
        }[name]
        arguments = again()
        with _filled(where.var, room) if small else _untouched():
            command = Command(where.logs, *arguments, limit=0 if small else room)
            status, printed = command.end(), command.printed
            look(report)
        report.said[f"{name} {STOPPED if status else 'came through'}"] += 1
        if status and ("room" not in printed or "Traceback" in printed):
            report.wrong.append(f"ended with {status}, and did not say what to do: {printed[-1500:]}")
        try:
            finish(where.logs, *arguments)
        except AssertionError as error:
            report.wrong.append(f"with room again: {error}")
    try:
        finish(where.logs, "index_worker", "--once")
    except AssertionError as error:
        report.wrong.append(f"with room again: {error}")
    check(report)


def _curator(report: Report, where: Where, page: object, room: int) -> None:
    """Save until the disk is full; what was acknowledged is there, and nothing else."""
    before = Article.objects.count()
    saved: list[int] = []
    with _filled(where.var, room):
        try:
            for _ in range(50):
                saved.append(ArticleFactory(page=page, text="本报讯 石门镇植树。" * 2000).pk)
        except OperationalError:
            report.said[f"curator {STOPPED}"] += 1
            connection.close()
        look(report)
    if Article.objects.count() != before + len(saved):
        report.wrong.append(f"{len(saved)} articles were acknowledged, {Article.objects.count() - before} are there")
    Article.objects.filter(pk__in=saved).delete()  # The disk is for all that is to come.


@contextmanager
def _untouched() -> Iterator[None]:
    yield


@contextmanager
def _filled(disk: Path, room: int) -> Iterator[None]:
    """Leave so many bytes of the disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # What is written from now on needs room.
    ballast = disk / "ballast"
    found = os.statvfs(disk)
    taken = found.f_bavail * found.f_frsize - room
    with ballast.open("wb") as file:
        if taken > 0:
            os.posix_fallocate(file.fileno(), 0, taken)
    try:
        yield
    finally:
        ballast.unlink()

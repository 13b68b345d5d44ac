"""Ingest, index writer and rebuild are killed inside the calls by which they change files.

strace kills a program as it enters the n-th call of a kind (rename, unlink, fsync, pwrite …), before the kernel does
anything. Which calls each makes, and how many, is looked up first; then every one of them is a place to be killed at,
or so many that are drawn from them, of each kind the first and the last. After each kill the archive is searched as it
was left, brought to its end, and compared.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from archive.models import Article
from archive.search import Request, State, search
from tests.factories import ArticleFactory, PageFactory
from tests.faults.grounds import Where
from tests.faults.programs import Command, finish
from tests.faults.report import Report, Skipped
from tests.faults.scene import Press, check, queue_every_kind, settle

# Every call by which a file comes, goes, changes or is put on the disk; all of which strace must know.
CALLS = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,truncate,ftruncate,fallocate"
CALLS += ",fsync,fdatasync,sync_file_range,msync,pwrite64,pwritev,copy_file_range"
ARTICLES = 3  # In each file.
ATTACHED = "attached"
KILLED = -9

Place = tuple[str, str, int]  # (program, call, which one of them)


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    _may_trace()
    report, press = Report("placed", seed), Press(where.files, "placed")
    files = [press.file(ARTICLES)]
    finish(where.logs, "ingest", str(files[0]))
    finish(where.logs, "index")
    page = PageFactory(number=None)
    programs: dict[str, Callable[[], tuple[str, ...]]] = {
        "ingest": lambda: _ingest(press, files),
        "index_worker": lambda: changes(page),
        "index": lambda: ("index",),
    }
    places = []
    for name, prepare in programs.items():
        made = _calls(where, prepare())
        report.figures.append(f"{name} makes {', '.join(f'{call} {n}' for call, n in sorted(made.items()))}")
        places += _drawn(name, made, max(1, times // len(programs)), random.Random(f"{seed} {name}"))
        finish(where.logs, "index_worker", "--once")
    for name, call, number in places:
        if report.wrong:
            break  # What comes after a fault that was not healed says nothing.
        status = _killed_at(where, programs[name](), call, number)
        report.done[f"{name} in {call}"] += 1
        report.said[f"{name} {'killed' if status == KILLED else f'came to its end ({status})'}"] += 1
        look(report)
        _recover(report, where, name, files, f"{name} killed in {call} number {number}")
    settle(report, where.logs, files, press)
    return report


def _may_trace() -> None:
    """Skipped unless strace is here and may trace: containers often forbid it."""
    if not shutil.which("strace"):
        raise Skipped("there is no strace here")
    trial = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if trial.returncode:
        raise Skipped(f"strace may not trace here: {trial.stderr.strip()[:200]}")


def _ingest(press: Press, files: list[Path]) -> tuple[str, ...]:
    """Have something to be ingested."""
    files.append(press.file(ARTICLES))
    return "ingest", str(files[-1]), "--jobs", "1"


def changes(page: object) -> tuple[str, ...]:
    """Have something to be indexed: an article comes, one changes, one goes; others are looked at again."""
    earlier = Article.objects.public().filter(external_id="").order_by("-pk")[:2]
    for article, goes in zip(earlier, (False, True), strict=False):
        if goes:
            Article.objects.filter(pk=article.pk).set_state(Article.State.WITHHELD)
        else:
            article.headline = f"{article.headline[-20:]}，又讯"
            article.save()
    ArticleFactory(page=page)
    queue_every_kind()
    return "index_worker", "--once"


@contextmanager
def _strace(command: Command, log: Path, *options: str) -> Iterator[None]:
    """Trace the command, which is held, and let it go."""
    log.unlink(missing_ok=True)
    connection.close()  # SQLite puts its files in order when the last one closes.
    tracing = ["strace", "-f", "-o", str(log), *options, "-p", str(command.pid)]
    with subprocess.Popen(tracing, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr
        told = tracer.stderr.readline()
        assert ATTACHED in told, told
        command.go()
        yield
        tracer.terminate()


def _calls(where: Where, arguments: Sequence[str]) -> Counter[str]:
    """Count the calls that the command makes when it is left alone."""
    command, log = Command(where.logs, *arguments, held=True), where.logs / "strace"
    with _strace(command, log, "-e", f"trace={CALLS}"):
        assert command.end() == 0, command.printed
    return Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.M))


def _drawn(name: str, made: Counter[str], times: int, pick: random.Random) -> list[Place]:
    """So many of the calls, or all if there are fewer; if it can be, of each kind the first and the last."""
    everywhere = [(name, call, n) for call, count in sorted(made.items()) for n in range(1, count + 1)]
    ends = sorted({(name, call, n) for call, count in made.items() for n in (1, count)})
    others = [place for place in everywhere if place not in ends]
    pick.shuffle(ends)
    pick.shuffle(others)
    drawn = {*(ends + others)[:times]}
    return [place for place in everywhere if place in drawn]


def _killed_at(where: Where, arguments: Sequence[str], call: str, number: int) -> int:
    """Run the command until the n-th such call of one of its threads; its exit status."""
    command = Command(where.logs, *arguments, held=True)
    inject = f"inject={call}:signal=KILL:when={number}"
    with _strace(command, where.logs / "strace", "-e", f"trace={call}", "-e", inject):
        return command.end()


def look(report: Report) -> None:
    """What a visitor sees of what is left: every search is answered, and what is found is there."""
    for query in ("", "春灌", "植树"):
        found = search(Request(query))
        report.seen["searches answered" if found.state == State.READY else "searches refused"] += 1
        if found.state != State.READY:
            report.wrong.append(f"search was refused: {found.state}")
        gone = {hit.article_id for hit in found.hits} - set(Article.objects.public().values_list("pk", flat=True))
        if gone:
            report.wrong.append(f"search shows what is not published: {gone}")


def _recover(report: Report, where: Where, name: str, files: Sequence[Path], what: str) -> None:
    """Start what was killed again, as a supervisor would, and compare."""
    before = len(report.wrong)
    try:
        if name == "ingest":
            finish(where.logs, "ingest", str(files[-1]), "--jobs", "1")
        finish(where.logs, "index_worker", "--once")
    except AssertionError as error:
        report.wrong.append(str(error))
    check(report)
    report.wrong[before:] = [f"{what}: {each}" for each in report.wrong[before:]]

"""`python -m tests.kills`: kill the archive's programs at random while it is read and changed, then compare.

Ten readers ask gunicorn's three workers without pause, a curator publishes, edits and withdraws, articles are
ingested, the index is rebuilt again and again; index writer, web workers, rebuilds and ingests are killed (`kill -9`)
a hundred times. Afterwards all is brought to its end: index and database must agree, everything must have been
ingested, and no reader may have seen an error; a connection may be cut off only where its worker was killed.

The archive is a fresh one in a folder of its own; DATABASE_URL names an empty database, SQLite is used without.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django

SHORTEST, LONGEST = 0.05, 2.5  # Seconds between two kills.
# How long a command lives at most before it may be killed, as parts of what the index writer needs to start while the
# machine is so busy: what is killed before it has begun shows nothing.
MOST_LIVES = 3
# How often each is killed: rebuild and ingest live long enough to come to something.
KILLED = (4, 3, 1, 1)  # web, index_worker, index, ingest
BEFOREHAND = 0.2  # The part of the articles that is there when it begins.
FILES = 8  # The ingest is killed in the midst of one, and goes on with the next.


@dataclass
class Outcome:
    """What came of it."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    ends: dict[str, dict[int, int]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"seed {self.seed}: {self.kills.total()} kills {dict(self.kills)}",
            f"ends {self.ends}",
            f"answers {self.statuses} (0: cut off)",
            f"changes refused by a busy database {self.refused}",
        ]
        for what, seconds in sorted(self.seconds.items()):
            ordered = sorted(seconds)
            middle, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
            lines.append(f"{what}: {len(ordered)}, p50 {middle:.2f} s, p95 {most:.2f} s, slowest {ordered[-1]:.2f} s")
        return "\n".join([*lines, *(f"WRONG: {each}" for each in self.wrong)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; exit status 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--articles", type=int, default=1000, help="articles that are ingested meanwhile")
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two pages that a reader asks for")
    parser.add_argument("--begin-with", type=Path, metavar="FOLDER", help="a data folder, migrated and empty, to copy")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    with fresh_archive(options.begin_with) as folder:
        outcome = run(folder, options)
        print(outcome)
        if outcome.wrong:
            kept = Path(tempfile.mkdtemp(prefix="kills-"))
            shutil.copytree(folder, kept, dirs_exist_ok=True)
            print(f"logs and index are kept in {kept}")
    return bool(outcome.wrong)


@contextmanager
def fresh_archive(copied: Path | None = None) -> Iterator[Path]:
    """An archive in a folder of its own, for this process and those that it starts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if copied:
            shutil.copytree(copied, folder, dirs_exist_ok=True)
        os.environ["FANGZHI_VAR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        django.setup()
        yield folder


def run(folder: Path, options: argparse.Namespace) -> Outcome:
    """Do it all."""
    kills, seed, articles = options.kills, options.seed, options.articles
    from archive.models import Article
    from tests.kills.desk import Desk
    from tests.kills.programs import Program, Site, finish, manage
    from tests.kills.readers import Readers

    outcome, pick = Outcome(seed), random.Random(seed)
    first, files = _files(folder, articles)
    finish("migrate", "-v0")
    finish("ingest", str(first), "--jobs", "1")
    finish("index")
    site = Site(folder)
    programs = [
        Program("index_worker", manage("index_worker"), folder, 0.2),
        Program("index", manage("index"), folder, 2.0),
        Program("ingest", manage("ingest", *map(str, files), "--jobs", "2"), folder, 1.0),
    ]
    readers = Readers(site.address, seed, options.readers, pause=options.pause)
    desk = Desk(site.address, seed, lambda: outcome.kills["index_worker"])
    running = [site, *programs]
    try:
        site.start()
        site.wait()
        for each in (*programs, readers, desk):
            each.start()
        breath = programs[0].wait_for("waiting")
        while outcome.kills.total() < kills and not desk.lost:
            time.sleep(pick.uniform(SHORTEST, LONGEST))
            (victim,) = pick.choices(running, KILLED)
            if victim is not site and victim.age < breath * pick.uniform(0, MOST_LIVES):
                continue
            if victim.kill_worker(pick) if isinstance(victim, Site) else victim.kill():
                outcome.kills[victim.name] += 1
    finally:
        desk.stop()
        readers.stop()
        for each in running:
            each.stop()
    outcome.ends = {each.name: dict(each.ends) for each in running}
    outcome.statuses, outcome.refused = dict(readers.statuses), desk.refused
    for change in desk.seen:
        name = f"{change.what}{', index writer killed meanwhile' if change.disturbed else ''}"
        outcome.seconds.setdefault(name, []).append(change.seconds)
    outcome.wrong += [*readers.bad, *desk.lost]
    if readers.unavailable:
        outcome.wrong.append(f"{len(readers.unavailable)} times the index was said to be missing")
    if readers.statuses[0] > outcome.kills["web"]:
        outcome.wrong.append(f"{readers.statuses[0]} connections cut off by {outcome.kills['web']} kills")
    outcome.wrong += _after(files, articles)
    if Article.objects.filter(external_id__startswith="kills-").count() != articles:
        outcome.wrong.append("not every article was ingested")
    return outcome


def _after(files: Sequence[Path], articles: int) -> Iterator[str]:
    """Bring everything to its end; yield what is not as it should be."""
    from archive.search import worker
    from tests.kills.programs import finish

    printed = finish("ingest", *map(str, files), "--jobs", "1")
    if not printed.rstrip().endswith("failed 0"):
        yield printed
    worker.drain(worker.index_home())
    try:
        printed = finish("verify_index")
    except AssertionError as error:
        yield str(error)
    else:
        if "waiting 0, set aside 0" not in printed:
            yield printed


def _files(folder: Path, articles: int) -> tuple[Path, list[Path]]:
    """Write what is ingested beforehand, and the files that are meanwhile."""
    from tests.throughput import invented

    lines = [line.replace('"id": "', '"id": "kills-', 1) for line in invented(articles)]
    first = int(articles * BEFOREHAND)
    paths = []
    for number in range(FILES + 1):
        part = lines[first + number - 1 :: FILES] if number else lines[:first]
        path = folder / f"{number}.jsonl"
        path.write_text("".join(part), "utf-8")
        paths.append(path)
    return paths[0], paths[1:]


if __name__ == "__main__":
    sys.exit(main())

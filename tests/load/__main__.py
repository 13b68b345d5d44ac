"""`python -m tests.load [--users 50] [--minutes 10] [--articles 59793] [--workers 3]`: many users during an ingest.

An archive of the shared corpus, with names and index, is made once and kept under `FANGZHI_VAR/load`; `--begin-with`
takes another data folder. A copy of it is served as in production: gunicorn's workers, none of which is replaced for
the number of its requests, so that nothing hides what grows; the index writer; an ingest of invented articles, one
batch after the other. Users search, narrow, turn pages, read, look people up and export, with about a second between
two pages. Told are times by kind of page, wrong answers, memory and processor time of each process, and how far the
index lagged behind. The exit status is 1 where 95 % of the answers took more than 500 ms, one was wrong, a process
held a tenth more or less in the last tenth of the time than in the third, or the index missed anything.

`--database` names a PostgreSQL database to use: an empty one gets a copy of the archive, which takes minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.load import archives
from tests.load.asking import Answers
from tests.load.report import PART, Outcome, failures, told
from tests.load.users import User, started
from tests.load.watching import Watcher
from tests.serving import children, served

ARTICLES = 59_793


def main() -> int:
    """Run and print; 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50, metavar="N")
    parser.add_argument("--minutes", type=float, default=10, metavar="N")
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N", help="of the corpus, at most")
    parser.add_argument("--workers", type=int, default=3, metavar="N", help="of gunicorn")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="other users, who ask for other things")
    parser.add_argument("--begin-with", type=Path, metavar="FOLDER", help="a data folder to copy")
    parser.add_argument("--database", default="", metavar="URL", help="of PostgreSQL; SQLite is used without")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    begin = options.begin_with or archives.kept(options.articles)
    with archives.copied(begin, options.database) as (folder, environment):
        outcome = run(folder, environment, options)
        print("\n".join(told(outcome)))
        wrong = list(failures(outcome))
        if wrong:
            logs = Path(tempfile.mkdtemp(prefix="load-logs-"))
            for path in [*folder.glob("*.log"), *folder.glob("slow/*")]:
                shutil.copy(path, logs)
            print(f"the logs are in {logs}")
    return bool(wrong)


def run(folder: Path, environment: dict[str, str], options: argparse.Namespace) -> Outcome:
    """Let them all work for the time, then bring the index to its end and compare."""
    subjects = archives.subjects(environment, options.seed)
    before = archives.count(environment)
    paths = archives.batches(folder, options.minutes, options.seed)
    kind = environment["DATABASE_URL"].partition(":")[0]
    print(f"{before:,} articles, {kind}; {options.workers} workers; seed {options.seed}; ", end="")
    print(f"{platform.machine()}, {_cores()} cores, Python {platform.python_version()}", flush=True)
    answers = Answers()
    ingesting = archives.Ingesting(folder, paths, environment)
    with (
        archives.index_worker(folder, environment) as writer,
        served(folder, options.workers, environment, ["--max-requests", "0"]) as (host, master),
    ):
        workers = {f"web {number}": process for number, process in enumerate(children(master), 1)}
        watcher = Watcher(host, lambda: {**workers, "index writer": writer, **ingesting.processes})
        began = time.monotonic()
        ingesting.start()
        watcher.start()
        within = options.minutes * 60 * PART / 2
        users = started(
            options.users, lambda number: User(number, host, subjects, answers, options.seed), min(within, 15)
        )
        time.sleep(max(options.minutes * 60 - (time.monotonic() - began), 0))
        for user in users:
            user.stop()
        for user in users:
            user.join()
        ended = time.monotonic()
        seen = watcher.stop()
        ingesting.stop()
    came_in = archives.count(environment) - before
    outcome = Outcome(began, ended, options.users, answers.every, seen, came_in, wrong=ingesting.wrong)
    outcome.indexed = _agree(environment)
    return outcome


def _agree(environment: dict[str, str]) -> bool:
    """Whether the index has everything once it was brought to its end."""
    archives.manage(environment, "index_worker", "--once")
    try:
        archives.manage(environment, "verify_index")
    except subprocess.CalledProcessError:
        return False
    return True


def _cores() -> int:
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    sys.exit(main())

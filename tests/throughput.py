"""`python -m tests.throughput [FILE] [--articles N]`: how fast articles come into a fresh archive.

With one process and with all cores, with names looked for and without, each time into a new SQLite database. The time
on the clock and of the processors is told for the whole program: on a busy machine only the second means anything.
The articles are those of the shared corpus where it is, invented ones elsewhere.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT

CORPUS = "corpus/news_20k.jsonl.xz"
ARTICLES = 5000


def articles(file: Path | None, count: int) -> Iterator[str]:
    """So many articles as JSON Lines."""
    shared = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared")) / CORPUS
    file = file or (shared if shared.is_file() else None)
    if file:
        with lzma.open(file, "rt", encoding="utf-8") if file.suffix == ".xz" else file.open(encoding="utf-8") as lines:
            yield from itertools.islice(lines, count)
    else:
        yield from invented(count)


def invented(count: int) -> Iterator[str]:
    """So many invented articles as JSON Lines."""
    for number in range(count):
        day = f"2023-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        text = f"本报讯 {day[5:7]}月{day[8:]}日,云溪区区长陆明远到石门镇查看第{number}处春灌水渠,区水利局负责人陪同。"
        said = "陆明远说,水渠修到田头,群众浇地省了半天工夫,要把剩下的路段在月底前修完。"
        record = {"id": str(number), "newspaper": "青岚日报", "date": day, "page": 1 + number % 8}
        yield (
            json.dumps({**record, "headline": f"春灌第{number}处", "text": text + said * 8}, ensure_ascii=False) + "\n"
        )


def run(*arguments: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds on the clock and of the processors that a management command took, its workers' with it."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, spent


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, help="JSON Lines, packed or not")
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="beside one process (all cores)"
    )
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("".join(articles(options.file, options.articles)), encoding="utf-8")
        size = sum(len(json.loads(line)["text"]) for line in file.open(encoding="utf-8"))
        print(f"{options.articles:,} articles, {size:,} characters")
        clock: dict[str, float] = {}
        for names, jobs in itertools.product((True, False), (1, options.jobs)):
            what = f"{'with' if names else 'without'} names, {jobs} process{'es' if jobs > 1 else ''}"
            var = f"{folder}/{jobs}{names}"
            own = {**os.environ, "FANGZHI_VAR": var, "DATABASE_URL": f"sqlite:///{var}/fangzhi.sqlite3"}
            run("migrate", "--verbosity", "0", environment=own)
            more = [] if names else ["--no-extraction"]
            took, spent = run("ingest", str(file), "--verbosity", "0", "--jobs", str(jobs), *more, environment=own)
            clock[what] = took
            told = f"{options.articles / took:.0f} articles/s, {size / took / 1000:.1f}k characters/s"
            print(f"{what:28} {took:6.1f} s, {spent:6.1f} s of processors, {told}", flush=True)
        with_names = [took for what, took in clock.items() if what.startswith("with names")]
        if len(with_names) == 2:
            print(f"{options.jobs} processes are {with_names[0] / with_names[1]:.1f} times as fast as one")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.bench [--articles N]`: the archive's search beside its rivals, in one run.

Over the first 10,000 articles of the shared corpus with Haystack's stock engine too, then over all of them (or the
first N) without it, which would need hours. Where the shared corpus is absent, invented articles are composed. The
rivals' indexes are kept by the corpus's digest under `var/bench`; the archive's own is made anew each time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import source
from tests.conftest import ROOT

ALL = 59_793
SMALL = 10_000
ENGINES = ("fangzhi", "tantivy", "fts5", "stock")


def main() -> int:
    """Measure at each size and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=ALL, metavar="N", help="how many, at most")
    parser.add_argument("--names", action="store_true", help="read names out of the articles too; takes half an hour")
    options = parser.parse_args()
    shared = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared"))
    kept = Path(os.environ.get("FANGZHI_VAR", ROOT / "var")) / "bench"
    print(f"{platform.machine()}, {os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}")
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    for count in sorted({min(SMALL, options.articles), options.articles}):
        home = source.fetch(shared, kept, count)
        told = _measured(home, ["--stock"] * (count <= SMALL) + ["--names"] * options.names)
        (home / "told.json").write_text(json.dumps(told))
        print("\n" + "\n".join(report(told)), flush=True)
    return 0


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").is_file() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def _measured(home: Path, options: list[str]) -> dict[str, Any]:
    """Measure in a process of its own: Django is set up once for one archive."""
    command = [sys.executable, "-m", "tests.bench.scale", *options]
    environment = {**os.environ, "FANGZHI_VAR": str(home)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def report(told: dict[str, Any]) -> list[str]:
    """What was measured, as lines of Markdown."""
    names = [name for name in ENGINES if name in told["built"]]
    lines = [f"### {told['articles']:,} articles, {told['bytes'] / 1e6:.1f} MB of text", ""]
    lines += [f"| | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    built = told["built"]
    lines.append(_row("articles a second", [f"{told['articles'] / built[name]['seconds']:,.0f}" for name in names]))
    lines.append(_row("index, of the text's size", [f"{built[name]['size'] / told['bytes']:.2f}" for name in names]))
    lines.append(_row("exact strings right", ["{} of {}".format(*told["right"][name]) for name in names]))
    for kind, times in told["times"].items():
        lines.append(_row(f"{kind}, p50/p95 ms", [_spread(list(map(min, times[name]))) for name in names]))
    against = [*names[1:], *(f"{name}, first round" for name in names[1:])]
    lines += ["", f"| fangzhi's p50, of theirs | {' | '.join(against)} |", "|---|" + "---|" * len(against)]
    for kind, times in told["times"].items():
        best = [f"{_middle(times['fangzhi'], min) / _middle(times[name], min):.2f} ×" for name in names[1:]]
        first = [f"{_middle(times['fangzhi'], _first) / _middle(times[name], _first):.2f} ×" for name in names[1:]]
        lines.append(_row(kind, best + first))
    return lines + _alone(told)


def _middle(rounds: list[list[float]], pick: Callable[[list[float]], float]) -> float:
    return statistics.median(map(pick, rounds))


def _first(rounds: list[float]) -> float:
    return rounds[0]


def _alone(told: dict[str, Any]) -> list[str]:
    indexed, articles, steps = told["indexed"], told["articles"], told["steps"]
    tokens_ready = steps["building"] + steps["merging"]
    lines = [
        "",
        f"* index from the database with tokenising: {articles / indexed['seconds']:,.0f} articles a second, "
        f"{articles / indexed['processors']:,.0f} per core",
        f"* index from prepared records in one process, articles a second of its time: tokenising included "
        f"{steps['articles'] / (steps['cutting'] + tokens_ready):,.0f}, tokens ready "
        f"{steps['articles'] / tokens_ready:,.0f}",
        f"* reopening after a commit, p50/p95: {_spread([seconds * 1000 for seconds in told['reopened']])} ms",
        f"* pasted strings that find their article: {told['pasted']:.3f}",
        f"* pages of {', '.join(told['walked'])}: "
        + ("every hit once" if all(told["walked"].values()) else f"NOT every hit once: {told['walked']}"),
    ]
    for name, load in told["web"].items():
        milliseconds = [seconds * 1000 for seconds in load["seconds"]]
        held, share, own = (max(worker[name] for worker in load["memory"]) for name in ("resident", "share", "own"))
        lines.append(
            f"* search page over HTTP, {name}: p50/p95 {_spread(milliseconds)} ms, {load['failed']} errors; "
            f"a worker holds {own:.0f} MB alone, {share:.0f} MB with its share of what it has in common with others; "
            f"{held:.0f} MB are mapped, the index's files among them"
        )
    return lines


def _spread(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):.2f} / {ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:.2f}"


def _row(name: str, cells: list[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.faults [SCENARIO…] [--seed S] [--times N]`: faults, and whether the archive comes through them.

Each scenario is played in a process and an archive of its own; `make faults` plays all of them as often as they should
be. The same seed and number make the same faults again, as far as a busy machine lets them fall at the same moments.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import operator
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import django

from tests.conftest import ROOT
from tests.faults.grounds import Ground, Where, prepared
from tests.faults.report import Report, Skipped

# How often each fault is made, and what it asks for.
SCENARIOS = {
    "kills": (100, Ground()),
    "placed": (150, Ground()),
    "stopped": (20, Ground(database=True)),
    "full": (50, Ground(disk=True)),
    "readonly": (5, Ground()),
    "twice": (10, Ground()),
    "clock": (10, Ground(clock=True)),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play; exit status 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"{', '.join(SCENARIOS)} (default: all)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--times", type=int, help="how often, where not as often as it should be")
    parser.add_argument("--together", action="store_true", help="one after the other in one archive, which is quicker")
    parser.add_argument("--begin-with", type=Path, metavar="FOLDER", help="a data folder, migrated and empty, to copy")
    options = parser.parse_args(arguments)
    if unknown := set(options.scenarios) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    names = options.scenarios or list(SCENARIOS)
    if options.together or len(names) == 1:
        return play(names, options)
    wrong = [name for name in names if subprocess.run(_alone(name, options), cwd=ROOT, check=False).returncode]
    print(f"{len(names)} scenarios, {len(wrong)} with something wrong{''.join(f' {name}' for name in wrong)}")
    return bool(wrong)


def _alone(name: str, options: argparse.Namespace) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults", name, "--seed", str(options.seed)]
    command += ["--times", str(options.times)] if options.times else []
    return command + (["--begin-with", str(options.begin_with)] if options.begin_with else [])


def play(names: Sequence[str], options: argparse.Namespace) -> int:
    """Play scenarios here, one after the other in one archive; what one has done to it, the next finds."""
    ground = functools.reduce(operator.or_, (SCENARIOS[name][1] for name in names))
    try:
        with prepared(ground, options.begin_with) as where:
            django.setup()
            return bool([name for name in names if _played(name, where, options)])
    except Skipped as reason:
        print(f"{names[0]}: SKIPPED: {reason}", flush=True)
        return 0


def _played(name: str, where: Where, options: argparse.Namespace) -> bool:
    """Play it and print what came of it; True where something is wrong."""
    times, began = options.times or SCENARIOS[name][0], time.monotonic()
    try:
        report = importlib.import_module(f"tests.faults.{name}").play(where, options.seed, times)
    except Skipped as reason:
        print(f"{name}: SKIPPED: {reason}", flush=True)
        return False
    except Exception:
        report = Report(name, options.seed, wrong=[f"it broke off: {traceback.format_exc()}"])
    report.figures.append(f"{time.monotonic() - began:.0f} s")
    print(report, flush=True)
    if report.wrong:
        kept = Path(tempfile.mkdtemp(prefix=f"faults-{name}-"))
        shutil.copytree(where.folder, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("cluster"))
        print(f"  again: python -m tests.faults {name} --seed {options.seed} --times {times}")
        print(f"  what it left, with the logs, is kept in {kept}", flush=True)
    return bool(report.wrong)


if __name__ == "__main__":
    sys.exit(main())

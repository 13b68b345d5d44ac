"""`python -m tests.faults [SCENARIO…] [--seed S] [--times N]`: faults, and whether the archive comes through them.

Each scenario is played in a process and an archive of its own; `make faults` plays all of them as often as they should
be. The same seed and number make the same faults again, as far as a busy machine lets them fall at the same moments.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django

from tests.conftest import ROOT
from tests.faults import grounds
from tests.faults.report import Skipped

# How often each fault is made, and where.
SCENARIOS = {
    "kills": (100, grounds.plain),
    "placed": (200, grounds.traced),
    "stopped": (20, grounds.postgresql),
    "full": (50, grounds.small_disk),
    "readonly": (5, grounds.plain),
    "twice": (10, grounds.plain),
    "clock": (10, grounds.shifted),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play; exit status 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"{', '.join(SCENARIOS)} (default: all)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--times", type=int, help="how often, where not as often as it should be")
    parser.add_argument("--begin-with", type=Path, metavar="FOLDER", help="a data folder, migrated and empty, to copy")
    options = parser.parse_args(arguments)
    if unknown := set(options.scenarios) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    if len(options.scenarios) == 1:
        return play(options.scenarios[0], options)
    names = options.scenarios or SCENARIOS
    wrong = [name for name in names if subprocess.run(_alone(name, options), cwd=ROOT, check=False).returncode]
    print(f"{len(names)} scenarios, {len(wrong)} with something wrong{''.join(f' {name}' for name in wrong)}")
    return bool(wrong)


def _alone(name: str, options: argparse.Namespace) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults", name, "--seed", str(options.seed)]
    command += ["--times", str(options.times)] if options.times else []
    return command + (["--begin-with", str(options.begin_with)] if options.begin_with else [])


def play(name: str, options: argparse.Namespace) -> int:
    """Play one scenario here."""
    times, ground = SCENARIOS[name]
    times = options.times or times
    began = time.monotonic()
    try:
        with ground(options.begin_with) as where:
            django.setup()
            report = importlib.import_module(f"tests.faults.{name}").play(where, options.seed, times)
            report.figures.append(f"{time.monotonic() - began:.0f} s")
            print(report, flush=True)
            if report.wrong:
                kept = Path(tempfile.mkdtemp(prefix=f"faults-{name}-"))
                shutil.copytree(where.folder, kept, dirs_exist_ok=True)
                print(f"  again: python -m tests.faults {name} --seed {options.seed} --times {times}")
                print(f"  what it left, with the logs, is kept in {kept}", flush=True)
    except Skipped as reason:
        print(f"{name}: SKIPPED: {reason}", flush=True)
        return 0
    return bool(report.wrong)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())

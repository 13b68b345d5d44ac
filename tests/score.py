"""`python -m tests.score [--base COMMIT] [--hard]`: how well pages come apart, and what changed since the last commit.

The tables compare with hand-made truth. Beside each measure stands what it was in the base version, below them what
was gained (+) and lost (-), one line each; then what is read otherwise on pages that no truth judges. With --hard the
same pages are scored in harder forms (`tests/mutation.py`) instead.

The real pages and their scorer are read from FANGZHI_SHARED where that folder is; elsewhere the samples are scored.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import findings, hard
from tests.conftest import ROOT, SAMPLES
from tests.versions import NoBase, base_version, python

# Gains, losses and differences of each kind that are told; --lines changes it.
TOLD = 30
# Both versions are parsed at once.
JOBS = 2


@dataclass
class Measured:
    """The measures of one version on one set, and every single thing that is wrong."""

    measures: dict[str, dict[str, float]]
    wrong: Counter[str]
    pages: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Set:
    """Pages with a truth, and the scorer that compares them; None for the samples, which are scored here."""

    pages: Path
    gold: Path
    scorer: Path | None

    @property
    def title(self) -> str:
        """What the set is called in tables."""
        return f"{self.pages.name} against {self.gold.parent.name}/{self.gold.name}"

    def measure(self, version: Path) -> Measured:
        """Parse the set with a version of the parser, and score it."""
        parse = [version / "manage.py", "parse", "--json", self.pages]
        rows = python(version, *parse)
        pages = [json.loads(row) for row in rows.split("\n") if row]
        for page in pages:
            page["path"] = page["path"].removeprefix(f"{self.pages}/")
        if self.scorer is None:
            scored = json.loads(python(version, "-m", "tests.scoring", "--json", self.pages))
            return Measured(scored["measures"], Counter(scored["wrong"]), pages)
        command = [sys.executable, str(self.scorer), str(self.gold), "--pages", str(self.pages), "--show", "--json"]
        done = subprocess.run(command, input=rows, stdout=subprocess.PIPE, text=True, check=True)
        *notes, measures = done.stdout.strip().split("\n")
        return Measured(json.loads(measures), Counter(_with_page(notes)), pages)


def _with_page(notes: Sequence[str]) -> list[str]:
    """The scorer's notes, each with the page it stands under."""
    page, found = "", []
    for note in notes:
        if note.startswith("page "):
            page = note.removeprefix("page ")
        elif note.strip():
            found.append(f"{page}: {note.strip()}")
    return found


def sets() -> list[Set]:
    """What is there to be scored."""
    shared = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared")).resolve()
    scorer = shared / "score" / "score_pages.py"
    if not scorer.is_file():
        print(f"No real pages at {shared} (FANGZHI_SHARED): scoring the sample newspapers instead.")
        return [Set(SAMPLES, SAMPLES / "expected", None)]
    national = shared / "pages_rmrb"
    return [Set(shared / "pages", shared / "score" / "gold", scorer), Set(national, national / "gold", scorer)]


def table(now: Measured, base: Measured | None) -> str:
    """The measures, and what they were."""
    rows = [
        f"{'measure':28s} {'right':>6s} {'extra':>6s} {'missed':>6s}   P      R      F1" + ("     was" if base else "")
    ]
    for name, score in now.measures.items():
        row = f"{name:28s} {score['tp']:6d} {score['fp']:6d} {score['fn']:6d}  "
        row += "  ".join(f"{score[each]:.3f}" for each in "prf")
        if base:
            was = base.measures.get(name, {"f": 0.0})["f"]
            row += f"   {was:.3f}" + (f"  {score['f'] - was:+.3f}" if round(score["f"] - was, 4) else "")
        rows.append(row)
    return "\n".join(rows)


def gains_and_losses(now: Measured, base: Measured, most: int) -> str:
    """What was wrong and no longer is, and what has become wrong."""
    rows = []
    for name, sign, some in (("Gained", "+", base.wrong - now.wrong), ("Lost", "-", now.wrong - base.wrong)):
        rows.append(f"{name}: {some.total()}")
        rows += [f"  {sign} {note}" for note in sorted(some.elements())[:most]]
        if some.total() > most:
            rows.append(f"  … and {some.total() - most} more")
    return "\n".join(rows)


def report(each: Set, versions: Sequence[Path], options: argparse.Namespace) -> str:
    """The set measured in this version, and beside it the base where there is one."""
    with ThreadPoolExecutor(JOBS) as pool:
        now, *rest = pool.map(each.measure, versions)
    base = rest[0] if rest else None
    parts = [f"\n{each.title}", table(now, base)]
    if options.show:
        parts.append("\n".join(sorted(now.wrong.elements())))
    if base:
        parts.append(gains_and_losses(now, base, options.lines))
        parts.append(findings.told(*findings.differences(base.pages, now.pages), options.lines))
    return "\n".join(parts)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="HEAD", metavar="COMMIT", help="what to compare with (the last commit)")
    parser.add_argument("--hard", action="store_true", help="score harder forms of the pages")
    parser.add_argument("--seed", type=int, default=None, help="the seed of the harder forms")
    parser.add_argument("--lines", type=int, default=TOLD, metavar="N", help="how many gains and losses to tell")
    parser.add_argument("--show", action="store_true", help="print all that is wrong")
    options = parser.parse_args()
    try:
        with ExitStack() as stack:
            versions = [ROOT, *_base(stack, options.base)]
            for each in sets():
                if options.hard:
                    print(hard.report(each, versions, options.seed), flush=True)
                else:
                    print(report(each, versions, options), flush=True)
    except subprocess.CalledProcessError as error:  # it has said on standard error what is the matter
        print(f"`{' '.join(map(str, error.cmd))}` failed.")
        return 1
    return 0


def _base(stack: ExitStack, commit: str) -> list[Path]:
    """The base version's folder, or none with a word why."""
    try:
        folder = stack.enter_context(base_version(commit))
    except NoBase as reason:
        print(f"Nothing to compare with: {reason}")
        return []
    print(f"Compared with {commit}.")
    return [folder]


if __name__ == "__main__":
    sys.exit(main())

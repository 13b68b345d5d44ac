"""`python -m tests.speed [--base COMMIT]`: how fast pages are read on one core, and in how much memory.

The pages are the real ones where they are, the samples elsewhere. This version and the base are measured in turn, so
that a busy machine slows both; the figures are medians, in processor time. Memory is told for a stream of pages that
all differ.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

from archive.parsing import Given, PageDump, parse_page, segment
from archive.parsing.gazetteer import Gazetteer
from tests import fuzz
from tests.conftest import ROOT
from tests.versions import NoBase, base_version, python

ROUNDS = 3
# Passes over all pages that each round makes; the whole parse is some thirty times as slow.
PASSES = 3
STREAM = 2000  # pages
WHOLE = 10  # of so many pages one is parsed whole
TOLD = (200, 500, 1000, 2000)


def measure() -> dict[str, float]:
    """Megabytes a second, taking apart alone and everything."""
    pages = fuzz.real_pages()
    size = sum(len("\n".join(lines).encode("utf-8")) for lines in pages) / 1e6
    gazetteer = Gazetteer.load([])
    parse_page(PageDump("", "utf-8", "\n".join(pages[0])), Given(), gazetteer)
    apart = []
    for _ in range(PASSES):
        started = time.process_time()
        for lines in pages:
            segment.segment(lines)
        apart.append(size / (time.process_time() - started))
    some = pages[::4]
    started = time.process_time()
    for lines in some:
        parse_page(PageDump("", "utf-8", "\n".join(lines)), Given(), gazetteer)
    size = sum(len("\n".join(lines).encode("utf-8")) for lines in some) / 1e6
    return {"apart": statistics.median(apart), "whole": size / (time.process_time() - started)}


def memory() -> list[tuple[int, float]]:
    """The most megabytes this process had after so many pages."""
    pages, gazetteer, told = fuzz.real_pages(), Gazetteer.load([]), []
    for number in range(1, STREAM + 1):
        lines = fuzz.spoilt_lines(pages, Random(number))
        segment.segment(lines)
        if number % WHOLE == 0:
            parse_page(PageDump("", "utf-8", "\n".join(lines[:60])), Given(), gazetteer)
        if number in TOLD:
            told.append((number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    return told


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="HEAD", metavar="COMMIT", help="what to compare with (the last commit)")
    parser.add_argument("--measure", action="store_true", help="print this version's figures as JSON")
    parser.add_argument("--memory", action="store_true", help="print this version's memory as JSON")
    options = parser.parse_args()
    fuzz.set_up()
    if options.measure or options.memory:
        print(json.dumps(measure() if options.measure else memory()))
        return 0
    with ExitStack() as stack:
        versions: dict[str, Path] = {"now": ROOT}
        try:
            versions[options.base] = stack.enter_context(base_version(options.base))
        except NoBase as reason:
            print(f"Nothing to compare with: {reason}")
        rounds = [
            (name, json.loads(python(version, "-m", "tests.speed", "--measure")))
            for _ in range(ROUNDS)
            for name, version in versions.items()
        ]
        for what, title in (("apart", "taking apart alone"), ("whole", "everything")):
            figures = {name: statistics.median(each[what] for of, each in rounds if of == name) for name in versions}
            print(f"{title:20s}", ", ".join(f"{name} {figure:.2f} MB/s" for name, figure in figures.items()))
    told = json.loads(python(ROOT, "-m", "tests.speed", "--memory"))
    print(f"{'memory':20s}", ", ".join(f"{most:.0f} MB after {number:,} pages" for number, most in told))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.speed [--base COMMIT]`: how fast pages are read on one core, and in how much memory.

The pages are the real ones where they are, the samples elsewhere. This version and the base are measured in turn, so
that a busy machine slows both; the figures are medians, in processor time. What the taggers alone do and the whole
parse with each of them is told for this version, in characters. Memory is told for a stream of pages that all differ.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from random import Random

from archive.parsing import Given, PageDump, parse_page, segment
from archive.parsing.gazetteer import Gazetteer
from tests import throughput
from tests.conftest import ROOT
from tests.fuzz import pages as fuzz
from tests.versions import NoBase, base_version, python

ROUNDS = 3
# Passes over all pages that each round makes; the whole parse is some thirty times as slow.
PASSES = 3
STREAM = 2000  # pages
WHOLE = 10  # of so many pages one is parsed whole
ARTICLES = 400
TOGETHER = 50  # articles that are tagged in one call
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


def taggers() -> dict[str, dict[str, float]]:
    """For each tagger the seconds to load it; then, of pages and of separate articles as ingest gives them, thousands
    of characters a second: tagged alone, and with everything that is read out of them."""
    # An older version, which this module measures too, has none of these.
    from archive.parsing import ArticleText, cutting, date_forms, parse_article, tagged_ahead, tagging

    gazetteer = Gazetteer.load([])
    pages = ["\n".join(lines) for lines in fuzz.real_pages()[::4]]
    records = [json.loads(line) for line in throughput.articles(None, ARTICLES)]
    articles = [ArticleText(*(each.get(name) or "" for name in ArticleText.__slots__)) for each in records]
    days = [Given(date=date.fromisoformat(each["date"])) for each in records]

    def pages_tagged() -> None:
        for page in pages:
            tagger.tag([page])

    def pages_read() -> None:
        for page in pages:
            parse_page(PageDump("", "utf-8", page), Given(), gazetteer, tagger)

    def articles_tagged() -> None:
        for at in range(0, len(articles), TOGETHER):
            tagger.tag([each.text for each in articles[at : at + TOGETHER]])

    def articles_read() -> None:
        for at in range(0, len(articles), TOGETHER):
            some = articles[at : at + TOGETHER]
            ahead = tagged_ahead(some, tagger)
            for article, day in zip(some, days[at : at + TOGETHER], strict=True):
                parse_article(article, day, gazetteer, ahead)

    sizes = {"pages": sum(map(len, pages)), "articles": sum(len(each.text) for each in articles)}
    told: dict[str, dict[str, float]] = {}
    for name in tagging.NAMES:
        started = time.process_time()
        tagger = tagging.tagger(name)
        tagger.tag(["好"])
        told[name] = {"loaded": time.process_time() - started}
        parse_page(PageDump("", "utf-8", pages[0]), Given(), gazetteer, tagger)
        for what in (pages_tagged, pages_read, articles_tagged, articles_read):
            cutting.best_ends.cache_clear()
            date_forms.read.cache_clear()
            started = time.process_time()
            what()
            size = sizes[what.__name__.partition("_")[0]] / 1e3
            told[name][what.__name__] = size / (time.process_time() - started)
    return told


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
    parser.add_argument("--taggers", action="store_true", help="print the taggers' figures as JSON")
    parser.add_argument("--memory", action="store_true", help="print this version's memory as JSON")
    options = parser.parse_args()
    fuzz.set_up()
    if options.measure or options.memory or options.taggers:
        print(json.dumps(measure() if options.measure else taggers() if options.taggers else memory()))
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
    for name, figures in json.loads(python(ROOT, "-m", "tests.speed", "--taggers")).items():
        print(
            f"{'tagger ' + name:20s} loaded in {figures['loaded']:.2f} s; characters/s: "
            f"pages alone {figures['pages_tagged']:.0f}k, everything {figures['pages_read']:.0f}k; "
            f"articles alone {figures['articles_tagged']:.0f}k, everything {figures['articles_read']:.0f}k"
        )
    told = json.loads(python(ROOT, "-m", "tests.speed", "--memory"))
    print(f"{'memory':20s}", ", ".join(f"{most:.0f} MB after {number:,} pages" for number, most in told))
    return 0


if __name__ == "__main__":
    sys.exit(main())

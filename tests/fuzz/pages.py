"""`python -m tests.fuzz.pages [--pages N] [--seed S]`: real pages spoilt in every way, and what breaks.

The pages are those in FANGZHI_SHARED where that folder is, the samples elsewhere. A page fails when the parser raises,
loses or doubles a line, reads it differently a second time, or takes longer than a page of its length may. The bytes
of a page that failed are kept; `--page NUMBER` with the same seed reads one page again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import django

from archive.parsing import Given, PageDump, parse_page, segment
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.output import as_json
from tests.conftest import ROOT, SAMPLES

PAGES = 10_000
SEED = 3
# A page may take so long; real pages take a tenth of it on an idle core.
SLOWEST = 300e-6  # seconds of processor time a character
ANY_PAGE = 0.5  # seconds
# Every so many pages the whole parse is made twice; taking apart is made twice for all.
TWICE = 8
FAILURES = 20
LIMIT = 5_000_000  # bytes

STRANGE = (
    "\x01\x0b\x0c\x1c\x85\u2028\u200b\u200f\u202e\u2066\u00a0\u3000\ufeff"
    "（）()“”。，、·—…：；？！摄电版讯记者年月日1２A馬が😀\U00020000"
)
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "gb18030", "gbk", "utf-16", "utf-16-le", "big5")
ENDS = ("\n", "\n", "\r\n", "\r", "\n\n", "\u2028", "\x0c")

Text = list[str]


class Failure(NamedTuple):
    """A page that the parser broke on."""

    number: int
    reason: str
    data: bytes


# --- Spoiling -------------------------------------------------------------------------------------------------


def _delete(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    del rows[at : at + random.choice((1, 1, 5, 30))]


def _insert(rows: Text, random: Random, others: list[Text]) -> None:
    rows.insert(random.randrange(len(rows) + 1), random.choice(random.choice(others)))


def _break(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    place = random.randrange(len(rows[at]) + 1)
    rows[at : at + 1] = [rows[at][:place], rows[at][place:]]


def _join(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    until = at + random.choice((2, 2, 4, len(rows)))
    rows[at:until] = ["".join(rows[at:until])]


def _reverse(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    rows[at] = rows[at][::-1]


def _shuffle(rows: Text, random: Random, others: list[Text]) -> None:
    at, until = sorted((random.randrange(len(rows)), random.randrange(len(rows) + 1)))
    some = rows[at:until]
    random.shuffle(some)
    rows[at:until] = some


def _repeat(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    block = rows[at : at + random.choice((1, 3, 20))]
    place = random.randrange(len(rows) + 1)
    rows[place:place] = block * random.choice((1, 1, 2, 9))


def _splice(rows: Text, random: Random, others: list[Text]) -> None:
    other = random.choice(others)
    rows[random.randrange(len(rows)) :] = other[random.randrange(len(other)) :]


def _dirt(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    dirt = "".join(random.choices(STRANGE, k=random.choice((1, 3, 20, 200))))
    place = random.randrange(len(rows[at]) + 1)
    rows[at] = rows[at][:place] + dirt + rows[at][place:]


def _blank(rows: Text, random: Random, others: list[Text]) -> None:
    if random.random() < 0.5:
        rows[:] = [row for row in rows if row.strip()] or [""]
    else:
        at = random.randrange(len(rows))
        rows[at:at] = [random.choice(("", " ", "\u3000", "\u200b", "\ufeff"))] * random.choice((1, 4, 300))


def _digits(rows: Text, random: Random, others: list[Text]) -> None:
    """Other numbers in the place of the printed ones: days that don't exist, years without end."""
    at = random.randrange(len(rows))
    rows[at : at + 10] = [
        "".join(random.choice("0123456789") if letter.isdigit() else letter for letter in row)
        for row in rows[at : at + 10]
    ]


def _part(rows: Text, random: Random, others: list[Text]) -> None:
    at = random.randrange(len(rows))
    rows[:] = rows[at : at + random.randrange(1, 40)]


CHANGES: tuple[Callable[[Text, Random, list[Text]], None], ...] = (
    _delete,
    _insert,
    _break,
    _join,
    _reverse,
    _shuffle,
    _repeat,
    _splice,
    _dirt,
    _blank,
    _digits,
    _part,
)


def spoilt_lines(others: list[Text], random: Random) -> Text:
    """A page made out of these."""
    rows = list(random.choice(others))
    if random.random() < 0.5:
        _part(rows, random, others)
    for _ in range(random.randrange(1, 14)):
        random.choice(CHANGES)(rows, random, others)
        rows = rows or [""]
    return rows


def spoilt(others: list[Text], random: Random) -> bytes:
    """A page made out of these, as a file."""
    rows = spoilt_lines(others, random)
    end = random.choice(ENDS)
    data = bytearray(end.join(rows).encode(random.choice(ENCODINGS), "ignore"))
    if random.random() < 0.25:
        for _ in range(random.randrange(1, 6)):
            spoil_bytes(data, random)
    return bytes(data)


def spoil_bytes(data: bytearray, random: Random) -> None:
    at = random.randrange(len(data) + 1)
    match random.randrange(6):
        case 0:  # cut off
            del data[at:]
        case 1:  # a bit turned over
            if at < len(data):
                data[at] ^= 1 << random.randrange(8)
        case 2:
            data[at:at] = b"\0" * random.choice((1, 2, 100))
        case 3:
            data[at:at] = random.randbytes(random.choice((1, 2, 40)))
        case 4:
            del data[at : at + random.choice((1, 2, 3, 100))]
        case 5:
            data[at:at] = data[at : at + random.choice((3, 100))]


# --- Reading --------------------------------------------------------------------------------------------------


def set_up() -> None:
    """Make Django ready, which reads files; the parser needs none of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()


def dump_of(data: bytes) -> tuple[PageDump, str]:
    """The page as `ingest` reads it; where that refuses it, its bytes as text all the same."""
    from archive.ingest.dump import page_from  # once Django is set up
    from archive.ingest.encodings import Unreadable

    try:
        return page_from(data, "page.txt", LIMIT).dump, "read"
    except Unreadable:
        return PageDump("page.txt", "utf-8", data.decode("utf-8", "replace")), "refused"


def wrong_with(data: bytes, gazetteer: Gazetteer, given: Given, *, twice: bool = True) -> tuple[str, str]:
    """What came of the page ("read" or "refused", then read all the same), and what is wrong with it or ""."""
    dump, outcome = dump_of(data)
    started = time.process_time()
    page = parse_page(dump, given, gazetteer)
    spent = time.process_time() - started
    printed = json.dumps(as_json(page), ensure_ascii=False)
    printed.encode("utf-8")
    counted = sorted([number for item in page.items for number in item.lines] + list(page.unassigned))
    if counted != [number for number, line in enumerate(dump.lines, 1) if line.strip()]:
        return outcome, "a line is lost or doubled"
    again = segment.segment(dump.lines)
    if [item.lines for item in again.items] != [item.lines for item in page.items]:
        return outcome, "taken apart differently the second time"
    if [item.text for item in again.items] != [item.text for item in page.items]:
        return outcome, "another text the second time"
    if twice and json.dumps(as_json(parse_page(dump, given, gazetteer)), ensure_ascii=False) != printed:
        return outcome, "parsed differently the second time"
    if spent > ANY_PAGE + SLOWEST * len(dump.text):
        return outcome, f"took {spent:.2f} s for {len(dump.text)} characters"
    return outcome, ""


_shared: list[tuple[list[Text], Gazetteer]] = []


def pages_below(folders: list[Path]) -> list[Text]:
    """The lines of every page in these folders."""
    paths = sorted(path for folder in folders for path in folder.rglob("*.txt"))
    return [dump_of(path.read_bytes())[0].lines for path in paths]


def real_pages() -> list[Text]:
    """What is here to be spoilt."""
    shared = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared"))
    real = (shared / "pages").is_dir()
    return pages_below([shared / "pages", shared / "pages_rmrb"] if real else [SAMPLES])


def page_number(number: int, seed: int) -> bytes:
    """The bytes of page `number` of the run with this seed."""
    return spoilt(_shared[0][0], Random(f"{seed} {number}"))


def read(numbers: range, seed: int) -> tuple[Counter[str], list[Failure]]:
    """Read the pages of these numbers."""
    outcomes: Counter[str] = Counter()
    failures = []
    for number in numbers:
        data = page_number(number, seed)
        day = date(2023, 3, 2) if number % 2 else None
        try:
            outcome, wrong = wrong_with(data, _shared[0][1], Given(date=day), twice=number % TWICE == 0)
        except Exception as error:  # whatever it is, the page that brought it about is what counts
            outcome, wrong = "raised", f"{type(error).__name__}: {error}"
        outcomes[outcome] += 1
        outcomes["bytes"] += len(data)
        if wrong:
            failures.append(Failure(number, wrong, data))
    return outcomes, failures


def run(pages: int, seed: int, jobs: int) -> int:
    """Read so many pages in so many processes; return how many failed."""
    print(f"seed {seed}, {pages:,} pages out of {len(_shared[0][0])} real ones, {jobs} processes", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    outcomes: Counter[str] = Counter()
    failed, done, started = 0, 0, time.monotonic()
    step = max(1, min(50, pages // (4 * jobs)))
    parts = [range(at, min(at + step, pages)) for at in range(0, pages, step)]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        for part, (counts, failures) in zip(parts, pool.map(read, parts, [seed] * len(parts)), strict=True):
            outcomes += counts
            for failure in failures:
                failed += 1
                path = folder / f"{seed}-{failure.number}.txt"
                path.write_bytes(failure.data)
                print(f"page {failure.number}: {failure.reason}: {path}", flush=True)
            before, done = done, done + len(part)
            if done * 20 // pages > before * 20 // pages:
                told = ", ".join(f"{outcomes[each]:,} {each}" for each in ("read", "refused", "raised"))
                print(f"{done:6,} pages, {told}, {failed} failed, {time.monotonic() - started:.0f} s", flush=True)
            if failed >= FAILURES:
                pool.shutdown(cancel_futures=True)
                break
    print(f"{outcomes['bytes'] / 1e6:.1f} MB, {failed} failed" + (f"; their files are in {folder}" if failed else ""))
    if not failed:
        folder.rmdir()
    return failed


def main() -> int:
    """Read the pages asked for; exit with 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--page", type=int, metavar="NUMBER", help="read this page of the run alone")
    options = parser.parse_args()
    set_up()
    gazetteer = Gazetteer.load([])
    _shared[:] = [(real_pages(), gazetteer)]
    parse_page(
        PageDump("", "utf-8", "石门镇通车\n3月2日，石门镇的路通了。"), Given(), gazetteer
    )  # loads the dictionary
    if options.page is not None:
        counts, failures = read(range(options.page, options.page + 1), options.seed)
        print(dict(counts), *(failure.reason for failure in failures))
        return bool(failures)
    return bool(run(options.pages, options.seed, options.jobs))


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.bench.scale`: everything that is measured at one size of the corpus, in one process.

Django is set up once for one archive; the benchmark therefore starts this program once for every size.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from archive.search.schema import LAYOUT  # noqa: E402
from tests import serving  # noqa: E402
from tests.bench import corpus, queries, steps, web  # noqa: E402  (they read settings)
from tests.bench.engines import Built, Engine  # noqa: E402
from tests.bench.fts5 import Fts5  # noqa: E402
from tests.bench.ours import Ours  # noqa: E402
from tests.bench.stock import Stock  # noqa: E402
from tests.bench.tantivy import Tantivy  # noqa: E402

SIZES = (1, 7, 20, 50)  # of pages that are walked
WALKED = 300  # hits; the smallest pages would take minutes over more
USERS, EACH = 20, 30


def main() -> int:
    """Measure, and write what was measured as JSON to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stock", action="store_true", help="the stock engine too")
    parser.add_argument("--names", action="store_true", help="read names out of the articles too (slow)")
    options = parser.parse_args()
    home = Path(os.environ["FANGZHI_VAR"])
    articles = corpus.load(home)
    ours = Ours(home)
    engines: list[Engine] = [ours, Tantivy(), Fts5(), *([Stock()] if options.stock else [])]
    told: dict[str, Any] = {"articles": len(articles.documents), "bytes": articles.size}
    told["built"] = {each.name: vars(prepare(each, articles, home, options)) for each in engines}
    told["indexed"] = json.loads((home / "indexed.json").read_text())
    say("indexing step by step")
    told["steps"] = vars(steps.steps(articles))
    told["reopened"] = steps.reopened(home / "index")
    say("asking what each engine finds")
    told["right"] = exactness(engines, articles)
    told["pasted"] = pasted(ours, articles)
    told["walked"] = {str(size): walked(ours, articles, size) for size in SIZES}
    say("timing")
    told["times"] = times(engines, articles)
    told["web"] = pages(home, articles)
    json.dump(told, sys.stdout)
    return 0


def say(line: str) -> None:
    """Report progress."""
    print(line, file=sys.stderr, flush=True)


def prepare(engine: Engine, articles: corpus.Corpus, home: Path, options: argparse.Namespace) -> Built:
    """Open the engine's index; build it where it was not kept from an earlier run."""
    folder = home / engine.name
    # Texts folded otherwise make another index.
    kept = home / f"{engine.name}-{LAYOUT}.json"
    if isinstance(engine, Ours) and not (home / "fangzhi.sqlite3").is_file():
        say(f"{engine.name}: reading {len(articles.documents)} articles into an archive")
        engine.ingest(articles)
    if isinstance(engine, Ours):
        engine.migrate()
        if options.names:
            say(f"{engine.name}: reading names")
            engine.read_names()
    if isinstance(engine, Ours) or not kept.is_file():
        say(f"{engine.name}: indexing")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        built = engine.build(articles, folder)
        kept.write_text(json.dumps(vars(built)))
        if isinstance(engine, Ours):
            (home / "indexed.json").write_text(json.dumps(vars(engine.indexed)))
    engine.open(folder)
    return Built(**json.loads(kept.read_text()))


def exactness(engines: list[Engine], articles: corpus.Corpus) -> dict[str, list[int]]:
    """For how many of the strings, of how many, each engine finds just the articles that contain it."""
    right = {engine.name: [0, 0] for engine in engines}
    for number, string in enumerate(queries.strings(articles)):
        truth = {document.number for document in articles.documents if string in document.text}
        for engine in engines:
            if number < engine.patience.strings:
                right[engine.name][0] += engine.all(string) == truth
                right[engine.name][1] += 1
    return right


def pasted(ours: Ours, articles: corpus.Corpus) -> float:
    """The part of pasted strings that find the article they were copied from."""
    asked = queries.pastes(articles)
    return sum(number in ours.pasted(string) for number, string in asked) / len(asked)


def walked(ours: Ours, articles: corpus.Corpus, size: int) -> bool:
    """Whether the pages of some words, one after another, hold every hit just once."""
    words = [query.words[0] for query in queries.timed(articles) if query.kind == "two words"]
    for word in words:
        every = ours.pasted(word)
        if len(every) <= WALKED * size:
            pages = ours.walked(word, size)
            if len(pages) != len(every) or set(pages) != every:
                return False
    return True


def times(engines: list[Engine], articles: corpus.Corpus) -> dict[str, dict[str, list[list[float]]]]:
    """Milliseconds of each round, by kind of query and engine.

    An engine answers a query in all its rounds before the next engine does. The first round finds the processor's
    caches full of another engine's data, the others find their own.
    """
    found: dict[str, dict[str, list[list[float]]]] = defaultdict(lambda: defaultdict(list))
    for number, query in enumerate(queries.timed(articles)):
        # Each engine in its turn follows each other one.
        first = number % len(engines)
        for engine in [*engines[first:], *engines[:first]]:
            if len(found[query.kind][engine.name]) < engine.patience.queries:
                rounds = [_milliseconds(engine, query) for _ in range(engine.patience.rounds)]
                found[query.kind][engine.name].append(rounds)
    return found


def _milliseconds(engine: Engine, query: queries.Query) -> float:
    started = time.perf_counter()
    engine.ask(query)
    return (time.perf_counter() - started) * 1000


def pages(home: Path, articles: corpus.Corpus) -> dict[str, Any]:
    """The search page: one reader alone, then many at once, and what a worker holds afterwards."""
    asked = web.parameters(queries.timed(articles)[::3])
    told: dict[str, Any] = {}
    for name, workers, users, each in (("one reader", 1, 1, 200), (f"{USERS} readers", 3, USERS, EACH)):
        say(f"over HTTP: {name}")
        with serving.served(home, workers) as (host, master):
            address = f"http://{host}/search/?"
            web.read(address, asked, workers, 20)  # every worker has opened the index
            load = web.read(address, asked, users, each)
            told[name] = {"seconds": load.seconds, "errors": load.errors[:5], "failed": len(load.errors)}
            told[name]["memory"] = [vars(serving.memory(each)) for each in serving.children(master)]
    return told


if __name__ == "__main__":
    sys.exit(main())

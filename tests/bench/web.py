"""The search page over HTTP: readers who ask one search after another."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from itertools import cycle, islice
from urllib.parse import urlencode

from tests.bench.queries import Query


@dataclass
class Load:
    """What the readers saw: seconds of every answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def parameters(queries: list[Query]) -> list[str]:
    """The queries as readers send them; every page shows hits, snippets and facets."""
    return [urlencode(_parameters(query)) for query in queries]


def _parameters(query: Query) -> dict[str, str]:
    typed = f'"{query.exact}"' if query.exact else (" OR " if query.either else " ").join(query.words)
    typed = f"{typed} -{query.without}" if query.without else typed or f"{query.prefix}*"
    asked = {"q": typed}
    if query.newest:
        asked["sort"] = "newest"
    if query.dates:
        asked |= dict(zip(("from", "to"), map(_day, query.dates), strict=True))
    if query.offset:
        asked["page"] = str(query.offset // 20 + 1)
    return asked


def _day(number: int) -> str:
    return f"{number // 10_000}-{number // 100 % 100:02}-{number % 100:02}"


def read(address: str, asked: list[str], users: int, each: int) -> Load:
    """Let so many readers at once send so many searches each, one after another."""
    load = Load()

    def reader(number: int) -> None:
        for query in islice(cycle(asked), number * 7, number * 7 + each):
            started = time.perf_counter()
            try:
                urllib.request.urlopen(address + query, timeout=60).read()
            except (urllib.error.URLError, OSError) as error:
                load.errors.append(f"{query}: {error}")
            load.seconds.append(time.perf_counter() - started)

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(users)]
    for each_reader in readers:
        each_reader.start()
    for each_reader in readers:
        each_reader.join()
    return load

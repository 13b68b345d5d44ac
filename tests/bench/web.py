"""The search page over HTTP: gunicorn as in production, readers who ask one search after another."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.queries import Query
from tests.conftest import ROOT

WAIT = 60  # seconds for the server to answer at all


@dataclass
class Load:
    """What the readers saw: seconds of every answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Memory:
    """Megabytes of one worker: what it alone holds, its share of the whole, and all that is mapped."""

    own: float
    share: float
    resident: float


@contextmanager
def served(home: Path, workers: int) -> Iterator[tuple[str, int]]:
    """Run the site over the archive in `home`; give its address and the master's process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:archive.gunicorn", "--workers", str(workers)]
    environment = {**os.environ, "FANGZHI_VAR": str(home)}
    with (home / "gunicorn.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}/search/?"
            _await(address)
            yield address, server.pid
        finally:
            server.terminate()
            server.wait()


def _await(address: str) -> None:
    started = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() - started > WAIT:
                raise
            time.sleep(0.2)


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


def memory(master: int) -> list[Memory]:
    """The memory of each of the master's workers (Linux)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [_memory(Path(f"/proc/{child}/smaps_rollup").read_text()) for child in children]


def _memory(rollup: str) -> Memory:
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1000 for line in rollup.splitlines()[1:]}
    return Memory(sizes["Private_Dirty"] + sizes["Private_Clean"], sizes["Pss"], sizes["Rss"])

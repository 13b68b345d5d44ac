"""The archive served as in production, and what its processes take: memory and processor time (Linux)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

WAIT = 60  # seconds for the server to answer at all


@dataclass(frozen=True)
class Memory:
    """Megabytes of a process: what it alone holds, its share of the whole, all that is mapped, and of that what
    belongs to no file: the pages of a file are the kernel's to keep or take back."""

    own: float
    share: float
    resident: float
    anonymous: float


@contextmanager
def served(
    home: Path, workers: int, environment: Mapping[str, str] | None = None, options: Sequence[str] = ()
) -> Iterator[tuple[str, int]]:
    """Run the site over the archive in `home`; give its host with the port, and the master's process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:archive.gunicorn", "--workers", str(workers)]
    given = {**(os.environ if environment is None else environment), "FANGZHI_VAR": str(home)}
    with (home / "gunicorn.log").open("ab") as log:
        server = subprocess.Popen([*command, "--bind", host, *options], cwd=ROOT, env=given, stdout=log, stderr=log)
        try:
            _await(f"http://{host}/healthz")
            while len(children(server.pid)) < workers:
                time.sleep(0.1)
            yield host, server.pid
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


def children(process: int) -> list[int]:
    """The processes that it started itself."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def memory(process: int) -> Memory:
    """What a process holds now."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1000 for line in rollup}
    own = sizes["Private_Dirty"] + sizes["Private_Clean"]
    return Memory(own, sizes["Pss"], sizes["Rss"], sizes["Anonymous"])


def processor(process: int) -> float:
    """Seconds of the processor that it has taken, and those of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

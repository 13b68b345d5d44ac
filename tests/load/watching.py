"""What the archive's processes hold and take while users read, looked at every few seconds (Linux)."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.asking import get
from tests.serving import memory, processor

EVERY = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Look:
    """A process at one moment: megabytes with its share of what it has in common with others, those that belong to no
    file, shared or not, and the seconds of the processor that it has taken so far."""

    at: float
    share: float
    anonymous: float
    processor: float


@dataclass
class Seen:
    """What was seen: the looks at each process by its name, how many seconds the index lagged behind at each moment,
    and the seconds of all cores together at the beginning and the end, (busy, all)."""

    looks: dict[str, list[Look]] = field(default_factory=lambda: defaultdict(list))
    lags: list[float] = field(default_factory=list)
    unready: list[str] = field(default_factory=list)
    machine: list[tuple[float, float]] = field(default_factory=list)


class Watcher(threading.Thread):
    """Looks at processes until it is stopped; `processes` tells which there are now, by name."""

    def __init__(self, host: str, processes: Callable[[], Mapping[str, int]], every: float = EVERY) -> None:
        super().__init__(daemon=True)
        self.seen = Seen()
        self._host, self._processes, self._every = host, processes, every
        self._over = threading.Event()

    def stop(self) -> Seen:
        """What was seen."""
        self._over.set()
        self.join()
        return self.seen

    def run(self) -> None:
        """Look."""
        self.seen.machine.append(_machine())
        while not self._over.is_set():
            self._look()
            self._over.wait(self._every)
        self.seen.machine.append(_machine())

    def _look(self) -> None:
        for name, process in self._processes().items():
            try:
                held = memory(process)
                look = Look(time.monotonic(), held.share, held.anonymous, processor(process))
            except (OSError, KeyError):  # It has ended meanwhile.
                continue
            self.seen.looks[name].append(look)
        try:
            status, _, body = get(self._host, "/readyz", {}, 30)
            told = json.loads(body)
            self.seen.lags.append(float(told["index"]["lag_seconds"]))
            if status != 200:
                self.seen.unready.append(str(told["not_ready"]))
        except (OSError, ValueError, KeyError) as error:
            self.seen.unready.append(f"/readyz: {type(error).__name__}")


def _machine() -> tuple[float, float]:
    """Seconds of all cores together, busy and all."""
    fields = [int(each) / 100 for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)

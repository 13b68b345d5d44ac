"""How far a run is: one line that renews itself on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from archive.logs import visible

ON_TERMINAL = 0.2  # seconds between two renewals
ELSEWHERE = 10.0  # seconds between two lines
RATE_NEEDS = 1.0  # seconds before a rate means anything


class Progress:
    """Writes to `stream`, unless `quiet`; `clock` gives seconds."""

    def __init__(self, stream: TextIO, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin counting the time."""
        self._stream = stream
        self._size = 0
        self._limit: int | None = None
        self._quiet = quiet
        self._clock = clock
        self._terminal = stream.isatty()
        self._started = self._shown = clock()
        self._width = 0

    def expect(self, size: int, limit: int | None) -> None:
        """There are `size` bytes to read (0: unknown), and at most `limit` articles."""
        self._size, self._limit = size, limit

    def show(self, articles: int, bytes_read: int) -> None:
        """Show how far it is, if it is time to."""
        now = self._clock()
        if self._quiet or now - self._shown < (ON_TERMINAL if self._terminal else ELSEWHERE):
            return
        self._shown = now
        line = self.line(articles, bytes_read)
        if self._terminal:
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def line(self, articles: int, bytes_read: int) -> str:
        """1,234 articles, 56/s, 42 %, about 3 min left"""
        elapsed = self._clock() - self._started
        parts = [f"{articles:,} articles"]
        if elapsed >= RATE_NEEDS:
            parts.append(f"{articles / elapsed:.0f}/s")
        done = bytes_read / self._size if self._size else 0.0
        if self._limit:
            done = max(done, articles / self._limit)
        if done:
            parts.append(f"{min(done, 1):.0%}")
            if elapsed >= RATE_NEEDS and done < 1:
                parts.append(f"about {_duration(elapsed * (1 - done) / done)} left")
        return ", ".join(parts)

    def say(self, line: str) -> None:
        """Write a line of its own, the progress line out of its way; a file's name cannot steer the terminal."""
        self.clear()
        self._stream.write(visible(line) + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the progress line off the terminal."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"

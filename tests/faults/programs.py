"""The archive's programs, started a moment before they work, kept running, and killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import gunicorn.app.wsgiapp
from django.core.management import execute_from_command_line
from django.db import connections

from archive.databases import configured

WAIT = 60  # seconds for the site to answer at all
LONGEST = 300  # seconds that a command may take

_warm = multiprocessing.get_context("forkserver")
_warm.set_forkserver_preload(["tests.faults.warm"])


class Command:
    """A management command in a process of its own, which prints into a file: `Command(logs, "index_worker")`.

    With `held` it waits, before it does anything, for `go`; no file that it writes grows beyond `limit` bytes;
    `database` is the address of another database than the archive's.
    """

    def __init__(self, logs: Path, *arguments: str, held: bool = False, limit: int = 0, database: str = "") -> None:
        self.started = time.monotonic()
        self._log = logs / f"{arguments[0]}.log"
        self._log.touch()
        self._begins = self._log.stat().st_size
        self._hold, other = _warm.Pipe()
        given = (arguments, self._log, limit, database, other if held else None)
        self._process = _warm.Process(target=_run, args=given)
        self._process.start()
        other.close()

    @property
    def pid(self) -> int:
        """Its process's number."""
        assert self._process.pid
        return self._process.pid

    @property
    def printed(self) -> str:
        """What was printed since its start by commands of its name."""
        with self._log.open("rb") as log:
            log.seek(self._begins)
            return log.read().decode()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def go(self) -> None:
        """Let it begin."""
        self._hold.send(None)

    def end(self, seconds: float | None = LONGEST) -> int:
        """Wait until it ends; its exit status, or minus the signal's number. AssertionError if it does not."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self.kill()
            raise AssertionError(f"{self._log.stem} had not ended after {seconds} s: {self.printed[-500:]}")
        self._hold.close()
        return self._process.exitcode

    def kill(self) -> None:
        """Kill it as `kill -9` does."""
        self._process.kill()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()


def _run(arguments: tuple[str, ...], log: Path, limit: int, database: str, hold: Connection | None) -> None:
    """In the new process: do what `manage.py` does, and leave with its exit status."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _print_to(log)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if database:
        connections.settings |= connections.configure_settings({"default": configured(database)})
        with suppress(AttributeError):  # There is none yet, or one of the other settings, which was never opened.
            del connections["default"]
    if hold:
        hold.recv()
    execute_from_command_line(["manage.py", *arguments, "--skip-checks"])


def _print_to(log: Path) -> None:
    with log.open("ab") as printed:
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)


def finish(logs: Path, *arguments: str, database: str = "") -> str:
    """Run a command to its end and return what it printed; AssertionError where it fails."""
    command = Command(logs, *arguments, database=database)
    status = command.end()
    if status:
        raise AssertionError(f"{' '.join(arguments)} ended with {status}: {command.printed[-2000:]}")
    return command.printed


class Program:
    """A command that is started again whenever it has ended, as a supervisor does; `ends` counts their statuses."""

    def __init__(self, logs: Path, name: str, *arguments: str, pause: float = 0.2) -> None:
        """Nothing runs before `start`; `pause` is the seconds between an end and the next start."""
        self.name = name
        self.ends: Counter[int] = Counter()
        self._logs, self._arguments, self._pause = logs, (name, *arguments), pause
        self._stop, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep_running)
        self._command: Command | None = None
        self._status = 0

    def start(self) -> None:
        """Run it from now on."""
        self._thread.start()

    @property
    def age(self) -> float:
        """Seconds since it was started last; 0 while it does not run."""
        command = self._command
        return 0.0 if command is None or self._ended.is_set() else time.monotonic() - command.started

    def kill(self) -> bool:
        """Kill it; False if it ended by itself."""
        command = self._command
        if command is None or self._ended.is_set():
            return False
        command.kill()
        self._ended.wait()
        return self._status == -signal.SIGKILL

    def stop(self) -> None:
        """End it properly, and let it be."""
        self._stop.set()
        while self._thread.is_alive():
            if self._command:
                self._command.terminate()
            self._thread.join(1)

    def _keep_running(self) -> None:
        while not self._stop.is_set():
            self._command = Command(self._logs, *self._arguments)
            self._ended.clear()
            self._status = self._command.end(None)
            self.ends[self._status] += 1
            self._ended.set()
            self._stop.wait(self._pause)


class Site:
    """gunicorn with its workers, of which one can be killed."""

    def __init__(self, logs: Path, workers: int = 3) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        options = ("-c", "python:archive.gunicorn", "--workers", str(workers), "--bind", self.address)
        self._process = _warm.Process(target=_serve, args=(options, logs / "web.log"))
        self._process.start()

    def kill_worker(self, pick: random.Random) -> bool:
        """Kill one of the workers; False if there is none at the moment."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        if not children:
            return False
        try:
            os.kill(int(pick.choice(children)), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def wait(self) -> None:
        """Wait until it answers, with whatever status."""
        end = time.monotonic() + WAIT
        while True:
            try:
                urllib.request.urlopen(f"http://{self.address}/", timeout=5).read()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        """End it properly."""
        self._process.terminate()
        self._process.join()


def _serve(options: tuple[str, ...], log: Path) -> None:
    """In the new process: do what `gunicorn` does."""
    _print_to(log)
    sys.argv = ["gunicorn", *options]
    gunicorn.app.wsgiapp.run()


def wait_for(what: Callable[[], object], seconds: float = WAIT) -> bool:
    """Look again and again until it is true; False if it was not in time."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True

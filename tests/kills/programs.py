"""The archive's programs as they run in production, kept running, and killed."""

from __future__ import annotations

import io
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from django.core.management import CommandError, call_command

from tests.conftest import ROOT

WAIT = 60  # seconds for the site to answer at all


class Program:
    """One program, started again whenever it has ended; each end is counted by its status."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, pause: float) -> None:
        """Nothing runs before `start`; `pause` is the seconds between an end and the next start."""
        self.name = name
        self.ends: Counter[int] = Counter()
        self.starts = 0
        self._command = command
        self._log = (folder / f"{name}.log").open("ab")
        self._started = time.monotonic()
        self._pause = pause
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_running)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it from now on."""
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    @property
    def age(self) -> float:
        """Seconds since it was started last."""
        return time.monotonic() - self._started

    def wait_for(self, word: str) -> float:
        """Wait until it has printed the word, and return how old it was."""
        while word.encode() not in Path(self._log.name).read_bytes():
            time.sleep(0.1)
        return self.age

    def kill(self) -> bool:
        """Kill it as `kill -9` does; False if it was not running."""
        process = self._process
        if process is None or process.poll() is not None:
            return False
        process.kill()
        return True

    def stop(self) -> None:
        """End it properly, and let it be."""
        self._stop.set()
        while self._thread.is_alive():
            if self._process:
                self._process.terminate()
            self._thread.join(1)
        self._log.close()

    def _keep_running(self) -> None:
        while not self._stop.is_set():
            self._started = time.monotonic()
            self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=self._log, stderr=self._log)
            self.starts += 1
            self.ends[self._process.wait()] += 1
            self._stop.wait(self._pause)


def manage(*arguments: str) -> list[str]:
    """The command line of a management command; it starts the sooner for not checking the settings."""
    return [sys.executable, "-W", "ignore", "manage.py", *arguments, "--skip-checks"]


def finish(*arguments: str) -> str:
    """Run a management command to its end, here, and return what it printed; AssertionError where it fails."""
    printed = io.StringIO()
    try:
        call_command(*arguments, stdout=printed, stderr=printed)
    except (CommandError, SystemExit) as error:
        raise AssertionError(f"{arguments}: {printed.getvalue()}{error}") from error
    return printed.getvalue()


class Site(Program):
    """gunicorn with three workers, of which one can be killed."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:archive.gunicorn", "--workers", "3"]
        super().__init__("web", [*gunicorn, "--bind", self.address], folder, 0.0)

    def kill_worker(self, pick: random.Random) -> bool:
        """Kill one of the workers; False if there is none at the moment."""
        if self.pid is None:
            return False
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
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

"""Run a few programs side by side and keep them running until told to stop."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from types import FrameType

STOP_SECONDS = 10  # How long a program may take to stop before it is killed.
SHORTEST_LIFE = 5  # A program that ended sooner than this is restarted only after a pause as long.


class Supervisor:
    """Starts programs, restarts those that end, and stops them all at Ctrl-C, SIGTERM, or a closed terminal."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.commands: dict[str, Sequence[str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program; it is restarted whenever it ends."""
        self.commands[name] = command
        # A session of its own: Ctrl-C reaches the supervisor alone, which stops the others in order.
        self.running[name] = subprocess.Popen(command, start_new_session=True)
        self.started[name] = time.monotonic()

    def watch(self) -> None:
        """Return once a signal to stop came and every program has stopped."""
        while not self.stopping:
            for name, process in list(self.running.items()):
                if process.poll() is not None and self._rested(name):
                    self.say(f"{name} ended with status {process.returncode}; starting it again")
                    self.start(name, self.commands[name])
            time.sleep(0.2)
        self.stop()

    def stop(self) -> None:
        """Ask every program to stop, and kill those that do not."""
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _rested(self, name: str) -> bool:
        return time.monotonic() - self.started[name] >= SHORTEST_LIFE

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def answers(host: str, port: int) -> bool:
    """Whether something listens at the address."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def wait_until_answers(host: str, port: int, seconds: float = 30) -> bool:
    """Wait until something listens at the address; False when nothing did in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers(host, port):
            return True
        time.sleep(0.1)
    return False

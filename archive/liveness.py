"""Whether a process that is marked in the database as at work still is.

Each such process holds a lock on a file of its own in FANGZHI_VAR/processes. The kernel lets go of it with the
process, however that ends, and every program that has the folder sees whether it is held: those in other containers
too, where the number of a process says nothing.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import socket
import subprocess
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.local import private_folder

# What tells a process from every other: its machine, its number there, and the file that it holds.
Mark = dict[str, Any]
FOLDER = "processes"
LEFT = 7 * 24 * 3600  # Seconds for which the file of a process that was killed is kept: others may ask for it.
_mine: list[tuple[Mark, int]] = []  # The mark of this process, and its file's descriptor: the last.


def here() -> Mark:
    """The mark of this process, which holds until it ends. OSError where nothing can be written."""
    if not _mine or not Path(_mine[-1][0]["lock"]).exists():  # Somebody may have emptied the folder.
        _mine.append(_held(os.getpid()))
        atexit.register(_end)
    return _mine[-1][0]


def begun(command: list[str], log: Path) -> Mark:
    """Start a process that outlives this one, what it says added to `log`; return its mark."""
    mark, descriptor = _held(0)
    try:
        with log.open("ab") as stream:
            process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=stream,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[descriptor],
            )
    finally:
        os.close(descriptor)

    def see_out() -> None:
        process.wait()  # One that ended unwaited for keeps its number.
        Path(mark["lock"]).unlink(missing_ok=True)

    threading.Thread(target=see_out, name=f"process {process.pid}", daemon=True).start()
    return {**mark, "pid": process.pid}


def is_dead(mark: Mark) -> bool:
    """Whether the process of that mark is known to be gone; of another machine's nothing is known."""
    try:
        descriptor = os.open(mark["lock"], os.O_RDONLY)
    except (KeyError, FileNotFoundError):
        # It ended and left nothing, or a version that knew no such files marked it: none of those runs any more.
        return mark.get("host") == socket.gethostname()
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _held(pid: int) -> tuple[Mark, int]:
    """A mark, and the descriptor of its file, locked: whoever has the descriptor open is at work."""
    folder = private_folder(Path(settings.VAR).absolute() / FOLDER)
    _sweep(folder)
    path = folder / uuid.uuid4().hex
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return {"host": socket.gethostname(), "pid": pid, "lock": str(path)}, descriptor


def _sweep(folder: Path) -> None:
    """Delete what was left by processes that were killed long ago."""
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFT and is_dead({"lock": str(path)}):
                path.unlink()


def _let_go() -> None:
    """In a forked process: what its parent holds is its parent's."""
    for _mark, descriptor in _mine:
        os.close(descriptor)
    _mine.clear()


def _end() -> None:
    for mark, _descriptor in _mine:
        Path(mark["lock"]).unlink(missing_ok=True)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)

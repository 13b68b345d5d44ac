"""Work that takes longer than a request may: a command in a process of its own, begun by the web process and
outliving it. What is left of one that was killed is found by its number and start."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.ingest.run import process_mark

Mark = dict[str, Any]


def here() -> Mark:
    """The mark of this process."""
    return process_mark(os.getpid())


def start(log: Path, command: str, *arguments: str) -> Mark:
    """Start a command of manage.py, of which what it says is added to `log`; return its mark."""
    # Whoever reads the archive meanwhile comes first.
    told = [
        "nice",
        "-n",
        "10",
        sys.executable,
        "-W",
        "ignore",
        str(settings.BASE_DIR / "manage.py"),
        command,
        *arguments,
    ]
    with log.open("ab") as stream:
        process = subprocess.Popen(
            told, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL, start_new_session=True
        )
    mark = process_mark(process.pid)
    # Nobody else waits for it, and one that ended unwaited for keeps its number, as if it were at work.
    threading.Thread(target=process.wait, name=f"{command} {process.pid}", daemon=True).start()
    return mark

"""Work that takes longer than a request may: a command in a process of its own, begun by the web process and
outliving it. One that was killed is found by its mark."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings

from archive import liveness


def start(log: Path, command: str, *arguments: str) -> liveness.Mark:
    """Start a command of manage.py, of which what it says is added to `log`; return its mark."""
    program = [sys.executable, "-W", "ignore", str(settings.BASE_DIR / "manage.py"), command, *arguments]
    # Whoever reads the archive meanwhile comes first.
    return liveness.begun(["nice", "-n", "10", *program], log)

"""Read again what waits for it; the desk starts it where a word list or a date has changed."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from archive.curating import again
from archive.ingest import Progress
from archive.management.commands.ingest import terminated_like_ctrl_c


class Command(BaseCommand):
    """`read_again`"""

    help = (
        "Read again the pages, and look again for the names in the articles, that wait for it: a word list has "
        "changed, or a curator asked for it. What was broken off goes on where it was."
    )

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, and exit with status 1 where something could not be read."""
        try:
            with terminated_like_ctrl_c():
                left = again.read(Progress(options.get("stderr") or sys.stderr, quiet=options["verbosity"] == 0))
        except KeyboardInterrupt:
            self.stderr.write("interrupted; read_again goes on")
            sys.exit(130)
        if any(left):
            self.stderr.write(f"could not be read: pages {left.pages}, articles {left.articles}")
            sys.exit(1)

"""manage.py index_worker: apply index changes as they come. The only writer of the live index."""

import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from archive.management import advice
from archive.search import worker


class Command(BaseCommand):
    """Applies the outbox, waiting for a database that is away; ends cleanly on SIGTERM and SIGINT, and with an error
    where it cannot write."""

    help = (
        "Apply index changes as they come; makes the index if there is none. "
        "Ends with an error when the index cannot be written (disk full): let a supervisor start it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--once"""
        parser.add_argument("--once", action="store_true", help="apply what waits, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        home = worker.index_home()
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        try:
            self._work(home, stop, once=options["once"])
        except OSError as error:
            raise CommandError(advice.index_unwritable(home, error)) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(advice.database_away(error)) from error

    def _work(self, home: Path, stop: threading.Event, *, once: bool) -> None:
        if once:
            self._say(str(worker.drain(home, self._say, stop)))
            return
        self._say(f"waiting for index changes; the index is in {home}")
        worker.work(home, stop, self._say)
        self._say("stopped")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

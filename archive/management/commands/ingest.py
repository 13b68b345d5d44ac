"""Read page dumps and separate articles into the archive."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, ProgrammingError

from archive.ingest import Progress, Run, given_from
from archive.management import advice
from archive.management.commands.parse import add_reading_arguments


def positive(text: str) -> int:
    """A number from 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


class Command(BaseCommand):
    """`ingest PATH... [--limit N] [--jobs N] [--no-extraction]`"""

    help = "Read page dumps and JSON Lines of separate articles into the archive. Running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        add_reading_arguments(parser)
        parser.add_argument("--limit", type=positive, metavar="N", help="stop after N articles (issues stay whole)")
        parser.add_argument(
            "--jobs",
            type=positive,
            metavar="N",
            help="parse in N processes (default: all cores, 1 for little input)",
        )

        parser.add_argument(
            "--no-extraction", action="store_true", help="take pages apart only; extract --outdated finds the names"
        )

    def handle(self, *_: Any, paths: list[str], newspaper: str, date: str, area: str, **options: Any) -> None:
        """Ingest, print the counts, and exit with status 1 where something could not be read."""
        progress = Progress(options.get("stderr") or sys.stderr, quiet=options["verbosity"] == 0)
        try:
            given = given_from(newspaper, date, area)
            names = not options["no_extraction"]
            run = Run(paths, given, progress, limit=options["limit"], jobs=options["jobs"], names=names)
            with terminated_like_ctrl_c():
                tally = run.execute()
        except KeyboardInterrupt:
            self.stderr.write(f"interrupted; whole issues are stored ({run.tally})")
            sys.exit(130)
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        except (OperationalError, InterfaceError, ProgrammingError) as error:
            stopped = f"stopped at {run.at}; what came before is stored ({run.tally})\n" if run.at else ""
            raise CommandError(f"{stopped}{advice.database_away(error)} It goes on where it stopped.") from error
        if run.jumps:
            self.stdout.write(str(run.jumps))
        self.stdout.write(str(tally))
        if tally.failed:
            sys.exit(1)


@contextmanager
def terminated_like_ctrl_c() -> Iterator[None]:
    """While inside, SIGTERM ends the run as Ctrl-C does, so that it is marked as interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

"""manage.py verify_index: compare the index with the database, and repair it."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from archive.management import advice
from archive.search import verify, worker


class Command(BaseCommand):
    """Compares ids and revisions; exit status 0 when index and database agree, else 1."""

    help = "Compare the index with the published articles by id and revision; exit status 0 when they agree, else 1."

    def add_arguments(self, parser: CommandParser) -> None:
        """--repair"""
        parser.add_argument(
            "--repair", action="store_true", help="queue every difference, apply the queue, and compare again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, repair if asked; say what cannot be written, and what to do."""
        home = worker.index_home()
        try:
            agree = self._repaired(home) if options["repair"] else self._compared(home)
        except OSError as error:
            raise CommandError(advice.index_unwritable(home, error)) from error
        except OperationalError as error:
            raise CommandError(advice.database_away(error)) from error
        if not agree:
            sys.exit(1)

    def _compared(self, home: Path) -> bool:
        if problem := worker.trouble(home):
            self.stdout.write(f"{problem}: run `manage.py index`")
            return False
        comparison = verify.compare(home)
        self.stdout.write(str(comparison))
        return bool(comparison)

    def _repaired(self, home: Path) -> bool:
        worker.ensure_index(home, self.stdout.write)
        comparison = verify.compare(home)
        self.stdout.write(str(comparison))
        if not comparison:
            verify.enqueue_differences(comparison)
            self.stdout.write(str(worker.drain(home)))
            comparison = verify.compare(home)
            self.stdout.write(f"after repair: {comparison}")
        return bool(comparison)

"""manage.py verify_index: compare the index with the database, and repair it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

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
        """Compare, repair if asked."""
        home = worker.index_home()
        if options["repair"]:
            worker.ensure_index(home, self.stdout.write)
        if problem := worker.trouble(home):
            self.stdout.write(f"{problem}: run `manage.py index`")
            sys.exit(1)
        comparison = verify.compare(home)
        self.stdout.write(str(comparison))
        if options["repair"] and not comparison:
            verify.enqueue_differences(comparison)
            self.stdout.write(str(worker.drain(home)))
            comparison = verify.compare(home)
            self.stdout.write(f"after repair: {comparison}")
        if not comparison:
            sys.exit(1)

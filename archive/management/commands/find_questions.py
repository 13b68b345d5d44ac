"""Find the open questions that the desk keeps; the web process starts it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from archive.admin.queue import kept
from archive.admin.queue.room import COSTLY


class Command(BaseCommand):
    """`find_questions [--all]`"""

    help = "Find the questions of the desk's queue that take long to find. Started by the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("--all", action="store_true", help="also those that nobody at the desk waits for")

    def handle(self, *_: Any, **options: Any) -> None:
        """Find and keep them."""
        if options["all"]:
            for source in COSTLY:
                kept.keep(source)
        else:
            kept.find(COSTLY)

"""Find reprints among stored articles."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from archive.ingest import Progress, settle_all
from archive.management.commands.ingest import terminated_like_ctrl_c


class Command(BaseCommand):
    """`families [--all]`"""

    help = (
        "Find the articles whose texts are one (reprints, the same dispatch in two papers) among those stored by a "
        "version that did not look for them; ingest looks in what it stores. Broken off, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--all"""
        parser.add_argument("--all", action="store_true", help="look again in all articles; what people decided stays")

    def handle(self, *_: Any, **options: Any) -> None:
        """Look, and print what came of it."""
        progress = Progress(options.get("stderr") or sys.stderr, quiet=options["verbosity"] == 0)
        try:
            with terminated_like_ctrl_c():
                settled = settle_all(progress, anew=options["all"])
        except KeyboardInterrupt:
            self.stderr.write("interrupted; families goes on with the rest")
            sys.exit(130)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"{error} (does the database exist, and has `manage.py migrate` run?)") from error
        self.stdout.write(str(settled))

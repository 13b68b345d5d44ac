"""Look again for the names in stored articles."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from archive.ingest import Extraction, Progress
from archive.management.commands.ingest import positive, terminated_like_ctrl_c
from archive.models import Article, Newspaper


class Command(BaseCommand):
    """`extract [--outdated]`"""

    help = (
        "Look again for people, places, organizations, events and dates in stored articles, out of the database "
        "alone. What curators decided stays. A run that was broken off goes on with --outdated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--outdated", action="store_true", help="only what another version of the parser has read")
        parser.add_argument("--article", type=positive, action="append", metavar="ID", help="this article; repeatable")
        parser.add_argument("--newspaper", metavar="NAME", help="only the articles of this newspaper")
        parser.add_argument("--limit", type=positive, metavar="N", help="stop after N articles")
        parser.add_argument(
            "--jobs", type=positive, metavar="N", help="read in N processes (default: as many as cores)"
        )
        parser.add_argument("--show", action="store_true", help="print each name gained (+) and lost (-)")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read again, print what was gained and lost, and exit with status 1 where an article could not be read."""
        progress = Progress(options.get("stderr") or sys.stderr, quiet=options["verbosity"] == 0)

        def show(line: str) -> None:
            progress.clear()
            self.stdout.write(line)

        try:
            extraction = Extraction(
                self._articles(options["article"], options["newspaper"]),
                progress,
                outdated=options["outdated"],
                limit=options["limit"],
                jobs=options["jobs"],
                show=show if options["show"] else None,
            )
            self._execute(extraction)
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"{error} (does the database exist, and has `manage.py migrate` run?)") from error
        if extraction.summary.failed:
            sys.exit(1)

    def _execute(self, extraction: Extraction) -> None:
        """Run it, and print what came of it, also where it is broken off."""
        try:
            with terminated_like_ctrl_c():
                extraction.execute()
        except KeyboardInterrupt:
            self.stderr.write("interrupted; extract --outdated goes on")
            sys.exit(130)
        finally:
            for line in extraction.summary.lines():
                self.stdout.write(line)

    @staticmethod
    def _articles(pks: list[int] | None, newspaper: str | None) -> Any:
        articles = Article.objects.all()
        if pks:
            articles = articles.filter(pk__in=pks)
            if missing := set(pks) - set(articles.values_list("pk", flat=True)):
                raise CommandError(f"there is no article {', '.join(map(str, sorted(missing)))}")
        if newspaper:
            found = Newspaper.objects.filter(name=newspaper).first()
            if found is None:
                raise CommandError(f"there is no newspaper {newspaper}")
            articles = articles.filter(newspaper=found)
        return articles

"""manage.py send_alerts: the digests of saved searches, for cron."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from archive.alerts import ServerAway, send_due
from archive.search.state import IndexNotReady


class Command(BaseCommand):
    """`send_alerts [--dry-run]`"""

    help = (
        "Send the digests of saved searches that are due. Run it as often as you like: a digest comes once a day or "
        "week, an article is told once. Exit status 1 when a digest could not be sent; the rest go on. With "
        "--verbosity 0 nothing is printed where all went well, as cron likes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--dry-run"""
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent, send and mark nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        """Send, name what failed, and print the counts."""
        if settings.PRODUCTION and not settings.SITE.startswith("https://"):
            raise CommandError("links in mails need the archive's address: set FANGZHI_SITE (https://…)")
        quiet = options["verbosity"] == 0
        try:
            tally = send_due(
                timezone.localdate(),
                (lambda _line: None) if quiet else self.stdout.write,
                self.stderr.write,
                dry_run=options["dry_run"],
            )
        except (IndexNotReady, ServerAway) as error:
            raise CommandError(str(error)) from error
        wrong = tally.failed or tally.in_doubt
        if wrong or not quiet:
            self.stdout.write(str(tally))
        if wrong:
            raise SystemExit(1)

"""Take back a run of ingest."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from archive.curating import rollback, taking_back
from archive.curating.deciding import Refused
from archive.models import Ingest
from archive.models.acting import acting


class Command(BaseCommand):
    """`take_back RUN --user NAME --reason TEXT [--dry-run]`"""

    help = (
        "Take back a run of ingest, as its page in the admin does for smaller ones: what it made goes, what it "
        "changed gets its former values; what people or later runs have changed since stays and is named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run, who takes it back and why."""
        parser.add_argument("run", type=int, help="its number")
        parser.add_argument("--user", required=True, help="who takes it back")
        parser.add_argument("--reason", required=True, help="why")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *_: Any, **options: Any) -> None:
        """Do it, and print what came of it."""
        user = get_user_model().objects.filter(username=options["user"]).first()
        run = Ingest.objects.filter(pk=options["run"]).first()
        if user is None or run is None:
            raise CommandError("no such user" if user is None else "no such run")
        try:
            planned = rollback.plan(run)
            if not options["dry_run"]:
                with acting(user.pk, options["reason"]):
                    _, planned = taking_back.take_back(run.pk)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for each in planned.left:
            self.stderr.write(f"left: {each.kind} {each.pk} {', '.join(each.columns)}: {each.reason}")
        counts = f"deleted {len(planned.gone)}, restored {len(planned.restored)}, left {len(planned.left)}"
        self.stdout.write(f"would be {counts}" if options["dry_run"] else counts)

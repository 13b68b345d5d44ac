"""A table or Popolo JSON of records, tried first, then carried out as a person's word."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from archive.curating.deciding import Refused
from archive.curating.exchange import importing
from archive.curating.exchange.kinds import KINDS
from archive.models.acting import acting

SIGNS = {"create": "+", "change": "~", "conflict": "?", "bad": "!"}


class Command(BaseCommand):
    """`import_records KIND FILE [--dry-run] [--user NAME] [--overwrite]`"""

    help = (
        "Read records from CSV or Popolo JSON, as export_records writes them. What is new is made, what was changed "
        "in the file is changed and locked; conflicts and bad rows are named by their numbers and left. "
        "The desk (最近的决定) undoes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
        parser.add_argument("--user", metavar="NAME", help="whose word it is; may be left out where one superuser is")
        parser.add_argument("--overwrite", action="store_true", help="also change what others said or locked")

    def handle(self, *_: Any, kind: str, file: str, **options: Any) -> None:
        """Say row by row what comes of it, and do it unless it is a dry run; exit 1 where a row was left."""
        user = _user(options["user"])
        try:
            with acting(user, Path(file).name):
                found = importing.receive(KINDS[kind], Path(file).name, Path(file).read_bytes(), user, uuid.uuid4())
                if options["dry_run"]:
                    importing.discard(found.pk)
                else:
                    found = importing.confirm(found.pk, found.digest, overwrite=options["overwrite"])
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error
        for row in importing.shown(found):
            self.stdout.write(_line(row))
        if found.unknown:
            self.stderr.write(f"unknown columns, left: {', '.join(found.unknown)}")
        counts = found.counts
        told = "created {create}, changed {change}, unchanged {same}, conflicts {conflict}, bad {bad}"
        self.stdout.write(("dry run: " if options["dry_run"] else "") + told.format(**counts))
        if counts["bad"] or (counts["conflict"] and not options["overwrite"]):
            raise SystemExit(1)


def _user(name: str | None) -> int:
    users = get_user_model()._default_manager.filter(is_active=True)
    users = users.filter(username=name) if name else users.filter(is_superuser=True)
    found = list(users.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise CommandError(f"there is no user {name}" if name else "say with --user whose word it is")
    return int(found[0])


def _line(row: dict[str, Any]) -> str:
    fields = "; ".join(
        f"{label}: {old} → {new}" + (f" ({against})" if against else "")
        if row["fate"] != "create"
        else f"{label}: {new}"
        for label, old, new, against in row["differences"]
    )
    return " ".join(filter(None, (SIGNS[row["fate"]], str(row["number"]), row["label"], row["reason"], fields)))

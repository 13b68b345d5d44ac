"""manage.py fingerprint: how many rows each table has, and their hash."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from archive.keeping.addresses import NoDatabase, database_at
from archive.keeping.fingerprint import fingerprint
from archive.keeping.tables import migrations, tables


class Command(BaseCommand):
    """`fingerprint [URL] [--json]`"""

    help = "Count and hash the rows of every table; databases that print the same hold the same, row by row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """URL, --json"""
        parser.add_argument("url", nargs="?", metavar="URL", help="another database than the archive's own")
        parser.add_argument("--json", action="store_true", help="as JSON, with the columns that were read")

    def handle(self, *_: Any, url: str | None, **options: Any) -> None:
        """Read all tables, and print a line for each."""
        try:
            asked = database_at(url, "asked") if url else connection
            missing, _unknown = migrations(asked)
            if missing:
                raise CommandError(f"the database lacks {', '.join(missing[:3])}: run `manage.py migrate` on it first")
            states = fingerprint(asked, tables())
        except (NoDatabase, DatabaseError) as error:
            raise CommandError(str(error).strip()) from error
        if options["json"]:
            self.stdout.write(msgspec.json.encode(states).decode())
            return
        for name, state in states.items():
            self.stdout.write(f"{state.hash} {state.rows:>9} {name}")

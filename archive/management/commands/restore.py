"""manage.py restore: a backup back into the database, and the index made of it."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive import lexicon
from archive.keeping.backups import NotDone, put_back
from archive.keeping.manifest import BadBackup, read
from archive.keeping.tables import migrations
from archive.management.commands.ingest import terminated_like_ctrl_c
from archive.models import WordList, statistics


class Command(BaseCommand):
    """`restore FILE [--replace] [--no-index]`"""

    help = (
        "Put a backup back into the database that DATABASE_URL names, prove that it holds what was backed up, bring "
        "it to this version's tables, and rebuild the index. Stop server and index writer first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --replace, --no-index"""
        parser.add_argument("file", type=Path, metavar="FILE", help="a backup, or its .json")
        parser.add_argument("--replace", action="store_true", help="put it in the place of what the database holds")
        parser.add_argument("--no-index", action="store_true", help="leave the index as it is")

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        """Put back, compare, migrate, index."""
        began = time.monotonic()

        def tell(text: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}")
                self.stdout.flush()

        try:
            manifest, data = read(file)
            with terminated_like_ctrl_c():
                put_back(connection, manifest, data, options["replace"], tell)
        except (NotDone, BadBackup) as error:
            raise CommandError(f"nothing was put back: {error}") from error
        except KeyboardInterrupt as error:
            raise CommandError("interrupted: the database is as it was") from error
        self.stdout.write(
            f"{manifest.rows} rows of {len(manifest.tables)} tables as of {manifest.made_at.isoformat()}, "
            "every row the same"
        )
        if migrations(connection)[0]:
            tell("migrating")
            call_command("migrate", verbosity=0)
        statistics.tell(None)
        lexicon.look()
        WordList.objects.enforce()
        if options["no_index"]:
            self.stdout.write("the index is as it was: run `manage.py index`")
        else:
            call_command("index", stdout=self.stdout, stderr=self.stderr)

"""manage.py copy_database: the whole archive into another database, SQLite or PostgreSQL."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from archive.keeping.addresses import NoDatabase, database_at, migrate
from archive.keeping.copying import CopyFailed, copy
from archive.keeping.tables import filled, migrations
from archive.management.commands.ingest import terminated_like_ctrl_c
from archive.models import statistics


class Command(BaseCommand):
    """`copy_database FROM TO`"""

    help = (
        "Copy every row of one database, with its number, into another that is empty, and prove that both hold the "
        "same. All or nothing: broken off, the target stays empty, and the command can be given again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FROM, TO"""
        parser.add_argument("source", metavar="FROM", help="sqlite:////path/to/file or postgres://user@host/name")
        parser.add_argument("target", metavar="TO", help="the same; it is given this version's tables")

    def handle(self, *_: Any, source: str, target: str, **options: Any) -> None:
        """Copy, and tell how many rows there are."""
        began = time.monotonic()

        def tell(text: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}")
                self.stdout.flush()

        try:
            read, written = database_at(source, "source"), database_at(target, "target", there=False)
            if held := filled(written):
                raise CopyFailed(f"the target is not empty: {', '.join(held[:5])}")
            if migrations(written)[0]:
                tell("tables of the target")
                migrate(target)
            with terminated_like_ctrl_c():
                states = copy(read, written, tell)
            statistics.tell(None, using=written.alias)  # Indexes that are made anew lose what SQLite was told of them.
        except (CopyFailed, NoDatabase, DatabaseError) as error:
            raise CommandError(f"nothing was copied: {str(error).strip()}") from error
        except KeyboardInterrupt as error:
            raise CommandError("interrupted: nothing was copied") from error
        finally:
            for alias in ("source", "target"):
                _close(alias)
        rows = sum(state.rows for state in states.values())
        self.stdout.write(f"copied {rows} rows of {len(states)} tables, and compared: every row is the same")


def _close(alias: str) -> None:
    from django.db import connections

    if alias in connections.settings:
        connections[alias].close()

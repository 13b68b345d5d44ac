"""People, posts, memberships, organizations, places or events as a table or as Popolo JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from archive.curating.exchange.giving import FORMATS
from archive.curating.exchange.kinds import KINDS


class Command(BaseCommand):
    """`export_records KIND [--format csv|json] [FILE]`"""

    help = "Write all records of a kind as CSV or Popolo JSON, which import_records reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", nargs="?", metavar="FILE", help="where to write; standard output if left out")
        parser.add_argument("--format", choices=FORMATS, help="csv, or json (Popolo); else as FILE ends, else csv")

    def handle(self, *_: Any, kind: str, file: str | None, **options: Any) -> None:
        """Write them as they are read."""
        ending = Path(file or "").suffix.removeprefix(".").lower()
        write, _type = FORMATS[options["format"] or (ending if ending in FORMATS else "csv")]
        if file is None:
            for piece in write(KINDS[kind]):
                self.stdout.write(piece, ending="")
            return
        with Path(file).open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(write(KINDS[kind]))

"""manage.py backup: the database as it is at one moment, in a file, checked."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from archive.keeping.backups import NotDone, back_up
from archive.keeping.manifest import read, thinned
from archive.management.commands.ingest import terminated_like_ctrl_c


def at_least_one(text: str) -> int:
    """How many backups to keep: the newest always stays."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError("1 or more")
    return int(text)


class Command(BaseCommand):
    """`backup [FOLDER] [--keep N]`"""

    help = (
        "Write a checked backup of the database while everything goes on; prints the file's name. With --verbosity 0 "
        "nothing is printed where all went well, as cron likes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FOLDER, --keep"""
        parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="default: FANGZHI_BACKUPS")
        parser.add_argument(
            "--keep", type=at_least_one, metavar="N", help="then delete all but this one and the newest N − 1 others"
        )

    def handle(self, *_: Any, folder: Path | None, keep: int | None, **options: Any) -> None:
        """Write, check, thin out."""
        tell = self.stdout.write if options["verbosity"] else lambda _text: None
        began = time.monotonic()
        folder = folder or settings.BACKUPS

        def step(text: str) -> None:
            tell(f"{time.monotonic() - began:6.1f} s  {text}")
            self.stdout.flush()

        try:
            with terminated_like_ctrl_c():
                written = back_up(connection, folder, timezone.localtime(), step)
        except NotDone as error:
            raise CommandError(f"no backup was made: {error}") from error
        except KeyboardInterrupt as error:
            raise CommandError("interrupted: no backup was made") from error
        manifest, file = read(written)
        seconds = time.monotonic() - began
        tell(f"{file}: {manifest.rows} rows, {manifest.size / 1e6:.1f} MB, {seconds:.1f} s")
        if keep is not None:
            for name in thinned(folder, keep, written, timezone.now()):
                tell(f"deleted {name}")

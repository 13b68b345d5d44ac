"""The archive's word lists as files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from archive.lexicon import Name
from archive.models import WordList


class Command(BaseCommand):
    """`export_word_lists FOLDER`"""

    help = "Write each word list that was ever edited as FOLDER/<name>.txt, which load_word_lists reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")

    def handle(self, *_: Any, folder: Path, **_options: Any) -> None:
        """Write them, and name each."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in Name.values:
            row = WordList.objects.newest(name)
            if row:
                path = folder / f"{name}.txt"
                path.write_text(f"{row.text}\n", encoding="utf-8")
                self.stdout.write(str(path))

"""Word lists out of files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from archive.curating import wordlists
from archive.curating.deciding import Refused
from archive.lexicon import Name
from archive.models.acting import acting


class Command(BaseCommand):
    """`load_word_lists FOLDER --user NAME [--reason TEXT] [--dry-run]`"""

    help = (
        "Let the word lists be as the files <name>.txt of FOLDER say, and queue the articles that this touches; "
        "lists without a file stay. The names are: " + ", ".join(Name.values)
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--user", required=True, help="who changes them")
        parser.add_argument("--reason", default="", help="why")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be touched")

    def handle(self, *_: Any, folder: Path, **options: Any) -> None:
        """Change list after list; files with lines that cannot be read change nothing, and the status is 1."""
        user = get_user_model().objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"there is no user {options['user']}")
        files = {name: folder / f"{name}.txt" for name in Name.values}
        files = {name: path for name, path in files.items() if path.is_file()}
        if not files:
            raise CommandError(f"{folder}: no file named after a list ({', '.join(Name.values)})")
        bad = 0
        for name, path in files.items():
            try:
                proposal = wordlists.propose(name, path.read_text("utf-8-sig").strip("\n"))
            except UnicodeDecodeError:
                bad += 1
                self.stderr.write(f"{path}: not UTF-8")
                continue
            for problem in proposal.problems:
                self.stderr.write(f"{path}, line {problem.line}: {problem.reason}")
            bad += bool(proposal.problems)
            if not proposal.problems:
                self._change(proposal, user.pk, options["reason"], options["dry_run"])
        if bad:
            raise CommandError(f"files that cannot be read: {bad}")

    def _change(self, proposal: wordlists.Proposal, user: int, reason: str, dry: bool) -> None:
        touched = len(proposal.touched.articles)
        told = f"{proposal.name}: words {len(proposal.words)}, articles {touched}, pages {len(proposal.touched.pages)}"
        if dry:
            self.stdout.write(f"would change {told}")
            return
        try:
            with acting(user, reason):
                version = proposal.version
                made = wordlists.change(proposal.name, proposal.text, seen=version.pk if version else 0)
        except Refused as refused:
            raise CommandError(f"{proposal.name}: {refused}") from refused
        self.stdout.write(f"changed {told}" if made else f"{proposal.name}: as it was")

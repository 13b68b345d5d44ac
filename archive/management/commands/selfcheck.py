"""manage.py selfcheck: what a timer looks through once a week."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive.logs import visible
from archive.operating import checks


class Command(BaseCommand):
    """`selfcheck [--json]`; exit status 1 where a person is needed."""

    help = (
        "Check settings, database, index, queue, disk and backup, a line each; exit status 0 when all is well, else 1."
    )
    requires_system_checks: list[str] = []  # The first of its own checks makes them, and tells what they found.

    def add_arguments(self, parser: CommandParser) -> None:
        """--json"""
        parser.add_argument("--json", action="store_true", help="one JSON object with all checks")

    def handle(self, *_: Any, **options: Any) -> None:
        """Check; with `--verbosity 0` only what failed is told."""
        results = []
        for result in checks.run():
            results.append(result)
            if not options["json"] and (options["verbosity"] or not result.ok):
                self.stdout.write(f"{'ok    ' if result.ok else 'FAILED'} {result.name}: {visible(result.text)}")
        ok = all(result.ok for result in results)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "checks": [asdict(each) for each in results]}, ensure_ascii=False))
        if not ok:
            raise SystemExit(1)

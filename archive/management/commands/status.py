"""manage.py status: how the archive is, for an operator at the terminal or a program."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import localtime

from archive.logs import visible
from archive.models import IndexChange
from archive.operating.facts import Facts, facts


class Command(BaseCommand):
    """`status [--json] [--retry]`"""

    help = "Tell how the archive is: queue, index, ingests, processes, disk, slow requests, gaps, backup."

    def add_arguments(self, parser: CommandParser) -> None:
        """--json, --retry"""
        parser.add_argument("--json", action="store_true", help="the same as one JSON object")
        parser.add_argument(
            "--retry", action="store_true", help="first let the index writer try again what it has set aside"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Tell."""
        if options["retry"]:
            count = IndexChange.objects.set_aside().try_again()
            self.stderr.write(f"{count} rows will be tried again")
        found = facts()
        if options["json"]:
            self.stdout.write(json.dumps(found, default=str, ensure_ascii=False, indent=2))
            return
        for part, told in found.items():
            self.stdout.write(part)
            for line in _lines(told):
                self.stdout.write(f"  {line}")


def _lines(told: Facts | list[Facts]) -> list[str]:
    """One line for each fact, or for each row."""
    if isinstance(told, list):
        return [", ".join(_line(name, value) for name, value in row.items()) for row in told] or ["none"]
    lines = []
    for name, value in told.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{name}: {line}" for line in _lines(value)]
        elif isinstance(value, dict):
            lines += [_line(f"{name} {key}", each) for key, each in value.items()]
        elif isinstance(value, list):
            lines.append(_line(name, ", ".join(map(str, value))))
        else:
            lines.append(_line(name, value))
    return lines


def _line(name: str, value: object) -> str:
    if isinstance(value, datetime):
        value = localtime(value).isoformat(" ", "seconds")
    return f"{name} {'-' if value in (None, '') else visible(str(value))}"

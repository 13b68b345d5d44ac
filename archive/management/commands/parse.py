"""Parse page dumps and show what was found; no database is needed."""

from __future__ import annotations

import io
import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.ingest import given_from, load_gazetteer, parsed
from archive.ingest.dump import Refused
from archive.ingest.reading import chosen_tagger
from archive.ingest.records import BadLine
from archive.ingest.stream import Aside, Note
from archive.parsing import Item, ParsedPage
from archive.parsing.output import as_json


def add_reading_arguments(parser: ArgumentParser) -> None:
    """The arguments that `parse` and `ingest` share."""
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="page dumps (.txt), JSON Lines (.jsonl, .jsonl.xz, .jsonl.gz), folders of them, or - for standard input",
    )
    parser.add_argument("--newspaper", default="", metavar="NAME", help="the newspaper's name")
    parser.add_argument("--date", default="", metavar="YYYY-MM-DD", help="the issue's date")
    parser.add_argument("--area", default="", metavar="河南省/平顶山市", help="the newspaper's home area")


def outline(page: ParsedPage) -> str:
    """A page for people: what is known of it, then a line for each item."""
    when = page.issue_date
    lines = [
        f"{page.path} ({page.encoding})",
        f"  newspaper: {page.newspaper or 'unknown'}, page: {page.number or 'unknown'}",
        f"  date: {f'{when.date} ({when.precision}, {when.origin}: {when.reason})' if when else 'unknown'}",
        f"  area: {'/'.join(page.area) or 'unknown'}",
    ]
    lines += [_item(number, item) for number, item in enumerate(page.items, 1)]
    aside = Counter(page.unassigned.values())
    if aside:
        lines.append("  unassigned: " + ", ".join(f"{count} {kind}" for kind, count in sorted(aside.items())))
    return "\n".join(lines)


def _item(number: int, item: Item) -> str:
    title = item.headline or (item.text or item.captions)[:30].replace("\n", " ") or "(no text)"
    where = f", lines {min(item.lines)}-{max(item.lines)}" if item.lines else ""
    found = [
        f"{len(group)} {name}"
        for name, group in (
            ("bylines", item.bylines),
            ("people", item.people),
            ("places", item.places),
            ("organizations", item.organizations),
            ("events", item.events),
        )
        if group
    ]
    return f"  {number}. {item.kind}{where}: {title}" + (f"\n     {', '.join(found)}" if found else "")


class Command(BaseCommand):
    """`parse PATH... [--json]`"""

    help = "Parse page dumps and print what was found, without any database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        add_reading_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object per page and line")

    def handle(self, *_: Any, paths: list[str], newspaper: str, date: str, area: str, **options: Any) -> None:
        """Print each page; exit with status 1 where one could not be read."""
        try:
            given = given_from(newspaper, date, area)
            gazetteer, _files = load_gazetteer(paths)
            chosen_tagger()  # a model that cannot be used is told once, not for each page
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        failed = False
        if self.stdout._out is sys.stdout and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            failed = self._print(parsed(paths, given, gazetteer, settings.MAX_PAGE_BYTES), as_lines=options["json"])
        except BrokenPipeError:  # | head
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            failed = False
        if failed:
            sys.exit(1)

    def _print(self, pages: Iterable[ParsedPage | Aside], *, as_lines: bool) -> bool:
        """Print each page, and on standard error what is no page; return whether something could not be read."""
        failed = False
        for page in pages:
            if isinstance(page, ParsedPage):
                text = json.dumps(as_json(page), ensure_ascii=False) if as_lines else outline(page)
                self.stdout.write(text)
            elif isinstance(page, Note):
                self.stderr.write(f"{page.path}: note: {page.text}")
            elif isinstance(page, BadLine):
                failed = True
                self.stderr.write(f"{page.path}: line {page.line}: {page.reason}")
            elif isinstance(page, Refused):
                failed = failed or page.failure
                self.stderr.write(f"{page.path}: {page.reason}")
        return failed

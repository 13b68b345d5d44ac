"""Carry out a table that was handed in at the desk; the web process starts it."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from archive.curating.exchange import carrying
from archive.management.commands.ingest import terminated_like_ctrl_c
from archive.models import Exchange


class Command(BaseCommand):
    """`process_exchange NUMBER [--language CODE]`"""

    help = "Carry out a table that somebody confirmed at the desk. Started by the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("exchange", type=int, metavar="NUMBER", help="the table's number")
        parser.add_argument("--language", default="", metavar="CODE", help="of what is told of the rows")

    def handle(self, *_: Any, exchange: int, language: str, **_options: Any) -> None:
        """Do it; what fails stands beside the table and in its log."""
        found = Exchange.objects.filter(pk=exchange).first()
        if found is None:
            raise CommandError(f"there is no table {exchange}")
        with terminated_like_ctrl_c(), override(language) if language else nullcontext():
            carrying.process(found)

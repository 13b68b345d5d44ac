"""Parse or ingest what was handed in at the desk; the web process starts it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.curating import uploads
from archive.management.commands.ingest import terminated_like_ctrl_c
from archive.models import Upload


class Command(BaseCommand):
    """`process_upload NUMBER`"""

    help = "Do what an upload's state says: parse it for a look, or ingest it. Started by the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("upload", type=int, metavar="NUMBER", help="the upload's number")

    def handle(self, *_: Any, upload: int, **_options: Any) -> None:
        """Do it; what fails stands in the upload and in its log."""
        found = Upload.objects.filter(pk=upload).first()
        if found is None:
            raise CommandError(f"there is no upload {upload}")
        with terminated_like_ctrl_c():
            uploads.process(found)

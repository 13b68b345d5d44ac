"""manage.py index: rebuild the index beside the live one, check it, and switch."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.models import Article
from archive.search import worker
from archive.search.rebuild import RebuildFailed, rebuild

PROGRESS_SECONDS = 5.0


class Command(BaseCommand):
    """Rebuilds; searches go on with the old index until the new one is complete."""

    help = "Rebuild the index beside the live one, check it, switch to it, and apply what changed meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, then drain the outbox."""
        home = worker.index_home()
        self._total = Article.objects.public().count()
        self._start = self._told = time.monotonic()
        try:
            rebuilt = rebuild(home, self._progress)
        except RebuildFailed as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - self._start
        self.stdout.write(f"{rebuilt}, {seconds:.1f} s")
        self.stdout.write(f"changes meanwhile: {worker.drain(home)}")

    def _progress(self, count: int) -> None:
        now = time.monotonic()
        if now - self._told >= PROGRESS_SECONDS:
            self._told = now
            self.stdout.write(f"{count} of {self._total}, {count / (now - self._start):.0f} articles/s")
            self.stdout.flush()

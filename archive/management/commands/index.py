"""manage.py index: rebuild the index beside the live one, check it, and switch."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from archive.management import advice
from archive.search import records, worker
from archive.search.rebuild import RebuildFailed, rebuild

PROGRESS_SECONDS = 5.0


class Command(BaseCommand):
    """Rebuilds; searches go on with the old index until the new one is complete."""

    help = "Rebuild the index beside the live one, check it, switch to it, and apply what changed meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, then drain the outbox."""
        home = worker.index_home()
        self._totals: dict[str, int] = {}
        self._start = self._told = self._last = self._kind_start = time.monotonic()
        try:
            rebuilt = rebuild(home, self._progress)
            seconds = time.monotonic() - self._start
            self.stdout.write(f"{rebuilt}, {seconds:.1f} s")
            self.stdout.write(f"changes meanwhile: {worker.drain(home)}")
        except RebuildFailed as error:
            raise CommandError(f"the index in {home} was not rebuilt: {error}") from error
        except OSError as error:
            raise CommandError(advice.index_unwritable(home, error)) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(advice.database_away(error)) from error

    def _progress(self, kind: str, count: int) -> None:
        now = time.monotonic()
        if kind not in self._totals:
            self._totals[kind] = records.index_of(kind).index_queryset().count()
            self._kind_start = self._last
        self._last = now
        if now - self._told >= PROGRESS_SECONDS:
            self._told = now
            rate = count / (now - self._kind_start)
            self.stdout.write(f"{kind}: {count} of {self._totals[kind]}, {rate:.0f}/s")
            self.stdout.flush()

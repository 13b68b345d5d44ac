"""Reading again where a person asks: a few articles at once, the others in a process of their own.

What waits is marked in the database: pages whose dump is to be read again, articles whose names no extractor has
looked for. So thousands can be asked for in one request, and nothing is lost with a stopped process.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from archive.curating import working
from archive.ingest import Extraction, Progress, Run
from archive.ingest.stored import StoredPages
from archive.local import lock
from archive.models import Article, Page
from archive.parsing import Given

# Looked through in one request: some seconds.
AT_ONCE = 30


class Waiting(NamedTuple):
    """How many articles and pages wait."""

    articles: int
    pages: int


def waiting() -> Waiting:
    """What waits now."""
    return Waiting(_articles().count(), Page.objects.waiting().count())


def mark(pks: Collection[int]) -> QuerySet[Article]:
    """Let the names in these articles be looked for again some time; return those that wait for it."""
    rows = Article.objects.filter(pk__in=list(pks))
    rows.update(extractor="")
    return rows.filter(extractor="")


def ask(pks: Collection[int]) -> int:
    """Let the names in these articles be looked for again, the first of them now; return how many of them wait.

    Only what a curator decided about names stays as it is.
    """
    rows = mark(pks)
    Extraction(rows, _silent(), limit=AT_ONCE, jobs=1).execute()
    left = rows.count()
    if left:
        transaction.on_commit(begin)
    return left


def begin() -> None:
    """Start the process that reads what waits; a second one waits for the first, and then finds nothing."""
    working.start(Path(settings.VAR) / "read_again.log", "read_again", "--verbosity", "0")


def is_running() -> bool:
    """Whether such a process is at work."""
    with _alone(wait=False) as alone:
        return not alone


def read(progress: Progress) -> Waiting:
    """Read what waits, pages first; return what still does, because it cannot be read."""
    with _alone(wait=True):
        left = waiting()
        while any(left):
            if left.pages:
                Run((), Given(), progress, stored=StoredPages()).execute()
            if left.articles:
                Extraction(_articles(), progress).execute()
            before, left = left, waiting()
            if sum(left) >= sum(before):
                break
    return left


def _articles() -> QuerySet[Article]:
    return Article.objects.filter(extractor="")


def _silent() -> Progress:
    return Progress(StringIO(), quiet=True)


def _alone(*, wait: bool) -> AbstractContextManager[bool]:
    """Whether nobody else reads again meanwhile."""
    return lock(Path(settings.VAR) / "read_again.lock", wait=wait)

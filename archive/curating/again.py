"""Names looked for again where a person asks: a few at once, the others wait their turn.

What waits is what no extractor has looked through: `manage.py extract --outdated` takes it too, and the desk goes on
portion by portion. So thousands can be asked for in one request, and nothing is lost with a stopped process.
"""

from __future__ import annotations

from collections.abc import Collection
from io import StringIO

from django.db.models import QuerySet

from archive.ingest import Extraction, Progress
from archive.models import Article

# Looked through in one request: some seconds.
AT_ONCE = 30


def waiting() -> int:
    """How many articles wait."""
    return Article.objects.filter(extractor="").count()


def ask(pks: Collection[int]) -> int:
    """Let the names in these articles be looked for again, the first of them now; return how many of them wait.

    Only what a curator decided about names stays as it is.
    """
    rows = Article.objects.filter(pk__in=list(pks))
    rows.update(extractor="")
    some(rows.filter(extractor=""))
    return rows.filter(extractor="").count()


def some(rows: QuerySet[Article] | None = None) -> int:
    """Look through a portion of those that wait, of `rows` if given; return how many were looked through."""
    chosen = Article.objects.filter(extractor="") if rows is None else rows
    return Extraction(chosen, Progress(StringIO(), quiet=True), limit=AT_ONCE, jobs=1).execute().articles

"""Families of the articles that were stored before there were any, or all of them anew."""

from __future__ import annotations

from dataclasses import dataclass

from archive.ingest.progress import Progress
from archive.models import Article, TextKey, families
from archive.models.turns import writing

# Articles settled in one transaction: others wait no longer than that.
BATCH = 200


@dataclass(slots=True)
class Settled:
    """How many articles were looked at, and how many of all changed their family for it."""

    articles: int = 0
    changed: int = 0

    def __str__(self) -> str:
        return f"articles {self.articles}, changed {self.changed}"


def settle_all(progress: Progress, *, anew: bool = False) -> Settled:
    """Settle the articles whose texts have no keys yet, or all `anew`. Broken off, it goes on where it was.

    What people decided stays.
    """
    if anew:
        with writing():
            TextKey.objects.all().delete()
    waiting = Article.objects.filter(text_keys=None, joined_to=None).exclude(text="", captions="").order_by("pk")
    progress.expect(0, waiting.count())
    settled, last = Settled(), 0
    try:
        while pks := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with writing():
                settled.changed += families.settle(pks)
            settled.articles, last = settled.articles + len(pks), pks[-1]
            progress.show(settled.articles, 0)
    finally:
        progress.clear()
    return settled

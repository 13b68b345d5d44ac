"""Families of the articles that were stored before there were any, or all of them anew."""

from __future__ import annotations

from archive.ingest.progress import Progress
from archive.models import Article, TextKey, families
from archive.models.turns import writing

# Articles settled in one transaction: others wait no longer than that.
BATCH = 200


def settle_all(progress: Progress, *, anew: bool = False) -> int:
    """Settle the articles whose texts have no keys yet, or all `anew`; return how many changed their family.

    What people decided stays. Broken off, it goes on where it was.
    """
    if anew:
        with writing():
            TextKey.objects.all().delete()
    waiting = Article.objects.filter(text_keys=None, joined_to=None).exclude(text="", captions="").order_by("pk")
    progress.expect(0, waiting.count())
    changed = done = last = 0
    try:
        while pks := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with writing():
                changed += families.settle(pks)
            done, last = done + len(pks), pks[-1]
            progress.show(done, 0)
    finally:
        progress.clear()
    return changed

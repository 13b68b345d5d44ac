"""When each article first came before readers: what "new since the last digest" is reckoned by.

An article's printed date says nothing of it, nor does the day its row was made: a draft is published weeks after it
was read. So the first time an article is seen to be findable (published, an article of its own, and with no index
change waiting for it) it gets a number here, once and for ever. Read again, corrected, withdrawn and published
anew, it keeps its number; whoever has been told of everything up to a number is told of no article twice.

Only what changed lately is looked at: no article becomes findable without `updated_at` saying so, or while an index
change waits for it, and what was left for that is looked at again (`Lookout`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Exists, F, Min, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.articles import Article
from archive.models.outbox import IndexChange
from archive.models.turns import writing

AT_ONCE = 1_000  # Articles of one portion.
# Rows say when they were written, not when the transaction ended that wrote them; none lasts so long.
LONGEST_WRITING = timedelta(hours=1)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Arrivals in their order."""

    def note(self) -> int:
        """Number the articles that have become findable; return the last number given, 0 where there is none.

        It waits for its turn: were two to number at once, the higher numbers could be seen before the lower ones,
        and who was told up to there would never hear of those.
        """
        known = self.model.objects.filter(article=OuterRef("pk"))
        waiting = IndexChange.objects.filter(object_type="article", object_id=OuterRef("pk"))
        with writing():
            now = timezone.now()
            news = Article.objects.public().filter(Lookout.objects.ahead(), ~Exists(known)).order_by()
            self._insert(news.filter(~Exists(waiting)).values(findable=F("pk")))
            # What has no number now waits for the index.
            oldest = news.aggregate(oldest=Min("updated_at"))["oldest"] or now
            Lookout.objects.move(min(now - LONGEST_WRITING, oldest))
            return self.model.objects.aggregate(last=models.Max("pk"))["last"] or 0

    def _insert(self, found: models.QuerySet[Any, Any]) -> None:
        try:
            query, values = found.query.sql_with_params()
        except EmptyResultSet:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        # Without the plus SQLite takes all articles in the order of their keys, not those few that changed.
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (article, noted_at)"
                f" SELECT findable, %s FROM ({query}) AS found ORDER BY +findable",
                (timezone.now(), *values),
            )

    def portions(self, after: int, last: int) -> Iterator[list[int]]:
        """The articles with numbers above `after` up to `last`, in portions."""
        while rows := list(
            self.filter(pk__gt=after, pk__lte=last).order_by("pk").values_list("pk", "article")[:AT_ONCE]
        ):
            after = rows[-1][0]
            yield [article for _, article in rows]


class Arrival(models.Model):
    """An article's number in the order in which articles became findable; the article may be gone since."""

    article = models.PositiveBigIntegerField(_("文章编号"), unique=True)
    noted_at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("上架")
        verbose_name_plural = _("上架")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.article}"


class LookoutQuerySet(models.QuerySet["Lookout"]):
    """The one row there is, or none before the first look."""

    def ahead(self) -> models.Q:
        """Articles that have changed since."""
        since = self.values_list("since", flat=True).first()
        return models.Q(updated_at__gte=since) if since else models.Q()

    def move(self, since: datetime) -> None:
        """Look no further back from now on."""
        self.update_or_create(pk=1, defaults={"since": since})


class Lookout(models.Model):
    """From when on changed articles are looked at: all that were findable and changed before have their numbers."""

    since = models.DateTimeField()

    objects = LookoutQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.since)

"""What a reader with an account keeps: searches, some of them with digests by e-mail, and lists of articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.arrivals import Arrival
from archive.models.articles import Article, ArticleQuerySet


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches by what is to be done with them."""

    def due(self, today: date) -> SavedSearchQuerySet:
        """Those whose readers can get a digest now: the last look was yesterday or before, or a week ago.

        They go by days, not by hours: a cron job that starts a second earlier than yesterday's misses none.
        """
        often = SavedSearch.Often
        daily = Q(often=often.DAILY, checked_on__lt=today)
        weekly = Q(often=often.WEEKLY, checked_on__lte=today - timedelta(weeks=1))
        return self.filter(daily | weekly, owner__is_active=True, claimed_at=None).exclude(owner__email="")


class SavedSearch(models.Model):
    """A search a reader keeps, as the canonical parameters of the search page, with or without digests.

    The last six fields are the digests': `seen` is the last arrival that was looked at, `claimed_at` stands while a
    digest is on its way (see `archive.alerts`).
    """

    class Often(models.TextChoices):
        """How often a digest comes."""

        NEVER = "never", _("不发送")
        DAILY = "daily", _("每天")
        WEEKLY = "weekly", _("每周")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, editable=False, related_name="saved_searches", verbose_name=_("读者")
    )
    name = models.CharField(_("名称"), max_length=100)
    note = models.TextField(_("备注"), max_length=1000, blank=True)
    query = models.TextField(_("搜索条件"), blank=True, editable=False)
    often = models.CharField(_("邮件通知"), max_length=6, choices=Often.choices, default=Often.NEVER)
    language = models.CharField(_("语言"), max_length=10, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    seen = models.PositiveBigIntegerField(default=0, editable=False)
    checked_on = models.DateField(_("上次查看"), null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("上次发送"), null=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("连续失败"), default=0, editable=False)
    error = models.TextField(_("错误"), blank=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("保存的搜索")
        verbose_name_plural = pgettext_lazy("several", "保存的搜索")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["often", "checked_on"], name="saved_search_due", condition=~Q(often="never")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"  # where the admin shows it; its name is its reader's own

    def get_absolute_url(self) -> str:
        """/search/?q=植树&newspaper=青岚日报 : the search itself."""
        return f"{reverse('search')}?{self.query}"

    def begin(self) -> None:
        """Count as seen whatever can be found now: the first digest tells what came later. The caller saves."""
        self.seen, self.checked_on = Arrival.objects.note(), timezone.localdate()


class ReadingListQuerySet(models.QuerySet["ReadingList"]):
    """Reading lists."""

    def with_counts(self) -> ReadingListQuerySet:
        """Each with `entry_count`, the last used first."""
        return self.annotate(entry_count=Count("entries")).order_by("-used_at", "-id")


class ReadingList(models.Model):
    """A named list of articles that a reader keeps, for that reader alone."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reading_lists", verbose_name=_("读者")
    )
    name = models.CharField(_("名称"), max_length=100)
    note = models.TextField(_("备注"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    # When it was last added to: the next article most likely goes into the same list.
    used_at = models.DateTimeField(_("上次使用"), auto_now_add=True)

    objects = ReadingListQuerySet.as_manager()

    class Meta:
        verbose_name = _("阅读清单")
        verbose_name_plural = pgettext_lazy("several", "阅读清单")
        ordering = ["-used_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="reading_list_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"  # as of a saved search

    def get_absolute_url(self) -> str:
        """/account/lists/4/"""
        return reverse("reading-list", args=[self.pk])

    def keep(self, article: Article, note: str = "") -> None:
        """Put an article at the end; in the list already, it only gets the note, if there is one."""
        noted = {"note": note} if note else {}
        with self._alone():
            last = self.entries.aggregate(last=Max("position"))["last"] or 0
            self.entries.update_or_create(
                article=article, defaults=noted, create_defaults={**noted, "position": last + 1}
            )

    def put(self, entry: int, beside: int, *, behind: bool) -> None:
        """Put an entry right before or behind another, both by their ids; done twice, it is as done once.

        Nothing happens where one of them is not in the list any more.
        """
        with self._alone():
            rows = list(self.entries.order_by("position", "pk").only("position"))
            order = [row.pk for row in rows if row.pk != entry]
            if beside not in order or len(order) == len(rows):
                return
            order.insert(order.index(beside) + behind, entry)
            places = {pk: number for number, pk in enumerate(order, 1)}
            moved = [row for row in rows if row.position != places[row.pk]]
            for row in moved:
                row.position = places[row.pk]
            KeptArticle.objects.bulk_update(moved, ["position"], batch_size=200)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A transaction in which nobody else changes the order of the list."""
        with transaction.atomic():
            ReadingList.objects.select_for_update().get(pk=self.pk)
            yield

    def articles(self) -> ArticleQuerySet:
        """Its articles that every reader may see, for citations and exports."""
        return Article.objects.public().filter(kept__reading_list=self)


class KeptArticle(models.Model):
    """An article in a reading list, with the reader's note on it; `position` is its place where the reader orders."""

    reading_list = models.ForeignKey(ReadingList, models.CASCADE, related_name="entries", verbose_name=_("阅读清单"))
    article = models.ForeignKey(Article, models.CASCADE, related_name="kept", verbose_name=_("文章"))
    note = models.TextField(_("备注"), max_length=1000, blank=True)
    added_at = models.DateTimeField(_("收入时间"), auto_now_add=True)
    position = models.PositiveIntegerField(_("次序"), default=0, editable=False)

    class Meta:
        verbose_name = _("收入的文章")
        verbose_name_plural = pgettext_lazy("several", "收入的文章")
        ordering = ["-added_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["reading_list", "article"], name="kept_article_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


def led(query: str, to: Mapping[tuple[str, int], int]) -> str:
    """The parameters of a search with the ids of records replaced, each value once."""
    pairs = []
    for name, value in parse_qsl(query, keep_blank_values=True):
        kind = name.removeprefix("-")
        if value.isascii() and value.isdigit():
            value = str(to.get((kind, int(value)), value))
        pairs.append((name, value))
    return urlencode(list(dict.fromkeys(pairs)))

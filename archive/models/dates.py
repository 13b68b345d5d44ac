"""Dates in articles: where one is printed, which days it means, and what that rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.articles import Article
from archive.models.base import Origin, Precision
from archive.models.bulk import insert
from archive.models.newspaper import Issue
from archive.parsing.date_mentions import find_date_mentions
from archive.parsing.issue import reliable
from archive.parsing.joining import line_on_page
from archive.parsing.structures import FIELDS, IssueDate, Item
from archive.parsing.structures import DateMention as Found
from archive.parsing.structures import Origin as OriginName
from archive.parsing.structures import Precision as PrecisionName

# What of a row the machine writes; two rows of an article differ in one of these.
COLUMNS = ("text", "first", "last", "precision", "origin", "reason", "generic", "confidence", "impossible")
LONGEST_TEXT = 60
LONGEST_REASON = 200
# Rows of this many articles are compared and written at once.
BATCH = 200

# The dump's lines by field and start of what they print.
Lines = dict[tuple[str, int], int | None]


class DateMentionQuerySet(models.QuerySet["DateMention"]):
    """Dates in articles, read again where what they rest on has changed."""

    def impossible(self) -> DateMentionQuerySet:
        """Those that cannot be, once each: the rest of an article keeps its own beside those of the whole."""
        return self.filter(impossible=True, article__joined_to=None).exclude(article__state=Article.State.REMOVED)

    def reread(self, articles: models.QuerySet[Article]) -> int:
        """Resolve the dates in `articles` against their issues' present dates; return how many articles changed.

        Their texts are read as they are stored. Lines of the dump stay known where a date stands where it stood.
        """
        changed = 0
        pks = list(articles.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            batch = Article.objects.filter(pk__in=pks[start : start + BATCH]).select_related("page__issue")
            batch = batch.only(*FIELDS, "page__issue")
            found = {article.pk: read_again(article) for article in batch}
            changed += len(self.replace(found))
        return changed

    def replace(
        self, found: dict[int, tuple[Found, ...]], *, new: bool = False, lines: Lines | None = None
    ) -> set[int]:
        """Give each article (by id) its dates; return the ids of those this changed. `new` ones have none yet.

        `lines` tells the dump's lines of dates that come from another article.
        """
        stored: dict[int, list[DateMention]] = defaultdict(list)
        if not new:
            for row in DateMention.objects.filter(article__in=list(found)).order_by("position"):
                stored[row.article_id].append(row)
        gone, rows = [], []
        changed = set()
        for article, dates in found.items():
            held = stored[article]
            fresh = rows_of(article, dates, _lines(held) | (lines or {}))
            if [row.key for row in held] != [row.key for row in fresh]:
                gone += [row.pk for row in held]
                rows += fresh
                changed.add(article)
        if gone:
            DateMention.objects.filter(pk__in=gone).delete()
        insert(rows)
        return changed


class DateMention(models.Model):
    """A date in an article, as printed: every place where it stands, and the days first..last that it means.

    Both are null where it stays open. A date that is printed ten times and means the same is one row with ten spans,
    [field, start, end, line] as a mention's. Written by the machine alone: what it rests on is the article's text and
    the issue's date, and these are where a person corrects it.
    """

    class Precision(models.TextChoices):
        """How closely the days are known."""

        DAY = "day", _("日")
        WEEK = "week", _("周")
        TEN_DAYS = "ten-days", _("旬")
        MONTH = "month", _("月")
        QUARTER = "quarter", _("季度")
        HALF_YEAR = "half-year", _("半年")
        YEAR = "year", _("年")
        PERIOD = "period", _("时段")

    article = models.ForeignKey(Article, models.CASCADE, related_name="dates", verbose_name=_("文章"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    text = models.CharField(_("所印文字"), max_length=LONGEST_TEXT)
    spans = models.JSONField(_("位置"), default=list)
    first = models.DateField(_("首日"), null=True)
    last = models.DateField(_("末日"), null=True)
    precision = models.CharField(_("精度"), max_length=9, choices=Precision.choices, default=Precision.DAY)
    origin = models.CharField(_("来源"), max_length=8, choices=Origin.choices)
    reason = models.CharField(_("依据"), max_length=LONGEST_REASON)
    generic = models.BooleanField(_("泛指"), default=False)
    confidence = models.FloatField(_("置信度"), default=1.0)
    impossible = models.BooleanField(_("有误"), default=False)

    objects = DateMentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("文中日期")
        verbose_name_plural = pgettext_lazy("several", "文中日期")
        ordering = ["article_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="date_once"),
            models.CheckConstraint(
                condition=models.Q(first=None, last=None) | models.Q(first__lte=models.F("last")),
                name="date_range",
            ),
        ]
        indexes = [
            models.Index(fields=["article"], name="date_impossible", condition=models.Q(impossible=True)),
            models.Index(fields=["first", "id"], name="date_by_first"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> tuple[Any, ...]:
        """What the row says, without its id and place."""
        return (*(getattr(self, name) for name in COLUMNS), tuple(tuple(span) for span in self.spans))


def rows_of(article: int, dates: Iterable[Found], lines: Lines) -> list[DateMention]:
    """The rows of an article's dates, each line as its own page counts it; `lines` tells those that are not known."""
    rows: dict[tuple[Any, ...], DateMention] = {}
    for found in dates:
        values = {name: getattr(found, name) for name in COLUMNS}
        values["text"] = found.text[:LONGEST_TEXT]
        values["reason"] = found.reason[:LONGEST_REASON]
        row = rows.setdefault(
            tuple(values.values()), DateMention(article_id=article, position=len(rows), spans=[], **values)
        )
        field, start, end, line = found.span
        row.spans.append([field, start, end, line_on_page(line) if line is not None else lines.get((field, start))])
    return list(rows.values())


def read_again(article: Article, item: Item | None = None) -> tuple[Found, ...]:
    """The dates in an article as it is stored, against its issue as it is; `item` knows the lines of what it prints
    alike."""
    stored = {field: getattr(article, field) for field in FIELDS}
    pieces = item.pieces if item else ()
    same = Item(**stored, pieces=tuple(each for each in pieces if getattr(item, each.field) == stored[each.field]))
    return find_date_mentions(same, reliable(known_date(article.page.issue))).mentions


def known_date(issue: Issue) -> IssueDate | None:
    """What is known of an issue's date, as the parser's value."""
    if issue.date is None:
        return None
    return IssueDate(
        issue.date,
        cast("PrecisionName", issue.date_precision or Precision.DAY.value),
        cast("OriginName", issue.date_origin),
        issue.date_earliest or issue.date,
        issue.date_latest or issue.date,
        issue.date_reason,
    )


def _lines(rows: Iterable[DateMention]) -> Lines:
    return {(field, start): line for row in rows for field, start, _end, line in row.spans}

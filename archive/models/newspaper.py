"""Newspapers, their issues, and the pages as dumped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive.models.addresses import address_of
from archive.models.base import Curated, OrderIndex, Origin, Precision
from archive.models.history import PeoplesHistory

if TYPE_CHECKING:
    from archive.models.articles import ArticleQuerySet

# What stands in `Page.unassigned` of lines that a person put aside.
DISCARDED = "discarded"

# What readers call the roles of a page's lines.
ROLE_LABELS = {
    "section": _("栏目"),
    "kicker": _("引题"),
    "headline": _("主题"),
    "deck": _("副题"),
    "byline": _("署名"),
    "subhead": _("小标题"),
    "body": _("正文"),
    "caption": _("图片说明"),
    "credit": _("摄影署名"),
    "signoff": _("文末署名"),
    "banner": _("通栏"),
    "duplicate": _("重复"),
    "noise": _("无关文字"),
    DISCARDED: _("舍去"),
}


class NewspaperQuerySet(models.QuerySet["Newspaper"]):
    """Newspapers by what may be seen of them."""

    def public(self) -> NewspaperQuerySet:
        """Those with a published article."""
        return self.filter(Exists(_articles().public().filter(newspaper=OuterRef("pk"))))

    def with_dates(self) -> NewspaperQuerySet:
        """Each with the `first_date` and `last_date` of its published articles.

        Each is looked up at its end of the index, as that orders them; asked for the least and the greatest, SQLite
        reads all between them, and so does PostgreSQL where nulls would stand elsewhere.
        """
        dated = _articles().public().filter(newspaper=OuterRef("pk"), date__isnull=False).values("date")
        first, last = F("date").asc(nulls_first=True), F("date").desc(nulls_last=True)
        return self.annotate(
            first_date=Subquery(dated.order_by(first)[:1]), last_date=Subquery(dated.order_by(last)[:1])
        )


class Newspaper(Curated):
    """A newspaper. One whose masthead is unknown gets a name made from its home area, marked `named=False`."""

    name = models.CharField(_("报名"), max_length=200, unique=True)
    slug = models.SlugField(_("网址名"), max_length=200, unique=True, allow_unicode=True, blank=True)
    named = models.BooleanField(_("报名已知"), default=True)
    area = models.ForeignKey(
        "Place", models.SET_NULL, null=True, blank=True, related_name="newspapers", verbose_name=_("所在地")
    )
    note = models.TextField(_("说明"), blank=True)

    objects = NewspaperQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("报纸")
        verbose_name_plural = pgettext_lazy("several", "报纸")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new newspaper its address, made from its name."""
        if not self.slug:
            self.slug = slugify(self.name, allow_unicode=True) or "newspaper"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """/newspapers/青岚日报/"""
        return reverse("newspaper", args=[self.slug])


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues by what may be seen of them, and by date."""

    def public(self) -> IssueQuerySet:
        """Those with a published article."""
        return self.filter(Exists(Page.objects.public().filter(issue=OuterRef("pk"))))

    def with_article_counts(self) -> IssueQuerySet:
        """Each with `article_count`, its published articles."""
        held = _articles().public().filter(page__issue=OuterRef("pk")).order_by().values("page__issue")
        return self.annotate(article_count=_count_of(held))

    def before(self, issue: Issue) -> IssueQuerySet:
        """Those of the same newspaper before `issue`, the nearest first; none for an undated issue."""
        return self._beside(issue, date__lt=issue.date).order_by("-date")

    def after(self, issue: Issue) -> IssueQuerySet:
        """Those of the same newspaper after `issue`, the nearest first; none for an undated issue."""
        return self._beside(issue, date__gt=issue.date).order_by("date")

    def _beside(self, issue: Issue, **days: object) -> IssueQuerySet:
        return self.filter(newspaper=issue.newspaper_id, **days) if issue.date else self.none()


class Issue(Curated):
    """One day's paper. What has no date at all gathers in one undated issue per newspaper."""

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="issues", verbose_name=_("报纸"))
    date = models.DateField(_("日期"), null=True, blank=True)
    date_precision = models.CharField(
        _("日期精度"), max_length=5, choices=Precision.choices, default=Precision.DAY, blank=True
    )
    date_origin = models.CharField(_("日期来源"), max_length=8, choices=Origin.choices, default=Origin.GIVEN)
    date_earliest = models.DateField(_("最早"), null=True, blank=True)
    date_latest = models.DateField(_("最晚"), null=True, blank=True)
    date_reason = models.TextField(_("日期依据"), blank=True)

    objects = IssueQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("期")
        verbose_name_plural = pgettext_lazy("several", "期")
        ordering = [F("date").desc(nulls_last=True), "newspaper_id"]
        constraints = [
            models.UniqueConstraint(fields=["newspaper", "date"], name="issue_once"),
            models.UniqueConstraint(fields=["newspaper"], condition=Q(date=None), name="issue_undated_once"),
            models.CheckConstraint(
                condition=Q(date_earliest=None) | Q(date_latest=None) | Q(date_earliest__lte=F("date_latest")),
                name="issue_date_range",
            ),
        ]
        indexes = [OrderIndex(F("date").desc(nulls_last=True), "id", name="issue_newest")]

    def __str__(self) -> str:
        return f"{self.newspaper} {self.date or gettext('日期不详')}"

    def get_absolute_url(self) -> str:
        """/newspapers/青岚日报/2023-12-11/"""
        return reverse("issue", args=[self.newspaper.slug, self.date.isoformat() if self.date else "undated"])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; when its date or newspaper may have changed, the articles follow."""
        known, fields = not self._state.adding, kwargs.get("update_fields")
        super().save(*args, **kwargs)
        if known and (fields is None or {"date", "newspaper"} & set(fields)):
            self.propagate()
        elif known and fields and any(name.startswith("date_") for name in fields):
            self.redate()

    def propagate(self) -> int:
        """Give its articles its date and newspaper, queue them for the index; return how many changed."""
        changed = _articles().filter(page__issue=self).follow(self)
        self.redate()
        return changed

    def redate(self) -> None:
        """Resolve its articles' dates against its own; a person who set that has answered what spoke against it."""
        from archive.models.dates import DateMention

        DateMention.objects.reread(_articles().filter(page__issue=self))
        if "date" in self.locked_fields:
            for page in self.pages.exclude(problems=[]).only("problems"):
                left = [problem for problem in page.problems if not problem.get("issue")]
                Page.objects.filter(pk=page.pk).update(problems=left)


class PageQuerySet(models.QuerySet["Page"]):
    """Pages by what may be seen of them."""

    def public(self) -> PageQuerySet:
        """Those with a published article, or with the rest of one."""
        return self.filter(Exists(_articles().in_print().filter(page=OuterRef("pk"))))

    def waiting(self) -> PageQuerySet:
        """Those whose dump is to be read again."""
        return self.filter(waits=True).exclude(sha256=None)


def page_label(number: int | None) -> str:
    """A page's number as a reader says it."""
    if number is None:
        return gettext("版次不详")
    return gettext("第%(number)s版") % {"number": number}


class Page(Curated):
    """One page (版) of an issue, its raw text kept as it was read.

    Articles that came as JSON Lines have a page without a dump: `raw` is empty and `sha256` is null.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="pages", verbose_name=_("期"))
    number = models.PositiveSmallIntegerField(_("版次"), null=True, blank=True)
    section = models.CharField(_("版名"), max_length=100, blank=True)
    raw = models.TextField(_("原文"), blank=True, editable=False)
    sha256 = models.CharField(_("校验和"), max_length=64, null=True, blank=True, unique=True, editable=False)
    path = models.CharField(_("来源文件"), max_length=1000, blank=True, db_index=True, editable=False)
    encoding = models.CharField(_("编码"), max_length=40, blank=True, editable=False)
    area = models.JSONField(_("所在地"), default=list, blank=True)
    # The names that spoke for the area: {"name", "places", "weight", "times", "lines"}; [] where it was given.
    area_evidence = models.JSONField(_("所在地的依据"), default=list, blank=True, editable=False)
    unassigned = models.JSONField(_("未归入文章的行"), default=dict, blank=True, editable=False)
    # What the page as a whole prints of dates and cannot be: {"line", "text", "reason", "issue"}, the last where it
    # speaks against the date of issue. Impossible dates in articles are these articles'.
    problems = models.JSONField(_("有疑问的日期"), default=list, blank=True, editable=False)

    # The dump is to be read again: what it is read with has changed.
    waits = models.BooleanField(default=False, editable=False)

    objects = PageQuerySet.as_manager()

    history = PeoplesHistory(excluded_fields=["raw", "area_evidence", "waits"])

    class Meta:
        verbose_name = _("版")
        verbose_name_plural = pgettext_lazy("several", "版")
        ordering = ["issue", F("number").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["id"], condition=Q(waits=True), name="page_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="page_once", condition=~Q(number=None)),
            models.CheckConstraint(condition=Q(number=None) | Q(number__gte=1), name="page_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.label}"

    def get_absolute_url(self) -> str:
        """/pages/12/ : not named by date and number, which a curator may correct."""
        return address_of("page", self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; when it may have moved to another issue, its articles follow, without what they go on in elsewhere."""
        known, fields = not self._state.adding, kwargs.get("update_fields")
        super().save(*args, **kwargs)
        if known and (fields is None or "issue" in fields):
            from archive.models.dates import DateMention
            from archive.models.joins import part_strangers

            _articles().filter(page=self).follow(self.issue)
            part_strangers(_articles().filter(page=self).values_list("pk", flat=True))
            DateMention.objects.reread(_articles().filter(page=self))

    @property
    def label(self) -> str:
        """Its number as a reader says it."""
        return page_label(self.number)

    @property
    def file_name(self) -> str:
        """The dump's file name, without the folders of the machine it was read on."""
        return self.path.rpartition("/")[2]

    @property
    def raw_lines(self) -> list[str]:
        """The dump's lines; line 1 is the first."""
        return self.raw.split("\n") if self.raw else []


def _articles() -> ArticleQuerySet:
    """All articles; their module builds on this one."""
    from archive.models.articles import Article

    return Article.objects.all()


def _count_of(held: models.QuerySet[Any]) -> Coalesce:
    """The number of rows of a correlated query already grouped by `values`, 0 where it has none."""
    return Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())

"""Articles and their bylines: what the pages come apart into, and what goes on from one page to another."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive.models.addresses import address_of
from archive.models.base import Curated, OrderIndex
from archive.models.history import PeoplesHistory
from archive.models.newspaper import Issue, Newspaper, Page
from archive.parsing import jumps


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by what may be seen of them."""

    def public(self) -> ArticleQuerySet:
        """Those every reader may see as articles of their own."""
        return self.filter(state=Article.State.PUBLISHED, joined_to=None)

    def public_in_bulk(self, keys: Iterable[int]) -> dict[int, Article]:
        """The public ones of a handful, by primary key.

        They are fetched by their keys alone: asked for the published ones of twenty, SQLite reads through the index of
        all that are published.
        """
        return {key: article for key, article in self.order_by().in_bulk(list(keys)).items() if article.is_public}

    def in_print(self) -> ArticleQuerySet:
        """Those whose words every reader may see: the public ones, and what goes on from one on another page."""
        whole = Q(joined_to=None) | Q(joined_to__state=Article.State.PUBLISHED)
        return self.filter(whole, state=Article.State.PUBLISHED)

    def marked(self) -> ArticleQuerySet:
        """Those that go on on another page, or come from one, as their markers say."""
        return self.exclude(continues="", goes_on="")

    def waiting(self) -> ArticleQuerySet:
        """Those whose marker names another page and whose other half has not been found there."""
        siblings = Article.objects.filter(joined_to=OuterRef("joined_to"), joined_at__gt=OuterRef("joined_at"))
        followed = Exists(Article.objects.filter(joined_to=OuterRef("pk"))) | Exists(siblings)
        return self.marked().filter(~Q(continues="") & Q(joined_to=None) | ~Q(goes_on="") & ~followed)

    def outdated(self, extractor: str) -> ArticleQuerySet:
        """Those whose names were found by another extractor, or never looked for."""
        return self.exclude(extractor=extractor)

    def least_sure(self) -> ArticleQuerySet:
        """Those first that the parser is least sure to have taken apart rightly."""
        return self.order_by("confidence", "id")

    def copies_of(self, article: Article) -> ArticleQuerySet:
        """The others whose text is the article's: reprints, the same dispatch in another paper."""
        if article.family_id is None:
            return self.none()
        return self.filter(family=article.family_id).exclude(pk=article.pk)

    def newest(self) -> ArticleQuerySet:
        """The newest first; undated ones last."""
        return self.order_by(F("date").desc(nulls_last=True), "-id")

    def with_source(self) -> ArticleQuerySet:
        """Each with its page, issue and newspaper, in one query."""
        return self.select_related("page__issue__newspaper", "newspaper")

    def for_lists(self) -> ArticleQuerySet:
        """Like `with_source`, without what only the article's own page shows, nor when what it stands on changed."""
        rows = self.with_source().defer(
            "lines", "breaks", "own", "created_at", "locked_fields", "join_refused", "area"
        )
        paper = ("created_at", "updated_at", "revision", "locked_fields")
        issue = (*paper, "date_reason", *(f"newspaper__{name}" for name in paper))
        page = ("raw", "unassigned", "problems", "area_evidence", "sha256", "path", "encoding", "area", *paper)
        return rows.defer(
            *(f"newspaper__{name}" for name in paper),
            *(f"page__{name}" for name in (*page, *(f"issue__{name}" for name in issue))),
        )

    def for_page(self) -> ArticleQuerySet:
        """In the order of their page, each with the article and page that it goes on from, in one query."""
        own = ("lines", "breaks", "own")
        theirs = (
            f"joined_to__{name}"
            for name in (*own, "page__raw", "page__unassigned", "page__problems", "page__area_evidence")
        )
        rows = self.select_related("joined_to__page").defer(*own, *theirs)
        return rows.order_by("position", "id")

    def naming(self, **record: models.Model) -> ArticleQuerySet:
        """Those with a mention linked to the record: `naming(person=…)`, `naming(place=…)` …"""
        from archive.models.mentions import Mention

        return self.filter(pk__in=Mention.objects.filter(**record).values("article"))

    def follow(self, issue: Issue) -> int:
        """Repeat the issue's date and newspaper in those that differ, queue them; return how many did. On other days
        other texts may be one with theirs."""
        from archive.models import families
        from archive.models.outbox import IndexChange

        with transaction.atomic():
            differ = self.exclude(newspaper=issue.newspaper_id, date=issue.date).order_by()
            ids = list(differ.values_list("pk", flat=True))
            redated = list(differ.exclude(date=issue.date).values_list("pk", flat=True)) if issue.date else ids
            Article.objects.filter(pk__in=ids).update(
                newspaper=issue.newspaper_id, date=issue.date, revision=F("revision") + 1, updated_at=timezone.now()
            )
            families.settle_redated(redated)
            IndexChange.objects.enqueue("article", ids)
        return len(ids)

    def set_state(self, state: str, reason: str | None = None, public: bool = False) -> int:
        """Set the state of all, lock it, and queue them for the index; return how many changed.

        Without a `reason` the one noted before stays. What is joined to one of them on another page goes with it.
        """
        from archive.models.joins import follow_states
        from archive.models.terms import derive_from

        with transaction.atomic():
            differ = list(self.exclude(state=state))
            for article in differ:
                article.lock(["state"])
                article.state = state
                if reason is not None:
                    article.state_reason, article.reason_public = reason, public
                article.save(update_fields=["state", "state_reason", "reason_public", "locked_fields"])
            follow_states([article.pk for article in differ])
            derive_from([article.pk for article in differ])
        return len(differ)


def title_of(headline: str, text: str, section: str) -> str:
    """The headline, or what stands for it where none was printed."""
    if headline:
        return headline
    text = text.strip()
    marker = jumps.opening(text)
    start = text[marker.end if marker else 0 :].strip().partition("\n")[0][:30]
    return start or section or gettext("（无标题）")


def is_public(state: str, joined_to: int | None) -> bool:
    """Whether every reader may see an article in that state, joined to that other one, as an article of its own."""
    return state == Article.State.PUBLISHED and joined_to is None


class Article(Curated):
    """One item of a page: an article, photo, opinion piece, notice or continuation.

    `date` and `newspaper` repeat the issue's, so that a million articles can be ordered and filtered by one
    index; `Issue` is where they are changed. `lines` maps the dump's line numbers to their roles,
    `breaks` lists where broken sentences were rejoined in `text`: {"position", "kind", "confidence", "lines"}.
    `confidence` (0 to 1) is how sure the parser is that the item's lines belong together.

    An article that goes on on another page holds the words of all its pages. Each continuation stays a row of its own,
    with what its page prints; `joined_to` names the article, `joined_at` the character of the article's text at which
    its words begin. Meanwhile `own` keeps what the article's own page prints: {"text", "captions", "breaks",
    "bylines", "confidence", "joins"}, the last being how sure each join is.
    """

    class Kind(models.TextChoices):
        """What sort of item it is."""

        ARTICLE = "article", _("报道")
        PHOTO = "photo", _("图片")
        OPINION = "opinion", _("评论")
        NOTICE = "notice", _("公告")
        ADVERT = "advert", _("广告")
        CONTINUATION = "continuation", _("转版")

    class State(models.TextChoices):
        """Who may see it."""

        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已发布")
        WITHHELD = "withheld", _("暂不公开")
        REMOVED = "removed", _("已撤下")

    page = models.ForeignKey(Page, models.PROTECT, related_name="articles", verbose_name=_("版"))
    newspaper = models.ForeignKey(
        Newspaper,
        models.PROTECT,
        related_name="articles",
        editable=False,
        db_index=False,
        verbose_name=_("报纸"),
    )
    date = models.DateField(_("日期"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("版内次序"), default=0)
    external_id = models.CharField(_("外部编号"), max_length=200, blank=True, editable=False)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices, default=Kind.ARTICLE)
    section = models.CharField(_("栏目"), max_length=200, blank=True)
    kicker = models.TextField(_("引题"), blank=True)
    headline = models.TextField(_("标题"), blank=True)
    deck = models.TextField(_("副题"), blank=True)
    text = models.TextField(_("正文"), blank=True)
    captions = models.TextField(_("图片说明"), blank=True)
    lines = models.JSONField(_("行的角色"), default=dict, blank=True, editable=False)
    breaks = models.JSONField(_("接合处"), default=list, blank=True, editable=False)
    illustrates = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="photos", verbose_name=_("所配文章")
    )
    continues = models.CharField(_("上接"), max_length=100, blank=True)
    goes_on = models.CharField(_("下转"), max_length=100, blank=True)
    confidence = models.FloatField(_("置信度"), default=1.0, editable=False)
    joined_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="continuations",
        editable=False,
        verbose_name=_("接入文章"),
    )
    joined_at = models.PositiveIntegerField(_("接入位置"), null=True, blank=True, editable=False)
    own = models.JSONField(_("本版文字"), default=dict, blank=True, editable=False)
    # Ids of the articles that a curator said this one does not go on from.
    join_refused = models.JSONField(_("不相接的文章"), default=list, blank=True, editable=False)
    # The first of the articles whose texts are one with this one's, itself perhaps; none where the text stands alone.
    family = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("同稿"),
    )
    state = models.CharField(_("状态"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    state_reason = models.CharField(_("状态说明"), max_length=500, blank=True)
    # Whether readers who come to the address of a removed article are told why.
    reason_public = models.BooleanField(_("公开说明"), default=False)
    # Of what ingest made the article from: its input, what was given with it, and the parser.
    checksum = models.CharField(_("校验和"), max_length=64, blank=True, editable=False)
    # What found the names in it: the tagger and the parser's fingerprint; "" where nothing has looked for them yet.
    extractor = models.CharField(_("识别版本"), max_length=40, blank=True, editable=False)
    # The home area that a separate article was given; without it is inferred with each reading. Of one on a page dump
    # it is the page's.
    area = models.JSONField(_("所在地"), default=list, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = pgettext_lazy("several", "文章")
        ordering = ["page", "position", "id"]
        permissions = [("publish_article", _("可公开、暂停公开和撤下文章"))]
        constraints = [
            models.UniqueConstraint(
                fields=["newspaper", "external_id"],
                condition=~Q(external_id=""),
                name="article_external_id_once",
            ),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="article_confidence"),
            models.CheckConstraint(condition=Q(joined_to=None) | ~Q(joined_to=F("id")), name="article_not_in_itself"),
        ]
        indexes = [
            OrderIndex("state", F("date").desc(nulls_last=True), F("id").desc(), name="article_newest"),
            OrderIndex("newspaper", "state", F("date").desc(nulls_last=True), name="article_of_newspaper"),
            models.Index(fields=["page", "position"], name="article_on_page"),
            # What is asked of an article for each name in it: here it stands without the text.
            models.Index(fields=["id", "state", "joined_to", "date", "newspaper"], name="article_seen"),
            # What changed last, and of that what readers may see, without the text.
            models.Index(fields=["updated_at", "id", "state", "joined_to"], name="article_changed"),
            models.Index(fields=["extractor"], name="article_extractor"),
            models.Index(fields=["confidence", "id"], name="article_least_sure"),
            # What the desk asks of all articles: of a kind or a locked one there may be few, and of days.
            models.Index(fields=["kind", "date"], name="article_of_kind"),
            models.Index(fields=["locked_fields", "id"], name="article_locked"),
            models.Index(fields=["family"], name="article_in_family", condition=Q(family__isnull=False)),
            models.Index(fields=["id"], name="article_with_jump", condition=~Q(continues="", goes_on="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """/articles/345/"""
        return address_of("article", self.pk)

    @property
    def title(self) -> str:
        """The headline, or what stands for it where none was printed."""
        return title_of(self.headline, self.text or self.captions, self.section)

    @property
    def is_public(self) -> bool:
        """Whether every reader may see it as an article of its own."""
        return is_public(self.state, self.joined_to_id)

    @property
    def is_in_print(self) -> bool:
        """Whether every reader may see its words: here, or in the article it is joined to."""
        return self.state == self.State.PUBLISHED and self.whole.is_public

    @property
    def whole(self) -> Article:
        """The article that holds its words: the one it is joined to, or itself."""
        return self.joined_to or self

    @property
    def own_text(self) -> str:
        """What its own page prints of its text."""
        text: str = self.own.get("text", self.text)
        return text

    @cached_property
    def signers(self) -> list[Byline]:
        """Who signed it, in the order printed; kept, for one page of a reader.

        A list reads them along by `prefetch_related(Prefetch("bylines", to_attr="signers"))`: a fifth of the time that
        Django takes to make a manager for each article.
        """
        return list(self.bylines.all())

    def chain(self) -> list[Article]:
        """What goes on from it on other pages, in the order of reading."""
        return list(self.continuations.select_related("page__issue").order_by("joined_at", "pk"))

    @cached_property
    def parts(self) -> list[Article]:
        """The article and what goes on from it, in the order of reading; kept, for one page of a reader.

        A list reads them along: `prefetch_related("continuations__page")`.
        """
        if not self.own:
            return [self]
        if "continuations" in getattr(self, "_prefetched_objects_cache", {}):
            return [self, *sorted(self.continuations.all(), key=lambda each: (each.joined_at or 0, each.pk))]
        return [self, *self.chain()]

    def printed_on(self, field: str, start: int) -> Article:
        """Which of its parts printed the character at `start` of a field."""
        if field == "text":
            return next((each for each in reversed(self.parts[1:]) if (each.joined_at or 0) <= start), self)
        end = 0
        for each in self.parts if field == "captions" else ():
            printed = each.own.get("captions", each.captions)
            end += len(printed) + bool(end and printed)
            if start < end:
                return each
        return self

    def join(self, beginning: Article) -> None:
        """Say as a curator that this article goes on from `beginning`; ingest keeps to it.

        Raises CannotJoin, which says why.
        """
        from archive.models import joins

        joins.join(self, beginning)

    def part(self) -> None:
        """Say as a curator that this article does not go on from the one it is joined to; ingest keeps to it."""
        from archive.models import joins

        joins.part(self)

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs."""
        return [line for line in self.text.split("\n") if line.strip()]


class Byline(models.Model):
    """A name under an article, with the role printed beside it (记者 通讯员 摄 …)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", verbose_name=_("文章"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    name = models.CharField(_("姓名"), max_length=100, db_index=True)
    role = models.CharField(_("身份"), max_length=50, blank=True)

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("署名")
        verbose_name_plural = pgettext_lazy("several", "署名")
        ordering = ["article_id", "position"]
        constraints = [models.UniqueConstraint(fields=["article", "name", "role"], name="byline_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.name}".strip()

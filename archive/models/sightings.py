"""Sightings: what one mention says of somebody's post, the evidence from which identity and memberships follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import models
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.articles import Article
from archive.models.kept import kept
from archive.models.mentions import Mention


class SightingQuerySet(models.QuerySet["Sighting"]):
    """Sightings by what they may count for."""

    @kept
    def public(self) -> SightingQuerySet:
        """Those that articles in print tell of the people they are linked to."""
        # Nearly none is joined to another: what that one's state is need not be asked of all the others.
        whole = models.Q(mention__article__joined_to=None) | models.Exists(
            Article.objects.filter(pk=models.OuterRef("mention__article__joined_to"), state=Article.State.PUBLISHED)
        )
        published = {"mention__article__state": Article.State.PUBLISHED}
        return self.filter(whole, mention__status=Mention.Status.LINKED, **published)

    def for_passages(self, pks: Iterable[int]) -> list[Sighting]:
        """These, each with the mention, post and article as far as the way to its line needs them."""
        texts = ("text", "captions", "headline", "kicker", "deck", "section")
        article = ("date", "newspaper__name", "page__number", "own", *texts)
        mention = ("person", "text", "spans", "position", *(f"article__{name}" for name in article))
        joined = ("mention__article__newspaper", "mention__article__page", "post__organization")
        rows = self.select_related(*joined).only(
            *("kind", "day", "title", "post__title", "post__organization__name"),
            *(f"mention__{name}" for name in mention),
        )
        found = list(rows.filter(pk__in=list(pks)).order_by())
        # Few articles go on on another page; the others have no rest to be looked for.
        gone_on = [row.mention.article for row in found if row.mention.article.own]
        rest = Article.objects.select_related("page").only(
            *("captions", "own", "joined_to", "joined_at", "newspaper", "page__number")
        )
        models.prefetch_related_objects(gone_on, models.Prefetch("continuations", rest))
        return found

    def with_article(self) -> SightingQuerySet:
        """Each with its mention, post, article and page, and what the article goes on in, for the way to its line."""
        unread = ("raw", "unassigned", "problems", "area_evidence")
        pages = [f"mention__article__page__{name}" for name in unread]
        rest = Article.objects.select_related("page").defer("lines", "breaks", *(f"page__{name}" for name in unread))
        rows = self.select_related(
            "mention__article__newspaper", "mention__article__page__issue__newspaper", "post__organization"
        )
        rows = rows.defer("mention__article__lines", "mention__article__breaks", *pages)
        return rows.prefetch_related(models.Prefetch("mention__article__continuations", rest))

    def changes(self) -> SightingQuerySet:
        """Those that tell of a post given or left."""
        return self.filter(kind__in=[*Sighting.BEGINS, *Sighting.ENDS])

    def reports(self, most: int) -> list[Sighting]:
        """The first `most` public ones that tell of a post given or left, as far as it takes to tell them apart."""
        # Somebody is named ten thousand times and given a post twenty times: only then it is asked who may see it.
        told = Sighting.objects.public().filter(pk__in=self.changes().order_by().values("pk"))
        rows = told.select_related("post__organization", "mention").order_by("day", "pk")
        of_post = ("post__title", "post__organization__name")
        return list(rows.only("kind", "day", "title", *of_post, "mention__person")[:most])

    def by_month(self) -> Iterator[tuple[int, int, str, date | None, date | None]]:
        """The first and the last day in each month of those in a post: person, post, kind and the days; the days are
        None where none is known.

        Between two of these days lies every stretch of more than a month without any.
        """
        text = models.TextField()
        in_posts = self.filter(post__isnull=False).order_by()
        dated = in_posts.annotate(month=Substr(Cast("day", text), 1, len("2023-03")))
        bounds = {"first": Cast(models.Min("day"), text), "last": Cast(models.Max("day"), text)}
        rows = dated.values_list("mention__person", "post", "kind", "month").annotate(**bounds)
        for person, post, kind, _month, first, last in rows:
            yield person, post, kind, first and date.fromisoformat(first), last and date.fromisoformat(last)

    def months_in_posts(self) -> dict[tuple[int, int], list[tuple[date, date]]]:
        """The first and the last day in each month in which somebody is seen in a post, by person and post."""
        found: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
        for person, post, _kind, first, last in self.by_month():
            if first and last:
                found[person, post].append((first, last))
        return found

    def each_once(self) -> SightingQuerySet:
        """Of what is reported again and again, the first report of each: the same change of the same person.

        Where it is not certain which post is meant, changes are the same if told in the same words.
        """
        words = models.Case(models.When(post=None, then="title"), default=models.Value(""))
        said = self.order_by().annotate(words=words).values("mention__person", "post", "words", "kind", "day")
        return Sighting.objects.filter(pk__in=said.annotate(reported=models.Min("pk")).values("reported"))

    def pairs(self) -> set[tuple[int, int]]:
        """The memberships that they bear witness to: person and post."""
        rows = self.filter(post__isnull=False, mention__person__isnull=False).order_by()
        return set(rows.values_list("mention__person", "post").distinct())

    def told_as(self, *posts: int) -> SightingQuerySet:
        """Those whose text says one of these posts, whichever is meant."""
        return self.filter(models.Q(told__in=posts) | models.Q(told=None, post__in=posts))

    def pairs_told(self) -> set[tuple[int, int]]:
        """Who is said to be in which post, whichever is meant."""
        said = Coalesce("told", "post")
        return set(self.order_by().values_list("mention__person", said).distinct())

    def evidence(self) -> SightingQuerySet:
        """Those that tell whose name it is: not those of rejected names, nor of articles taken down."""
        return self.exclude(mention__status=Mention.Status.REJECTED).exclude(
            mention__article__state=Article.State.REMOVED
        )


class Sighting(models.Model):
    """That a mention saw somebody of `home` in a post, be given one or leave it, on a day.

    A name without any title is seen too (`named`): it belongs to whoever of that home bears it. `body` and `title`
    are what the text says, `post` the row that was meant: a curator may have renamed it since. Where the same person
    is told of more exactly elsewhere, `told` is the post as this text says it. Without a post the title is as printed.
    `day` is the day of issue, of a change the day that the text gives for it; null where that is not known. `home`
    null is the whole country.
    """

    class Kind(models.TextChoices):
        """What is seen."""

        NAMED = "named", _("提到")
        HOLDS = "holds", _("在任")
        ELECTED = "elected", _("当选")
        APPOINTED = "appointed", _("任命")
        REMOVED = "removed", _("免职")
        RESIGNED = "resigned", _("辞职")

    BEGINS = (Kind.ELECTED, Kind.APPOINTED)
    ENDS = (Kind.REMOVED, Kind.RESIGNED)

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="sightings", verbose_name=_("提及"))
    post = models.ForeignKey(
        "Post", models.SET_NULL, null=True, blank=True, related_name="sightings", verbose_name=_("职位")
    )
    told = models.ForeignKey(
        "Post", models.SET_NULL, null=True, blank=True, related_name="told", verbose_name=_("所述职位")
    )
    home = models.ForeignKey(
        "Place", models.CASCADE, null=True, blank=True, related_name="sightings", verbose_name=_("所在地区")
    )
    body = models.CharField(_("机构"), max_length=200, blank=True)
    title = models.CharField(_("职务"), max_length=100, blank=True)
    kind = models.CharField(_("类别"), max_length=9, choices=Kind.choices, default=Kind.HOLDS)
    day = models.DateField(_("日期"), null=True, blank=True)

    objects = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职依据")
        verbose_name_plural = pgettext_lazy("several", "任职依据")
        ordering = ["day", "id"]
        indexes = [
            models.Index(fields=["mention", "post", "day", "kind"], name="sighting_of_mention"),
            models.Index(fields=["post", "day", "mention", "kind"], name="sighting_in_post"),
            models.Index(fields=["kind", "day"], name="sighting_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.mention} {self.post or self.title}"

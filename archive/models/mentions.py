"""Mentions: where an article names a person, place, organization or event, and what it is linked to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.articles import Article
from archive.models.base import Curated
from archive.models.bulk import fetch_plain
from archive.models.history import PeoplesHistory
from archive.models.kept import kept


class MentionQuerySet(models.QuerySet["Mention"]):
    """Mentions by what a reader may see."""

    @kept
    def public(self) -> MentionQuerySet:
        """Those in articles every reader may see, the rejected ones left out.

        What a continuation names stands in the article it is joined to as well, and counts once.
        """
        public = self.filter(article__state=Article.State.PUBLISHED, article__joined_to=None)
        return public.exclude(status=Mention.Status.REJECTED)

    def articles_seen(self) -> list[tuple[str, int, int]]:
        """The articles they stand in, each once, the newest first and undated ones last: (day, article's id,
        newspaper's id), the day as it is written, 2023-03-05, "" where there is none.

        Somebody stands in thousands: they are read from indexes alone, and neither dates nor anything else is made of
        them. To count and sort them here is faster than to ask the database for each number.
        """
        day = Coalesce(Cast("article__date", models.TextField()), models.Value(""), output_field=models.TextField())
        rows = fetch_plain(self.order_by().values_list(day, "article_id", "article__newspaper"))
        return sorted(dict.fromkeys(rows), reverse=True)  # They come nearly in order, out of a set they would not.

    def with_records(self, *kinds: str) -> list[Mention]:
        """These, each with its records of those kinds, of which each is read once.

        A list of delegates names nine thousand, the same bodies again and again: to join them reads whole tables.
        Not by `prefetch_related`: Django joins its keys by OR, and SQLite refuses more than a thousand of these.
        """
        found = list(self)
        for kind in kinds:
            model: Any = Mention._meta.get_field(kind).related_model
            keys = {key for each in found if (key := getattr(each, f"{kind}_id"))}
            records = model.objects.in_bulk(keys)
            for each in found:
                if (key := getattr(each, f"{kind}_id")) is not None:
                    setattr(each, kind, records[key])
        return found

    def together_with(self, **record: models.Model) -> MentionQuerySet:
        """Those in articles that name the record as well: `together_with(person=…)`."""
        return self.filter(article__in=Mention.objects.filter(**record).order_by().values("article"))

    @kept
    def hidden(self) -> MentionQuerySet:
        """Those in articles that not every reader may see."""
        # Named one by one, the other states are few entries of an index; "not published" would read through all.
        others = [state for state in Article.State.values if state != Article.State.PUBLISHED]
        return self.filter(article__state__in=others)


class Mention(Curated):
    """One name in one article: every place where it stands, the text as printed, and its link or none.

    A name said ten times in an article is one row with ten spans: people ask who is named in an article and
    in which articles somebody is named, and a million articles have some forty names each.
    `spans` lists [field, start, end, line]: field is an Article text field, start and end are character
    offsets in it, line is the line of the page dump (null where there is no dump): of the page that those characters
    were printed on, where the article goes on on another. `actions` lists what a person is said to do, in the order
    printed, as [verb, field, start, end, line]: the verb as printed and where it stands.
    """

    class Kind(models.TextChoices):
        """What is named."""

        PERSON = "person", _("人物")
        PLACE = "place", _("地点")
        ORGANIZATION = "organization", _("机构")
        EVENT = "event", _("事件")

    class Status(models.TextChoices):
        """Whether the name is tied to a record."""

        LINKED = "linked", _("已关联")
        UNMATCHED = "unmatched", _("未匹配")
        AMBIGUOUS = "ambiguous", _("有歧义")
        REJECTED = "rejected", _("已否定")

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions", verbose_name=_("文章"))
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("所印文字"), max_length=300)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    spans = models.JSONField(_("位置"), default=list, blank=True)
    titles = models.JSONField(_("所印职务"), default=list, blank=True)
    posts = models.JSONField(_("推断职位"), default=list, blank=True)
    actions = models.JSONField(_("所述行为"), default=list, blank=True, editable=False)
    status = models.CharField(_("状态"), max_length=9, choices=Status.choices, default=Status.UNMATCHED)
    person = models.ForeignKey("Person", models.SET_NULL, null=True, blank=True, related_name="mentions")
    place = models.ForeignKey("Place", models.SET_NULL, null=True, blank=True, related_name="mentions")
    organization = models.ForeignKey("Organization", models.SET_NULL, null=True, blank=True, related_name="mentions")
    event = models.ForeignKey("Event", models.SET_NULL, null=True, blank=True, related_name="mentions")
    rule = models.CharField(_("来源规则"), max_length=50, blank=True, editable=False)
    confidence = models.FloatField(_("置信度"), default=1.0)

    objects = MentionQuerySet.as_manager()

    history = PeoplesHistory(deletions=False)

    class Meta:
        verbose_name = _("提及")
        verbose_name_plural = pgettext_lazy("several", "提及")
        ordering = ["article_id", "kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "text", "position"], name="mention_once"),
            models.CheckConstraint(
                condition=Q(person=None) | Q(kind="person", place=None, organization=None, event=None),
                name="mention_of_person",
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(kind="place", organization=None, event=None),
                name="mention_of_place",
            ),
            models.CheckConstraint(
                condition=Q(organization=None) | Q(kind="organization", event=None),
                name="mention_of_organization",
            ),
            models.CheckConstraint(condition=Q(event=None) | Q(kind="event"), name="mention_of_event"),
            models.CheckConstraint(
                condition=Q(status="linked") | Q(person=None, place=None, organization=None, event=None),
                name="mention_link_needs_status",
            ),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="mention_confidence"),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "text"], name="mention_open"),
            # Which articles name a record, and which people an article: answered without the rows themselves.
            *(
                models.Index(
                    fields=[of, "article", "status"], name=f"mention_of_{of}", condition=Q(**{f"{of}__isnull": False})
                )
                for of in ("person", "place", "organization", "event")
            ),
            models.Index(fields=["article", "person"], name="mention_in_article", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def record(self) -> models.Model | None:
        """The person, place, organization or event it is linked to, or None."""
        linked: models.Model | None = getattr(self, self.kind)
        return linked

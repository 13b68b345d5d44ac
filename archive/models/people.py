"""People, the bodies they serve in, the posts they hold (Popolo's Person, Organization, Post, Membership)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.addresses import address_of
from archive.models.base import Curated, ExistsForEach, NamedQuerySet
from archive.models.history import PeoplesHistory
from archive.models.kept import kept
from archive.models.mentions import Mention


class PersonQuerySet(NamedQuerySet):
    """People by what may be seen of them."""

    def with_posts(self) -> PersonQuerySet:
        """Each with `held`: the posts that published articles saw them in."""
        memberships = Membership.objects.in_public().select_related("post__organization")
        return self.prefetch_related(Prefetch("memberships", memberships, to_attr="held"))


class Person(Curated):
    """Somebody the news reports on. The name alone is no identity: `home` tells two of one name apart."""

    name = models.CharField(_("姓名"), max_length=100)
    home = models.ForeignKey(
        "Place", models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("所在地区")
    )
    note = models.CharField(_("区别说明"), max_length=200, blank=True, help_text=_("与同名者相区别，如“市教育局”"))

    objects = PersonQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("人物")
        verbose_name_plural = pgettext_lazy("several", "人物")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="person_has_name")]
        indexes = [
            models.Index(fields=["name", "home"], name="person_by_name"),
            models.Index(fields=["updated_at", "id"], name="person_changed"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """/people/56/"""
        return address_of("person", self.pk)


class OrganizationQuerySet(NamedQuerySet):
    """Organizations by what may be seen of them."""

    @kept
    def public(self) -> OrganizationQuerySet:
        """Those that published articles name, and those in which somebody was seen in a post in public."""
        held = Membership.objects.in_public().filter(post__organization=OuterRef("pk"))
        return self.filter(ExistsForEach(self._public_mentions()) | ExistsForEach(held))

    def ids_in_public(self, pks: Iterable[int]) -> set[int]:
        """Which of these ids a link may lead to."""
        return set(self.public().filter(pk__in=set(pks)).order_by().values_list("pk", flat=True))


class Organization(Curated):
    """A Party or government body, congress, company, school …; the same name in two places is two bodies."""

    name = models.CharField(_("名称"), max_length=200, db_index=True)
    type = models.CharField(_("类型"), max_length=20, blank=True)
    place = models.ForeignKey(
        "Place",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("所在地区"),
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("上级机构")
    )
    note = models.TextField(_("说明"), blank=True)

    objects = OrganizationQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = pgettext_lazy("several", "机构")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_name"),
            models.UniqueConstraint(fields=["name", "place"], name="organization_once", condition=~Q(place=None)),
            models.UniqueConstraint(fields=["name"], name="organization_placeless_once", condition=Q(place=None)),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="organization_changed")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """/organizations/8/"""
        return address_of("organization", self.pk)

    def is_within(self, other: Organization) -> bool:
        """Whether it is the other body, or belongs to it by any number of steps."""
        seen, above = set[int](), self
        while above.pk != other.pk:
            if above.parent is None or above.pk in seen:
                return False
            seen.add(above.pk)
            above = above.parent
        return True


class OtherName(models.Model):
    """Another name of exactly one person, organization or place (Popolo's other_names)."""

    name = models.CharField(_("别名"), max_length=200, db_index=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="other_names")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="other_names")
    place = models.ForeignKey("Place", models.CASCADE, null=True, blank=True, related_name="other_names")

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = pgettext_lazy("several", "别名")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organization=None, place=None)
                | Q(person=None, organization__isnull=False, place=None)
                | Q(person=None, organization=None, place__isnull=False),
                name="other_name_of_one",
            ),
            models.UniqueConstraint(fields=["person", "name"], name="person_other_name_once"),
            models.UniqueConstraint(fields=["organization", "name"], name="organization_other_name_once"),
            models.UniqueConstraint(fields=["place", "name"], name="place_other_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, in one transaction with what is queued for the index."""
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
            super().save(*args, **kwargs)


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by who was seen in them."""

    @kept
    def public(self) -> PostQuerySet:
        """Those in which somebody was seen in public."""
        return self.filter(Exists(Membership.objects.in_public().filter(post=OuterRef("pk"))))

    def with_holders(self) -> PostQuerySet:
        """Each with `holder_count`, how many people were seen in it in public."""
        held = Membership.objects.in_public().filter(post=OuterRef("pk")).order_by().values("post")
        counted = held.annotate(n=Count("person", distinct=True)).values("n")
        return self.annotate(holder_count=Coalesce(Subquery(counted), 0, output_field=IntegerField()))

    def by_rank(self) -> PostQuerySet:
        """Heads before their deputies, and members after these."""
        member = Q(title__endswith="委员") | Q(title__endswith="常委") | Q(title__endswith="代表")
        rank = Case(When(title__startswith="副", then=1), When(member, then=2), default=0)
        return self.order_by(rank, "title", "id")


class Post(Curated):
    """A post in an organization: 区长 of 新华区人民政府."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="posts", verbose_name=_("机构"))
    title = models.CharField(_("职务"), max_length=100)

    objects = PostQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("职位")
        verbose_name_plural = pgettext_lazy("several", "职位")
        ordering = ["organization", "title"]
        constraints = [models.UniqueConstraint(fields=["organization", "title"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.organization}{self.title}"

    def get_absolute_url(self) -> str:
        """/posts/15/"""
        return address_of("post", self.pk)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by what may be seen of them."""

    @kept
    def in_public(self) -> MembershipQuerySet:
        """Those of people whom published articles name.

        Where articles that are not public name the person too, only posts seen on days on which a published
        article names them are let through: the others may have been read in the hidden ones.
        """
        hidden = Mention.objects.hidden().filter(person__isnull=False).order_by().values("person")
        public = Mention.objects.public().filter(person=OuterRef("person"))
        seen = public.filter(article__date__range=(OuterRef("first_seen"), OuterRef("last_seen")))
        return self.filter(Exists(public)).filter(~Q(person__in=hidden) | Exists(seen))

    def first_and_last_told(self) -> dict[int, tuple[int | None, int | None]]:
        """The first sighting of the first day on which each is seen in public and the last one of the last day, by
        their ids.

        Each is a look into an index: of somebody who is named every day nothing in between is read.
        """
        from archive.models.sightings import Sighting

        told = Sighting.objects.public().filter(
            mention__person=OuterRef("person"),
            post=OuterRef("post"),
            day__range=(OuterRef("first_seen"), OuterRef("last_seen")),
        )
        first, last = (Subquery(told.order_by(*by).values("pk")[:1]) for by in (("day", "pk"), ("-day", "-pk")))
        return {pk: (one, other) for pk, one, other in self.order_by().values_list("pk", first, last)}

    def by_turns(self) -> MembershipQuerySet:
        """In the order in which the post was held, whoever was seen last in it first."""
        return self.order_by(F("last_seen").desc(nulls_last=True), F("first_seen").desc(nulls_last=True), "-id")


class Membership(Curated):
    """That a person was seen holding a post, from the first to the last day the news says so.

    `start` and `end` are known days (elected, removed); null where only sightings are known.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("人物"))
    post = models.ForeignKey(Post, models.CASCADE, related_name="memberships", verbose_name=_("职位"))
    first_seen = models.DateField(_("最早见报"), null=True, blank=True)
    last_seen = models.DateField(_("最晚见报"), null=True, blank=True)
    start = models.DateField(_("到任"), null=True, blank=True)
    end = models.DateField(_("离任"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = pgettext_lazy("several", "任职")
        ordering = [F("last_seen").desc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "post", "first_seen"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(first_seen=None) | Q(last_seen=None) | Q(first_seen__lte=F("last_seen")),
                name="membership_seen_range",
            ),
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(start__lte=F("end")), name="membership_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"

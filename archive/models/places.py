"""Places, as a tree from the province down to the village, road and river."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Case, IntegerField, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.addresses import address_of
from archive.models.base import Curated, ExistsForEach, NamedQuerySet
from archive.models.batches import batches
from archive.models.history import PeoplesHistory
from archive.models.kept import kept

# Country, province, city, county, township, village, and two below for roads and bridges.
MAX_DEPTH = 8
# What is governed, from the largest to the smallest; countries stand among the roots, after what lies at home.
RANKS = (
    ("省", "自治区", "特别行政区"),
    ("市", "地区", "自治州", "盟", "州"),
    ("国家",),
    ("区", "县", "自治县", "旗", "自治旗", "新区", "管理区", "示范区", "开发区", "高新区"),
    ("镇", "乡", "街道", "苏木"),
    ("村", "社区", "嘎查"),
)


def _some_child(of_which: Q) -> ExistsForEach:
    """Whether something of that kind lies directly in the place."""
    return ExistsForEach(Place.objects.filter(of_which, parent=OuterRef("pk")))


class PlaceQuerySet(NamedQuerySet):
    """Places by where they lie and whether published articles name them."""

    @kept
    def public(self) -> PlaceQuerySet:
        """Those that published articles name, and those above them, so that the tree can be walked to each."""
        # Steps from parent to child use the index on every database; a comparison of paths would not. Each is asked
        # within the one before: were they joined, PostgreSQL, as long as it takes the table for empty, would try all
        # rows with all rows. A question that branches at each of seven steps SQLite cannot read.
        near = Q(ExistsForEach(self._public_mentions()))
        for _step in range(1, MAX_DEPTH // 2):
            near = Q(ExistsForEach(self._public_mentions())) | Q(_some_child(near))
        far = near
        for _step in range(MAX_DEPTH // 2):
            far = Q(_some_child(far))
        return self.filter(near | far)

    def keys_in_public(self) -> list[int]:
        """The keys of these places, in their order, but for those that readers may not learn of.

        Of those that no article names themselves it is asked what lies below, step by step: nearly always nothing.
        `public` asks for all steps in one question, which takes long to put together.
        """
        named = list(self.with_named_in_public().values_list("pk", "is_named_in_public"))
        shown = {pk for pk, is_named in named if is_named}
        # What lies below the others, and below which of them.
        below = {pk: pk for pk, is_named in named if not is_named}
        for _step in range(1, MAX_DEPTH):
            below = {pk: top for pk, top in below.items() if top not in shown}
            if not below:
                break
            children = Place.objects.filter(parent__in=below).order_by().with_named_in_public()
            tops = dict(below)
            below = {}
            for pk, parent, is_named in children.values_list("pk", "parent", "is_named_in_public"):
                below[pk] = tops[parent]
                if is_named:
                    shown.add(tops[parent])
        return [pk for pk, _ in named if pk in shown]

    def first_in_public(self) -> Place | None:
        """The first of these places, if readers may learn of it."""
        place = self.with_named_in_public().first()
        if place is None or place.is_named_in_public:
            return place
        return place if Place.objects.filter(pk=place.pk).keys_in_public() else None

    def public_or_none(self, pk: int | None) -> Place | None:
        """The place if a link may lead to it."""
        return self.filter(pk=pk).first_in_public() if pk else None

    def above(self, place: Place) -> PlaceQuerySet:
        """The places that `place` lies in, from the root."""
        names = place.ancestors
        paths = [Place.SEPARATOR.join(names[: depth + 1]) for depth in range(len(names))]
        return self.filter(path__in=paths).order_by("path")

    def roots(self) -> PlaceQuerySet:
        """Those that lie in no other."""
        return self.filter(parent=None)

    def by_rank(self) -> PlaceQuerySet:
        """Provinces before cities before counties, towns, villages; roads, parks and what else there is after them."""
        ranks = (When(type__in=types, then=rank) for rank, types in enumerate(RANKS))
        return self.order_by(Case(*ranks, default=len(RANKS), output_field=IntegerField()), "path")

    def within(self, place: Place) -> PlaceQuerySet:
        """`place` and everything below it."""
        return self.filter(Q(pk=place.pk) | Q(path__startswith=place.path + Place.SEPARATOR))

    def put_right(self, pks: Iterable[int]) -> list[int]:
        """Make the paths of these places, and of what lies in them, true to the tree; return which were not."""
        wrong: list[int] = []
        asked = sorted(set(pks))
        while asked:
            found: list[int] = []
            for some in batches(asked):
                rows = Place.objects.filter(Q(pk__in=some) | Q(parent__in=some)).order_by("path")
                for pk, name, path, above in rows.values_list("pk", "name", "path", "parent__path"):
                    true = Place.path_of(above, name)
                    if path != true:
                        Place.objects.filter(pk=pk).update(path=true)
                        found.append(pk)
            wrong += found
            asked = sorted(set(found))
        return wrong


class Place(Curated):
    """A place (Popolo's Area). `path` is its names from the root, 河南省/平顶山市/新华区, and is unique."""

    SEPARATOR = "/"

    name = models.CharField(_("地名"), max_length=100, db_index=True)
    type = models.CharField(_("类型"), max_length=20, blank=True, help_text=_("省、市、区、县、镇、街道、村、路…"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    path = models.CharField(_("全称"), max_length=500, unique=True, editable=False)
    in_gazetteer = models.BooleanField(_("见于地名表"), default=False, editable=False)
    note = models.TextField(_("说明"), blank=True)

    objects = PlaceQuerySet.as_manager()

    history = PeoplesHistory()

    class Meta:
        verbose_name = _("地点")
        verbose_name_plural = pgettext_lazy("several", "地点")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="place_has_name"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="place_not_in_itself"),
        ]
        indexes = [
            models.Index(fields=["parent", "name"], name="place_children"),
            models.Index(fields=["updated_at", "id"], name="place_changed"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def path_of(cls, above: str | None, name: str) -> str:
        """The path of a place of that name in the place of the path `above`, if any."""
        return f"{above}{cls.SEPARATOR}{name}" if above else name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, keeping the path of this place and of everything below it true to the tree."""
        old = self.path
        self.path = self.path_of(self.parent.path if self.parent else None, self.name)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "path"}
        super().save(*args, **kwargs)
        if old and old != self.path:
            for child in self.children.all():
                child.parent = self
                child.save(update_fields=["path"])

    def get_absolute_url(self) -> str:
        """/places/7/ : not named by path, which changes when a curator moves the place."""
        return address_of("place", self.pk)

    @property
    def ancestors(self) -> list[str]:
        """The names above it, from the root."""
        return self.path.split(self.SEPARATOR)[:-1]

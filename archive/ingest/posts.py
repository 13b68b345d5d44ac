"""Posts by organization and title. What a curator made of a post stays: it is known by what was said of it before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce

from archive.ingest.books import Kept
from archive.ingest.rows import fits
from archive.models import Organization, Post, Sighting


class Said(NamedTuple):
    """A post as the text says it: the full name of the body, the id of its place, the title, the home it serves."""

    body: str
    place: int | None
    title: str
    home: int | None


class PostBook:
    """Posts by organization and title."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._ids: Kept[tuple[int, str], int] = Kept()
        self.forget = self._ids.clear
        self.trim = self._ids.trim

    def ensure(self, wanted: Iterable[tuple[int, str]]) -> None:
        """See that each (organization, title) has its row; where a curator decided which posts a body has, no new
        one is made."""
        missing = sorted({key for key in wanted if key not in self._ids and fits(Post, "title", key[1])})
        if not missing:
            return
        rows = Post.objects.filter(organization__in={body for body, _ in missing}, title__in={t for _, t in missing})
        for pk, body, title in rows.values_list("pk", "organization", "title"):
            self._ids[body, title] = pk
        locked = Organization.objects.filter(pk__in={body for body, _ in missing}).exclude(locked_fields=[])
        closed = {pk for pk, names in locked.values_list("pk", "locked_fields") if "posts" in names}
        new = [key for key in missing if key not in self._ids and key[0] not in closed]
        made = Post.objects.bulk_create([Post(organization_id=body, title=title, revision=1) for body, title in new])
        for key, post in zip(new, made, strict=True):
            self._ids[key] = post.pk

    def id_of(self, organization: int, title: str) -> int | None:
        """The row's id after `ensure`; None where there is none."""
        return self._ids.get((organization, title))


def renamed_posts(said: Iterable[Said]) -> Mapping[Said, int]:
    """The posts that a curator gave another title or body, or whose body is now called otherwise, by what the text
    still calls them. One that exists as it is said is no renamed one."""
    wanted = set(said)
    if not wanted:
        return {}
    curated = ~Q(post__locked_fields=[]) | ~Q(post__organization__locked_fields=[])
    rows = Sighting.objects.filter(curated, body__in={each.body for each in wanted}).order_by()
    found: dict[tuple[str, str, int | None], set[int]] = defaultdict(set)
    for body, title, home, post in rows.values_list("body", "title", "home", Coalesce("told", "post")).distinct():
        found[body, title, home].add(post)
    if not found:
        return {}
    plain = Post.objects.filter(organization__name__in={each.body for each in wanted})
    exist = set(plain.values_list("organization__name", "organization__place", "title"))
    renamed = {}
    for each in wanted:
        posts = found.get((each.body, each.title, each.home), set())
        if len(posts) == 1 and (each.body, each.place, each.title) not in exist:
            [renamed[each]] = posts
    return renamed

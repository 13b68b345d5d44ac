"""Posts, and who was seen in them. What a curator made of a membership stays, also when its key was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from archive.ingest.books import Kept
from archive.ingest.rows import fits
from archive.models import Membership, Organization, Person, Post


class Sighting(NamedTuple):
    """That an article saw a person (None: one without a record) in a post on a day (None: some day)."""

    person: int | None
    body: tuple[str, int | None]  # full name, place
    title: str
    day: date | None


class PostBook:
    """Posts by organization and title, and who was seen in them."""

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
        closed = _decided(Organization, {body for body, _ in missing}, "posts")
        new = [key for key in missing if key not in self._ids and key[0] not in closed]
        made = Post.objects.bulk_create([Post(organization_id=body, title=title, revision=1) for body, title in new])
        for key, post in zip(new, made, strict=True):
            self._ids[key] = post.pk

    def id_of(self, organization: int, title: str) -> int | None:
        """The row's id after `ensure`; None where there is none."""
        return self._ids.get((organization, title))

    @staticmethod
    def seen(sightings: Iterable[tuple[int, int, date | None]]) -> None:
        """Note that a person was seen in a post on a day (None: some day); the order does not matter."""
        days: dict[tuple[int, int], set[date]] = defaultdict(set)
        for person, post, day in sightings:
            days[person, post].update({day} if day else ())
        if not days:
            return
        stored: dict[tuple[int, int], list[Membership]] = defaultdict(list)
        given: dict[int, list[Membership]] = defaultdict(list)
        known = Q(person__in={key[0] for key in days}) | ~Q(locked_fields=[])
        for row in Membership.objects.filter(known, post__in={key[1] for key in days}):
            stored[row.person_id, row.post_id].append(row)
            if "person" in row.locked_fields:
                given[row.post_id].append(row)
        new = []
        for (person, post), seen in days.items():
            first, last = min(seen, default=None), max(seen, default=None)
            held = stored[person, post]
            if not held and not any(_covers(row, first) and _covers(row, last) for row in given[post]):
                new.append(Membership(person_id=person, post_id=post, first_seen=first, last_seen=last, revision=1))
            elif len(held) == 1 and first and last:  # several: a curator told two terms apart, and knows better
                _extend(held[0], first, last)
        people = _decided(Person, {row.person_id for row in new}, "memberships")
        posts = _decided(Post, {row.post_id for row in new}, "memberships")
        Membership.objects.bulk_create(row for row in new if row.person_id not in people and row.post_id not in posts)


def not_settled(sightings: list[Sighting]) -> list[Sighting]:
    """`sightings` without those of a membership that a curator gave another post, or whose post or body is now
    called otherwise: these are seen in it, and nothing is to be made."""
    curated: dict[int, list[Membership]] = defaultdict(list)
    touched = ~Q(locked_fields=[]) | ~Q(post__locked_fields=[]) | ~Q(post__organization__locked_fields=[])
    held = Membership.objects.filter(touched, person__in={each.person for each in sightings if each.person})
    for row in held.select_related("post__organization"):
        curated[row.person_id].append(row)
    rest = []
    for each in sightings:
        rows = curated[each.person] if each.person else []
        if any(_is_plainly(row, each) for row in rows):
            rest.append(each)
            continue
        meant = [row for row in rows if _was(row, each)]
        if not meant:
            rest.append(each)
        elif len(meant) == 1 and each.day:
            _extend(meant[0], each.day, each.day)
    return rest


def _is_plainly(row: Membership, seen: Sighting) -> bool:
    body = row.post.organization
    return row.post.title == seen.title and (body.name, body.place_id) == seen.body


def _was(row: Membership, seen: Sighting) -> bool:
    """Whether the sighting is one of this membership as it was before a curator changed what it is a membership of."""
    post, body = row.post, row.post.organization
    title = "title" in post.locked_fields
    elsewhere = "organization" in post.locked_fields or bool({"name", "place"} & set(body.locked_fields))
    if "post" in row.locked_fields:
        return post.title == seen.title or _covers(row, seen.day)
    if title and elsewhere:
        return _covers(row, seen.day)
    if title:
        return (body.name, body.place_id) == seen.body
    return elsewhere and post.title == seen.title


def _covers(row: Membership, day: date | None) -> bool:
    if day is None:
        return True
    return bool(row.first_seen and row.last_seen and row.first_seen <= day <= row.last_seen)


def _decided(model: type[Organization | Person | Post], pks: Collection[int], rows: str) -> set[int]:
    """Those of the records where a curator decided which `rows` they have."""
    if not pks:
        return set()
    locked = model._default_manager.filter(pk__in=pks).exclude(locked_fields=[]).values_list("pk", "locked_fields")
    return {pk for pk, names in locked if rows in names}


def _extend(membership: Membership, first: date, last: date) -> None:
    """Let the membership reach from `first` to `last` too."""
    changed = membership.revise(
        first_seen=min(first, membership.first_seen or first), last_seen=max(last, membership.last_seen or last)
    )
    if changed and (membership.first_seen or first) <= (membership.last_seen or last):
        Membership.objects.filter(pk=membership.pk).update(
            **{name: getattr(membership, name) for name in changed},
            revision=F("revision") + 1,
            updated_at=timezone.now(),
        )

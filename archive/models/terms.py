"""Memberships as they follow from sightings: somebody's terms in a post, each with the days that bound it.

What a curator fixed stays: a locked field, a membership given to another person or post, and the list of somebody's
or some post's memberships where a curator decided which there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from archive.models import exactness, silences
from archive.models.articles import Article
from archive.models.batches import batches
from archive.models.noting import notes
from archive.models.people import Membership, Person, Post
from archive.models.sightings import Sighting

Pair = tuple[int, int]  # person, post
# Reports of the days before an election or a removal are still printed some days later.
LATE = timedelta(days=30)
# A whole archive may be published at a stroke; a statement has room for so many values, thrice.
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """That a post was given or left on a day."""

    day: date
    begins: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One stay in a post: when it was seen, and when it began and ended where that was reported."""

    first_seen: date | None
    last_seen: date | None
    start: date | None = None
    end: date | None = None


def terms(days: Collection[date], changes: Iterable[Change]) -> list[Term]:
    """The terms that follow from the days on which somebody was seen in a post and what was reported of it.

    Somebody who left is in another term when seen in the post again, other than by a late report. A day of election
    is the beginning only where the post was not held long before: 连任 is none.
    """
    found: list[Term] = []
    told = sorted(set(changes), key=lambda each: (each.day, not each.begins))
    left = sorted(days)
    for end in [*(each.day for each in told if not each.begins), None]:
        mine = [day for day in left if end is None or day <= end + LATE]
        begun = [each.day for each in told if each.begins and (end is None or each.day <= end)]
        begun = [day for day in begun if not found or day > (found[-1].end or date.min)]
        left = left[len(mine) :]
        if not (mine or begun or end):
            continue
        if end and found and not mine and not begun:
            continue  # the same removal reported again
        seen = sorted({*mine, *begun}) or ([end] if end else [])
        start = begun[0] if begun and begun[0] - LATE <= seen[0] else None
        found.append(Term(seen[0], seen[-1], start, end))
    return found


def derive(pairs: Iterable[Pair]) -> None:
    """Bring the memberships of these people in these posts in line with what is seen of them now."""
    wanted = set(pairs)
    if not wanted:
        return
    wanted |= exactness.as_decided(wanted)
    wanted |= exactness.settle(wanted)
    told, months = _told(wanted)
    people, posts = {person for person, _ in wanted}, {post for _, post in wanted}
    held: dict[Pair, list[Membership]] = defaultdict(list)
    moved: list[Membership] = []
    # Of a post that thousands hold only these people's, and those that a curator touched.
    here = Membership.objects.filter(Q(person__in=people) | ~Q(locked_fields=[]), post__in=posts)
    for row in here.order_by("first_seen", "pk"):
        held[row.person_id, row.post_id].append(row)
        if "person" in row.locked_fields:
            moved.append(row)
    elsewhere = Membership.objects.filter(person__in=people).exclude(locked_fields=[]).select_related("post")
    moved += [row for row in elsewhere if "post" in row.locked_fields]
    titles = dict(Post.objects.filter(pk__in=posts).values_list("pk", "title"))
    closed = _closed(people, posts)
    new: list[Membership] = []
    gone: list[int] = []
    changed: list[Membership] = []
    for person, post in sorted(wanted):
        rest = [
            term
            for term in told.get((person, post), [])
            if not any(_is(row, (person, post), titles.get(post, ""), term) for row in moved)
        ]
        rows = held[person, post]
        updates, rest, unused = _matched(rows, rest)
        changed += updates
        if (person, None) in closed or (None, post) in closed:
            continue
        new += [_row(person, post, term) for term in rest]
        gone += [row.pk for row in unused]
    _write(new, changed, gone)
    silences.keep(wanted, months)


def derive_from(articles: Collection[int]) -> None:
    """Bring the memberships in line that these articles, or those that are one with them, bear witness to."""
    pairs = set[Pair]()
    for some in batches(articles, AT_ONCE):
        near = Q(pk__in=some) | Q(joined_to__in=some) | Q(continuations__in=some)
        pks = Article.objects.filter(near).order_by().values("pk")
        pairs |= Sighting.objects.filter(mention__article__in=pks).pairs()
    for few in batches(pairs, AT_ONCE):
        derive(few)


def _told(wanted: set[Pair]) -> tuple[dict[Pair, list[Term]], dict[Pair, list[silences.Stretch]]]:
    """The terms that are told of now, and the first and the last day in each month in which somebody is seen."""
    people, posts = {person for person, _ in wanted}, {post for _, post in wanted}
    rows = Sighting.objects.public().filter(mention__person__in=people, post__in=posts).order_by()
    changes: dict[Pair, list[Change]] = defaultdict(list)
    reported = rows.filter(kind__in=[*Sighting.BEGINS, *Sighting.ENDS], day__isnull=False)
    for person, post, kind, day in reported.values_list("mention__person", "post", "kind", "day"):
        assert day
        changes[person, post].append(Change(day, kind in Sighting.BEGINS))
    seen: dict[Pair, set[date]] = defaultdict(set)
    known: set[Pair] = set()
    months: dict[Pair, list[silences.Stretch]] = defaultdict(list)
    for person, post, kind, first, last in rows.by_month():
        known.add((person, post))
        if first and last:
            months[person, post].append((first, last))
        if kind not in Sighting.ENDS:
            seen[person, post].update(day for day in (first, last) if day)
    # Only where somebody left in between it matters when else they were seen.
    parted = {
        pair
        for pair, told in changes.items()
        if any(not each.begins and each.day < max(seen[pair], default=each.day) for each in told)
    }
    if parted:
        days = rows.filter(mention__person__in={person for person, _ in parted}).exclude(kind__in=Sighting.ENDS)
        for person, post, day in days.values_list("mention__person", "post", "day").distinct():
            if (person, post) in parted and day:
                seen[person, post].add(day)
    told = {pair: terms(seen[pair], changes[pair]) or [Term(None, None)] for pair in known & wanted}
    return told, months


def _closed(people: Collection[int], posts: Collection[int]) -> set[tuple[int | None, int | None]]:
    """Whose list of memberships a curator decided on."""
    decided: set[tuple[int | None, int | None]] = set()
    locked = Person.objects.filter(pk__in=people).exclude(locked_fields=[])
    decided |= {(pk, None) for pk, names in locked.values_list("pk", "locked_fields") if "memberships" in names}
    kept = Post.objects.filter(pk__in=posts).exclude(locked_fields=[])
    return decided | {(None, pk) for pk, names in kept.values_list("pk", "locked_fields") if "memberships" in names}


def _is(row: Membership, pair: Pair, title: str, term: Term) -> bool:
    """Whether the term is one of a membership that a curator gave to another person or another post."""
    if (row.person_id, row.post_id) == pair:
        return False
    if "post" in row.locked_fields and row.person_id == pair[0]:
        return row.post.title == title or _covers(row, term)
    return "person" in row.locked_fields and row.post_id == pair[1] and _covers(row, term)


def _covers(row: Membership, term: Term) -> bool:
    if term.first_seen is None or term.last_seen is None:
        return True
    return bool(
        row.first_seen and row.last_seen and row.first_seen <= term.last_seen and term.first_seen <= row.last_seen
    )


def _matched(rows: Sequence[Membership], told: list[Term]) -> tuple[list[Membership], list[Term], list[Membership]]:
    """The rows that change, the terms that have no row, the machine's rows that have no term any more."""
    fixed = [row for row in rows if row.locked_fields]
    free = [row for row in rows if not row.locked_fields]
    changed, rest = [], list(told)
    for row in fixed:
        mine = [term for term in rest if len(rows) == 1 or _covers(row, term)]
        if len(rows) > 1 and len(mine) != 1:
            rest = [term for term in rest if term not in mine]  # a curator told terms apart, and knows better
            continue
        if mine and _revise(row, mine[0]):
            changed.append(row)
        rest = rest[1:] if mine and mine[0] is rest[0] else [term for term in rest if term not in mine[:1]]
    for row, term in zip(free, rest, strict=False):
        if _revise(row, term):
            changed.append(row)
    return changed, rest[len(free) :], free[len(rest) :]


def _revise(row: Membership, term: Term) -> bool:
    values = {"first_seen": term.first_seen, "last_seen": term.last_seen, "start": term.start, "end": term.end}
    for name, value in values.items():
        if name in row.locked_fields and value is not None:
            notes().keep_out(row, name, value, value != getattr(row, name))
    values = {name: value for name, value in values.items() if name not in row.locked_fields}
    after = {name: values.get(name, getattr(row, name)) for name in ("first_seen", "last_seen", "start", "end")}
    for low, high in (("first_seen", "last_seen"), ("start", "end")):
        if after[low] and after[high] and after[low] > after[high]:
            # A curator's day leaves no room for what is seen.
            values = {name: value for name, value in values.items() if name not in (low, high)}
    return bool(row.revise(**values))


def _row(person: int, post: int, term: Term) -> Membership:
    return Membership(
        person_id=person,
        post_id=post,
        first_seen=term.first_seen,
        last_seen=term.last_seen,
        start=term.start,
        end=term.end,
        revision=1,
    )


def _write(new: list[Membership], changed: list[Membership], gone: list[int]) -> None:
    if gone:
        Membership.objects.filter(pk__in=gone).delete()
    now = timezone.now()
    for row in changed:
        row.revision += 1
        row.updated_at = now
    columns = ["first_seen", "last_seen", "start", "end", "revision", "updated_at"]
    Membership.objects.bulk_update(changed, columns, batch_size=100)
    Membership.objects.bulk_create(new)

"""Silences: the stretches in which somebody is not seen in a post, kept beside the memberships.

Both follow from the same sightings and are brought in line with them by the same acts (`terms.derive`), in the
transaction that changes what may be seen. To find them anew, a page of somebody who is named every day would read
through ten thousand sightings; there are but some hundred silences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db import models

from archive.models.bulk import insert
from archive.models.people import Person, Post
from archive.models.sightings import Sighting

# The leaders of a district stand in its paper every few weeks; half a year without is worth a word.
SILENCE = timedelta(days=180)

Pair = tuple[int, int]  # person, post
Stretch = tuple[date, date]


class SilenceQuerySet(models.QuerySet["Silence"]):
    """Silences by whose they are."""

    def by_pair(self, people: Iterable[int], posts: Iterable[int]) -> dict[Pair, list[Stretch]]:
        """Those of these people in these posts, ascending."""
        rows = self.filter(person__in=set(people), post__in=set(posts)).order_by("since")
        found: dict[Pair, list[Stretch]] = defaultdict(list)
        for person, post, since, until in rows.values_list("person", "post", "since", "until"):
            found[person, post].append((since, until))
        return found


class Silence(models.Model):
    """That between two days on which published articles see somebody in a post none does, for half a year."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="silences", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="silences")
    since = models.DateField()
    until = models.DateField()

    objects = SilenceQuerySet.as_manager()

    class Meta:
        ordering = ["person", "post", "since"]
        constraints = [models.UniqueConstraint(fields=["person", "post", "since"], name="silence_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.post} {self.since}–{self.until}"


def keep(pairs: Collection[Pair], seen: Mapping[Pair, Iterable[Stretch]]) -> None:
    """Bring the silences of these people in these posts in line with the stretches in which they are `seen`."""
    people, posts = {person for person, _ in pairs}, {post for _, post in pairs}
    wanted = {(*pair, *silence) for pair in pairs for silence in between(seen.get(pair, ()))}
    stored = Silence.objects.filter(person__in=people, post__in=posts).order_by()
    gone = []
    for pk, *values in stored.values_list("pk", "person", "post", "since", "until"):
        row = tuple(values)
        if row in wanted:
            wanted.remove(row)
        elif row[:2] in pairs:
            gone.append(pk)
    if gone:
        Silence.objects.filter(pk__in=gone).delete()
    insert(Silence(person_id=one, post_id=at, since=since, until=until) for one, at, since, until in sorted(wanted))


def keep_of(people: Collection[int]) -> None:
    """Bring all silences of these people in line: rows that bear on them were put back as they had been."""
    rows = Sighting.objects.filter(mention__person__in=people)
    kept = Silence.objects.filter(person__in=people).order_by()
    keep(rows.pairs() | set(kept.values_list("person", "post")), rows.public().months_in_posts())


def between(seen: Iterable[Stretch]) -> list[Stretch]:
    """The silences between stretches, each of less than half a year, in which somebody is seen again and again.

    >>> between([(date(2020, 1, 3), date(2020, 1, 9)), (date(2021, 1, 1), date(2021, 1, 1))])
    [(datetime.date(2020, 1, 9), datetime.date(2021, 1, 1))]
    """
    found, last = [], None
    for begin, end in sorted(seen):
        if last and begin - last >= SILENCE:
            found.append((last, begin))
        last = max(last, end) if last else end
    return found

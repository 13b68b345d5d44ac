"""Terms in posts as readers see them: each day with the line that says so, who came before and after, and silences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from archive.models import Article, Membership, Newspaper, Person, Post, Sighting
from archive.models.sightings import SightingQuerySet
from archive.models.terms import LATE
from archive.views.changes import may_mean
from archive.views.passages import Passage, Passages

# The leaders of a district stand in its paper every few weeks; half a year without is worth a word.
SILENCE = timedelta(days=180)
# Posts that several people hold at once, whose holders do not follow each other: 副区长, 常委, 委员.
SEVERAL = re.compile(r"^副|(?:常委|委员|代表|成员|干部|党员|顾问)$")
# A person's changes of post and their reports; more are no career but an error.
CHANGES = 200
NARROWEST = 1.0  # Percent of the width: a term of one day is still seen.


@dataclass(frozen=True, slots=True)
class Told:
    """A change of post as an article tells it, and the place that says so."""

    sighting: Sighting
    passage: Passage

    @property
    def post(self) -> Post | None:
        """The post, None where it is not certain which one is meant."""
        return self.sighting.post

    @property
    def act(self) -> str:
        """What was done: 当选, 免职."""
        return _act(self.sighting)

    @property
    def is_day_of_report(self) -> bool:
        """Whether the day is merely that of the paper that tells of it: when it took place may not be printed."""
        return self.sighting.day == self.passage.article.date


class Bar(NamedTuple):
    """Where a term stands in the time of all, in percent of the width."""

    x: str
    width: str


@dataclass(slots=True)
class Term:
    """A stay in a post: what told of its beginning and end, where it was seen first and last, its neighbours in the
    post, the stretches of silence in it, and how far the paper goes that has not seen it since."""

    membership: Membership
    changes: list[Told] = field(default_factory=list)
    first: Passage | None = None
    last: Passage | None = None
    before: Membership | None = None
    after: Membership | None = None
    gaps: list[tuple[date, date]] = field(default_factory=list)
    unseen_until: date | None = None
    bar: Bar | None = None

    @property
    def is_current(self) -> bool:
        """Whether nothing speaks against its being held still: no end, nobody in the post after, no silence."""
        return not (self.membership.end or self.after or self.unseen_until) and self.membership.last_seen is not None

    @property
    def beginnings(self) -> list[Told]:
        """What told of its beginning."""
        return [each for each in self.changes if each.sighting.kind in Sighting.BEGINS]

    @property
    def endings(self) -> list[Told]:
        """What told of its end."""
        return [each for each in self.changes if each.sighting.kind in Sighting.ENDS]

    @property
    def days_told(self) -> set[date]:
        """The days of its changes."""
        return {each.sighting.day for each in self.changes if each.sighting.day}


def career(held: Collection[Membership]) -> list[Term]:
    """Terms with all that is known around them: the lines that say so, silences, neighbours in the post."""
    posts = {each.post_id for each in held}
    rows = Sighting.objects.public().filter(mention__person__in={each.person_id for each in held}, post__in=posts)
    return _terms(held, rows, rows)[0]


def career_of(person: Person, held: Collection[Membership]) -> tuple[list[Term], list[Told]]:
    """Somebody's terms, and the changes of post that stand in none of them: the post is not certain."""
    rows = Sighting.objects.public().filter(mention__person=person)
    terms, changes = _terms(held, rows.filter(post__in={each.post_id for each in held}), rows)
    known = [told.sighting for each in terms for told in each.changes]
    shown = {(each.post_id, each.kind, each.day) for each in known}
    apart = [row for row in changes if (row.post_id, row.kind, row.day) not in shown]
    return terms, told_once(row for row in apart if row.post or not _is_among(row, known))


def _terms(
    held: Collection[Membership], rows: SightingQuerySet, telling: SightingQuerySet
) -> tuple[list[Term], list[Sighting]]:
    """The terms as these rows see them, and every change of post among those `telling`."""
    days: dict[tuple[int, int], list[tuple[date, int, int]]] = defaultdict(list)
    for person, post, *day in rows.days_in_posts():
        days[person, post].append(day)
    seen = {each.pk: _seen(each, days[each.person_id, each.post_id]) for each in held}
    ends = {pk for its in seen.values() if its for pk in (its[0][1], its[-1][2])}
    # First which they are, from indexes alone, then with their articles.
    changes = set(telling.changes().order_by("day", "pk").values_list("pk", flat=True)[:CHANGES])
    said = {row.pk: row for row in Sighting.objects.filter(pk__in=ends | changes).with_article().order_by("day", "pk")}
    told: dict[tuple[int, int | None], list[Sighting]] = defaultdict(list)
    for row in (row for row in said.values() if row.pk in changes and row.day):
        told[row.mention.person_id, row.post_id].append(row)
    terms = [
        Term(
            each,
            first=_passage(said.get(its[0][1])) if (its := seen[each.pk]) else None,
            last=_passage(said.get(its[-1][2])) if its else None,
            changes=told_once(row for row in told[each.person_id, each.post_id] if _within(each, row.day)),
            gaps=[(one[0], next_[0]) for one, next_ in pairwise(its) if next_[0] - one[0] >= SILENCE],
        )
        for each in held
    ]
    _succeed(terms)
    _note_silence(terms)
    _draw(terms)
    return terms, [row for row in said.values() if row.pk in changes]


def _seen(term: Membership, days: list[tuple[date, int, int]]) -> list[tuple[date, int, int]]:
    """Those of the days on which a person is seen in a post that belong to this term."""
    first, last = term.first_seen, term.last_seen
    return [each for each in days if first and last and first <= each[0] <= last]


def told_once(rows: Iterable[Sighting]) -> list[Told]:
    """The changes, each once however often it is reported, by its first report.

    One whose post is not certain is left out beside one that may well be the same: 当选云溪区区长 beside the post
    of that title.
    """
    first: dict[object, Sighting] = {}
    for row in rows:
        first.setdefault((row.kind, row.day, row.post_id or row.title), row)
    certain = [row for row in first.values() if row.post]
    return [as_told(row) for row in first.values() if row.post or not _is_among(row, certain)]


def as_told(row: Sighting) -> Told:
    """The change with the line that says so; the row is read `with_article`."""
    return Told(row, _said(row))


def _is_among(row: Sighting, certain: Iterable[Sighting]) -> bool:
    return any(
        row.kind == each.kind
        and each.post is not None
        and may_mean(row.title, each.post.title, each.post.organization.name)
        and (row.day is None or each.day is None or abs(row.day - each.day) <= LATE)
        for each in certain
    )


def _passage(row: Sighting | None) -> Passage | None:
    return _said(row) if row else None


def _said(row: Sighting) -> Passage:
    return Passages(row.mention.article).that_says(row.mention, (row.title, _act(row)))


def _act(row: Sighting) -> str:
    # Django's own get_kind_display goes through all choices, for a page of changes as long as its queries take.
    return str(Sighting.Kind(row.kind).label)


def _within(term: Membership, day: date) -> bool:
    days = _days(term)
    return not days or min(days) <= day <= max(days)


def _succeed(terms: list[Term]) -> None:
    """Add the neighbours in the same post; of a post that several hold at once nobody is known to follow another."""
    others: dict[int, list[Membership]] = defaultdict(list)
    posts = {each.membership.post_id for each in terms if not SEVERAL.search(each.membership.post.title)}
    for row in Membership.objects.in_public().filter(post__in=posts).select_related("person").order_by():
        if row.first_seen and row.last_seen:
            others[row.post_id].append(row)
    for term in terms:
        held = term.membership
        if not (held.first_seen and held.last_seen) or held.post_id not in posts:
            continue
        rest = [row for row in others[held.post_id] if row.person_id != held.person_id]
        before = [row for row in rest if row.first_seen < held.first_seen >= row.last_seen]
        after = [row for row in rest if row.last_seen > held.last_seen <= row.first_seen]
        if len(before) + len(after) == len(rest):
            term.before = max(before, key=lambda row: (row.last_seen, row.pk), default=None)
            term.after = min(after, key=lambda row: (row.first_seen, row.pk), default=None)


def _note_silence(terms: list[Term]) -> None:
    """Add how far the paper that saw a term last has been read, where it has not seen it for long."""
    open_ = [each for each in terms if each.last and not each.membership.end]
    newest = Article.objects.public().filter(newspaper=OuterRef("pk"), date__isnull=False).order_by("-date")
    papers = Newspaper.objects.filter(pk__in={each.last.article.newspaper_id for each in open_ if each.last})
    until = dict(papers.annotate(until=Subquery(newest.values("date")[:1])).order_by().values_list("pk", "until"))
    for term in open_:
        last, read = term.membership.last_seen, until.get(term.last.article.newspaper_id) if term.last else None
        if last and read and read - last >= SILENCE:
            term.unseen_until = read


def _draw(terms: list[Term]) -> None:
    """Add where each term stands between the first day and the last of all."""
    bounds = [(each, min(days), max(days)) for each in terms if (days := _days(each.membership))]
    first = min((low for _, low, _ in bounds), default=date.min)
    whole = max((max((high - first).days, 1) for _, _, high in bounds), default=1)
    for term, low, high in bounds:
        # However short, a term is seen, and stands within the picture.
        width = max(100 * (high - low).days / whole, NARROWEST)
        x = min(100 * (low - first).days / whole, 100 - width)
        term.bar = Bar(f"{x:.2f}%", f"{width:.2f}%")


def _days(term: Membership) -> list[date]:
    return [each for each in (term.start, term.first_seen, term.last_seen, term.end) if each]

"""Terms in posts as readers see them: each day with the line that says so, who came before and after, and silences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import OuterRef, Q, Subquery

from archive.models import Article, Membership, Newspaper, Person, Post, Sighting
from archive.models.terms import LATE
from archive.views.passages import Passage, Passages

# The leaders of a district stand in its paper every few weeks; half a year without is worth a word.
SILENCE = timedelta(days=180)
# Posts that several people hold at once, whose holders do not follow each other: 副区长, 常委, 委员.
SEVERAL = re.compile(r"^副|(?:常委|委员|代表|成员|干部|党员|顾问)$")
# A person's changes of post and their reports; more are no career but an error.
CHANGES = 200


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
    def is_day_of_report(self) -> bool:
        """Whether the day is merely that of the paper that tells of it: when it took place may not be printed."""
        return self.sighting.day == self.passage.article.date


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


def terms_of(held: Collection[Membership]) -> list[Term]:
    """The memberships (read `with_evidence`), each with the lines that say so."""
    pairs = {(each.person_id, each.post_id) for each in held}
    ends = {pk for each in held for pk in (each.first_sighting, each.last_sighting) if pk}
    changed = Q(
        kind__in=[*Sighting.BEGINS, *Sighting.ENDS],
        mention__person__in={person for person, _ in pairs},
        post__in={post for _, post in pairs},
        day__isnull=False,
    )
    seen = {row.pk: row for row in Sighting.objects.public().filter(pk__in=ends).with_article()}
    changes: dict[tuple[int, int], list[Sighting]] = defaultdict(list)
    for row in Sighting.objects.public().filter(changed).with_article().order_by("day", "pk")[:CHANGES]:
        changes[row.mention.person_id, row.post_id].append(row)
    return [
        Term(
            each,
            first=_passage(seen.get(each.first_sighting)),
            last=_passage(seen.get(each.last_sighting)),
            changes=told_once(row for row in changes[each.person_id, each.post_id] if _within(each, row.day)),
        )
        for each in held
    ]


def career(person: Person, held: Collection[Membership]) -> list[Term]:
    """Somebody's terms with all that is known around them."""
    terms = terms_of(held)
    _succeed(terms)
    _note_gaps(person, terms)
    _note_silence(terms)
    return terms


def changes_apart(person: Person, terms: Iterable[Term]) -> list[Told]:
    """The changes of post told of somebody that stand in none of the terms: the post is not certain."""
    known = [told.sighting for each in terms for told in each.changes]
    shown = {(each.post_id, each.kind, each.day) for each in known}
    rows = Sighting.objects.public().filter(mention__person=person, kind__in=[*Sighting.BEGINS, *Sighting.ENDS])
    rows = rows.with_article().order_by("day", "pk")[:CHANGES]
    apart = [row for row in rows if (row.post_id, row.kind, row.day) not in shown]
    return told_once(row for row in apart if row.post or not _is_among(row, known))


def told_once(rows: Iterable[Sighting]) -> list[Told]:
    """The changes, each once however often it is reported, by its first report.

    One whose post is not certain is left out beside one that may well be the same: 当选云溪区区长 beside the post
    of that title.
    """
    first: dict[object, Sighting] = {}
    for row in rows:
        first.setdefault((row.kind, row.day, row.post_id or row.title), row)
    certain = [row for row in first.values() if row.post]
    return [Told(row, _passage(row)) for row in first.values() if row.post or not _is_among(row, certain)]


def _is_among(row: Sighting, certain: Iterable[Sighting]) -> bool:
    return any(
        row.kind == each.kind
        and each.post is not None
        and row.title.endswith(each.post.title)
        and (row.day is None or each.day is None or abs(row.day - each.day) <= LATE)
        for each in certain
    )


def _passage(row: Sighting | None) -> Passage | None:
    if row is None:
        return None
    return Passages(row.mention.article).that_says(row.mention, (row.title, row.get_kind_display()))


def _within(term: Membership, day: date) -> bool:
    days = [each for each in (term.start, term.first_seen, term.last_seen, term.end) if each]
    return not days or min(days) <= day <= max(days)


def _succeed(terms: list[Term]) -> None:
    """Add the neighbours in the same post; of a post that several hold at once nobody is known to follow another."""
    others: dict[int, list[Membership]] = defaultdict(list)
    posts = {each.membership.post_id for each in terms}
    for row in Membership.objects.in_public().filter(post__in=posts).select_related("person"):
        if row.first_seen and row.last_seen:
            others[row.post_id].append(row)
    for term in terms:
        held = term.membership
        if not (held.first_seen and held.last_seen) or SEVERAL.search(held.post.title):
            continue
        rest = [row for row in others[held.post_id] if row.person_id != held.person_id]
        before = [row for row in rest if row.first_seen < held.first_seen >= row.last_seen]
        after = [row for row in rest if row.last_seen > held.last_seen <= row.first_seen]
        if len(before) + len(after) == len(rest):
            term.before = max(before, key=lambda row: (row.last_seen, row.pk), default=None)
            term.after = min(after, key=lambda row: (row.first_seen, row.pk), default=None)


def _note_gaps(person: Person, terms: list[Term]) -> None:
    """Add the silences within the terms."""
    posts = [each.membership.post_id for each in terms]
    rows = Sighting.objects.public().filter(mention__person=person, post__in=posts, day__isnull=False)
    days: dict[int, list[date]] = defaultdict(list)
    for post, day in rows.order_by("post", "day").values_list("post", "day").distinct():
        days[post].append(day)
    for term in terms:
        low, high = term.membership.first_seen, term.membership.last_seen
        seen = [day for day in days[term.membership.post_id] if low and high and low <= day <= high]
        term.gaps = [(before, after) for before, after in pairwise(seen) if after - before >= SILENCE]


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

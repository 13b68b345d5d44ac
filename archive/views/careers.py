"""Terms in posts as readers see them: each day with the line that says so, who came before and after, and silences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from archive.models import Membership, Person, Post, Sighting, Silence
from archive.models.silences import SILENCE
from archive.models.terms import LATE
from archive.views.changes import may_mean
from archive.views.passages import Passage, Passages
from archive.views.spans import Bar, Days, bars
from archive.views.unseen import Gap, gaps, newspapers_naming, read_until

# Posts that several people hold at once, whose holders do not follow each other: 副区长, 常委, 委员.
SEVERAL = re.compile(r"^副|(?:常委|委员|代表|成员|干部|党员|顾问)$")
# A person's changes of post and their reports; more are no career but an error.
CHANGES = 200
# Who is elected every five years is told to have been elected by every article of that week.
BEGINNINGS = 3
KINDS = dict(Sighting.Kind.choices)


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


class _Stay(NamedTuple):
    """A term of anybody in a post."""

    post: int
    pk: int
    person: int
    first: date
    last: date


@dataclass(slots=True)
class Term:
    """A stay in a post: what told of its beginning and end and of which days, where it was seen first and last, its
    neighbours in the post, the stretches of silence in it, and how far the papers go that have not seen it since."""

    membership: Membership
    changes: list[Told] = field(default_factory=list)
    days_told: set[date | None] = field(default_factory=set)
    first: Passage | None = None
    last: Passage | None = None
    before: Membership | None = None
    after: Membership | None = None
    gaps: list[Gap] = field(default_factory=list)
    unseen_until: date | None = None
    bar: Bar | None = None

    @property
    def span(self) -> Days | None:
        """The first and the last day known of it."""
        days = _days(self.membership)
        return (min(days), max(days)) if days else None

    @property
    def is_current(self) -> bool:
        """Whether nothing speaks against its being held still: no end, nobody in the post after, no silence."""
        return not (self.membership.end or self.after or self.unseen_until) and self.membership.last_seen is not None

    @property
    def shows_first(self) -> bool:
        """Whether the day on which it was seen first is told apart from the changes."""
        return self.membership.first_seen not in self.days_told

    @property
    def beginnings(self) -> list[Told]:
        """What told of its beginning."""
        return [each for each in self.changes if each.sighting.kind in Sighting.BEGINS]

    @property
    def endings(self) -> list[Told]:
        """What told of its end."""
        return [each for each in self.changes if each.sighting.kind in Sighting.ENDS]


def career(held: Collection[Membership], *, whole: bool = False) -> list[Term]:
    """Terms with all that is known around them: the lines that say so, silences, neighbours in the post.

    `whole` with every line that is known: a page does without the fourth that tells of the same beginning.
    """
    people, posts = {each.person_id for each in held}, {each.post_id for each in held}
    reports = Sighting.objects.filter(mention__person__in=people, post__in=posts).reports(CHANGES)
    return _terms(held, _of_terms(held, reports), [], whole)[0]


def career_of(
    person: Person, held: Collection[Membership], *, whole: bool = False, newspapers: Collection[int] | None = None
) -> tuple[list[Term], list[Told]]:
    """Somebody's terms, and the changes of post that stand in none of them: the post is not certain.

    `newspapers` are those that name the person in public, where that is known already.
    """
    reports = Sighting.objects.filter(mention__person=person).reports(CHANGES)
    of_terms = _of_terms(held, reports)
    known = [row for changes in of_terms.values() for row in changes]
    shown = {(each.post_id, each.kind, each.day) for each in known}
    apart = [row for row in reports if (row.post_id, row.kind, row.day) not in shown]
    apart = _once(row for row in apart if row.post or not _is_among(row, known))
    return _terms(held, of_terms, apart, whole, newspapers)


def _of_terms(held: Collection[Membership], reports: Iterable[Sighting]) -> dict[int, list[Sighting]]:
    """The changes that belong to each term."""
    told: dict[tuple[int, int | None], list[Sighting]] = defaultdict(list)
    for row in (row for row in reports if row.day):
        told[row.mention.person_id, row.post_id].append(row)
    return {
        each.pk: _once(row for row in told[each.person_id, each.post_id] if _within(each, row.day)) for each in held
    }


def _terms(
    held: Collection[Membership],
    of_terms: Mapping[int, list[Sighting]],
    apart: list[Sighting],
    whole: bool,
    newspapers: Collection[int] | None = None,
) -> tuple[list[Term], list[Told]]:
    """The terms as public sightings of these people see them, and the other changes, with the lines that say so."""
    ends = Membership.objects.filter(pk__in=[each.pk for each in held]).first_and_last_told()
    terms = [Term(each, days_told={row.day for row in of_terms[each.pk]}) for each in held]
    changes = {pk: its if whole else _few(its) for pk, its in of_terms.items()}
    wanted = {row.pk for its in (*changes.values(), apart) for row in its} | {last for _, last in ends.values()}
    wanted |= {ends[each.membership.pk][0] for each in terms if whole or each.shows_first}
    told = {row.pk: as_told(row) for row in Sighting.objects.for_passages(filter(None, wanted))}
    kept = Silence.objects.by_pair({each.person_id for each in held}, {each.post_id for each in held})
    silent: dict[int, list[tuple[date, date]]] = {}
    for term in terms:
        each = term.membership
        first, last = (told.get(pk) for pk in ends[each.pk])
        term.first, term.last = first and first.passage, last and last.passage
        term.changes = [told[row.pk] for row in changes[each.pk]]
        if last:
            # Where the first was not looked up, a change was told on the day.
            begin, end = first.sighting.day if first else each.first_seen, last.sighting.day
            of_pair = kept[each.person_id, each.post_id]
            silent[each.pk] = [silence for silence in of_pair if begin <= silence[0] and silence[1] <= end]
    _succeed(terms)
    _note_silence(terms, silent, newspapers)
    _draw(terms)
    return terms, [told[row.pk] for row in apart]


def _few(changes: list[Sighting]) -> list[Sighting]:
    """Without the beginnings that are reported once more than a page shows."""
    begun = [row for row in changes if row.kind in Sighting.BEGINS]
    return [row for row in changes if row not in begun[BEGINNINGS:]]


def told_once(rows: Iterable[Sighting]) -> list[Told]:
    """The changes, each once however often it is reported, by its first report; the rows are read `with_article`."""
    return [as_told(row) for row in _once(rows)]


def _once(rows: Iterable[Sighting]) -> list[Sighting]:
    """The first report of each change.

    One whose post is not certain is left out beside one that may well be the same: 当选云溪区区长 beside the post
    of that title.
    """
    first: dict[object, Sighting] = {}
    for row in rows:
        first.setdefault((row.kind, row.day, row.post_id or row.title), row)
    certain = [row for row in first.values() if row.post]
    return [row for row in first.values() if row.post or not _is_among(row, certain)]


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


def _said(row: Sighting) -> Passage:
    return Passages(row.mention.article).that_says(row.mention, (row.title, _act(row)))


def _act(row: Sighting) -> str:
    return str(KINDS[row.kind])


def _within(term: Membership, day: date) -> bool:
    days = _days(term)
    return not days or min(days) <= day <= max(days)


def _succeed(terms: list[Term]) -> None:
    """Add the neighbours in the same post; of a post that several hold at once nobody is known to follow another."""
    rest: dict[int, list[_Stay]] = defaultdict(list)
    posts = {each.membership.post_id for each in terms if not SEVERAL.search(each.membership.post.title)}
    held = Membership.objects.in_public().filter(post__in=posts, first_seen__isnull=False, last_seen__isnull=False)
    for stay in held.order_by().values_list("post", "pk", "person", "first_seen", "last_seen"):
        rest[stay[0]].append(_Stay(*stay))
    beside = {each.membership.pk: _neighbours(each.membership, rest[each.membership.post_id]) for each in terms}
    found = Membership.objects.select_related("person").in_bulk({pk for pks in beside.values() for pk in pks if pk})
    for term in terms:
        before, after = beside[term.membership.pk]
        term.before, term.after = found.get(before), found.get(after)


def _neighbours(held: Membership, stays: Iterable[_Stay]) -> tuple[int | None, int | None]:
    """The terms before and after one, unless somebody else held the post meanwhile."""
    first, last = held.first_seen, held.last_seen
    if not (first and last):
        return None, None
    rest = [each for each in stays if each.person != held.person_id]
    before = [each for each in rest if each.first < first >= each.last]
    after = [each for each in rest if each.last > last <= each.first]
    if len(before) + len(after) != len(rest):
        return None, None
    previous = max(before, key=lambda each: (each.last, each.pk), default=None)
    following = min(after, key=lambda each: (each.first, each.pk), default=None)
    return previous and previous.pk, following and following.pk


def _note_silence(
    terms: list[Term], silent: Mapping[int, list[tuple[date, date]]], newspapers: Collection[int] | None
) -> None:
    """Add what newspapers that name the person cover of the silences, and how far they go that have not seen a term
    for long: one that ended early does not speak for the others."""
    people = {each.membership.person_id for each in terms}
    naming = newspapers_naming(people) if newspapers is None else dict.fromkeys(people, newspapers)
    of_terms = {each.membership.pk: naming[each.membership.person_id] for each in terms}
    found = gaps(silent, of_terms)
    open_ = [each for each in terms if each.last and not each.membership.end]
    read = read_until(pk for each in open_ for pk in of_terms[each.membership.pk])
    for term in terms:
        term.gaps = found.get(term.membership.pk, [])
    for term in open_:
        last = term.membership.last_seen
        newest = max((read[pk] for pk in of_terms[term.membership.pk] if pk in read), default=None)
        if last and newest and newest - last >= SILENCE:
            term.unseen_until = newest


def _draw(terms: list[Term]) -> None:
    """Add where each term stands between the first day and the last of all."""
    dated = [each for each in terms if each.span]
    for term, bar in zip(dated, bars([each.span for each in dated if each.span]), strict=True):
        term.bar = bar


def _days(term: Membership) -> list[date]:
    return [each for each in (term.start, term.first_seen, term.last_seen, term.end) if each]

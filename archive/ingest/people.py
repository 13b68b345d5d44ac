"""People's records: whose row each person is that the names tell apart, and what has to be tied anew because of it.

The evidence is read from the sightings of all mentions of a name, so that the order of ingest makes no difference; a
row only lends its number. What a curator decided of a mention stands, and speaks for the posts named there; what was
ruled of all that is seen under a key (`Lead`) holds for whatever comes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Case, F, Max, Min, Q, Value, When
from django.db.models.fields import BooleanField
from django.db.models.functions import Coalesce
from django.utils import timezone

from archive.ingest.books import AMBIGUOUS, REJECTED, UNMATCHED, Aliases, Kept, Link, linked
from archive.ingest.evidence import SURE
from archive.ingest.namesakes import Evidence, Key, Namesakes, Seen, order, ruled, tell_apart
from archive.ingest.rows import fits
from archive.models import Decision, IndexChange, Lead, Mention, Person, Place, Sighting

# Whose link follows from the evidence; the index of mentions begins with the status.
OPEN = (Mention.Status.LINKED, Mention.Status.UNMATCHED, Mention.Status.AMBIGUOUS)

# Where the keys of somebody lead whom a curator took out of the archive.
NOBODY = 0

# The post as the text says it: what is concluded from the evidence is no evidence itself.
SAID = Coalesce("told", "post")


@dataclass(frozen=True, slots=True)
class Witness:
    """What an article in hand says of somebody: the name, and what was seen under which key."""

    name: str
    keys: Mapping[Key, Seen]


@dataclass(frozen=True, slots=True)
class Relink:
    """Stored mentions of a name, seen under a key and tied to `before`, that are to be tied otherwise."""

    name: str
    key: Key
    before: int | None
    link: Link


@dataclass(slots=True)
class _Row:
    """A person's record, as far as it decides."""

    pk: int
    home: int | None
    locked: frozenset[str]


@dataclass(slots=True)
class _Name:
    """All that is stored under one name."""

    evidence: Evidence = field(default_factory=Evidence)
    votes: dict[Key, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    decided: dict[Key, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    rulings: dict[Key, int] = field(default_factory=dict)
    stored: set[tuple[Key, int | None, str]] = field(default_factory=set)
    rows: list[_Row] = field(default_factory=list)
    people: Namesakes = field(default_factory=lambda: Namesakes(()))
    links: dict[Key, Link] = field(default_factory=dict)

    @property
    def held(self) -> set[int]:
        """The rows that a curator renamed or moved: they keep the names that led to them."""
        return {row.pk for row in self.rows if row.locked & {"name", "home"}}

    def take(self, witness: Witness) -> None:
        """Count what the witness says as stored."""
        for key in witness.keys:
            link = self.links.get(key, UNMATCHED)
            self.stored.add((key, link.pk, link.status))
            if link.pk is not None:
                self.votes[key][link.pk] += 1

    def follow(self) -> None:
        """Count the stored mentions as tied to whom they are tied now."""
        held = self.held
        stored = set()
        for key, pk, status in self.stored:
            link = Link(status, pk) if pk in held else self.links.get(key, UNMATCHED)
            stored.add((key, link.pk, link.status))
        self.stored = stored
        for key, votes in self.votes.items():
            moved = sum(count for pk, count in votes.items() if pk not in held)
            kept = Counter({pk: count for pk, count in votes.items() if pk in held})
            pk = self.links.get(key, UNMATCHED).pk
            self.votes[key] = kept + Counter({pk: moved} if pk is not None and moved else {})


@dataclass(slots=True)
class Settled:
    """What follows for some names."""

    links: dict[tuple[str, Key], Link] = field(default_factory=dict)
    relinks: list[Relink] = field(default_factory=list)
    left: set[int] = field(default_factory=set)  # rows that are nobody's now

    def of(self, witness: Witness) -> Link:
        """Whose name the witness means; all its keys are one person's."""
        found = {self.links[witness.name, key] for key in witness.keys if (witness.name, key) in self.links}
        return found.pop() if len(found) == 1 else AMBIGUOUS if found else UNMATCHED


class PeopleBook:
    """What is stored of the names met last in a run, so that a name in every issue is not read anew with each.

    Where somebody else wrote meanwhile, a curator or another run, it is read anew.
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._names: Kept[str, _Name] = Kept()
        self._written: tuple[object, ...] = ()
        self.forget = self._names.clear
        self.trim = self._names.trim

    def settle(self, names: Collection[str], witnesses: Collection[Witness], in_hand: Collection[int] = ()) -> Settled:
        """Tell the people of the names apart, by what is stored and what the witnesses add, which the caller stores.

        `in_hand` are the articles, read again, that the witnesses speak for: what was stored of them counts no more,
        but their links still tell which row is whose. People who have no row yet get one.
        """
        if in_hand or self._written != _last_written():
            self.forget()
        known = {name: self._names.get(name) or _Name() for name in names if fits(Person, "name", name)}
        fresh = {name: each for name, each in known.items() if name not in self._names}
        if fresh:
            _load_rulings(fresh)
            _load_sightings(fresh, in_hand)
            _load_ties(fresh, in_hand)
        for each in witnesses:
            if each.name in known:
                known[each.name].evidence.add(each.keys)
        settled = _settled(known)
        if not in_hand:
            for each in witnesses:
                if each.name in known:
                    known[each.name].take(each)
            for text, name in known.items():
                name.follow()
                self._names[text] = name
        return settled

    def stored(self) -> None:
        """Note that what was settled is stored now: what is newer than this somebody else wrote."""
        self._written = _last_written()


def _last_written() -> tuple[object, ...]:
    """The newest sighting, and the newest decision of a curator's, made or undone."""
    newest = (model.objects.order_by("-pk").values_list("pk", flat=True).first() for model in (Sighting, LogEntry))
    return (*newest, *Decision.objects.aggregate(Max("pk"), Max("undone_at")).values())


def settle(names: Collection[str]) -> Settled:
    """Tell the people of the names apart by what is stored."""
    return PeopleBook().settle(names, ())


def _settled(known: dict[str, _Name]) -> Settled:
    if not known:
        return Settled()
    _load_rows(known)
    paths = _paths({key.home for name in known.values() for key in name.evidence.seen})
    for name in known.values():
        name.links = {}
        name.people = tell_apart(name.evidence, _ties(name), paths, name.rulings)
    _make(known, _assign(known), paths)
    _rehome(known, paths)
    return _result(known)


def _stored(names: Iterable[str]) -> Any:
    rows = Sighting.objects.evidence().filter(
        mention__kind=Mention.Kind.PERSON, mention__status__in=OPEN, mention__text__in=list(names)
    )
    return rows.order_by()


def _load_rulings(known: dict[str, _Name]) -> None:
    """Where a curator said that a name leads; what leads to a record that is gone leads nowhere in particular."""
    rows = Lead.objects.filter(kind=Mention.Kind.PERSON, name__in=list(known))
    leads = list(rows.values_list("name", "place", "post", "title", "record"))
    stand = set(Person.objects.filter(pk__in={pk for *_, pk in leads if pk}).values_list("pk", flat=True))
    for name, home, post, title, pk in leads:
        if pk is None or pk in stand:
            known[name].rulings[Key(home, post, title)] = pk or NOBODY


def _load_sightings(known: dict[str, _Name], in_hand: Collection[int]) -> None:
    """What was seen under each name, and to whom it is tied."""
    ours = Case(When(mention__article__in=list(in_hand), then=True), default=False, output_field=BooleanField())
    free = Case(When(mention__locked_fields=[], then=True), default=False, output_field=BooleanField())
    rows = _stored(known).annotate(ours=ours if in_hand else Value(False), free=free, said=SAID)
    columns = ("mention__text", "home", "said", "body", "title", "mention__person", "mention__status", "ours", "free")
    called = ("post__organization__name", "post__title")
    grouped = rows.values_list(*columns, *called).annotate(Min("day"), Max("day"), Max("mention__confidence"))
    for text, home, post, body, title, person, status, ours_, free_, org, role, first, last, sure in grouped:
        name, key = known[text], Key(home, post, "" if post else title)
        if not ours_:
            seen = Seen(org or body if post else "", role or title, first, last, sure >= SURE)
            if free_ or key in name.rulings:
                name.evidence.add({key: seen})
            if free_:
                name.stored.add((key, person, status))
        if person is not None:
            (name.votes if free_ else name.decided)[key][person] += 1


def _load_ties(known: dict[str, _Name], in_hand: Collection[int]) -> None:
    """Which keys one mention tied together."""
    rows = _stored(known).filter(mention__locked_fields=[], mention__sightings__id__gt=F("id"))
    if in_hand:
        rows = rows.exclude(mention__article__in=list(in_hand))
    rows = rows.annotate(said=SAID, other_said=Coalesce("mention__sightings__told", "mention__sightings__post"))
    other = ("mention__sightings__home", "other_said", "mention__sightings__title")
    for text, *values in rows.values_list("mention__text", "home", "said", "title", *other).distinct():
        one, two = values[:3], values[3:]
        known[text].evidence.tie({Key(h, p, "" if p else t) for h, p, t in (one, two)})


def _load_rows(known: dict[str, _Name]) -> None:
    """The records that bear a name, by their own or another, or that something under it is tied to."""
    aliases = Aliases(known)
    tied = {
        pk for name in known.values() for votes in (name.votes, name.decided) for each in votes.values() for pk in each
    }
    tied |= {pk for name in known.values() for pk in name.rulings.values()}
    also = {pk for name in known for pk in aliases.people[name]}
    found: dict[int, tuple[str, _Row]] = {}
    rows = Person.objects.filter(Q(name__in=list(known)) | Q(pk__in=tied | also)).order_by("pk")
    for pk, called, home, locked in rows.values_list("pk", "name", "home", "locked_fields"):
        found[pk] = (called, _Row(pk, home, frozenset(locked)))
    for text, name in known.items():
        mine = {pk for pk, (called, _) in found.items() if called == text} | aliases.people[text]
        mine |= {pk for votes in (name.votes, name.decided) for each in votes.values() for pk in each}
        mine |= set(name.rulings.values())
        name.rows = [found[pk][1] for pk in sorted(mine & found.keys())]


def _paths(homes: Iterable[int | None]) -> dict[int | None, tuple[str, ...]]:
    rows = Place.objects.filter(pk__in=[pk for pk in homes if pk is not None]).values_list("pk", "path")
    paths: dict[int | None, tuple[str, ...]] = {pk: tuple(path.split(Place.SEPARATOR)) for pk, path in rows}
    return {None: (), **paths}


def _ties(name: _Name) -> list[frozenset[Key]]:
    """The keys that are one person's because a curator said so: those of which nothing but decisions is known, each
    with what else is the same record's."""
    ties = []
    for key, votes in name.decided.items():
        if len(votes) == 1 and key in name.evidence.seen and not name.votes.get(key):
            [pk] = votes
            theirs = sorted(
                (-each[pk], other.home or 0, other.post or 0, other.title)
                for other, each in name.votes.items()
                if each[pk] and other in name.evidence.seen
            )
            if theirs:
                _, home, post, title = theirs[0]
                ties.append(frozenset((key, Key(home or None, post or None, title))))
    return ties


def _assign(known: dict[str, _Name]) -> list[tuple[str, frozenset[Key]]]:
    """Give each person the row that most of the mentions are tied to; return those who have none."""
    new = []
    for text, name in known.items():
        taken = {person: pk for person in name.people.people for pk in ruled(person, name.rulings)}
        for pk, person in _claims(name):
            if person not in taken and pk not in taken.values():
                taken[person] = pk
        bound = {pk for votes in name.votes.values() for pk in votes}
        idle = [row for row in name.rows if row.pk not in bound and row.pk not in taken.values()]
        for person in name.people.people:
            candidates = [row.pk for row in idle if row.home in {key.home for key in person}]
            if taken.get(person) == NOBODY:
                link = REJECTED
            elif person in taken:
                link = linked(taken[person])
            elif len(candidates) == 1:
                link = linked(candidates[0])
                idle = [row for row in idle if row.pk != candidates[0]]
            elif candidates:
                link = AMBIGUOUS
            else:
                new.append((text, person))
                continue
            name.links |= dict.fromkeys(person, link)
        _assign_rest(name, idle)
    return new


def _claims(name: _Name) -> list[tuple[int, frozenset[Key]]]:
    """The rows with the people whose mentions are tied to them, most mentions first, then the oldest row."""
    claims = []
    rows = {row.pk for row in name.rows}
    for person in name.people.people:
        count = sum((name.votes[key] for key in person if key in name.votes), Counter[int]())
        settled = sum((name.decided[key] for key in person if key in name.decided), Counter[int]())
        for pk in (count.keys() | (settled.keys() if not count else set())) & rows:
            claims.append((-count[pk], -settled[pk], pk, sorted(map(order, person)), person))
    return [(pk, person) for *_, pk, _order, person in sorted(claims, key=lambda claim: claim[:4])]


def _assign_rest(name: _Name, idle: list[_Row]) -> None:
    """Names without a post: of the row at their home that nothing is known of, or of nobody, or of one of several."""
    for key in name.people.open:
        name.links[key] = AMBIGUOUS
    for key in name.people.unclaimed:
        here = [row.pk for row in idle if row.home == key.home]
        name.links[key] = linked(here[0]) if len(here) == 1 else AMBIGUOUS if here else UNMATCHED
    for key, link in name.links.items():
        if key.post is None and not key.title and link.pk is not None:
            others = [row.pk for row in idle if row.home == key.home and row.pk != link.pk]
            if others:
                name.links[key] = AMBIGUOUS


def _make(
    known: dict[str, _Name], new: list[tuple[str, frozenset[Key]]], paths: Mapping[int | None, tuple[str, ...]]
) -> None:
    rows = [Person(name=text, home_id=_home(person, known[text], paths), revision=1) for text, person in new]
    for (text, person), row in zip(new, Person.objects.bulk_create(rows), strict=True):
        known[text].links |= dict.fromkeys(person, linked(row.pk))
        known[text].rows.append(_Row(row.pk, row.home_id, frozenset()))


def _home(person: frozenset[Key], name: _Name, paths: Mapping[int | None, tuple[str, ...]]) -> int | None:
    """Where a person belongs who was seen in several places: the innermost, then where they were seen last."""
    best = max(
        person,
        key=lambda key: (
            len(paths.get(key.home, ())),
            str(name.evidence.seen[key].last or ""),
            paths.get(key.home, ()),
        ),
    )
    return best.home


def _rehome(known: dict[str, _Name], paths: Mapping[int | None, tuple[str, ...]]) -> None:
    """Let the rows say where their people belong by all that is known now."""
    changed = []
    for name in known.values():
        rows = {row.pk: row for row in name.rows}
        for person in name.people.people:
            link = name.links.get(next(iter(sorted(person, key=order))))
            row = rows.get(link.pk) if link and link.pk else None
            if row is None or row.locked:
                continue
            home = _home(person, name, paths)
            if row.home != home:
                changed.append(Person(pk=row.pk, home_id=home, updated_at=timezone.now()))
    Person.objects.bulk_update(changed, ["home", "updated_at"])
    IndexChange.objects.enqueue("person", [each.pk for each in changed])


def _result(known: dict[str, _Name]) -> Settled:
    settled = Settled()
    for text, name in known.items():
        for key, link in name.links.items():
            settled.links[text, key] = link
        held = name.held
        for key, before, status in sorted(name.stored, key=lambda each: (order(each[0]), each[1] or 0)):
            link = name.links.get(key, UNMATCHED)
            if link != Link(status, before) and before not in held:
                settled.relinks.append(Relink(text, key, before, link))
        kept = {link.pk for link in name.links.values()}
        settled.left |= {pk for votes in name.votes.values() for pk in votes} - kept
    return settled

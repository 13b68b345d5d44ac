"""From names to records: each name of an issue's articles ends in one record, or stays text with a status.

linked: exactly one record fits, or there was good reason to make one. ambiguous: several fit. unmatched: none does,
and the name alone is no reason to make one. Look-ups are made for all articles of an issue at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from archive.ingest import events
from archive.ingest.books import (
    AMBIGUOUS,
    UNMATCHED,
    Aliases,
    Link,
    OrganizationBook,
    Path,
    PersonBook,
    PlaceBook,
    PostBook,
    Reason,
    linked,
    only,
)
from archive.ingest.identity import Home, body_of, home_of, path_of
from archive.ingest.rows import fits
from archive.models import Mention
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Event, Organization, Person, Place, Span

# A name without a title makes a person only where the parser is nearly certain that it is one.
SURE = 0.9


@dataclass(slots=True)
class Reading:
    """One article's findings on their way to rows. `day` is the issue's date where the very day is known.

    `events_before` are the events that the article was linked to when it was read before, by title; `decided` the
    links that a curator settled, by kind and text.
    """

    item: Item
    area: Path
    day: date | None
    events_before: dict[str, int] = field(default_factory=dict)
    decided: dict[tuple[str, str], Link] = field(default_factory=dict)
    homes: list[Home] = field(init=False)

    def __post_init__(self) -> None:
        self.homes = [home_of(person, self.item, self.area) for person in self.item.people]


@dataclass(frozen=True, slots=True)
class Finding:
    """A mention to be: one name of one article."""

    kind: str
    text: str
    link: Link
    spans: list[list[Any]]
    rule: str
    confidence: float
    titles: list[str] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)


class Resolver:
    """Resolves the names of a whole run; keeps what it found between issues."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """`gazetteer` tells how many places bear a name."""
        self._gazetteer = gazetteer
        self.places = PlaceBook(gazetteer)
        self._organizations = OrganizationBook()
        self._people = PersonBook()
        self._posts = PostBook()
        self._books = (self.places, self._organizations, self._people, self._posts)

    def forget(self) -> None:
        """Trust no id any more: a transaction was rolled back."""
        for book in self._books:
            book.forget()

    def resolve(self, readings: list[Reading]) -> list[list[Finding]]:
        """The findings of each reading, in the same order. What is missing in the database and has reason is made."""
        for book in self._books:
            book.trim()
        aliases = Aliases({name for reading in readings for name in _names(reading.item)})
        self.places.ensure(self._paths(readings))
        self._organizations.ensure(self._bodies(readings), aliases)
        self._people.ensure(self._persons(readings), aliases)
        self._serve(readings)
        found = [_decided(_merged(self._of(reading, aliases)), reading.decided) for reading in readings]
        self._events(readings, found)
        return found

    def _paths(self, readings: list[Reading]) -> Iterator[tuple[Path, str]]:
        """Every place that anything will be tied to."""
        for reading in readings:
            yield reading.area, ""
            for home in reading.homes:
                yield home.path, ""
            for body in reading.item.organizations:
                yield body.place, ""
            for person in reading.item.people:
                for post in person.posts:
                    yield body_of(post, reading.item, reading.area)[1], ""
            for place in reading.item.places:
                if self._stands(place):
                    yield path_of(place), place.type

    def _stands(self, place: Place) -> bool:
        """Whether it is known where the place lies: its parents are, or it is a root itself (山岚省)."""
        return bool(place.parents) or self._gazetteer.has((place.name,))

    def _bodies(self, readings: list[Reading]) -> dict[tuple[str, int | None], str]:
        """Every body to be looked up, with its type."""
        wanted: dict[tuple[str, int | None], str] = {}
        for reading in readings:
            for body in reading.item.organizations:
                if body.full_name:
                    key = (body.full_name, self.places.id_of(body.place))
                    wanted[key] = wanted.get(key) or body.type
            for person in reading.item.people:
                for post in person.posts:
                    wanted.setdefault(self._body_key(post, reading), "")
        return wanted

    def _body_key(self, post: Any, reading: Reading) -> tuple[str, int | None]:
        name, path = body_of(post, reading.item, reading.area)
        return name, self.places.id_of(path)

    def _persons(self, readings: list[Reading]) -> dict[tuple[str, int | None], Reason]:
        """Every person to be looked up, and what reason there is to make one."""
        wanted: dict[tuple[str, int | None], Reason] = {}
        for reading in readings:
            for person, home in zip(reading.item.people, reading.homes, strict=True):
                if home.known and (not home.path or self.places.id_of(home.path) is not None):
                    key = (person.name, self.places.id_of(home.path))
                    wanted[key] = max(wanted.get(key, Reason.NONE), _reason(person))
        return wanted

    def _serve(self, readings: list[Reading]) -> None:
        """Posts, and that the people linked were seen in them."""
        held = []
        for reading in readings:
            for person, home in zip(reading.item.people, reading.homes, strict=True):
                holder = self._person_link(person, home).pk
                for post in person.posts if holder is not None else ():
                    body = self._organizations.link(*self._body_key(post, reading)).pk
                    if holder is not None and body is not None:
                        held.append((holder, body, post.title, reading.day))
        self._posts.ensure((body, title) for _, body, title, _ in held)
        PostBook.seen(
            (holder, pk, day)
            for holder, body, title, day in held
            if (pk := self._posts.id_of(body, title)) is not None
        )

    def _person_link(self, person: Person, home: Home) -> Link:
        if not home.known:
            return UNMATCHED
        place = self.places.id_of(home.path)
        if home.path and place is None:
            return UNMATCHED
        return self._people.link(person.name, place)

    def _of(self, reading: Reading, aliases: Aliases) -> Iterator[Finding]:
        for person, home in zip(reading.item.people, reading.homes, strict=True):
            posts = [{"organization": post.organization, "title": post.title} for post in person.posts]
            yield _finding("person", person, self._person_link(person, home), list(person.titles), posts)
        for place in reading.item.places:
            yield _finding("place", place, self._place_link(place, aliases))
        for body in reading.item.organizations:
            link = self._body_link(body, aliases)
            yield _finding("organization", body, link)

    def _place_link(self, place: Place, aliases: Aliases) -> Link:
        if self._stands(place):
            pk = self.places.id_of(path_of(place))
            return UNMATCHED if pk is None else linked(pk)
        if aliases.places[place.name]:
            return only(aliases.places[place.name])
        return AMBIGUOUS if len(self._gazetteer.candidates(place.name)) > 1 else UNMATCHED

    def _body_link(self, body: Organization, aliases: Aliases) -> Link:
        if body.full_name:
            return self._organizations.link(body.full_name, self.places.id_of(body.place))
        return only(aliases.organizations[body.name])

    def _events(self, readings: list[Reading], found: list[list[Finding]]) -> None:
        """Append each reading's events to its findings."""
        told: list[tuple[int, Event, events.EventFound]] = []
        for number, (reading, findings) in enumerate(zip(readings, found, strict=True)):
            titles: set[str] = set()
            for event in reading.item.events:
                if events.storable(event.title) and event.title not in titles:
                    titles.add(event.title)
                    told.append((number, event, self._event_found(event, reading, findings)))
        pks = events.ensure([each for _, _, each in told])
        for (number, event, each), pk in zip(told, pks, strict=True):
            item = readings[number].item
            spans = [list(piece) for piece in item.pieces if piece.line in event.lines]
            found[number].append(
                Finding("event", each.title, linked(pk), spans, event.rule[:50], _clamped(event.confidence))
            )

    def _event_found(self, event: Event, reading: Reading, findings: list[Finding]) -> events.EventFound:
        linked_to = {(each.kind, each.text): each.link.pk for each in findings}
        area = self.places.id_of(reading.area)
        place = linked_to.get(("place", event.place))
        if place is None and reading.area and event.place == reading.area[-1]:
            place = area
        return events.EventFound(
            title=event.title,
            type=event.type,
            start=event.start,
            end=event.end,
            precision=event.precision,
            area=area,
            place=place,
            place_name=event.place,
            participants=[(each.name, each.part) for each in event.participants],
            people={text: pk for (kind, text), pk in linked_to.items() if kind == "person" and pk is not None},
            before=reading.events_before.get(event.title),
        )


def _reason(person: Person) -> Reason:
    if person.titles:
        return Reason.TITLE
    return Reason.NAME if person.confidence >= SURE else Reason.NONE


def _names(item: Item) -> Iterator[str]:
    for people in (item.people, item.places, item.organizations):
        for each in people:
            yield each.name
    for body in item.organizations:
        if body.full_name:
            yield body.full_name


def _finding(
    kind: str,
    found: Person | Place | Organization,
    link: Link,
    titles: list[str] | None = None,
    posts: list[dict[str, str]] | None = None,
) -> Finding:
    return Finding(
        kind=kind,
        text=found.name,
        link=link,
        spans=_spans(found.spans),
        rule=found.rule[:50],
        confidence=_clamped(found.confidence),
        titles=titles or [],
        posts=posts or [],
    )


def _spans(spans: tuple[Span, ...]) -> list[list[Any]]:
    return [list(span) for span in spans]


def _clamped(confidence: float) -> float:
    return min(max(confidence, 0.0), 1.0)


def _decided(findings: list[Finding], decided: dict[tuple[str, str], Link]) -> list[Finding]:
    """The findings with the links that a curator settled in place of the machine's."""
    return [replace(each, link=decided.get((each.kind, each.text), each.link)) for each in findings]


def _merged(findings: Iterator[Finding]) -> list[Finding]:
    """One finding for each name as printed; a name tied to two different records is tied to neither."""
    merged: dict[tuple[str, str], Finding] = {}
    for each in findings:
        if not fits(Mention, "text", each.text):
            continue
        key = (each.kind, each.text)
        first = merged.get(key)
        if first is None:
            merged[key] = each
            continue
        merged[key] = replace(
            first,
            link=first.link if first.link == each.link else AMBIGUOUS,
            spans=first.spans + [span for span in each.spans if span not in first.spans],
            confidence=min(first.confidence, each.confidence),
            titles=first.titles + [title for title in each.titles if title not in first.titles],
            posts=first.posts + [post for post in each.posts if post not in first.posts],
        )
    return list(merged.values())

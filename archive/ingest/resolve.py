"""From names to records: each name of an issue's articles ends in one record, or stays text with a status.

linked: exactly one record fits, or there was good reason to make one. ambiguous: several fit. unmatched: none does,
and the name alone is no reason to make one. Look-ups are made for all articles of an issue at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.ingest import events
from archive.ingest.books import (
    AMBIGUOUS,
    REJECTED,
    UNMATCHED,
    Aliases,
    Before,
    Body,
    Link,
    Named,
    OrganizationBook,
    Path,
    PlaceBook,
    linked,
    only,
)
from archive.ingest.evidence import Noted, Saying, keys_of, sayings
from archive.ingest.findings import Finding, Reading, actions_of, as_curated, event_finding, finding, once_each
from archive.ingest.identity import Home, body_of, path_of, seat_of, titles_of
from archive.ingest.occasions import Surroundings
from archive.ingest.other_names import OtherNameBook
from archive.ingest.people import PeopleBook, Witness
from archive.ingest.posts import PostBook, Said, renamed_posts
from archive.ingest.rows import fits
from archive.ingest.same_event import EventFound
from archive.ingest.sightings import relink
from archive.models import Mention, Rejection
from archive.models import Place as PlaceRecord
from archive.parsing import Item
from archive.parsing.endings import type_of
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Event, Organization, Person, Place

_At = tuple[int, str]  # the number of a reading, and a name in it


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A person's name in a reading, and what is said of whoever bears it."""

    reading: int
    name: str
    said: list[tuple[Saying, Said]]
    confidence: float
    decided: bool

    @property
    def at(self) -> _At:
        return self.reading, self.name


class Resolver:
    """Resolves the names of a whole run; keeps what it found between issues."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """`gazetteer` tells how many places bear a name."""
        self.gazetteer = gazetteer
        self.places = PlaceBook(gazetteer)
        self._organizations = OrganizationBook()
        self._posts = PostBook()
        self._other_names = OtherNameBook()
        self.people = PeopleBook()
        self._books = (self.places, self._organizations, self._posts, self._other_names, self.people)
        # What the findings ask for once they are stored: the memberships to derive, the people who are nobody now.
        self.stirred: set[tuple[int, int]] = set()
        self.left: set[int] = set()
        self._links: dict[_At, Link] = {}
        self._noted: dict[_At, list[Noted]] = {}

    def forget(self) -> None:
        """Trust no id any more: a transaction was rolled back."""
        for book in self._books:
            book.forget()
        self.stirred.clear()
        self.left.clear()

    def resolve(self, readings: list[Reading]) -> list[list[Finding]]:
        """The findings of each reading, in the same order. What is missing in the database and has reason is made."""
        for book in self._books:
            book.trim()
        _reject(readings)
        aliases = Aliases({name for reading in readings for name in _names(reading.item)})
        self.places.ensure(self._paths(readings), self._places_before(readings))
        spoken = self._spoken_of(readings)
        self._settle(readings, spoken, self._note(readings, spoken, aliases))
        self._other_names.ensure(self._called(readings))
        found = [
            as_curated(once_each(self._of(number, reading, aliases)), reading)
            for number, reading in enumerate(readings)
        ]
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
                for post in (*person.posts, *(change.post for change in person.changes if change.post)):
                    yield body_of(post, reading.item, reading.area, titles=titles_of(person))[1], ""
            for place in reading.item.places:
                if self._stands(place):
                    # Of one that a curator settled only what it lies in: 石门 may be no place at all.
                    settled = ("place", place.name) in reading.decided
                    yield (place.parents, "") if settled else (path_of(place), place.type)

    def _places_before(self, readings: list[Reading]) -> Before:
        printed: dict[Path, int | None] = {}
        for reading in readings:
            for place in reading.item.places:
                if self._stands(place):
                    path = path_of(place)
                    printed[path] = printed.get(path) or reading.held.get(("place", place.name))
        held = {path: pk for path, pk in printed.items() if pk is not None}
        return Before(held, [each.article for each in readings if each.article is not None], printed)

    def _bodies_held(self, readings: list[Reading]) -> dict[Named, int]:
        return {
            (body.full_name, self.places.id_of(body.place)): reading.held["organization", body.name]
            for reading in readings
            for body in reading.item.organizations
            if ("organization", body.name) in reading.held and body.full_name
        }

    def _stands(self, place: Place) -> bool:
        """Whether it is known where the place lies: its parents are, or it is a root itself (山岚省)."""
        return bool(place.parents) or self.gazetteer.has((place.name,))

    def _bodies(self, readings: list[Reading], served: Iterable[Named]) -> dict[Named, Body]:
        """Every body to be looked up, with its type and what it is called in print."""
        wanted: dict[Named, Body] = {}
        for reading in readings:
            for body in reading.item.organizations:
                if body.full_name and ("organization", body.name) not in reading.decided:
                    key = (body.full_name, self.places.id_of(body.place))
                    known = wanted.get(key, Body())
                    wanted[key] = Body(known.type or body.type, known.printed | {body.name})
        for key in served:
            wanted.setdefault(key, Body(type_of(key[0])))
        return wanted

    def _called(self, readings: list[Reading]) -> Iterator[tuple[int, str]]:
        """What the linked bodies are called besides."""
        for reading in readings:
            for body in reading.item.organizations:
                if body.aliases and body.full_name and ("organization", body.name) not in reading.decided:
                    pk = self._organizations.link(body.full_name, self.places.id_of(body.place)).pk
                    yield from ((pk, alias) for alias in body.aliases if pk is not None)

    def _spoken_of(self, readings: list[Reading]) -> list[_Spoken]:
        """Who is named in each reading, with what is said of them; of nobody whose home is not known."""
        spoken = []
        for number, reading in enumerate(readings):
            named: dict[str, list[tuple[Person, Home]]] = defaultdict(list)
            for person, home in zip(reading.item.people, reading.homes, strict=True):
                named[person.name].append((person, home))
            for name, found in named.items():
                settled = reading.decided.get(("person", name))
                people = [person for person, home in found if self._has_row(home)]
                if people and fits(Mention, "text", name) and (settled is None or settled.pk is not None):
                    home = next(home for _, home in found if self._has_row(home))
                    titles = [title for person in people for title in titles_of(person)]
                    said = [(each, self._said(each, reading, home, titles)) for each in sayings(people, reading.day)]
                    sure = min(person.confidence for person in people)
                    spoken.append(_Spoken(number, name, said, sure, decided=settled is not None))
        return spoken

    def _has_row(self, home: Home) -> bool:
        return home.known and (not home.path or self.places.id_of(home.path) is not None)

    def _said(self, saying: Saying, reading: Reading, home: Home, titles: list[str]) -> Said:
        seat, body, place = home.path, "", None
        if saying.post:
            seat = seat_of(saying.post, reading.item, reading.area, home, titles)
            body, path = body_of(saying.post, reading.item, reading.area, home.path, titles)
            place = self.places.id_of(path)
        return Said(body, place, saying.title, self.places.id_of(seat))

    def _note(self, readings: list[Reading], spoken: list[_Spoken], aliases: Aliases) -> list[list[Noted]]:
        """What is said of each, with the rows of the posts; bodies and posts that are missing are made."""
        said = {each for one in spoken for _, each in one.said if each.body}
        known = renamed_posts(said)
        served = [(each.body, each.place) for each in sorted(said - known.keys(), key=str)]
        self._organizations.ensure(self._bodies(readings, served), aliases, self._bodies_held(readings))
        rows = {each: self._organizations.link(each.body, each.place).pk for each in said - known.keys()}
        self._posts.ensure((pk, each.title) for each, pk in rows.items() if pk is not None)
        posts = dict(known)
        for each, pk in rows.items():
            if pk is not None and (post := self._posts.id_of(pk, each.title)) is not None:
                posts[each] = post
        return [
            [
                Noted(saying.kind, each.body, each.title, saying.day, each.home, posts.get(each))
                for saying, each in one.said
            ]
            for one in spoken
        ]

    def _settle(self, readings: list[Reading], spoken: list[_Spoken], noted: list[list[Noted]]) -> None:
        """Tell whose name each is, and tie anew what is stored of the same names."""
        free = [(one, notes) for one, notes in zip(spoken, noted, strict=True) if not one.decided]
        witnesses = {one.at: Witness(one.name, keys_of(notes, one.confidence)) for one, notes in free}
        in_hand = [reading.article for reading in readings if reading.article is not None]
        names = {one.name for one in spoken}
        names |= {text for reading in readings for kind, text in reading.before if kind == "person"}
        settled = self.people.settle(names, list(witnesses.values()), in_hand)
        self.stirred |= relink(settled.relinks, in_hand)
        self.left |= settled.left
        self._links = {at: settled.of(witness) for at, witness in witnesses.items()}
        self._noted = {one.at: notes for one, notes in zip(spoken, noted, strict=True)}

    def _of(self, number: int, reading: Reading, aliases: Aliases) -> Iterator[Finding]:
        for person in reading.item.people:
            posts = [{"organization": post.organization, "title": post.title} for post in person.posts]
            at = (number, person.name)
            found = finding("person", person, self._links.get(at, UNMATCHED), list(person.titles), posts)
            yield replace(found, actions=actions_of(person), noted=tuple(self._noted.get(at, ())))
        for place in reading.item.places:
            yield finding("place", place, self._place_link(place, aliases))
        for body in reading.item.organizations:
            link = self._body_link(body, aliases)
            yield finding("organization", body, link)

    def _place_link(self, place: Place, aliases: Aliases) -> Link:
        if self._stands(place):
            return self.places.link(path_of(place))
        if aliases.places[place.name]:
            return only(aliases.places[place.name])
        return AMBIGUOUS if len(self.gazetteer.candidates(place.name)) > 1 else UNMATCHED

    def _body_link(self, body: Organization, aliases: Aliases) -> Link:
        if body.full_name:
            return self._organizations.link(body.full_name, self.places.id_of(body.place))
        return only(aliases.organizations[body.name])

    def _events(self, readings: list[Reading], found: list[list[Finding]]) -> None:
        """Append each reading's events to its findings."""
        told: list[tuple[int, Event, EventFound]] = []
        for number, (reading, findings) in enumerate(zip(readings, found, strict=True)):
            titles: set[str] = set()
            around = Surroundings(reading.item, reading.area)
            for event in reading.item.events:
                if not events.storable(event.title) or event.title in titles:
                    continue
                titles.add(event.title)
                settled = reading.settled("event", event.title)
                if settled and settled.pk is None:
                    findings.append(event_finding(event, settled, reading.item))
                else:
                    told.append((number, event, self._event_found(number, event, around, reading, findings)))
        pks = events.ensure([each for _, _, each in told])
        for (number, event, _), pk in zip(told, pks, strict=True):
            link = REJECTED if pk is None else linked(pk)
            found[number].append(event_finding(event, link, readings[number].item))

    def _event_found(
        self, number: int, event: Event, around: Surroundings, reading: Reading, findings: list[Finding]
    ) -> EventFound:
        linked_to = {(each.kind, each.text): each.link.pk for each in findings}
        occasion = around.occasion_of(event)
        area = self.places.id_of(occasion.owner)
        if area is None and not occasion.is_nationwide:  # an owner that is no place of the archive
            occasion = replace(occasion, owner=reading.area, sure=False)
            area = self.places.id_of(reading.area)
        place = linked_to.get(("place", event.place))
        if place is None and reading.area and event.place == reading.area[-1]:
            place = self.places.id_of(reading.area)
        settled = reading.settled("event", event.title)
        return EventFound(
            article=number,
            title=occasion.title if events.storable(occasion.title) else event.title,
            core=occasion.core,
            type=event.type,
            start=event.start,
            end=event.end,
            precision=event.precision,
            area=area,
            path=PlaceRecord.SEPARATOR.join(occasion.owner) if area is not None else "",
            sure=occasion.sure,
            is_session=occasion.is_session,
            place=place,
            place_name=event.place,
            host=event.host,
            participants=[(each.name, each.part) for each in event.participants],
            people={text: pk for (kind, text), pk in linked_to.items() if kind == "person" and pk is not None},
            before=reading.before.get(("event", event.title)),
            settled=settled.pk if settled else None,
            new_names={text for kind, text in linked_to if kind == "person" and (kind, text) not in reading.before},
        )


def _reject(readings: list[Reading]) -> None:
    """Let the texts that curators rejected everywhere be settled so, where nothing else was decided in the article."""
    texts = {text for reading in readings for text in (*_names(reading.item), *_titles(reading.item))}
    rejected = list(Rejection.objects.filter(text__in=texts).values_list("kind", "text"))
    for reading in readings:
        for each in rejected:
            reading.decided.setdefault(each, REJECTED)


def _titles(item: Item) -> Iterator[str]:
    return (event.title for event in item.events)


def _names(item: Item) -> Iterator[str]:
    for people in (item.people, item.places, item.organizations):
        for each in people:
            yield each.name
    for body in item.organizations:
        if body.full_name:
            yield body.full_name

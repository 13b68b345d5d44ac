"""What answers are made of: the words are the models', Popolo's where it has them.

The OpenAPI document is made from these classes, and `glossary` says what their fields mean. An address (`url`) is that
of the page for readers, from the root of this host.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from archive.models import Organization, Person, Place
from archive.views.passages import Passage


class Answer(Struct, frozen=True, kw_only=True):
    """A value in an answer."""


class Error(Answer, frozen=True, kw_only=True):
    """What is wrong with what was asked."""

    error: str


class Listing(Answer, frozen=True, kw_only=True):
    """One page of a list."""

    count: int
    page: int
    size: int
    next: str | None
    previous: str | None


class PlaceName(Answer, frozen=True, kw_only=True):
    """A place as others refer to it."""

    id: int
    url: str | None
    name: str
    path: str


class OrganizationName(Answer, frozen=True, kw_only=True):
    """A body as others refer to it."""

    id: int
    url: str | None
    name: str


class PersonName(Answer, frozen=True, kw_only=True):
    """Somebody as others refer to them."""

    id: int
    url: str
    name: str


class Evidence(Answer, frozen=True, kw_only=True):
    """Where an article says so."""

    article: int
    url: str
    date: date | None
    line: int | None


def person_name(person: Person) -> PersonName:
    """Somebody whom published articles name."""
    return PersonName(id=person.pk, url=person.get_absolute_url(), name=person.name)


class Linked:
    """Places and bodies as others refer to them: with an address where readers can go there."""

    def __init__(self, places: Iterable[int | None] = (), bodies: Iterable[int | None] = ()) -> None:
        """Ask once which of these ids have a page."""
        wanted = set(filter(None, places))
        self._places = set(Place.objects.filter(pk__in=wanted).order_by().keys_in_public())
        self._bodies = Organization.objects.ids_in_public(filter(None, bodies))

    def place(self, place: Place | None) -> PlaceName | None:
        """The place."""
        if place is None:
            return None
        url = place.get_absolute_url() if place.pk in self._places else None
        return PlaceName(id=place.pk, url=url, name=place.name, path=place.path)

    def body(self, body: Organization) -> OrganizationName:
        """The body."""
        url = body.get_absolute_url() if body.pk in self._bodies else None
        return OrganizationName(id=body.pk, url=url, name=body.name)


def evidence(passage: Passage | None) -> Evidence | None:
    """The place in an article; `line` where the page's dump is known."""
    if passage is None:
        return None
    line = passage.number if "/pages/" in passage.address and passage.number else None
    return Evidence(article=passage.article.pk, url=passage.address, date=passage.article.date, line=line)

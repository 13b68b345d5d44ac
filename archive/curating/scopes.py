"""Which rows an act on a record may change, with all that follows from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q

from archive.curating.leading import people_called
from archive.models import (
    Event,
    FormerRecord,
    Lead,
    Membership,
    Mention,
    Newspaper,
    Organization,
    OtherName,
    Participation,
    Person,
    Place,
    Post,
    Rejection,
    Report,
    SavedSearch,
    Sighting,
)

Scopes = dict[type[models.Model], Q]


def both(*scopes: Scopes) -> Scopes:
    """Rows of either."""
    found: Scopes = {}
    for each in scopes:
        for model, where in each.items():
            found[model] = found[model] | where if model in found else where
    return found


def following(kind: str, pks: Collection[int]) -> Scopes:
    """What points to records of any kind."""
    asked = Q(pk__in=[])
    for pk in pks:
        asked |= Q(query__contains=f"{kind}={pk}")
    return {
        Mention: Q(**{f"{kind}__in": pks}),
        Report: Q(**{f"{kind}__in": pks}),
        SavedSearch: asked,
        FormerRecord: Q(kind=kind) & (Q(current__in=pks) | Q(former__in=pks)),
        Lead: Q(kind=kind, record__in=pks),
    }


def of_people(names: Collection[str], pks: Collection[int]) -> Scopes:
    """What may change when it is thought over whose these names are."""
    people = people_called(names, pks)
    called = Q(mention__kind="person", mention__text__in=names)
    return {
        Person: Q(pk__in=people) | Q(name__in=names),
        OtherName: Q(person__in=pks),
        Membership: Q(person__in=people) | Q(person__name__in=names),
        Participation: Q(person__in=people) | Q(name__in=names),
        Mention: Q(person__in=people) | Q(kind="person", text__in=names),
        Sighting: Q(mention__person__in=people) | called,
        Lead: Q(kind="person", name__in=names),
    }


def of_bodies(pks: Collection[int]) -> Scopes:
    """Bodies, their posts, and who holds these."""
    posts = list(Post.objects.filter(organization__in=pks).values_list("pk", flat=True))
    seen = Q(post__in=posts) | Q(told__in=posts)
    people = set(Sighting.objects.filter(seen).order_by().values_list("mention__person", flat=True).distinct()) - {
        None
    }
    people |= set(Membership.objects.filter(post__in=posts).values_list("person", flat=True))
    return {
        Organization: Q(pk__in=pks) | Q(parent__in=pks),
        OtherName: Q(organization__in=pks),
        Post: Q(organization__in=pks),
        Membership: Q(post__in=posts) | Q(person__in=people),
        Sighting: Q(mention__person__in=people) | seen,
        FormerRecord: Q(kind="post") & (Q(current__in=posts) | Q(former__in=posts)),
        Lead: Q(kind="organization", name__in=_names(Organization, pks)) | Q(post__in=posts),
    }


def of_places(pks: Collection[int], moved: Collection[int]) -> Scopes:
    """Places and all that lies in them; `moved` are those from which everything goes elsewhere."""
    within = Q(pk__in=pks)
    for place in Place.objects.filter(pk__in=pks):
        within |= Q(path__startswith=place.path + Place.SEPARATOR)
    return {
        Place: within,
        OtherName: Q(place__in=pks),
        Person: Q(home__in=moved),
        Organization: Q(place__in=moved),
        Event: Q(place__in=moved) | Q(area__in=moved),
        Newspaper: Q(area__in=moved),
        Sighting: Q(home__in=moved),
        Lead: Q(place__in=pks) | Q(kind="place", name__in=_names(Place, pks)),
    }


def of_events(pks: Collection[int]) -> Scopes:
    """Events and who took part in them."""
    titles = list(Event.objects.filter(pk__in=pks).values_list("title", flat=True))
    return {
        Event: Q(pk__in=pks),
        Participation: Q(event__in=pks),
        Lead: Q(kind="event", name__in=titles),
    }


def of_texts(kind: str, texts: Collection[str]) -> Scopes:
    """Mentions of texts, and whether they are rejected everywhere."""
    return {Mention: Q(kind=kind, text__in=texts), Rejection: Q(kind=kind, text__in=texts)}


def _names(model: type[Any], pks: Collection[int]) -> list[str]:
    return list(model.objects.filter(pk__in=pks).values_list("name", flat=True))

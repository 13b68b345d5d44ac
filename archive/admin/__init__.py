"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import (
    articles,
    copies,
    decisions,
    events,
    ingests,
    mentions,
    merging,
    newspaper,
    outbox,
    people,
    places,
    readers,
    rejecting,
    reports,
    splitting,
    titling,
)
from archive.admin.rooms import Room

# The desk's own pages, in the order in which its first page offers them.
ROOMS: tuple[Room, ...] = (
    *decisions.ROOMS,
    *merging.ROOMS,
    *splitting.ROOMS,
    *rejecting.ROOMS,
    *titling.ROOMS,
)

__all__ = [
    "ROOMS",
    "articles",
    "copies",
    "decisions",
    "events",
    "ingests",
    "mentions",
    "merging",
    "newspaper",
    "outbox",
    "people",
    "places",
    "readers",
    "rejecting",
    "reports",
    "splitting",
    "titling",
]

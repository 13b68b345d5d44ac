"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import (
    articles,
    copies,
    decisions,
    events,
    ingests,
    mentions,
    newspaper,
    outbox,
    people,
    places,
    readers,
    reports,
)
from archive.admin.rooms import Room

# The desk's own pages, in the order in which its first page offers them.
ROOMS: tuple[Room, ...] = (*decisions.ROOMS,)

__all__ = [
    "ROOMS",
    "articles",
    "copies",
    "decisions",
    "events",
    "ingests",
    "mentions",
    "newspaper",
    "outbox",
    "people",
    "places",
    "readers",
    "reports",
]

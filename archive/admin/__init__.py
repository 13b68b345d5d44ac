"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import (
    accounts,
    again,
    articles,
    copies,
    cutting,
    decisions,
    events,
    ingests,
    mentions,
    moving,
    newspaper,
    outbox,
    people,
    places,
    readers,
    reports,
    two_factor,
)
from archive.admin.rooms import Room

# The desk's own pages, in the order in which its first page offers them.
ROOMS: tuple[Room, ...] = (*decisions.ROOMS, *cutting.ROOMS, *moving.ROOMS, *again.ROOMS, *two_factor.ROOMS)

__all__ = [
    "ROOMS",
    "accounts",
    "again",
    "articles",
    "copies",
    "cutting",
    "decisions",
    "events",
    "ingests",
    "mentions",
    "moving",
    "newspaper",
    "outbox",
    "people",
    "places",
    "readers",
    "reports",
    "two_factor",
]

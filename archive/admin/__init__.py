"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import (
    accounts,
    articles,
    copies,
    decisions,
    events,
    exchange,
    ingests,
    mentions,
    merging,
    newspaper,
    outbox,
    people,
    places,
    queue,
    readers,
    rejecting,
    reports,
    splitting,
    titling,
    two_factor,
    uploads,
)
from archive.admin.rooms import Room

# The desk's own pages, in the order in which its first page offers them.
ROOMS: tuple[Room, ...] = (
    *queue.ROOMS,
    *decisions.ROOMS,
    *uploads.ROOMS,
    *exchange.ROOMS,
    *merging.ROOMS,
    *splitting.ROOMS,
    *rejecting.ROOMS,
    *titling.ROOMS,
    *two_factor.ROOMS,
)

__all__ = [
    "ROOMS",
    "accounts",
    "articles",
    "copies",
    "decisions",
    "events",
    "exchange",
    "ingests",
    "mentions",
    "merging",
    "newspaper",
    "outbox",
    "people",
    "places",
    "queue",
    "readers",
    "rejecting",
    "reports",
    "two_factor",
    "uploads",
    "splitting",
    "titling",
]

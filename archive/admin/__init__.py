"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import (
    accounts,
    all_changes,
    articles,
    copies,
    decisions,
    disagreements,
    events,
    ingests,
    mentions,
    newspaper,
    outbox,
    people,
    places,
    readers,
    reports,
    runs,
    two_factor,
)
from archive.admin.rooms import Room

# The desk's own pages, in the order in which its first page offers them.
ROOMS: tuple[Room, ...] = (*decisions.ROOMS, *all_changes.ROOMS, *disagreements.ROOMS, *runs.ROOMS, *two_factor.ROOMS)

__all__ = [
    "ROOMS",
    "accounts",
    "all_changes",
    "articles",
    "copies",
    "decisions",
    "disagreements",
    "events",
    "ingests",
    "mentions",
    "newspaper",
    "outbox",
    "people",
    "places",
    "readers",
    "reports",
    "runs",
    "two_factor",
]

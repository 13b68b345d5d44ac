"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import (
    articles,
    copies,
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

__all__ = [
    "articles",
    "copies",
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

"""Whether the index can be searched."""

from enum import StrEnum

from haystack.exceptions import SearchBackendError


class State(StrEnum):
    """What a search may expect."""

    READY = "ready"
    BUILDING = "building"  # There is none yet, it was made by an older version, or it is damaged.


class IndexNotReady(SearchBackendError):
    """There is no index that this version of the archive can search; one is being built, or must be."""


class ReadOnlyIndex(SearchBackendError):
    """Somebody other than the index writer tried to change the index."""

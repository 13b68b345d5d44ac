"""The door that Haystack looks for."""

from archive.search.indexes import (  # noqa: F401
    ArticleIndex,
    EventIndex,
    OrganizationIndex,
    PersonIndex,
    PlaceIndex,
)

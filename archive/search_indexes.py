"""The door that Haystack looks for."""

from archive.search.indexes import ArticleIndex  # noqa: F401

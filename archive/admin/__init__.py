"""The curators' desk in the Django admin: policy in `base`, declarations in a file per concept."""

from archive.admin import articles, events, ingests, mentions, newspaper, outbox, people, places

__all__ = ["articles", "events", "ingests", "mentions", "newspaper", "outbox", "people", "places"]

"""The archive as JSON, to be read by programs: what the pages show, in the models' words.

Each address is a plain view in the module of its concept: its parameters are a form, its answer is a value of the
classes beside it. `answering` turns both into HTTP, `document` into an OpenAPI document and a page for readers.
"""

from archive.views.api import (
    articles,
    document,
    events,
    newspapers,
    organizations,
    people,
    places,
    search,
    suggest,
    trends,
)
from archive.views.api.answering import nothing_here

__all__ = [
    "articles",
    "document",
    "events",
    "newspapers",
    "nothing_here",
    "organizations",
    "people",
    "places",
    "search",
    "suggest",
    "trends",
]

"""The kinds of records that are indexed, each in an index of its own, and what an index holds of each.

The one declaration that the schema, the writer and the reader of the index follow. What a field's values are made
from stands in indexes.py; a test holds the two together. No engine is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """What an index holds of one kind of record; all names are those of the fields that Haystack prepares.

    `parts` are the texts, in the order in which they stand one after the other in the record's folded text; `areas`
    tells which of them a tree node's `part` means. Words of the `heavy` ones weigh more. `numbers` are unsigned
    32-bit numbers, dates among them as yyyymmdd, 0 where unknown. `single` are terms of which a record has at most
    one, `many` those of which it may have any number: strings that are compared as they are.
    """

    name: str
    parts: tuple[str, ...]
    heavy: frozenset[str]
    numbers: tuple[str, ...]
    single: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def terms(self) -> tuple[str, ...]:
        """All term fields."""
        return (*self.single, *self.many)

    def area(self, part: str) -> tuple[str, ...]:
        """The parts that a tree node's `part` means; KeyError where the kind has none of that name."""
        return self.areas[part] if part else self.parts


ARTICLE = Kind(
    name="article",
    parts=("kicker", "headline", "deck", "text", "captions"),
    heavy=frozenset({"kicker", "headline", "deck"}),
    areas={"headline": ("kicker", "headline", "deck"), "body": ("text",), "captions": ("captions",)},
    # `month` is yyyymm; `family` the group of near-identical texts.
    numbers=("django_id", "revision", "newspaper", "date", "year", "month", "page", "family"),
    # As shown.
    single=("kind", "section"),
    many=(
        # The keys of linked records, places with those they lie in.
        *("person", "organization", "place", "event"),
        # Folded: what the text calls them, and what their records are called.
        *("person_name", "organization_name", "place_name", "event_name"),
        # Folded.
        *("title", "byline", "newspaper_name", "section_name"),
        # As shown.
        "event_type",
    ),
)


def _record(name: str, *more_numbers: str) -> Kind:
    return Kind(
        name=name,
        parts=("name", "names", "text"),
        heavy=frozenset({"name", "names"}),
        areas={"headline": ("name", "names"), "body": ("text",)},
        # `weight` is how many published articles name it.
        numbers=("django_id", "revision", "weight", *more_numbers),
        # What is shown of it without the database (shown.py).
        single=("shown",),
        # Its names, each as a whole (pinyin.py): `called` folded and in pinyin; `key` also by their first letters.
        many=("called", "key"),
    )


PERSON = _record("person")
ORGANIZATION = _record("organization")
PLACE = _record("place")
EVENT = _record("event", "date")

# In the order in which they are built: what readers miss most comes first.
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (ARTICLE, PERSON, ORGANIZATION, PLACE, EVENT)}

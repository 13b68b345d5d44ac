"""Which records a change of articles reaches: whatever the index says the articles name, and whatever they name now.

Only the index knows what an article named before, so the writer asks it, and nobody who changes articles need queue
the people, bodies, places and events of which they tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from archive.models import Membership, Mention
from archive.models.batches import batches
from archive.search import records, storage
from archive.search.kinds import ARTICLE
from archive.search.naming import KINDS as LINKS
from archive.search.naming import places_above

AT_ONCE = 5_000  # Keys in one query.

Key = tuple[str, int]  # (kind, primary key)


def reached(folder: Path, articles: Collection[int]) -> set[Key]:
    """Return the records that these articles named when they were indexed, or name now, with the places above them
    and the bodies in whose posts the people are."""
    if not articles:
        return set()
    found = {kind: set(map(int, keys)) for kind, keys in storage.terms_of(folder, ARTICLE, articles, LINKS).items()}
    rows = Mention.objects.filter(article__in=articles).order_by()
    for kind, *links in rows.values_list("kind", *(f"{kind}_id" for kind in LINKS)):
        found[kind].update(pk for pk in links if pk)
    found["place"].update(*places_above(found["place"]).values())
    # A body may be public for those alone who are seen in its posts.
    for some in batches(sorted(found["person"]), AT_ONCE):
        held = Membership.objects.filter(person__in=some).order_by()
        found["organization"].update(held.values_list("post__organization", flat=True))
    return {(kind, pk) for kind, pks in found.items() for pk in pks}


def not_public(keys: Iterable[Key]) -> set[Key]:
    """Return those of the records that do not belong in the index."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in keys:
        by_kind.setdefault(kind, []).append(pk)
    hidden: set[Key] = set()
    for kind, pks in by_kind.items():
        belonging = records.index_of(kind).index_queryset().select_related(None).prefetch_related(None).order_by()
        for some in batches(sorted(pks), AT_ONCE):
            public = set(belonging.filter(pk__in=some).values_list("pk", flat=True))
            hidden |= {(kind, pk) for pk in some if pk not in public}
    return hidden

"""Which records a change of articles reaches: whatever the index says the articles name, and whatever they name now.

Only the index knows what an article named before, so the writer asks it, and nobody who changes articles need queue
the people, bodies, places and events of which they tell. Those that no published article names any more leave the
index in the commit that takes the articles out; the others are queued, once each, to be counted anew after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np

from archive.models import Membership, Mention
from archive.search import records, storage
from archive.search.arrays import Arrays
from archive.search.kinds import ARTICLE
from archive.search.naming import KINDS as LINKS
from archive.search.naming import places_above

AT_ONCE = 5_000  # Keys in one query.

Keys = dict[str, set[int]]  # by kind


def reached(folder: Path, articles: Collection[int]) -> Keys:
    """Return the keys, by kind, of the records that these articles named when they were indexed, or name now."""
    if not articles:
        return {}
    found = named_in_index(folder, articles)
    rows = Mention.objects.filter(article__in=articles).order_by()
    for kind, *links in rows.values_list("kind", *(f"{kind}_id" for kind in LINKS)):
        found[kind].update(pk for pk in links if pk)
    found["place"].update(*places_above(found["place"]).values())
    # A body may be public for those alone who are seen in its posts.
    for some in _batches(found["person"]):
        held = Membership.objects.filter(person__in=some).order_by()
        found["organization"].update(held.values_list("post__organization", flat=True))
    return dict(found)


def named_in_index(folder: Path, articles: Collection[int]) -> Keys:
    """Return what the index holds of the links of these articles."""
    found: Keys = defaultdict(set)
    wanted = np.fromiter(articles, np.uint32, len(articles))
    for segment in storage.contents(folder, ARTICLE).segments:
        arrays = Arrays(segment.path(folder))
        chosen = np.isin(arrays["n.django_id"], wanted) & segment.live()
        if chosen.any():
            for kind in LINKS:
                found[kind].update(_values(arrays, f"t.{kind}", chosen))
    return found


def _values(arrays: Arrays, name: str, chosen: np.ndarray) -> Iterable[int]:
    """Return the keys that the chosen documents have in a term field."""
    places = np.flatnonzero(chosen[arrays[f"{name}.doc"]])
    terms = np.unique(np.searchsorted(arrays[f"{name}.off"], places, "right") - 1)
    blob, at = arrays[f"{name}.blob"], arrays[f"{name}.at"]
    return (int(blob[at[term] : at[term + 1]].tobytes()) for term in terms)


def no_longer_public(keys: Mapping[str, Collection[int]]) -> Keys:
    """Return those of the records, by kind, that do not belong in the index."""
    return {kind: set(pks) - _public(kind, pks) for kind, pks in keys.items()}


def _public(kind: str, pks: Collection[int]) -> set[int]:
    public = records.index_of(kind).index_queryset().select_related(None).prefetch_related(None).order_by()
    return {pk for some in _batches(pks) for pk in public.filter(pk__in=some).values_list("pk", flat=True)}


def _batches(pks: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(pks)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))

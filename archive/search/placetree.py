"""The places of a search as a tree: the most frequent ones, or those around the chosen ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from django.db.models import Q

from archive.models import Place

MOST = 12  # Places shown while none is chosen: a district's towns, with what lies above them.

Shown = tuple[Place, int, int]


def places_around(chosen: Iterable[int]) -> list[int]:
    """Return the keys of the chosen places, of those above them, and of those that lie directly in them."""
    keys = list(chosen)
    if not keys:
        return []
    paths = Place.objects.filter(pk__in=keys).values_list("path", flat=True)
    above = {path[:at] for path in paths for at, character in enumerate(path) if character == Place.SEPARATOR}
    around = Place.objects.filter(Q(pk__in=keys) | Q(parent__in=keys) | Q(path__in=above))
    return list(around.order_by().values_list("pk", flat=True))


def places_shown(counts: Mapping[int, int], chosen: Set[int]) -> list[Shown]:
    """Return (place, count, depth in the tree of those returned), each below the place that it lies in.

    Without a choice these are the most frequent places. With one: the chosen places, what is above them, and what lies
    directly in them.
    """
    found = Place.objects.only("name", "path", "parent_id").with_named_in_public().order_by()
    places = found.in_bulk([*counts])
    centres = [places[pk] for pk in chosen if pk in places]
    if centres:
        kept = [pk for pk, place in places.items() if any(_is_near(place, one) for one in centres)]
    else:
        kept = sorted(places, key=lambda pk: (-counts[pk], pk))[:MOST]
    visible = _visible(kept, places)
    return list(_walked({pk: places[pk] for pk in kept if pk in visible}, counts))


def _visible(keys: Iterable[int], places: Mapping[int, Place]) -> set[int]:
    """Which of these readers may see. Those named, and those above them, are known at once; of few it takes longer."""
    named = {pk for pk, place in places.items() if place.is_named_in_public}  # type: ignore[attr-defined]
    known = {
        pk for pk in keys if pk in named or any(places[one].path.startswith(_inside(places[pk])) for one in named)
    }
    if doubtful := set(keys) - known:
        known |= set(Place.objects.filter(pk__in=doubtful).keys_in_public())
    return known


def _is_near(place: Place, centre: Place) -> bool:
    return centre.pk in (place.pk, place.parent_id) or centre.path.startswith(_inside(place))


def _walked(places: Mapping[int, Place], counts: Mapping[int, int]) -> Iterator[Shown]:
    """Walk the tree from its tops, the most frequent of siblings first."""
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in sorted(places.values(), key=lambda each: (-counts[each.pk], each.path)):
        above = [each for each in places.values() if place.path.startswith(_inside(each))]
        below[max(above, key=lambda each: len(each.path)).pk if above else None].append(place)
    waiting = [(place, 0) for place in reversed(below[None])]
    while waiting:
        place, depth = waiting.pop()
        yield place, counts[place.pk], depth
        waiting += [(child, depth + 1) for child in reversed(below[place.pk])]


def _inside(place: Place) -> str:
    """Return how the path of everything that lies in the place begins."""
    return place.path + Place.SEPARATOR

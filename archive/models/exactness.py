"""One post told more or less exactly: 沙河村党支部书记 in a district's paper, 石门镇沙河村党支部书记 in the city's.

Whoever holds both holds one post, the one that is told most exactly: nobody leads two bodies of one name in a place
and in a part of it. What each text says stays beside it, so that the conclusion follows from all that is seen of the
person, in whatever order it came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef

from archive.models.people import Membership, Person, Post
from archive.models.places import Place
from archive.models.sightings import Sighting

Pair = tuple[int, int]  # person, post
Path = tuple[str, ...]
Group = tuple[str, str]  # a body's name and a title

PARTY = ("中国共产党", "中共")
# A whole province has many bodies of one name, and somebody may well go from one to the other.
WIDEST = 2


def most_exact(name: str, places: Mapping[int, Path]) -> dict[int, int]:
    """For each of somebody's posts in bodies called `name`, by the path of the body's place, the post that is meant.

    >>> city, village = ("山岚省", "青岚市", "云溪区"), "沙河村"
    >>> most_exact("中共沙河村支部委员会", {1: city, 2: (*city, village), 3: (*city, "石门镇", village)})
    {1: 3, 2: 3, 3: 3}

    Where several are told more exactly, and apart, none of them is.

    >>> most_exact("中共沙河村支部委员会", {1: city, 2: (*city, "石门镇"), 3: (*city, "双桥镇")})
    {1: 1, 2: 2, 3: 3}
    """
    within: dict[Path, int] = {}
    for post, path in sorted(places.items(), key=lambda each: (len(each[1]), each)):
        within[_holder(name, path)] = post  # of two told alike the longer path
    meant = {}
    for post, path in places.items():
        holder = _holder(name, path)
        inner = [each for each in within if len(each) > len(holder) >= WIDEST and each[: len(holder)] == holder]
        inner = [each for each in inner if not any(each != other and other[: len(each)] == each for other in inner)]
        meant[post] = within[inner[0] if len(inner) == 1 else holder]
    return meant


def _holder(name: str, path: Path) -> Path:
    """What the place lies in that the body is called after; the place itself where it is called after none."""
    for prefix in PARTY:
        name = name.removeprefix(prefix)
    return path[:-1] if path and name.startswith(path[-1]) else path


def as_decided(pairs: Collection[Pair]) -> set[Pair]:
    """Let what is seen of people in a post speak for the post that a curator gave to their membership in its place, as
    what was seen before does; return the memberships that this bears on."""
    people = {person for person, _ in pairs}
    kept = Membership.objects.filter(person__in=people).exclude(locked_fields=[])
    fixed = {
        (who, post) for who, post, names in kept.values_list("person", "post", "locked_fields") if "post" in names
    }
    if not fixed:
        return set()
    seen = Sighting.objects.filter(mention__person__in={who for who, _ in fixed}, told__isnull=False).order_by()
    stirred: set[Pair] = set()
    for who, said, shown in seen.values_list("mention__person", "told", "post").distinct():
        if who and said and shown and (who, said) in pairs and (who, shown) in fixed:
            Sighting.objects.filter(mention__person=who, post=said, told=None).update(post=shown, told=said)
            stirred.add((who, shown))
    return stirred


def settle(pairs: Collection[Pair]) -> set[Pair]:
    """Let what is seen of these people in these posts, and in others of the same name, speak for the post that is
    meant; return the memberships that this bears on.

    What a curator decided stays: a post, a membership, the list of somebody's memberships.
    """
    groups = _alike({post for _, post in pairs})
    if not groups:
        return set()
    stirred: set[Pair] = set()
    for (person, (name, _title)), told in _told({person for person, _ in pairs}, groups).items():
        in_print = {post: path for post, (path, public) in told.items() if public}
        for said, (path, _public) in told.items():
            shown = most_exact(name, {**in_print, said: path})[said]
            stirred |= _show(person, said, shown)
    return stirred


def _alike(posts: Collection[int]) -> dict[int, tuple[Group, Path]]:
    """These posts and all others of the same name, where there are several: their group, and where the body is."""
    free = Post.objects.filter(locked_fields=[], organization__place__isnull=False)
    same = free.filter(organization__name=OuterRef("organization__name"), title=OuterRef("title"))
    some = free.filter(Exists(same.exclude(pk=OuterRef("pk"))), pk__in=posts)
    groups = set(some.order_by().values_list("organization__name", "title"))
    if not groups:
        return {}
    rows = free.filter(organization__name__in={name for name, _ in groups}, title__in={title for _, title in groups})
    columns = ("pk", "organization__name", "title", "organization__place__path")
    return {
        pk: ((name, title), tuple(path.split(Place.SEPARATOR)))
        for pk, name, title, path in rows.values_list(*columns)
        if (name, title) in groups
    }


def _told(
    people: Collection[int], groups: Mapping[int, tuple[Group, Path]]
) -> dict[tuple[int, Group], dict[int, tuple[Path, bool]]]:
    """The posts that are said of each person, by group: where the body is, and whether that stands in print."""
    fixed = Person.objects.filter(pk__in=people).exclude(locked_fields=[]).values_list("pk", "locked_fields")
    closed = {pk for pk, names in fixed if "memberships" in names}
    kept = Membership.objects.filter(person__in=people, post__in=groups).exclude(locked_fields=[])
    decided = set(kept.values_list("person", "post"))
    seen = Sighting.objects.filter(mention__person__in=people).told_as(*groups)
    public = set(seen.public().pairs_told())
    told: dict[tuple[int, Group], dict[int, tuple[Path, bool]]] = defaultdict(dict)
    for person, post in seen.pairs_told():
        if person not in closed and (person, post) not in decided:
            group, path = groups[post]
            told[person, group][post] = path, (person, post) in public
    return dict(told)


def _show(person: int, said: int, shown: int) -> set[Pair]:
    """Let what is `said` of the person speak for the post `shown`; return the memberships that this changes."""
    stale = Sighting.objects.filter(mention__person=person).told_as(said).exclude(post=shown)
    found = dict(stale.values_list("pk", "post"))
    if not found:
        return set()
    Sighting.objects.filter(pk__in=found).update(post=shown, told=None if said == shown else said)
    return {(person, shown), *((person, post) for post in found.values() if post is not None)}

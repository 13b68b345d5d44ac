"""Everybody of one name, told apart: which of the posts and homes seen under it are one person's.

What is concluded follows from all that was ever seen under the name, never from the order in which it came. Posts
printed in one breath are one person's. Then, body by body, what may be one career is joined, the surest first; where
a post may follow two that cannot be one person's, it follows neither. Another home is another person, unless one
mention ties the two: a move from district to district is a question for a curator. What a curator ruled holds against
all of this: keys that lead to one record are one person's, keys that lead to two are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from types import MappingProxyType
from typing import Any, NamedTuple

from archive.ingest.careers import OF_THE_COUNTRY, Fit, Held, Sphere, fit, near, role_of

Paths = Mapping[int | None, tuple[str, ...]]  # of homes, from the root down
NONE: Mapping[Any, Any] = MappingProxyType({})


class Key(NamedTuple):
    """Where and as what somebody is seen: the home's id (None: the country), the post's, else the title printed."""

    home: int | None
    post: int | None = None
    title: str = ""


@dataclass(slots=True)
class Seen:
    """All that was seen under one key: of a post its body and title, the days, whether the name is surely one."""

    body: str = ""
    title: str = ""
    first: date | None = None
    last: date | None = None
    sure: bool = False

    def add(self, other: Seen) -> None:
        """Take over what else was seen under the same key."""
        self.body, self.title = self.body or other.body, self.title or other.title
        days = [day for day in (self.first, self.last, other.first, other.last) if day]
        self.first, self.last = min(days, default=None), max(days, default=None)
        self.sure = self.sure or other.sure

    @property
    def held(self) -> Held:
        """As a post in a career."""
        return Held(role_of(self.body, self.title), self.first, self.last)


@dataclass(slots=True)
class Evidence:
    """All that was seen under one name: by key, and which keys one mention tied together."""

    seen: dict[Key, Seen] = field(default_factory=dict)
    tied: set[frozenset[Key]] = field(default_factory=set)

    def add(self, keys: Mapping[Key, Seen]) -> None:
        """Add what one mention saw."""
        for key, seen in keys.items():
            self.seen.setdefault(key, Seen()).add(seen)
        self.tie(keys)

    def tie(self, keys: Iterable[Key]) -> None:
        """Note that these were seen together."""
        self.tied |= {frozenset(pair) for pair in combinations(sorted(keys, key=order), 2)}


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The people of one name: each the keys that are one person's.

    `open` are the keys that may be of several of them, `unclaimed` those of nobody yet, where a bare name is no
    reason to make a person.
    """

    people: tuple[frozenset[Key], ...]
    open: frozenset[Key] = frozenset()
    unclaimed: frozenset[Key] = frozenset()


Rulings = Mapping[Key, int]  # to whose record a key leads by a curator's word; to nobody's: 0


def _tells(key: Key, roles: Mapping[Key, Held]) -> bool:
    """Whether it names a post or a body that tells people apart, and not a name or a bare 局长 alone."""
    return key.post is not None or bool(roles[key].role.unit)


def tell_apart(
    evidence: Evidence, same: Iterable[frozenset[Key]] = (), paths: Paths = NONE, rulings: Rulings = NONE
) -> Namesakes:
    """Tell the people of one name apart; `same` are keys that a curator's links tie to one person, `rulings` say which
    keys lead where."""
    held = {key: seen.held for key, seen in sorted(evidence.seen.items(), key=lambda pair: order(pair[0]))}
    telling = [key for key in held if _tells(key, held)]
    groups = _united(telling, [*sorted(evidence.tied, key=_first), *same], rulings)
    for level in (Fit.SAME_BODY, Fit.LEADERS, Fit.CAREER):
        groups = _joined(groups, held, level, rulings)
        if level == Fit.SAME_BODY:
            groups = _joined_within(groups, held, paths, rulings)
    groups = _as_ruled(groups, rulings)
    rest = [key for key in held if key not in set(telling)]
    return _with_rest(groups, rest, held, evidence, paths, rulings)


def ruled(group: Iterable[Key], rulings: Rulings) -> set[int]:
    """Where the keys lead by a curator's word: at most one record, within a person."""
    return {rulings[key] for key in group if key in rulings}


def _as_ruled(groups: list[frozenset[Key]], rulings: Rulings) -> list[frozenset[Key]]:
    """The groups with those joined that lead to one record."""
    leading: dict[int, set[Key]] = defaultdict(set)
    for group in groups:
        for pk in ruled(group, rulings):
            leading[pk] |= group
    return sorted(
        [*(group for group in groups if not ruled(group, rulings)), *map(frozenset, leading.values())], key=_first
    )


def _united(keys: Sequence[Key], ties: Iterable[frozenset[Key]], rulings: Rulings) -> list[frozenset[Key]]:
    """The keys gathered along the ties, but for what leads to different records."""
    group = {key: {key} for key in keys}
    for tie in ties:
        met = [group[key] for key in sorted(tie, key=order) if key in group]
        for other in met[1:]:
            if other is not met[0] and len(ruled(met[0] | other, rulings)) < 2:
                met[0] |= other
                for key in other:
                    group[key] = met[0]
    return sorted({frozenset(each) for each in group.values()}, key=_first)


def _joined(
    groups: list[frozenset[Key]], held: Mapping[Key, Held], level: Fit, rulings: Rulings
) -> list[frozenset[Key]]:
    """The groups with those joined that fit at `level`, unless one fits two that do not fit each other."""
    fits: dict[frozenset[frozenset[Key]], Fit | None] = {}
    beside: dict[frozenset[Key], set[frozenset[Key]]] = defaultdict(set)
    for one, other in _neighbours(groups):
        parted = rulings and len(ruled(one | other, rulings)) > 1
        found = fits[frozenset((one, other))] = Fit.NEVER if parted else _fit(one, other, held)
        if found is not None and found >= level:
            beside[one].add(other)
            beside[other].add(one)
    joined: list[frozenset[Key]] = []
    left = list(groups)
    while left:
        circle, waiting = set[frozenset[Key]](), [left[0]]
        while waiting:
            if (each := waiting.pop()) not in circle:
                circle.add(each)
                waiting += beside[each]
        left = [each for each in left if each not in circle]
        apart = any(fits.get(frozenset(pair)) == Fit.NEVER for pair in combinations(circle, 2))
        apart = apart or len(ruled(frozenset().union(*circle), rulings)) > 1
        joined += circle if apart else [frozenset().union(*circle)]
    return sorted(joined, key=_first)


def _joined_within(
    groups: list[frozenset[Key]], held: Mapping[Key, Held], paths: Paths, rulings: Rulings
) -> list[frozenset[Key]]:
    """The groups with those joined that are of one body, said to be in the city here and in one of its districts
    there: a report on the whole city need not say where a school lies. Of several such bodies none is meant."""
    ties = []
    for group in groups:
        for key in group:
            if key.post is None and key.home is not None:
                met = [
                    other
                    for other in groups
                    if other != group and any(_same_within(key, each, held, paths) for each in other)
                ]
                ties += [group | other for other in met if len(met) == 1]
    return _united([key for group in groups for key in group], [*groups, *ties], rulings)


def _same_within(key: Key, other: Key, held: Mapping[Key, Held], paths: Paths) -> bool:
    """Whether the body of `other` is called as that of `key` and lies in a part of the home of `key`, or around it."""
    one, two = held[key].role, held[other].role
    a, b = paths.get(key.home, ()), paths.get(other.home, ())
    depth = min(len(a), len(b))
    return (one.sphere, one.unit) == (two.sphere, two.unit) and a != b and depth > 1 and a[:depth] == b[:depth]


def _neighbours(groups: list[frozenset[Key]]) -> set[tuple[frozenset[Key], frozenset[Key]]]:
    """The pairs with a home in common: of a name that the whole country bears few have."""
    at: dict[int | None, list[frozenset[Key]]] = defaultdict(list)
    for group in groups:
        for home in {key.home for key in group}:
            at[home].append(group)
    return {pair for each in at.values() for pair in combinations(each, 2)}


def _fit(one: frozenset[Key], other: frozenset[Key], held: Mapping[Key, Held]) -> Fit | None:
    """The best fit of two groups, NEVER where any two posts of theirs shut each other out, None in different homes."""
    found = [_fit_of(held[a], held[b], a.home) for a in one for b in other if a.home == b.home]
    told = [each for each in found if each is not None]
    return None if not told else max(told) if all(told) else Fit.NEVER


def _fit_of(one: Held, other: Held, home: int | None) -> Fit | None:
    """How well they go together. Bodies of nobody knows where may lie anywhere: no career tells of one person, unless
    it is one in the bodies of the whole country."""
    found = fit(one, other)
    nowhere = home is None and not {one.role.circle, other.role.circle} <= OF_THE_COUNTRY
    return None if nowhere and found == Fit.CAREER else found


def _with_rest(
    groups: list[frozenset[Key]],
    rest: list[Key],
    held: Mapping[Key, Held],
    evidence: Evidence,
    paths: Paths,
    rulings: Rulings,
) -> Namesakes:
    """Give the keys that tell nobody apart to the one person of their home whom they fit, or to whom they lead.

    A name alone is no reason to make a person of the whole country, nor of a place that one of the country's leaders
    of that name may have come to: that is an open question.
    """
    country = {key for key in held if key.post is not None and _leads_the_country(key, held, evidence)}
    leaders = [group for group in groups if not group.isdisjoint(country)]
    people = [set(group) for group in groups]
    for key in (key for key in rest if key in rulings):
        theirs = next((person for person in people if rulings[key] in ruled(person, rulings)), None)
        if theirs is None:
            people.append({key})
        else:
            theirs.add(key)
    rest = [key for key in rest if key not in rulings]
    open_, unclaimed = set[Key](), set[Key]()
    told = {key.home for key in held if key.post is not None or key.title}
    # The vague titles first: where nobody of the home has a post, they are one person's, and so are the bare names.
    for vague in (True, False):
        alone: dict[int | None, list[Key]] = defaultdict(list)
        before = [(frozenset(person), person) for person in people]
        for key in (key for key in rest if bool(key.title) == vague):
            at_home = [(known, person) for known, person in before if any(each.home == key.home for each in known)]
            if key.home is None:  # in a report on the country's leaders no firm's director is meant
                at_home = [(known, person) for known, person in at_home if not known.isdisjoint(country)]
            fitting = [person for known, person in at_home if _may_be(key, known, held)]
            if len(fitting) == 1:
                fitting[0].add(key)
            elif fitting:
                open_.add(key)
            elif key.home is None or (at_home and not vague):
                unclaimed.add(key)
            elif any(_may_visit(key, each, held) for each in leaders):
                open_.add(key)
            else:
                alone[key.home].append(key)
        for home, keys in alone.items():
            known_near = any(_one_city(paths.get(home, ()), paths.get(other, ())) for other in told)
            if vague or (any(evidence.seen[key].sure for key in keys) and not known_near):
                people.append(set(keys))
            else:
                unclaimed.update(keys)
    return Namesakes(tuple(frozenset(each) for each in people), frozenset(open_), frozenset(unclaimed))


def _may_be(key: Key, known: frozenset[Key], held: Mapping[Key, Held]) -> bool:
    """Whether somebody `known` at the home of `key` may be meant: of the same sphere, about that time."""
    mine = held[key]
    about = [held[each] for each in known if each.home == key.home]
    spheres = {each.role.sphere for each in about} | {Sphere.UNKNOWN}
    sphere = mine.role.sphere
    return (sphere == Sphere.UNKNOWN or sphere in spheres or spheres == {Sphere.UNKNOWN}) and any(
        near(each, mine.first, mine.last) for each in about
    )


def _leads_the_country(key: Key, held: Mapping[Key, Held], evidence: Evidence) -> bool:
    """Whether it is an office of the whole country. Its congress has thousands of deputies from everywhere."""
    role = held[key].role
    seat = evidence.seen[key].title.endswith(("代表", "委员")) and role.circle in ("congress", "consultative")
    return key.home is None and role.circle in OF_THE_COUNTRY and not seat


def _may_visit(key: Key, leader: frozenset[Key], held: Mapping[Key, Held]) -> bool:
    """Whether the leader may be meant by a name in a report from a place."""
    mine, about = held[key], [held[each] for each in leader if each.home is None]
    return mine.role.sphere != Sphere.CIVIL and any(near(each, mine.first, mine.last) for each in about)


def _one_city(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether they lie in one city, or one around the other."""
    depth = min(len(one), len(other), 2)
    return one[:depth] == other[:depth]


def order(key: Key) -> tuple[int, int, str]:
    """What keys are sorted by, wherever the order might tell."""
    return (key.home or 0, key.post or 0, key.title)


def _first(group: frozenset[Key]) -> tuple[int, int, str]:
    return min(map(order, group))

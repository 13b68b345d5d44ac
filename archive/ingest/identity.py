"""Whose name is it? What an item says about where a person belongs, before any look-up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archive.ingest.careers import LEADERS, Sphere, role_of
from archive.ingest.nationwide import country_of, is_nationwide
from archive.parsing import Item
from archive.parsing.structures import Person, Place, Post

Path = tuple[str, ...]

PARTY = ("中国共产党", "中共")
# What ends so lies inside a county or district.
BELOW_DISTRICT = ("镇", "乡", "街道", "苏木", "村", "社区", "小区", "林场", "农场", "路", "街", "巷")
# What ends so may be somebody's home: no harbour and no square.
DISTRICT = ("省", "市", "区", "县", "旗", "州", "盟", "新城")
# What ends so has districts and counties.
WHOLE = ("市", "自治州", "盟", "地区")
# A body of a village, street or town, wherever that lies: 柳湾村支部委员会; but not 乡村振兴局.
LOCAL = re.compile("[一-鿿]{1,8}?(?:(?<![农乡])村|社区|镇|乡(?!村)|街道)")
# 省委书记, 市教育局局长, 区长: the title's first character says which level is meant; but not 市场监管局, 乡村振兴局.
LEVEL = re.compile("省(?![际道])|市(?![场民容])|区(?!域)|县(?![城域])|旗")


class Home(NamedTuple):
    """The place a person belongs to: its path, () for the whole country. `known` is False where nothing tells."""

    path: Path
    known: bool


def path_of(place: Place) -> Path:
    """The place's path from the root, its own name last."""
    return (*place.parents, place.name)


def homes_of(item: Item, area: Path) -> list[Home]:
    """Where each of the item's people belongs: by the bodies of the posts held, by the titles, else by the company.

    区长 on a page about 云溪区 belongs to 云溪区; 省委书记 on the same page to the province; 石门镇镇长 to 云溪区,
    where the next page may call him nothing but 镇长; 交通运输部副部长 to the country. A body that tells no place is
    no less where the page has none: 青石集团董事长. Somebody of whom nothing is told is of the place in the news.
    """
    told = [_told(person, item, area) for person in item.people]
    nationwide = _is_nationwide_company([home for home in told if home is not None], area)
    return [
        _untold(person, item, area, nationwide) if home is None else Home(_district(home), True)
        for person, home in zip(item.people, told, strict=True)
    ]


def _told(person: Person, item: Item, area: Path) -> Path | None:
    homes = [_of_body(post, item, area, titles_of(person)) for post in person.posts]
    homes += [_of_words(title, item, area) for title in person.titles]
    return next((home for home in homes if home is not None), None)


def _is_nationwide_company(homes: list[Path], area: Path) -> bool:
    """Whether those whose home is told serve the country, or another one: a report on the country's leaders, from
    wherever it comes. The one leader whom a district's page quotes is no company."""
    at_home = [home for home in homes if not (home and country_of(home[0]))]
    return bool(homes) and not any(at_home) and (not area or len(at_home) > 1)


def _untold(person: Person, item: Item, area: Path, nationwide: bool) -> Home:
    roles = [role_of("", title) for title in person.titles]
    spheres = {role.sphere for role in roles}
    if nationwide and (Sphere.OFFICIAL in spheres or person.rule == "list" or not (area or person.titles)):
        return Home((), True)
    if any(map(LEVEL.match, person.titles)):
        return Home((), False)  # 县长 on the page of a whole city: of which county?
    roles += [role_of(post.organization, post.title) for post in person.posts]
    # Nobody knows which county a 县委书记 without its name is of: every one has its own.
    telling = any(role.unit and role.circle not in LEADERS for role in roles)
    return Home(_district(_scene(item, area)), telling or bool(area))


def _scene(item: Item, area: Path) -> Path:
    """The one district that a report of a whole city's page plays in, else the page's area: 教师 without a school."""
    if not (area and area[-1].endswith(WHOLE)):
        return area
    paths = [path_of(place) for place in item.places if place.parents]
    paths += [body.place for body in item.organizations]
    inner = {path[: len(area) + 1] for path in paths if len(path) > len(area) and path[: len(area)] == area}
    return inner.pop() if len(inner) == 1 else area


def _district(path: Path) -> Path:
    """The path down to the county or district, what lies below it left out; of another country the country."""
    if path and country_of(path[0]):
        return path[:1]
    while len(path) > 1 and (path[-1].endswith(BELOW_DISTRICT) or not path[-1].endswith(DISTRICT)):
        path = path[:-1]
    return path


def titles_of(person: Person) -> tuple[str, ...]:
    """What is printed of somebody's posts, those given and left too."""
    return (*person.titles, *(change.title for change in person.changes))


def seat_of(post: Post, item: Item, area: Path, home: Home, titles: Iterable[str] = ()) -> Path:
    """The district, city … where somebody serves in the post: a 市委常委 who heads a district serves in both."""
    found = _of_body(post, item, area, titles)
    return home.path if found is None else _district(found)


def body_of(post: Post, item: Item, area: Path, home: Path = (), titles: Iterable[str] = ()) -> tuple[str, Path]:
    """The full name of the post's organization, and the place it belongs to (() where unknown).

    Of two bodies of that name (two villages called alike) it is the one whose place a title of its holder says.
    A village that the item says no more of lies somewhere in its official's `home`. What the place lies in goes
    without saying: 云溪区石门镇人民政府 and 石门镇人民政府 are one.
    """
    told = _of_body(post, item, area, titles)
    name, prefix = post.organization, ""
    for said in PARTY:
        if name.startswith(said):
            name, prefix = name.removeprefix(said), said
            break
    if told is None:
        return post.organization, home if LOCAL.match(name) else ()
    path = told
    above = set(path[:-1])
    while path and not name.startswith(path[-1]):
        outer = next((place for place in above if name.startswith(place)), None)
        if outer is None:
            return post.organization, path
        name = name.removeprefix(outer)
    return prefix + name, path


def _of_body(post: Post, item: Item, area: Path, titles: Iterable[str]) -> Path | None:
    places = {
        body.place for body in item.organizations if body.place and post.organization in (body.full_name, body.name)
    }
    if len(places) > 1:
        said = [path for title in titles if (path := _of_words(title, item, area))]
        places = {place for place in places if place in said}
    return places.pop() if len(places) == 1 else _of_words(post.organization, item, area)


def _of_words(words: str, item: Item, area: Path) -> Path | None:
    """The place that a title or a body's name begins with, () for the country, None where it tells none."""
    if is_nationwide(words):
        return ()
    if country := country_of(words):
        return (country,)
    for prefix in PARTY:
        words = words.removeprefix(prefix)
    named = [path for path in _places_around(item, area) if words.startswith(path[-1])]
    if named:
        longest = max(len(path[-1]) for path in named)
        paths = {path for path in named if len(path[-1]) == longest}
        return _within(paths.pop(), words, item, area) if len(paths) == 1 else None
    level = LEVEL.match(words)
    return _at_level(level.group(), item, area) if level else None


def _within(path: Path, words: str, item: Item, area: Path) -> Path:
    """The place in `path` that the words go on with: 石门镇 of 云溪区石门镇人民政府."""
    rest = words.removeprefix(path[-1])
    inner = {each for each in _places_around(item, area) if each[:-1] == path and rest.startswith(each[-1])}
    return _within(inner.pop(), rest, item, area) if len(inner) == 1 else path


def _at_level(level: str, item: Item, area: Path) -> Path | None:
    """The place of that level (省, 市, 区 …) that the page is about, else the only one that the item names."""
    depths = [depth for depth, name in enumerate(area, 1) if name.endswith(level)]
    if depths:
        return area[: depths[-1]]
    paths = {path for path in _places_around(item, area) if path[-1].endswith(level)}
    return paths.pop() if len(paths) == 1 else None


def _places_around(item: Item, area: Path) -> Iterator[Path]:
    """Every place that a bare name in the item may mean: the area and the places found, and what they lie in."""
    for path in (area, *(path_of(place) for place in item.places if place.parents)):
        for depth in range(1, len(path) + 1):
            yield path[:depth]

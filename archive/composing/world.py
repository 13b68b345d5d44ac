"""The invented world: its places, its papers, and who held which post when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from archive.composing import data
from archive.composing.chance import Chance
from archive.composing.names import WORDS, Names

FIRST, LAST = date(2021, 1, 1), date(2023, 12, 31)
DAYS = (LAST - FIRST).days + 1
# How often a post changes hands in the three years, where the settled story does not say.
HANDOVER_SHARE = 0.4
# Who is promoted takes the post before it; their own goes to somebody new.
STEPS = {
    "市委书记": "市长",
    "区委书记": "区长",
    "县委书记": "县长",
    "街道书记": "街道主任",
    "镇党委书记": "镇长",
    "乡党委书记": "乡长",
}
COMPANIES = 12
# Types that are not what the name ends in.
TYPES = {"河": "河流"}
PROVINCE = "山岚省"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its path, the names from the root down."""

    path: Path
    type: str
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    @property
    def short(self) -> str:
        """Its name without 市, 区, 县."""
        return self.name.removesuffix(self.type)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of post, with its titles as patterns of the place's name."""

    name: str
    level: str
    organization: str
    title: str
    printed: str
    short: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds or held a post; `home` is the city. Two people may have one name."""

    id: int
    name: str
    home: Path


@dataclass(frozen=True, slots=True)
class Term:
    """A person's time in a post: from `start` (None: before the three years) up to, not including, `end`."""

    person: Person
    place: Place
    kind: Kind
    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        """Whether the person held the post on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def organization(self) -> str:
        """The body the post belongs to."""
        return self.kind.organization.format(p=self.place.name)

    @property
    def printed(self) -> str:
        """The title in full, as another city's paper prints it."""
        return self.kind.printed.format(p=self.place.name)

    @property
    def short(self) -> str:
        """The title as the home paper prints it."""
        return self.kind.short.format(p=self.place.name)


@dataclass(frozen=True, slots=True)
class Paper:
    """A daily paper with its city, the names that sign in it, and the width of its punctuation."""

    name: str
    folder: str
    city: Place
    full_width: bool
    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]


@dataclass(slots=True)
class World:
    """Everything that is true."""

    places: list[Place] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    companies: dict[Path, list[str]] = field(default_factory=dict)

    @staticmethod
    def invent(seed: int, papers: int) -> World:
        """The world of `seed` with so many papers; the first two are settled, the others invented."""
        return _Builder(Chance(seed)).build(papers)

    def within(self, path: Path) -> list[Place]:
        """The places that lie in `path`."""
        return [place for place in self.places if place.path[: len(path)] == path and place.path != path]

    def handovers(self) -> list[Term]:
        """The terms that began within the three years, in order: somebody took a post over."""
        later = (term for term in self.terms if term.start and FIRST < term.start <= LAST)
        return sorted(later, key=lambda term: (term.start, term.person.id))


def gazetteer(world: World) -> str:
    """The world's places as a gazetteer addition file."""
    rows = ("\t".join(("/".join(place.path), place.type, "、".join(place.aliases))) for place in world.places)
    return "\n".join(("path\ttype\taliases", *rows, ""))


class _Builder:
    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.names = Names()
        self.world = World()
        # The names of the places in each place; under () those of the whole world.
        self.taken: dict[Path, set[str]] = defaultdict(set)
        self.kinds = {row["kind"]: Kind(*row.values()) for row in data.rows("posts")}

    def build(self, papers: int) -> World:
        """Settled cities first, then invented ones; then people for all posts."""
        known: list[Place] = []
        for row in data.rows("settled_places"):
            aliases = tuple(filter(None, (row["aliases"] or "").split("、")))
            known.append(Place(tuple(row["path"].split("/")), row["type"], aliases))
        wanted = list(data.rows("settled_papers"))[:papers]
        cities = [row["city"] for row in wanted]
        self.world.places = [place for place in known if len(place.path) == 1 or place.path[1] in cities]
        self.world.places += [place for place in known if place.type == "河流" and len(place.path) == 2]
        for row in wanted:
            self.world.papers.append(self._settled_paper(row))
        for number in range(len(wanted), papers):
            self.world.papers.append(self._invented_paper(number))
        self._settled_terms()
        held = {(term.place.path, term.kind.name) for term in self.world.terms}
        for place in list(self.world.places):
            self._fill_posts(place, held)
        for paper in self.world.papers:
            companies = [self.names.company(self.chance, paper.city.short) for _ in range(COMPANIES)]
            self.world.companies[paper.city.path] = companies
        return self.world

    def _settled_paper(self, row: dict[str, str]) -> Paper:
        city = next(place for place in self.world.places if place.name == row["city"])
        reporters, correspondents = (tuple(row[key].split("、")) for key in ("reporters", "correspondents"))
        return Paper(row["newspaper"], row["folder"], city, row["punctuation"] == "full", reporters, correspondents)

    def _invented_paper(self, number: int) -> Paper:
        city = self._city()
        reporters = tuple(self.names.person(self.chance) for _ in range(5))
        correspondents = tuple(self.names.person(self.chance) for _ in range(6))
        name = f"{city.short}日报"
        return Paper(name, f"paper-{number + 1:02d}", city, self.chance.happens(0.5), reporters, correspondents)

    def _city(self) -> Place:
        """A city with three districts and a county, down to villages."""
        city = self._new((PROVINCE,), "city", "市", unique=True)
        self._new(city.path, "area", "河")
        for suffix in ("区", "区", "区", "县"):
            area = self._new(city.path, "area", suffix, unique=True)
            for road in self._listed("road_names", 4):
                self._add((*area.path, f"{road}路"), "道路")
            for street in self._listed("street_names", 0 if suffix == "县" else 2):
                within = self._add((*area.path, f"{street}街道"), "街道")
                for community in self._listed("community_names", 3):
                    self._add((*within.path, f"{community}社区"), "社区")
            for type_ in ("镇", "镇", "乡"):
                town = self._new(area.path, "town", type_)
                for _ in range(4):
                    self._new(town.path, "village", "村")
        return city

    def _new(self, parent: Path, words: str, suffix: str, *, unique: bool = False) -> Place:
        """A place of a new name; `unique` in the whole world, else in what it lies in."""
        taken = self.taken[() if unique else parent]
        name = self.names.place(self.chance, words, suffix, taken)
        taken.add(name)
        return self._add((*parent, name), TYPES.get(suffix, suffix))

    def _listed(self, words: str, count: int) -> list[str]:
        """Names of a list that every city draws on, so that cities share them: 新建."""
        return self.chance.several(WORDS[words], count)

    def _add(self, path: Path, type_: str) -> Place:
        place = Place(path, type_, (path[-1].removesuffix(type_),) if type_ in ("市", "区", "县") else ())
        self.world.places.append(place)
        return place

    def _person(self, name: str, home: Path) -> Person:
        person = Person(len(self.world.people) + 1, name, home)
        self.world.people.append(person)
        return person

    def _settled_terms(self) -> None:
        people: dict[tuple[str, Path], Person] = {}
        for row in data.rows("settled_posts"):
            kind = self.kinds[row["kind"]]
            places = [place for place in self.world.places if place.name == row["place"] and place.type == kind.level]
            if not places:
                continue  # its city has no paper in this world
            home = places[0].path[:2]
            person = people.get((row["name"], home)) or self._person(row["name"], home)
            people[row["name"], home] = person
            start, end = (date.fromisoformat(row[key]) if row[key] else None for key in ("from", "to"))
            self.world.terms.append(Term(person, places[0], kind, start, end))

    def _fill_posts(self, place: Place, held: set[tuple[Path, str]]) -> None:
        """Give every post of the place that the settled story leaves open its holders."""
        kinds = [kind for kind in self.kinds.values() if kind.level == place.type]
        home = place.path[:2]
        open_ = {kind.name: kind for kind in kinds if (place.path, kind.name) not in held}
        while open_:
            name, kind = next(iter(open_.items()))
            del open_[name]
            first = self._person(self.names.person(self.chance), home)
            if not self.chance.happens(HANDOVER_SHARE):
                self.world.terms.append(Term(first, place, kind, None, None))
                continue
            day = FIRST + timedelta(days=self.chance.number(20, DAYS - 20))
            lower = open_.pop(STEPS.get(name, ""), None)
            second = self._person(self.names.person(self.chance), home)
            self.world.terms.append(Term(first, place, kind, None, day))
            self.world.terms.append(Term(second, place, kind, day, None))
            if lower:  # the second was promoted: the post before goes to a third
                third = self._person(self.names.person(self.chance), home)
                self.world.terms.append(Term(second, place, lower, None, day))
                self.world.terms.append(Term(third, place, lower, day, None))

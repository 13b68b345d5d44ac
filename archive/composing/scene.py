"""Where an article plays and who is in it: the world's words, each chosen once and then kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from archive.composing.chance import Chance
from archive.composing.grammar import Grammar
from archive.composing.names import Names
from archive.composing.world import Paper, Path, Place, Term, World

BUREAUS = (
    *("应急管理局", "住建局", "城管局", "教育局", "民政局", "交通运输局"),
    *("水利局", "农业农村局", "文旅局", "市场监管局", "卫健委", "人社局"),
)
CITY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in an article and whose it is: a person of the world, or None for a citizen without a post."""

    name: str
    person: int | None


class Stage:
    """What a paper can write about, sorted once: the city's places by type and area, and who holds which post."""

    def __init__(self, world: World, paper: Paper) -> None:
        """Sort the world as the paper sees it."""
        self.world, self.paper, self.names = world, paper, Names()
        city = paper.city
        self.areas = [place for place in world.within(city.path) if place.type in ("区", "县")]
        self.of_type: dict[tuple[Path, str], list[Place]] = defaultdict(list)
        for place in world.within(city.path):
            for depth in range(2, len(place.path)):
                self.of_type[place.path[:depth], place.type].append(place)
        # The city's own first, the province's last.
        rivers = self.of_type[city.path, "河流"] + [place for place in world.places if len(place.path) == 2]
        self.rivers = [place.name for place in rivers if place.type == "河流"]
        self.companies = world.companies[city.path]
        self.terms: dict[Path, list[Term]] = defaultdict(list)
        for term in world.terms:
            self.terms[term.place.path].append(term)

    def holders(self, place: Path, day: date) -> list[Term]:
        """Who holds the place's posts on `day`."""
        return [term for term in self.terms[place] if term.covers(day)]


class Scene:
    """The words of one article. `place` is what it is about, `day` when it happened."""

    def __init__(
        self, stage: Stage, day: date, grammar: Grammar, chance: Chance, cast: dict[str, str] | None = None
    ) -> None:
        """Choose the place; everything else is chosen when it is first asked for. `cast` gives words beforehand."""
        self.stage, self.day, self.grammar, self.chance = stage, day, grammar, chance
        self.mentions: list[Mention] = []
        in_city = chance.happens(CITY_SHARE) or not stage.areas
        self.place = stage.paper.city if in_city else chance.pick(stage.areas)
        self._kept: dict[str, str] = dict(cast or {})
        self._spoken: set[int] = set()
        self._leader: Term | None = None
        self._locals: list[Term] = []

    def __call__(self, word: str) -> str:
        """Say a word of the world, or a symbol of the grammar the way it was said before."""
        if word in self._kept:
            return self._kept[word]
        if word in TOLD_ANEW:
            return TOLD_ANEW[word](self)
        maker = KEPT.get(word)
        self._kept[word] = said = maker(self) if maker else self.grammar.say(word, self.chance, self)
        return said

    @property
    def leader(self) -> Term:
        """The official the article is about."""
        if self._leader is None:
            terms = self.stage.holders(self.place.path, self.day)
            self._leader = self.chance.pick(terms[:2] if self.chance.happens(0.6) else terms)
        return self._leader

    @leader.setter
    def leader(self, term: Term) -> None:
        self._leader = term

    @property
    def has_leader(self) -> bool:
        """Whether the official stands in the article already."""
        return self._leader is not None

    def _name(self, term: Term) -> str:
        self.mentions.append(Mention(term.person.name, term.person.id))
        return term.person.name

    def _introduce(self, term: Term) -> str:
        """Title and name the first time, the name alone from then on."""
        if term.person.id in self._spoken:
            return self._name(term)
        self._spoken.add(term.person.id)
        return term.short + self._name(term)

    def _choose(self, *types: str) -> Place | None:
        """A place of one of the types: where the article plays, else anywhere in the city."""
        for path in (self.place.path, self.stage.paper.city.path):
            if choices := [place for type_ in types for place in self.stage.of_type.get((path, type_), ())]:
                return self.chance.pick(choices)
        return None

    def _called(self, place: Place | None, depth: int = 1) -> str:
        """The last `depth` names of the place, its district's before them where the article plays elsewhere."""
        if place is None:
            return self.place.name
        self._locals += self.stage.holders(place.path, self.day)
        names = place.path[-depth:]
        area = place.path[2]
        return "".join(names if area in (self.place.name, names[0]) else (area, *names))

    def _spot(self, type_: str) -> str:
        """石濂镇张家洼村: a village or community with what it lies in."""
        return self._called(self._choose(type_) or self._choose("村", "社区"), 2)

    def _town(self) -> str:
        return self._called(self._choose("镇", "街道", "乡"))

    def _road(self) -> str:
        return self._called(self._choose("道路"))

    def _local(self) -> str:
        if not self._locals:
            self("town")
        return self._introduce(self.chance.pick(self._locals)) if self._locals else self._citizen()

    def _citizen(self) -> str:
        name = self.stage.names.citizen(self.chance)
        self.mentions.append(Mention(name, None))
        return name

    def _officials(self) -> str:
        leader = self.leader
        others = [term for term in self.stage.holders(self.place.path, self.day) if term.person != leader.person]
        chosen = self.chance.several(others, self.chance.number(3, 6))
        return f"{self.place.type}领导{'、'.join(self._name(term) for term in chosen)}" if chosen else "有关负责人"

    def _days_from(self, days: int) -> str:
        """The month and day so many days from when it happened."""
        other = self.day + timedelta(days=days)
        return f"{other.month}月{other.day}日"


# Chosen once, then kept for the article.
KEPT: Mapping[str, Callable[[Scene], str]] = {
    "place": lambda scene: scene.place.name,
    "city": lambda scene: scene.stage.paper.city.name,
    "town": Scene._town,
    "village": lambda scene: scene._spot("村"),
    "community": lambda scene: scene._spot("社区"),
    "road": Scene._road,
    "river": lambda scene: scene.chance.pick(scene.stage.rivers),
    "bureau": lambda scene: scene.place.type + scene.chance.pick(BUREAUS),
    "since": lambda scene: scene._days_from(-scene.chance.number(1, 3)),
    "day": lambda scene: scene._days_from(0),
    "day2": lambda scene: scene._days_from(scene.chance.number(2, 9)),
    "officials": Scene._officials,
}
# Somebody new, or somebody met before who needs no title any more.
TOLD_ANEW: Mapping[str, Callable[[Scene], str]] = {
    "leader": lambda scene: scene._introduce(scene.leader),
    "leader_name": lambda scene: scene._name(scene.leader),
    "local": Scene._local,
    "citizen": Scene._citizen,
    "company": lambda scene: scene.chance.pick(scene.stage.companies),
}

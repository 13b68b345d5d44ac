"""A composed archive in which it is known whose every name is: a city's paper and a district's, two years of them.

Officials rise, are moved, are elected and leave; sixty names are shared, across districts and within one: the bureau's
head and the teacher, the mayors of two towns. Everything is invented; the same seed gives the same archive.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from archive.composing import data

FIRST, DAYS = date(2021, 3, 1), 730
CITY = ("山岚省", "青岚市")
DISTRICTS = ("云溪区", "东湖区", "南浦区", "石岭县")
TOWNS = ("石门镇", "双桥镇", "白荻镇", "柳坞镇", "青埂镇", "砚台镇", "竹溪镇", "枣林镇")
VILLAGES = ("沙河村", "上坞村", "前湾村", "张家洼村")
BUREAUS = ("水利局", "教育局", "民政局", "农业农村局", "交通运输局", "应急管理局", "市场监督管理局", "文化和旅游局")
CITY_PAPER, DISTRICT_PAPER = "青岚日报", "云溪报"
# Who rises to which posts; the rest are held as long as the archive lasts, or change hands.
NEXT = {
    "副区长": ("区长",),
    "区长": ("书记",),
    "宣传部部长": ("人大常委会主任",),
    "镇长": ("镇党委书记",),
    "局长": ("副区长",),
    "镇党委书记": ("局长",),
}
BARE_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Seat:
    """A post: what it is, where, and how the home paper and the city's paper print it."""

    kind: str
    place: tuple[str, ...]
    organization: str
    title: str
    near: str
    far: str
    number: int = 0


@dataclass(eq=False, slots=True)
class Somebody:
    """A person of the world."""

    id: int
    name: str
    terms: list[Term] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Term:
    """A time in a post, from `start` up to, not including, `end`. `told` is how the change was reported, if it was."""

    seat: Seat
    start: date
    end: date
    told: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An article, and whose the names in it are: name and the person's id."""

    id: str
    newspaper: str
    area: tuple[str, ...]
    day: date
    headline: str
    text: str
    names: tuple[tuple[str, int], ...]
    # Who is printed in which post: person, organization, title.
    posts: tuple[tuple[int, str, str], ...] = ()

    @property
    def record(self) -> str:
        """As a line of JSON Lines."""
        fields = {"id": self.id, "newspaper": self.newspaper, "date": self.day.isoformat(), "page": 1}
        words = {"kicker": "", "headline": self.headline, "deck": "", "text": self.text}
        return json.dumps({**fields, **words}, ensure_ascii=False)


class PeopleWorld:
    """People, their posts, and what the papers print of them; `people` of them, `shared` names, `changes` of post."""

    def __init__(self, seed: int, *, people: int = 500, shared: int = 60, changes: int = 80, articles: int = 3000):
        """Invent it all."""
        self.chance = random.Random(seed)
        self.people: list[Somebody] = []
        self._names = _names(self.chance)
        self.size, self.wanted_changes = people, changes
        self.changes = 0
        self._fill(people)
        self._change(changes)
        self.shared = self._share(shared)
        self.articles = list(self._tell(articles))

    @property
    def gazetteer(self) -> str:
        """The places, as an addition to the gazetteer."""
        rows = ["path\ttype\taliases", "山岚省\t省\t", "山岚省/青岚市\t市\t青岚"]
        for district in DISTRICTS:
            rows.append(f"山岚省/青岚市/{district}\t{district[-1]}\t")
            rows += [f"山岚省/青岚市/{district}/{town}\t镇\t" for town in TOWNS]
            rows += [f"山岚省/青岚市/{district}/{town}/{village}\t村\t" for town in TOWNS for village in VILLAGES]
        return "\n".join([*rows, ""])

    def _new(self, name: str | None = None) -> Somebody:
        somebody = Somebody(len(self.people) + 1, name or next(self._names))
        self.people.append(somebody)
        return somebody

    def _hold(self, somebody: Somebody, seat: Seat, start: date = FIRST, told: str = "") -> None:
        somebody.terms.append(Term(seat, start, FIRST + timedelta(days=DAYS), told))

    def _fill(self, people: int) -> None:
        """Somebody for every seat, then people of other callings up to the number wanted."""
        for seat in [*_city_seats(), *(seat for district in DISTRICTS for seat in _district_seats(district))]:
            if len(self.people) < people:
                self._hold(self._new(), seat)
        number = 0
        while len(self.people) < people:
            district = DISTRICTS[number % len(DISTRICTS)]
            self._hold(self._new(), _calling(district, number, self.chance))
            number += 1

    def _change(self, changes: int) -> None:
        """Let posts change hands: who holds the lower is given the higher, whose holder leaves or moves on."""
        held = {term.seat: somebody for somebody in self.people for term in somebody.terms}
        open_ = [seat for seat in held if seat.kind in NEXT]
        self.chance.shuffle(open_)
        moved: set[int] = set()
        seats = set[Seat]()
        for seat in open_:
            above = [
                other
                for other in held
                if other.place[:3] == seat.place[:3]
                and other.kind in NEXT[seat.kind]
                and (seat.kind != "镇长" or other.place == seat.place)
                and other not in seats
            ]
            if self.changes + 2 > changes or not above:
                continue
            target = self.chance.choice(above)
            rising, leaving = held[seat], held[target]
            if rising.id in moved or leaving.id in moved or seat in seats:
                continue
            moved |= {rising.id, leaving.id}
            seats |= {seat, target}
            day = FIRST + timedelta(days=self.chance.randint(120, DAYS - 120))
            told = self.chance.choice(("elected", "appointed", ""))
            _end(leaving, day)
            _end(rising, day)
            self._hold(rising, target, day, told)
            self._hold(self._new_in_place_of(), seat, day)
            self.changes += 2
        self._across(held, moved)

    def _across(self, held: dict[Seat, Somebody], moved: set[int]) -> None:
        """A few go to another district's government, one in two with both posts named in one report."""
        deputies = [seat for seat in held if seat.kind == "副区长" and held[seat].id not in moved]
        for number, (one, other) in enumerate(zip(deputies[::2], deputies[1::2], strict=False)):
            if one.place == other.place:
                continue
            day = FIRST + timedelta(days=self.chance.randint(200, DAYS - 200))
            _end(held[one], day)
            _end(held[other], day)
            self._hold(held[one], other, day, "moved" if number % 2 else "")

    def _new_in_place_of(self) -> Somebody:
        """A newcomer; somebody of another calling makes room, so that the number of people stays."""
        spare = [each for each in self.people if each.terms and each.terms[0].seat.kind == "calling"]
        somebody = spare[-1] if spare else self._new()
        somebody.terms.clear()
        return somebody

    def _share(self, shared: int) -> dict[str, list[Somebody]]:
        """Give pairs of people one name: of different districts, or of one where their posts shut each other out."""
        plain = [each for each in self.people if len(each.terms) == 1 and each.terms[0].start == FIRST]
        plain = [each for each in plain if each.terms[0].end == FIRST + timedelta(days=DAYS)]
        self.chance.shuffle(plain)
        pairs: dict[str, list[Somebody]] = {}
        within, across = shared // 3, shared
        used: set[int] = set()
        for same in (True, False):
            for one in plain:
                if len(pairs) >= (within if same else across) or one.id in used:
                    continue
                for other in plain:
                    if other.id not in used and other is not one and _may_share(one, other, same=same):
                        used |= {one.id, other.id}
                        other.name = one.name
                        pairs[one.name] = [one, other]
                        break
        # 张伟 and 张伟民: one name begins with the other.
        for one, other in zip(plain[:10], plain[10:20], strict=False):
            if not {one.id, other.id} & used and len(one.name) == 2:
                other.name = one.name + "民"
        return pairs

    def _tell(self, articles: int) -> Iterator[Told]:
        """What the papers print, day by day: reports with three or four people, and the reports of changes."""
        told = [(term.start, somebody, term) for somebody in self.people for term in somebody.terms if term.told]
        for number, (day, somebody, term) in enumerate(sorted(told, key=lambda each: (each[0], each[1].id))):
            yield self._report_of_change(f"change-{number:04d}", day, somebody, term)
        by_place: dict[tuple[str, ...], list[Somebody]] = defaultdict(list)
        for somebody in self.people:
            for place in {term.seat.place[:3] for term in somebody.terms}:
                by_place[place].append(somebody)
        for number in range(articles):
            day = FIRST + timedelta(days=number * DAYS // articles)
            place = self.chance.choice([CITY, *((*CITY, district) for district in DISTRICTS), (*CITY, "云溪区")])
            here = [each for each in by_place[place] if _seat_on(each, day, place)]
            district_paper = place[-1] == "云溪区" and self.chance.random() < 0.6
            paper = DISTRICT_PAPER if district_paper else CITY_PAPER
            cast = self.chance.sample(here, min(len(here), self.chance.randint(2, 4)))
            yield self._report(f"a-{number:05d}", day, paper, place, cast)

    def _report(self, id_: str, day: date, paper: str, place: tuple[str, ...], cast: list[Somebody]) -> Told:
        near = paper == DISTRICT_PAPER or place == CITY
        seats = {each.id: _seat_on(each, day, place) for each in cast}
        named: dict[str, Somebody] = {}
        for each in cast:
            named.setdefault(each.name, each)
        cast = [each for each in cast if named[each.name] is each]
        # Now and then somebody is named without a title.
        bare = len(cast) > 2 and self.chance.random() < BARE_SHARE
        called = [f"{seats[each.id].near if near else seats[each.id].far}{each.name}" for each in cast]
        date_ = f"{day.month}月{day.day}日"
        matter = self.chance.choice(("春灌", "防汛", "造林", "校园安全", "道路养护", "消防安全"))
        first, rest = called[0], called[1:-1] if bare else called[1:]
        sentences = [f"本报讯（记者白云起）{date_}，{first}实地查看{matter}工作。"]
        if rest:
            sentences.append(self.chance.choice((f"{'，'.join(rest)}参加活动。", f"{'、'.join(rest)}一同查看。")))
        if bare:
            sentences.append(f"{cast[-1].name}也来到现场。")
        sentences.append(f"{self.chance.choice(cast).name}说，{matter}工作要做在前面。")
        names = tuple((each.name, each.id) for each in cast)
        titled = cast[:-1] if bare else cast
        posts = tuple((each.id, seats[each.id].organization, seats[each.id].title) for each in titled)
        area = (*CITY, "云溪区") if paper == DISTRICT_PAPER else CITY
        return Told(id_, paper, area, day, f"{place[-1]}{matter}工作有序开展", "\n".join(sentences), names, posts)

    def _report_of_change(self, id_: str, day: date, somebody: Somebody, term: Term) -> Told:
        before = next((each for each in somebody.terms if each.end == term.start), None)
        date_, seat = f"{day.month}月{day.day}日", term.seat
        if term.told == "elected":
            text = f"{date_}，{seat.place[2]}召开会议，选举{somebody.name}为{seat.far}。"
        elif term.told == "moved" and before:
            text = f"{date_}，会议决定，任命{before.seat.far}{somebody.name}为{seat.far}。"
        else:
            text = f"{date_}，会议宣布，任命{somebody.name}为{seat.far}。"
        posts = ((somebody.id, seat.organization, seat.title),)
        paper_day = day + timedelta(days=1)
        return Told(id_, CITY_PAPER, CITY, paper_day, "干部任免", text, ((somebody.name, somebody.id),), posts)


def _names(chance: random.Random) -> Iterator[str]:
    """Names that nobody else in the world has."""
    lists = data.lists("names")
    taken: set[str] = set()
    while True:
        surname = chance.choice(lists["surnames"][:40])
        given = (
            chance.choice(lists["given_one"])
            if chance.random() < 0.2
            else (chance.choice(lists["given_first"]) + chance.choice(lists["given_second"]))
        )
        name = surname + given
        if name not in taken and name not in ("白云起",):
            taken.add(name)
            yield name


def _end(somebody: Somebody, day: date) -> None:
    last = somebody.terms[-1]
    somebody.terms[-1] = Term(last.seat, last.start, day, last.told)


def _seat_on(somebody: Somebody, day: date, place: tuple[str, ...]) -> Seat | None:
    for term in somebody.terms:
        begun = term.start if term.start == FIRST else term.start + timedelta(days=2)
        if begun <= day < term.end and term.seat.place[:3] == place:
            return term.seat
    return None


def _may_share(one: Somebody, other: Somebody, *, same: bool) -> bool:
    """Whether the two may have one name: of two districts, or of one and in posts that nobody holds at once."""
    a, b = one.terms[0].seat, other.terms[0].seat
    if len(a.place) < 3 or len(b.place) < 3:
        return False
    if not same:
        return a.place[:3] != b.place[:3]
    exclusive = {a.kind, b.kind} & {"局长", "镇长", "镇党委书记", "calling"}
    return a.place[:3] == b.place[:3] and bool(exclusive) and a.organization != b.organization and a.place != b.place


def _city_seats() -> Iterator[Seat]:
    yield Seat("市", CITY, "中共青岚市委员会", "书记", "市委书记", "市委书记")
    yield Seat("市", CITY, "青岚市人民政府", "市长", "市委副书记、市长", "市委副书记、市长")
    for number in range(4):
        yield Seat("市", CITY, "青岚市人民政府", "副市长", "副市长", "副市长", number)
    for bureau in BUREAUS:
        yield Seat("市", CITY, f"青岚市{bureau}", "局长", f"市{bureau}局长", f"市{bureau}局长")


def _district_seats(district: str) -> Iterator[Seat]:
    place, level, d = (*CITY, district), district[-1], district
    yield Seat("书记", place, f"中共{d}委员会", "书记", f"{level}委书记", f"{d}委书记")
    yield Seat("区长", place, f"{d}人民政府", f"{level}长", f"{level}委副书记、{level}长", f"{d}{level}长")
    for number in range(3):
        yield Seat("副区长", place, f"{d}人民政府", f"副{level}长", f"副{level}长", f"{d}副{level}长", number)
    congress = f"{d}人民代表大会常务委员会"
    yield Seat("人大常委会主任", place, congress, "主任", f"{level}人大常委会主任", f"{d}人大常委会主任")
    cppcc = f"中国人民政治协商会议{d}委员会"
    yield Seat("政协主席", place, cppcc, "主席", f"{level}政协主席", f"{d}政协主席")
    publicity = f"中共{d}委员会宣传部"
    yield Seat("宣传部部长", place, publicity, "部长", f"{level}委常委、宣传部部长", f"{d}委常委、宣传部部长")
    for bureau in BUREAUS:
        yield Seat("局长", place, f"{d}{bureau}", "局长", f"{level}{bureau}局长", f"{d}{bureau}局长")
    for town in TOWNS:
        yield Seat("镇党委书记", (*place, town), f"中共{town}委员会", "书记", f"{town}党委书记", f"{d}{town}党委书记")
        yield Seat("镇长", (*place, town), f"{town}人民政府", "镇长", f"{town}镇长", f"{d}{town}镇长")
    for town in TOWNS:
        for village in VILLAGES:
            words = f"{village}党支部书记"
            branch = f"中共{village}支部委员会"
            yield Seat("村支书", (*place, town, village), branch, "书记", words, f"{d}{town}{words}")


def _calling(district: str, number: int, chance: random.Random) -> Seat:
    school = f"{district}第{'一二三四五六七八九十'[number // 4 % 10]}小学"
    kinds = (
        (school, "教师"),
        (f"{district}人民医院", "医生"),
        (f"{district}{chance.choice(('丰田', '禾下', '青穗'))}合作社", "理事长"),
        (f"{district}图书馆", "馆员"),
    )
    body, title = kinds[number // 4 % len(kinds)]
    printed = f"{body}{title}"
    # To teach or to heal is no post.
    organization, held = (body, title) if title == "理事长" else ("", printed)
    return Seat("calling", (*CITY, district), organization, held, printed, printed)

"""A look-up ends in one, none or several."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive import models
from archive.ingest.findings import Finding, Reading
from archive.ingest.resolve import Resolver
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Event, Organization, Participant, Person, Place, Post, Span

pytestmark = pytest.mark.django_db

CITY = ("山岚省", "青岚市")
YUNXI = (*CITY, "云溪区")
DONGHU = (*CITY, "东湖区")
MARCH_4, MARCH_5 = date(2023, 3, 4), date(2023, 3, 5)


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    path = tmp_path / "gazetteer.tsv"
    rows = (
        "山岚省/青岚市/云溪区/石门镇\t镇\t",
        "山岚省/青岚市/云溪区/双桥镇\t镇\t",
        "山岚省/青岚市/东湖区/双桥镇\t镇\t",
    )
    path.write_text("path\ttype\taliases\n" + "\n".join(rows), encoding="utf-8")
    return Gazetteer.load([path])


def resolve(gazetteer: Gazetteer, *items: Item, area: tuple[str, ...] = YUNXI, day: date = MARCH_5) -> list[Finding]:
    readings = [Reading(item, area, day) for item in items]
    return [finding for findings in Resolver(gazetteer).resolve(readings) for finding in findings]


def outcome(finding: Finding) -> tuple[str, bool]:
    return finding.link.status, finding.link.pk is not None


def mayor(name: str = "陆明远", **more: Any) -> Person:
    return Person(name, ("区长",), (Post("云溪区人民政府", "区长"),), **more)


def test_a_place_with_known_parents_is_made_with_all_it_lies_in(gazetteer: Gazetteer):
    item = Item(places=(Place("石门镇", "镇", YUNXI), Place("柳树巷", "路", (*YUNXI, "石门镇"))))
    first, second = resolve(gazetteer, item)
    assert outcome(first) == outcome(second) == ("linked", True)
    rows = {place.path: place for place in models.Place.objects.all()}
    assert set(rows) == {
        "山岚省",
        "山岚省/青岚市",
        "山岚省/青岚市/云溪区",
        "山岚省/青岚市/云溪区/石门镇",
        "山岚省/青岚市/云溪区/石门镇/柳树巷",
    }
    lane = rows["山岚省/青岚市/云溪区/石门镇/柳树巷"]
    assert lane.parent == rows["山岚省/青岚市/云溪区/石门镇"]
    assert (lane.type, lane.in_gazetteer, lane.revision) == ("路", False, 1)
    assert rows["山岚省/青岚市"].type == "市"
    assert rows["山岚省/青岚市"].in_gazetteer


@pytest.mark.parametrize(
    ("name", "expected"),
    [("山岚省", ("linked", True)), ("双桥镇", ("ambiguous", False)), ("枫林渡", ("unmatched", False))],
)
def test_a_place_of_unknown_parents_is_linked_only_as_a_root(gazetteer: Gazetteer, name: str, expected):
    [finding] = resolve(gazetteer, Item(places=(Place(name, ""),)), area=())
    assert outcome(finding) == expected
    assert models.Place.objects.count() == expected[1]


def test_another_name_given_by_a_curator_leads_to_the_record(gazetteer: Gazetteer):
    town = models.Place.objects.create(name="石门镇")
    water = models.Organization.objects.create(name="云溪区水利局")
    models.OtherName.objects.create(name="石门", place=town)
    models.OtherName.objects.create(name="区水利局", organization=water)
    models.OtherName.objects.create(name="云溪区水务局", organization=water)
    item = Item(
        places=(Place("石门", ""),),
        organizations=(Organization("区水利局"), Organization("区水务局", "云溪区水务局", place=YUNXI)),
    )
    assert [finding.link.pk for finding in resolve(gazetteer, item)] == [town.pk, water.pk, water.pk]


def test_a_renamed_district_is_not_taken_for_its_new_neighbour(gazetteer: Gazetteer):
    town = Place("石门镇", "镇", YUNXI)
    resolve(gazetteer, Item(places=(town,)))
    district = models.Place.objects.get(name="云溪区")
    district.name = "云溪县"
    district.lock(["name"])
    district.save()
    neighbour, known = resolve(gazetteer, Item(places=(Place("东湖区", "区", CITY), town)))
    assert neighbour.link.pk != district.pk
    assert models.Place.objects.get(pk=known.link.pk).path == "山岚省/青岚市/云溪县/石门镇"
    assert models.Place.objects.filter(parent=district.parent).count() == 2


def test_the_same_body_in_two_places_is_two_bodies_and_without_a_place_ambiguous(gazetteer: Gazetteer):
    item = Item(
        organizations=(
            Organization("甲", "第一小学", "学校", YUNXI),
            Organization("乙", "第一小学", "学校", DONGHU),
            Organization("丙", "第一小学"),
            Organization("丁"),
        )
    )
    one, other, either, unknown = resolve(gazetteer, item)
    assert outcome(one) == outcome(other) == ("linked", True)
    assert one.link.pk != other.link.pk
    assert outcome(either) == ("ambiguous", False)
    assert outcome(unknown) == ("unmatched", False)
    assert models.Organization.objects.count() == 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_body_met_with_and_without_its_place_is_one_in_either_order(gazetteer: Gazetteer, order):
    met = [Item(organizations=(Organization("水厂", "石门自来水厂", "企业", place),)) for place in ((), YUNXI)]
    links = {resolve(gazetteer, met[number])[0].link for number in order}
    assert len(links) == 1
    assert models.Organization.objects.get().place.name == "云溪区"


def test_a_person_with_a_title_is_made_once_and_found_again_without_one(gazetteer: Gazetteer):
    titled = resolve(gazetteer, Item(people=(mayor(),)))
    untitled = resolve(gazetteer, Item(people=(Person("陆明远", confidence=0.7),)))
    assert titled[0].link == untitled[0].link
    person = models.Person.objects.get()
    assert person.home.path == "山岚省/青岚市/云溪区"


def test_the_title_in_one_article_makes_the_person_for_the_whole_issue(gazetteer: Gazetteer):
    untitled = Item(people=(Person("陆明远", confidence=0.7),))
    first, second = resolve(gazetteer, untitled, Item(people=(mayor(),)))
    assert first.link == second.link
    assert outcome(first) == ("linked", True)


@pytest.mark.parametrize(
    ("person", "area", "made"),
    [
        (Person("方书", confidence=0.7), YUNXI, 0),
        (Person("方书", confidence=0.95), YUNXI, 1),
        (Person("方书", ("馆长",), confidence=0.5), YUNXI, 1),
        (Person("方书", ("馆长",)), (), 0),
        (Person("方书", ("国务院副总理",)), (), 1),
    ],
)
def test_a_person_is_made_only_for_a_reason_and_only_with_a_home(gazetteer: Gazetteer, person, area, made: int):
    [finding] = resolve(gazetteer, Item(people=(person,)), area=area)
    assert models.Person.objects.count() == made
    assert outcome(finding) == (("linked", True) if made else ("unmatched", False))


@pytest.mark.parametrize("known", ["here", "in another article of the issue"])
def test_a_sure_name_without_a_title_makes_no_second_person(gazetteer: Gazetteer, known: str):
    sure = Item(people=(Person("陆明远", confidence=0.99),))
    if known == "in another article of the issue":
        resolve(gazetteer, sure, Item(people=(Person("陆明远", ("市长",)),)))
    else:
        resolve(gazetteer, Item(people=(mayor(),)))
        resolve(gazetteer, sure)
    assert models.Person.objects.count() == 1


def test_the_same_name_elsewhere_is_somebody_else(gazetteer: Gazetteer):
    [here] = resolve(gazetteer, Item(people=(Person("陆明远", ("局长",)),)))
    [there] = resolve(gazetteer, Item(people=(Person("陆明远", ("局长",)),)), area=DONGHU)
    assert here.link.pk != there.link.pk


def test_two_of_one_name_and_home_are_ambiguous(gazetteer: Gazetteer):
    resolve(gazetteer, Item(people=(mayor(),)))
    home = models.Place.objects.get(name="云溪区")
    models.Person.objects.create(name="陆明远", home=home, note="教师")
    [finding] = resolve(gazetteer, Item(people=(Person("陆明远"),)))
    assert outcome(finding) == ("ambiguous", False)


def meeting(*parts: tuple[str, str], **more: Any) -> Event:
    values = {"title": "春灌工作会议", "type": "会议", "start": MARCH_4, "end": MARCH_4, "place": "石门镇", **more}
    return Event(participants=tuple(Participant(*part) for part in parts), **values)


def test_a_meeting_that_two_articles_report_is_one_event(gazetteer: Gazetteer):
    town = Place("石门镇", "镇", YUNXI)
    first = Item(people=(mayor(),), places=(town,), events=(meeting(("陆明远", "主持"), ("方书", "出席")),))
    second = Item(places=(town,), events=(meeting(("何青山", "讲话"), end=None),))
    found = resolve(gazetteer, first, second)
    assert len({finding.link.pk for finding in found if finding.kind == "event"}) == 1
    event = models.Event.objects.get()
    assert (event.start, event.end, event.place.name, event.area.name) == (MARCH_4, MARCH_4, "石门镇", "云溪区")
    parts = [(each.name, each.part, each.person and each.person.name) for each in event.participations.all()]
    assert parts == [("陆明远", "主持", "陆明远"), ("方书", "出席", None), ("何青山", "讲话", None)]
    resolve(gazetteer, first)
    assert event.participations.count() == 3


@pytest.mark.parametrize("other", [{"start": MARCH_5, "end": MARCH_5}, {"title": "防汛工作会议"}, {"start": None}])
def test_another_day_title_or_no_day_is_another_event(gazetteer: Gazetteer, other: dict[str, Any]):
    resolve(gazetteer, Item(events=(meeting(),)), Item(events=(meeting(**other),)))
    assert models.Event.objects.count() == 2


def test_another_area_is_another_event(gazetteer: Gazetteer):
    resolve(gazetteer, Item(events=(meeting(),)))
    resolve(gazetteer, Item(events=(meeting(),)), area=DONGHU)
    assert models.Event.objects.count() == 2


def test_a_later_report_fills_what_an_event_lacked_and_no_more(gazetteer: Gazetteer):
    resolve(gazetteer, Item(events=(meeting(end=None, type="", place=""),)))
    event = models.Event.objects.get()
    event.lock(["type"])
    event.save()
    resolve(gazetteer, Item(events=(meeting(end=MARCH_5),)))
    event.refresh_from_db()
    assert (event.end, event.type, event.place_name) == (MARCH_5, "", "石门镇")


def test_a_name_said_twice_is_one_finding_with_all_its_spans(gazetteer: Gazetteer):
    spans = [Span("text", at, at + 3, None) for at in (0, 9)]
    people = tuple(mayor(spans=(span,)) for span in spans)
    places = (Place("双桥镇", "镇", YUNXI), Place("双桥镇", "镇", DONGHU))
    person, place = resolve(gazetteer, Item(people=people, places=places))
    assert person.spans == [["text", 0, 3, None], ["text", 9, 12, None]]
    assert outcome(person) == ("linked", True)
    assert outcome(place) == ("ambiguous", False)


def test_what_no_column_holds_is_left_out_or_unlinked(gazetteer: Gazetteer):
    long = "长" * 301
    item = Item(
        people=(Person(long, ("区长",)), Person("名" * 150, ("区长",))),
        places=(Place("地" * 150, "镇", YUNXI), Place("甲/乙", "镇", YUNXI)),
        organizations=(Organization("局", "局" * 250),),
        events=(meeting(title=long),),
    )
    assert {outcome(finding) for finding in resolve(gazetteer, item)} == {("unmatched", False)}


def test_an_issue_costs_few_queries_however_many_names_it_has(gazetteer: Gazetteer, django_assert_max_num_queries):
    def items(first: int) -> list[Item]:
        return [
            Item(people=(mayor(f"陆明{chr(0x4E00 + number)}"),), places=(Place(f"第{number}村", "村", YUNXI),))
            for number in range(first, first + 30)
        ]

    resolve(gazetteer, *items(0))
    with django_assert_max_num_queries(25):
        resolve(gazetteer, *items(30))

"""Facets: how values are written, named and ordered; the places around a choice; bars without gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from archive.models import OtherName, Place
from archive.search import FACETS, FacetCount, FacetFilter, timeline
from archive.search.facets import labels, shown
from archive.search.placetree import MOST, places_around
from tests.factories import ArticleFactory, OrganizationFactory, PersonFactory, PlaceFactory
from tests.views.scene import link


def tree() -> list[Place]:
    """Two cities of a province, the first with two districts, one of these with a town; all named in an article."""
    province = PlaceFactory(name="山岚省", type="省")
    city = PlaceFactory(name="青岚市", type="市", parent=province)
    other = PlaceFactory(name="沅溪市", type="市", parent=province)
    district = PlaceFactory(name="云溪区", type="区", parent=city)
    beside = PlaceFactory(name="松岗区", type="区", parent=city)
    town = PlaceFactory(name="石门镇", type="镇", parent=district)
    link(ArticleFactory(), province, city, other, district, beside, town)
    return [province, city, other, district, beside, town]


@pytest.mark.parametrize(
    ("name", "values", "stored"),
    [
        ("year", ["2023", "0", "x"], [2023]),
        ("month", ["2023-03", "2023-3"], [202303]),
        ("day", ["2023-03-05", "2023-02-30"], [date(2023, 3, 5)]),
        ("title", ["副区长", "ＣＥＯ"], ["副区长", "ceo"]),
        ("section", ["要闻"], ["要闻"]),
        ("place", ["7", "0", "石门镇", "9" * 5000], ["7"]),
        ("page_number", ["1"], [1]),
    ],
)
def test_values_are_looked_for_as_the_index_holds_them(name: str, values: list[str], stored: list[object]) -> None:
    assert FACETS[name].stored(values) == stored


@pytest.mark.parametrize(
    ("name", "counted", "names"),
    [
        ("year", [(2022, 5), (2023, 1)], [("2023", "2023年"), ("2022", "2022年")]),
        ("month", [(202212, 5), (202303, 1)], [("2023-03", "2023年3月"), ("2022-12", "2022年12月")]),
        (
            "day",
            [(20230305, 2), (date(2023, 3, 6), 1)],
            [("2023-03-06", "2023年3月6日"), ("2023-03-05", "2023年3月5日")],
        ),
        ("page_number", [(2, 9), (1, 1)], [("1", "第1版"), ("2", "第2版")]),
        ("kind", [("photo", 3), ("article", 2)], [("photo", "图片"), ("article", "报道")]),
        ("byline", [("白小川", 3)], [("白小川", "白小川")]),
    ],
)
def test_what_was_counted_is_named_in_order(
    name: str, counted: list[tuple[object, int]], names: list[tuple[str, str]]
) -> None:
    found = shown(name, {FACETS[name].field: counted}, {})
    assert [(each.value, each.label) for each in found] == names


@pytest.mark.django_db
def test_only_records_that_readers_may_see_are_named() -> None:
    person, hidden = PersonFactory(name="陆明远", note="石门镇小学教师"), PersonFactory(name="秘而不宣")
    body = OrganizationFactory(name="云溪区水务局")
    link(ArticleFactory(), person, body)
    link(ArticleFactory(state="withheld"), hidden)
    OtherName.objects.create(person=person, name="陆老师")
    people = shown("person", {"person": [(str(person.pk), 2), (str(hidden.pk), 1)]}, {})
    assert people == [FacetCount(str(person.pk), "陆明远（石门镇小学教师）", 2)]
    assert [each.label for each in shown("organization", {"organization": [(str(body.pk), 1)]}, {})] == [
        "云溪区水务局"
    ]
    paper = ArticleFactory(state="withheld").newspaper
    assert labels("newspaper", [paper.slug]) == {paper.slug: paper.slug}
    assert labels("person", [str(hidden.pk), "999"]) == {str(hidden.pk): str(hidden.pk), "999": "999"}


@pytest.mark.django_db
def test_places_stand_below_what_they_lie_in() -> None:
    province, city, other, district, _beside, town = tree()
    counts = [
        (str(place.pk), count) for place, count in ((province, 9), (city, 3), (other, 6), (district, 3), (town, 2))
    ]
    found = shown("place", {"place": counts}, {})
    assert [(each.label, each.count, each.depth) for each in found] == [
        ("山岚省", 9, 0),
        ("沅溪市", 6, 1),
        ("青岚市", 3, 1),
        ("云溪区", 3, 2),
        ("石门镇", 2, 3),
    ]


@pytest.mark.django_db
def test_around_a_chosen_place_are_those_above_and_those_in_it() -> None:
    province, city, other, district, beside, town = tree()
    around = {str(place.pk) for place in (province, city, district, beside)}
    assert set(map(str, places_around([city.pk]))) == around
    assert places_around([]) == []
    counts = [(str(place.pk), 1) for place in (province, city, other, district, beside, town)]
    found = shown("place", {"place": counts}, {"place": FacetFilter((str(city.pk),))})
    assert {each.value for each in found} == around


@pytest.mark.django_db
def test_without_a_choice_the_most_frequent_places_are_shown() -> None:
    article = ArticleFactory()
    places = [PlaceFactory(name=f"第{number}村") for number in range(MOST + 3)]
    link(article, *places)
    found = shown("place", {"place": [(str(place.pk), number) for number, place in enumerate(places, 1)]}, {})
    assert [each.count for each in found] == list(range(MOST + 3, 3, -1))


YEARS = {"year": [FacetCount("2023", "", 2), FacetCount("2019", "", 1)]}
MONTHS = {"month": [FacetCount("2023-02", "", 2), FacetCount("2022-11", "", 1)]}
FAR = {"month": [FacetCount("2023-02", "", 2), FacetCount("2019-11", "", 1)]}


@pytest.mark.parametrize(
    ("counts", "chosen", "unit", "bars"),
    [
        ({}, {}, "year", []),
        ({**YEARS, **FAR}, {}, "year", [("2019", 1), ("2020", 0), ("2021", 0), ("2022", 0), ("2023", 2)]),
        ({**YEARS, **MONTHS}, {}, "month", [("2022-11", 1), ("2022-12", 0), ("2023-01", 0), ("2023-02", 2)]),
        ({"month": [FacetCount("2023-02", "", 2)]}, {"year": ("2023",)}, "month", [("2023-02", 2)]),
        (
            {**MONTHS, "day": [FacetCount("2023-02-28", "", 2)]},
            {"month": ("2023-02",)},
            "day",
            [*[(f"2023-02-{day:02}", 0) for day in range(1, 28)], ("2023-02-28", 2)],
        ),
        (
            {"month": [FacetCount("2023-02", "", 2)], "day": [FacetCount("2023-02-01", "", 2)]},
            {},
            "day",
            [("2023-02-01", 2), *[(f"2023-02-{day:02}", 0) for day in range(2, 29)]],
        ),
        ({"day": []}, {"day": ("9999-12-31",)}, "day", [(f"9999-12-{day:02}", 0) for day in range(1, 32)]),
    ],
)
def test_bars_have_no_gaps(
    counts: Mapping[str, list[FacetCount]],
    chosen: Mapping[str, tuple[str, ...]],
    unit: str,
    bars: list[tuple[str, int]],
) -> None:
    found = timeline(counts, {name: FacetFilter(values) for name, values in chosen.items()})
    assert (found.unit, [(bar.value, bar.count) for bar in found.bars]) == (unit, bars)
    picked = {value for values in chosen.values() for value in values}
    assert all(bar.chosen == (bar.value in picked) for bar in found.bars)

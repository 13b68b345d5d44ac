"""Places: in which order they stand."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import OtherName
from tests.factories import PersonFactory, PlaceFactory
from tests.views.page import document
from tests.views.scene import Scene, link

pytestmark = pytest.mark.django_db


def test_what_is_governed_stands_before_roads_and_parks(client: Client, scene: Scene) -> None:
    town = next(place for place in scene.article.mentions.filter(kind="place")).place
    district = PlaceFactory(name="白云区", type="区", parent=town)
    kinds = {"一号公路": "道路", "丙村": "村", "乙镇": "镇", "甲园": "公园", "丁县": "县", "无名": ""}
    for name, kind in kinds.items():
        link(scene.article, PlaceFactory(name=name, type=kind, parent=district))
    page = document(client.get(district.get_absolute_url()))
    assert page.all("ul", class_="tiles") == ["丁县 1 乙镇 1 丙村 1 一号公路 1 无名 1 甲园 1"]


def test_countries_stand_after_provinces(client: Client, scene: Scene) -> None:
    for name, kind in {"东国": "国家", "云州省": "省", "一村": "村"}.items():
        link(scene.article, PlaceFactory(name=name, type=kind, parent=None))
    [listed] = document(client.get("/places/")).all("ul", class_="tiles")
    order = [name for name in listed.split() if name in ("东国", "云州省", "一村")]
    assert order == ["云州省", "东国", "一村"]


def test_a_place_is_found_by_name_anywhere_in_the_tree(client: Client, scene: Scene) -> None:
    town = next(place for place in scene.article.mentions.filter(kind="place")).place
    OtherName.objects.create(place=town, name="旧石镇")
    PlaceFactory(name="石门村")  # which no article names
    for asked in ("石门", "旧石"):
        page = document(client.get("/places/", {"name": asked}))
        assert page.all("a", class_="headline") == ["石门镇"]
        assert town.path in page.text
        assert page.all("title") == [f"地点 {asked} · 方志"]
    assert document(client.get("/places/?name=石门x")).all("p", class_="empty")


def test_each_list_s_pages_are_named_after_it_and_lead_back_to_it(client: Client, scene: Scene) -> None:
    town = next(place for place in scene.article.mentions.filter(kind="place")).place
    for number in range(61):
        link(scene.article, PlaceFactory(name=f"第{number}村", parent=town), PersonFactory(name="甲", home=town))
    page = document(client.get(town.get_absolute_url()))
    pagers = [each for tag, each in page.elements if tag == "nav" and each.get("class") == "pager"]
    assert [each["aria-labelledby"] for each in pagers] == ["children places-pages", "people people-pages"]
    ids = {each.get("id") for _, each in page.elements}
    assert {"children", "people", "places-pages", "people-pages"} <= ids
    assert ("2", "?people=2#people") in page.links()

"""Merging two people, taking it back, and splitting one, as a curator does it."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from archive.models import Mention, Person
from tests import factories
from tests.admin.rows import article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> tuple[Person, Person]:
    """Two of one name: the head of a district, and a teacher."""
    head = factories.PersonFactory(name="陆明远", home=factories.PlaceFactory())
    teacher = factories.PersonFactory(name="陆明远", note="第一小学教师")
    for n, who in enumerate((head, head, teacher)):
        made = article(n)
        made.text = "3月4日，云溪区区长陆明远到石门镇调研。" if who == head else "第一小学教师陆明远介绍了阅读课。"
        made.save()
        start = made.text.find("陆明远")
        spans = [["text", start, start + 3, None]]
        factories.MentionFactory(article=made, person=who, status="linked", spans=spans, text="陆明远")
    return head, teacher


def test_merge_and_undo(
    at_the_desk: Page, live_server: LiveServer, people: tuple[Person, Person], complaints: list[str]
) -> None:
    page, (head, teacher) = at_the_desk, people
    page.goto(f"{live_server.url}/admin/archive/person/{head.pk}/change/")
    page.click("text=合并…")
    page.click("ul.candidates a")
    expect(page.locator("table.compared")).to_contain_text("第一小学教师")
    page.fill("#id_reason", "同一个人")
    page.click("input[value=合并]")
    expect(page.locator(".messagelist")).to_contain_text("合并")
    assert not Person.objects.filter(pk=teacher.pk).exists()
    assert page.goto(f"{live_server.url}/people/{teacher.pk}/") is not None
    assert page.url.endswith(f"/people/{head.pk}/")
    page.goto(f"{live_server.url}/admin/decisions/")
    page.click("table.decisions button")
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert Mention.objects.filter(person=teacher).count() == 1
    # An icon whose loading a new page cuts short is no complaint.
    assert [each for each in complaints if not each.endswith("favicon.svg")] == []


def test_split(at_the_desk: Page, live_server: LiveServer, people: tuple[Person, Person]) -> None:
    page, (head, _teacher) = at_the_desk, people
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/admin/person/{head.pk}/split/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.check("ul.mentions li:first-child input")
    page.fill("#id_name", "陆明远")
    page.click("input[value=分出]")
    page.wait_for_url(re.compile("/archive/person/"))
    assert sorted(Person.objects.order_by("pk").values_list("mentions", flat=True)) == sorted(
        Mention.objects.values_list("pk", flat=True)
    )
    assert Person.objects.count() == 3


def test_the_other_record_is_found_by_typing(
    at_the_desk: Page, live_server: LiveServer, people: tuple[Person, Person]
) -> None:
    page, (head, _teacher) = at_the_desk, people
    factories.PersonFactory(name="陆鸣远")
    page.goto(f"{live_server.url}/admin/person/merge/?keep={head.pk}")
    page.click(".form-row:has(#id_drop) .select2-selection")
    page.keyboard.type("陆鸣")
    page.click(".select2-results__option--highlighted:has-text('陆鸣远')")
    page.click("input[value=预览]")
    expect(page.locator("table.compared")).to_contain_text("陆鸣远")

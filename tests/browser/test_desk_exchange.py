"""A table out, edited, with a bad row among the rest, in again, and taken back, as a curator does it."""

import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from archive.models import Person
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_out_and_in_again(page: Page, live_server: LiveServer, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    person = factories.PersonFactory(name="陆明远", home=factories.PlaceFactory())
    User.objects.create_superuser("chief", password="一个好长的密码123")
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "chief")
    page.fill("#id_password", "一个好长的密码123")
    page.click("[type=submit]")
    page.click(".rooms >> text=导入导出")
    with page.expect_download() as coming:
        page.click("a[href$='people.csv']")
    with coming.value.path().open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[1][rows[0].index("区别说明")] = "区长"
    rows += [["", "白云起"], ["", "白云落", "", "没有市"]]
    table = tmp_path / "people.csv"
    with table.open("w", encoding="gbk", newline="") as stream:
        csv.writer(stream).writerows(rows)
    page.set_input_files("[type=file]", table)
    page.click("text=上传并试导")
    expect(page.locator("table.planned tr.bad")).to_contain_text("没有市")
    expect(page.locator("table.planned tr.change ins")).to_have_text("区长")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Person.objects.get().note == ""
    page.click("text=导入 2 行")
    expect(page.locator("#content")).to_contain_text("人物：people.csv（新建 1，改动 1）")
    assert set(Person.objects.values_list("name", "note")) == {("陆明远", "区长"), ("白云起", "")}
    page.click("text=撤销这次导入")
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert list(Person.objects.values_list("pk", "note")) == [(person.pk, "")]

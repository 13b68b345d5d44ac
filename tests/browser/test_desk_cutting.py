"""A curator moves a boundary by mouse, splits an article by keyboard, and undoes it; also without scripts."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from archive import models
from tests.browser.test_reading import RULES
from tests.curating.test_cutting import LINES, line
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(live_server: LiveServer, tmp_path: Path) -> str:
    """A page's room, of three articles."""
    path = tmp_path / "2023-03-05_青岚日报_02版.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    run("ingest", path)
    return f"{live_server.url}/admin/pages/{models.Page.objects.get().pk}/cut/"


@pytest.fixture
def cookie(live_server: LiveServer) -> dict[str, str]:
    """A curator's, signed in."""
    client = Client()
    client.force_login(User.objects.create(username="chief", is_staff=True, is_superuser=True))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


def text_of(headline: str) -> str:
    return models.Article.objects.get(headline=headline).text


def box(page: Page, number: int) -> Locator:
    return page.get_by_role("checkbox", name=str(number), exact=True)


def test_by_mouse_and_by_keyboard(page: Page, room: str, cookie: dict[str, str]) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.context.add_cookies([cookie])
    page.goto(room)
    first, last = line("船工说"), line("下水。")
    box(page, first).click()
    box(page, last).click()
    expect(page.get_by_label("行号")).to_have_value(f"{first}-{last}")
    page.get_by_label("归入").select_option(label="1 石门镇修好灌溉渠")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.get_by_role("heading", name="照此改动")).to_be_visible()
    expect(page.locator(".preview mark").first).to_contain_text("船工说")
    assert "船工说" in text_of("渡口夜里通船")
    page.get_by_label("理由").fill("行归错了")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".messagelist")).to_contain_text("已保存")
    assert "赶在汛期之前下水。" in text_of("石门镇修好灌溉渠")
    box(page, 1).focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.value") == str(first):
            break
    page.keyboard.press("Space")
    page.get_by_role("button", name="从所选首行起分出新篇").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("已保存")
    assert models.Article.objects.filter(text__startswith="船工说").exists()
    page.goto(page.url.split("/pages/")[0] + "/decisions/")
    page.get_by_role("button", name="撤销").first.click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert "船工说" in text_of("石门镇修好灌溉渠")
    assert said == []


def test_without_scripts_and_on_a_telephone(browser: Browser, room: str, cookie: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(room)
    box(page, line("船工说")).check()
    page.get_by_role("button", name="从所选首行起分出新篇").click()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".messagelist")).to_contain_text("已保存")
    context.close()
    assert models.Article.objects.count() == 4


def test_nothing_stands_in_anybody_s_way(page: Page, room: str, cookie: dict[str, str]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.context.add_cookies([cookie])
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{room}?verb=split&lines={line('船工说')}")
        found = Axe().run(page, context=".cutting", options={"runOnly": RULES})
        assert found.response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width

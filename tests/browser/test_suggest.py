"""The search boxes suggest while somebody types: with keyboard, mouse and input method, and never in the way."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_reading import RULES

GROUPS = [
    {
        "kind": "person",
        "label": "人物",
        "suggestions": [
            {"text": "陆明远", "detail": "云溪区人民政府区长", "url": "/people/?name=陆明远", "fill": ""},
            {"text": "陆<b>一鸣", "detail": "", "url": "/people/?name=陆一鸣", "fill": ""},
        ],
    },
    {
        "kind": "post",
        "label": "职务",
        "suggestions": [{"text": "路长", "detail": "3篇", "url": "/search/?q=职务:路长", "fill": "职务:路长"}],
    },
]


@pytest.fixture
def asked(page: Page) -> list[str]:
    """What the page asks for suggestions; answered with GROUPS where it begins with lu or 陆."""
    queries: list[str] = []

    def answer(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)["q"][0]
        queries.append(query)
        groups = GROUPS if query.startswith(("lu", "陆")) else []
        route.fulfill(body=json.dumps({"groups": groups}), content_type="application/json")

    page.route("**/api/suggest*", answer)
    return queries


@pytest.fixture
def home(page: Page, live_server: LiveServer, asked: list[str]) -> Page:
    """The first page, its search box in focus."""
    page.goto(live_server.url)
    page.get_by_role("combobox", name="搜索报纸").focus()
    return page


def test_it_asks_once_somebody_pauses_and_shows_groups(home: Page, asked: list[str]) -> None:
    home.keyboard.type("lum")
    expect(home.get_by_role("listbox", name="建议")).to_be_visible()
    assert asked == ["lum"]
    box = home.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(home.get_by_role("group", name="人物").get_by_role("option")).to_have_text(
        ["陆明远 云溪区人民政府区长", "陆<b>一鸣 "]
    )
    expect(home.get_by_role("group", name="职务").get_by_role("option")).to_have_text(["路长 3篇"])
    expect(home.locator("[aria-live]")).to_have_text("建议: 3")
    box.fill("")
    expect(home.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")


def test_arrows_walk_round_and_enter_opens_the_record(home: Page) -> None:
    home.keyboard.type("lu")
    box = home.get_by_role("combobox")
    expect(home.get_by_role("listbox")).to_be_visible()
    chosen = home.locator("[role=option][aria-selected=true]")
    for key, value in (
        ("ArrowDown", "陆明远"),
        ("ArrowDown", "陆<b>一鸣"),
        ("ArrowDown", "职务:路长"),
        ("ArrowDown", "lu"),
        ("ArrowUp", "职务:路长"),
        ("ArrowDown", "lu"),
        ("ArrowDown", "陆明远"),
    ):
        home.keyboard.press(key)
        expect(box).to_have_value(value)
        if value == "lu":
            expect(chosen).to_have_count(0)
            assert box.get_attribute("aria-activedescendant") is None
        else:
            expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    home.keyboard.press("Enter")
    home.wait_for_url("**/people/**")
    assert parse_qs(urlsplit(home.url).query) == {"name": ["陆明远"]}


def test_what_is_no_record_is_looked_for(home: Page) -> None:
    home.keyboard.type("lu")
    home.get_by_role("option", name="路长").click()
    home.wait_for_url("**/search/**")
    assert parse_qs(urlsplit(home.url).query) == {"q": ["职务:路长"]}


def test_escape_closes_and_gives_back_what_was_typed(home: Page) -> None:
    home.keyboard.type("lu")
    expect(home.get_by_role("listbox")).to_be_visible()
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Escape")
    expect(home.get_by_role("listbox")).to_be_hidden()
    expect(home.get_by_role("combobox")).to_have_value("lu")
    expect(home.get_by_role("combobox")).to_be_focused()
    home.keyboard.press("ArrowDown")
    expect(home.get_by_role("listbox")).to_be_visible()
    home.keyboard.press("Tab")
    expect(home.get_by_role("listbox")).to_be_hidden()


def test_enter_without_a_choice_searches_for_what_was_typed(home: Page) -> None:
    home.keyboard.type("lu")
    expect(home.get_by_role("listbox")).to_be_visible()
    home.keyboard.press("Enter")
    home.wait_for_url("**/search/**")
    assert parse_qs(urlsplit(home.url).query) == {"q": ["lu"]}


def test_an_input_method_is_left_alone_until_it_is_done(home: Page, asked: list[str]) -> None:
    method = home.context.new_cdp_session(home)
    for letters in ("l", "lu", "lu'm"):
        method.send("Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": 0})
    home.wait_for_timeout(300)
    assert asked == []
    method.send("Input.insertText", {"text": "陆明"})
    expect(home.get_by_role("listbox")).to_be_visible()
    assert asked == ["陆明"]


def test_who_leaves_the_box_waits_for_no_answer(page: Page, live_server: LiveServer) -> None:
    page.route("**/api/suggest*", lambda route: None)  # never answers
    page.goto(live_server.url)
    with page.expect_request("**/api/suggest*"):
        page.get_by_role("combobox").type("lu")
    with page.expect_event("requestfailed"):
        page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_failing_server_leaves_a_plain_box(page: Page, live_server: LiveServer) -> None:
    page.route("**/api/suggest*", lambda route: route.fulfill(status=500, body="no"))
    page.goto(live_server.url)
    page.get_by_role("combobox").type("lu")
    page.wait_for_timeout(300)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=lu")


def test_without_scripts_it_is_a_search_box(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    expect(page.get_by_role("searchbox", name="搜索报纸")).to_be_visible()
    context.close()


def test_the_policy_of_the_site_refuses_nothing_of_it(page: Page, live_server: LiveServer, asked: list[str]) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    answer = page.goto(live_server.url)
    assert answer is not None
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page.get_by_role("combobox").type("lu")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert refused == []


@pytest.mark.parametrize("address", ["/", "/people/", "/search/?q=lu"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_list_fits_the_screen_and_axe_finds_nothing(
    page: Page, live_server: LiveServer, asked: list[str], address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(live_server.url + address)
    page.get_by_role("combobox", name="搜索报纸").fill("lu")
    page.get_by_role("combobox", name="搜索报纸").press("End")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    box = page.get_by_role("listbox").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()

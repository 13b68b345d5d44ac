"""Dragging over the bars of a search asks for a range of days; a click stays what it was."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.views.scene import Scene


@pytest.fixture
def bars(page: Page, live_server: LiveServer, scene: Scene) -> Page:
    """The articles of some months as bars."""
    page.goto(f"{live_server.url}/search/?size=10&sort=oldest&page=1")
    expect(page.locator("svg[data-unit=month]")).to_have_attribute("data-first", re.compile("^2023-"))
    return page


def middle(page: Page, month: str) -> tuple[float, float]:
    """Where on the screen a month's bar stands, high above what may be a short one."""
    bars = page.locator("svg[data-unit]")
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    assert box
    first, count = bars.get_attribute("data-first") or "", int(bars.get_attribute("data-bars") or 0)
    number = (int(month[:4]) - int(first[:4])) * 12 + int(month[5:]) - int(first[5:])
    return box["x"] + (number + 0.5) * box["width"] / count, box["y"] + box["height"] / 2


def drag(page: Page, from_: str, to: str) -> None:
    page.mouse.move(*middle(page, from_))
    page.mouse.down()
    page.mouse.move(*middle(page, to), steps=4)


@pytest.mark.parametrize(("from_", "to"), [("2023-03", "2023-04"), ("2023-04", "2023-03")])
def test_dragging_asks_for_those_months(bars: Page, complaints: list[str], from_: str, to: str) -> None:
    bars.evaluate("window.stays = true")
    drag(bars, from_, to)
    expect(bars.locator(".range-label")).to_have_text("2023年3月 – 2023年4月")
    bars.mouse.up()
    expect(bars).to_have_url(re.compile(r"\?size=10&sort=oldest&from=2023-03-01&to=2023-04-30$"))
    expect(bars.get_by_role("link", name="从2023年3月1日起")).to_be_visible()
    expect(bars.locator(".range, .range-label")).to_have_count(0)
    assert bars.evaluate("window.stays")
    assert complaints == []


def test_within_one_month_days_are_to_be_chosen(bars: Page) -> None:
    x, y = middle(bars, "2023-03")
    bars.mouse.move(x - 8, y)
    bars.mouse.down()
    bars.mouse.move(x + 8, y, steps=3)
    bars.mouse.up()
    expect(bars).to_have_url(re.compile("from=2023-03-01&to=2023-03-31$"))
    days = bars.locator("svg[data-unit=day]")
    expect(days).to_have_attribute("data-bars", "31")
    box = days.bounding_box()
    assert box
    bars.mouse.move(box["x"] + 1, box["y"] + 5)
    bars.mouse.down()
    bars.mouse.move(box["x"] + 6.5 / 31 * box["width"], box["y"] + 5, steps=3)
    bars.mouse.up()
    expect(bars).to_have_url(re.compile("from=2023-03-01&to=2023-03-07$"))


def test_a_drag_can_be_given_up_and_a_click_chooses_one_bar(bars: Page) -> None:
    second = "document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, isPrimary: false }))"
    for give_up in (lambda: bars.keyboard.press("Escape"), lambda: bars.evaluate(second)):
        drag(bars, "2023-03", "2023-04")
        expect(bars.locator(".range")).to_have_count(1)
        give_up()
        expect(bars.locator(".range")).to_have_count(0)
        bars.mouse.up()
    x, y = middle(bars, "2023-04")
    bars.mouse.move(x, y)
    bars.mouse.down()
    bars.mouse.move(x + 2, y)
    bars.mouse.up()
    expect(bars).to_have_url(re.compile(r"\?size=10&sort=oldest&month=2023-04$"))


def test_a_finger_drags(browser: Browser, live_server: LiveServer, scene: Scene) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/search/")
    (x, y), (to, _) = middle(page, "2023-03"), middle(page, "2023-04")
    touch: Callable[[str, list[dict[str, float]]], object] = lambda kind, points: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
    )
    session = context.new_cdp_session(page)
    touch("touchStart", [{"x": x, "y": y}])
    for share in (0.3, 0.6, 1):
        touch("touchMove", [{"x": x + (to - x) * share, "y": y}])
    touch("touchEnd", [])
    expect(page).to_have_url(re.compile("from=2023-03-01&to=2023-04-30$"))
    context.close()


def test_the_fields_do_the_same_without_scripts(browser: Browser, live_server: LiveServer, scene: Scene) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/search/")
    expect(page.locator(".to-drag")).to_be_hidden()
    page.get_by_label("从", exact=True).fill("2023-03-01")
    page.get_by_label("到", exact=True).fill("2023-03-31")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("from=2023-03-01&to=2023-03-31"))
    expect(page.locator("svg[data-unit=day]")).to_be_visible()
    context.close()

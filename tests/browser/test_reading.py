"""The pages as everybody needs them: in both languages and schemes, on small screens, on paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import thorough
from tests.views.scene import Scene

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # What another scheme can break.


def test_the_language_can_be_switched_and_back(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/people/?name=陆")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    assert "name=" in page.url
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人物")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing(page: Page, live_server: LiveServer, addresses: dict[str, str], language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    axe = Axe()
    # So tall that no bar sticks to the window's edge: what such a one half covers by chance is too small to be tapped.
    page.set_viewport_size({"width": 1280, "height": 6000})
    # Each page in one of the two languages, or, thoroughly, in both.
    chosen = [each for at, each in enumerate(addresses.items()) if thorough.THOROUGH or at % 2 == (language == "en")]
    for name, address in chosen:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
            assert found.violations_count == 0, f"{name}, {scheme}: {found.generate_report()}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_wider_than_a_small_telephone(
    page: Page, live_server: LiveServer, addresses: dict[str, str], language: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for name, address in addresses.items():
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name


def test_what_can_be_tapped_is_large_enough(page: Page, addresses: dict[str, str]) -> None:
    """24 by 24 pixels, or standing in a sentence, or with room around it (WCAG 2.2, 2.5.8)."""
    page.set_viewport_size({"width": 390, "height": 844})
    for name, address in addresses.items():
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, nav a, .headline')]
                .filter(each => !each.closest('label') && each.getClientRects().length)
                .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
                .filter(([, box]) => box.height < 24 || box.width < 24)
                .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
        )
        assert small == [], name


def test_no_page_asks_another_host(page: Page, live_server: LiveServer, addresses: dict[str, str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses.values():
        page.goto(address)
    assert {re.sub(r"(//[^/]+).*", r"\1", url) for url in asked} == {live_server.url}


def test_print_leaves_out_what_only_a_screen_needs(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + scene.article.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".neighbours")).to_be_hidden()
    expect(page.locator(".text")).to_be_visible()

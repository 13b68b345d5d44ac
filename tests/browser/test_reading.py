"""The pages as everybody needs them: in both languages and schemes, on small screens, on paper."""

from __future__ import annotations

import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import thorough
from tests.views.scene import Scene

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is less than 24 by 24 pixels and neither stands in a sentence nor has room around it (WCAG 2.2, 2.5.8).
SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, nav a, .headline')]
    .filter(each => !each.closest('label') && each.getClientRects().length)
    .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
    .filter(([, box]) => box.height < 24 || box.width < 24)
    .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def test_the_language_can_be_switched_and_back(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/people/?name=陆")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    assert "name=" in page.url
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人物")


def test_every_page_serves_everybody(
    page: Page, live_server: LiveServer, addresses: dict[str, str], asked: list[str]
) -> None:
    """Each page in one language and one scheme, or, thoroughly, in all, is opened once: nothing on it is too small to
    be tapped or wider than a small telephone, axe finds nothing, and no other host is asked for anything."""
    ways = [(language, scheme) for language in ("zh-hans", "en") for scheme in ("light", "dark")]
    for name, address in addresses.items():
        for language, scheme in ways if thorough.THOROUGH else [random.choice(ways)]:
            told = f"{name}, {language}, {scheme}"
            page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto(address)
            assert page.evaluate(SMALL) == [], told
            page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
            page.set_viewport_size({"width": 320, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") == 320, told
            # So tall that no bar sticks to the edge: what one half covers by chance is too small to be tapped.
            page.set_viewport_size({"width": 1280, "height": 6000})
            found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
            assert found.violations_count == 0, f"{told}: {found.generate_report()}"
    assert {re.sub(r"(//[^/]+).*", r"\1", url) for url in asked} == {live_server.url}


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses that the browser asks for."""
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    return heard


def test_print_leaves_out_what_only_a_screen_needs(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + scene.article.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".neighbours")).to_be_hidden()
    expect(page.locator(".text")).to_be_visible()

"""A reader goes from a search to an article, its people, an event, and takes the list away.

With mouse or keyboard, on a wide screen or a telephone, with or without scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.views.scene import Scene

WIDE, TELEPHONE = (1280, 900), (390, 844)
MOST_STOPS = 120  # No reader presses the tab key oftener; a page of ours has half as many stops.
# Whether an element has the focus, and how wide the ring is that shows it.
FOCUS = "each => each === document.activeElement ? getComputedStyle(each).outlineWidth : ''"


class Reader(Protocol):
    """Somebody before a page, with what they have at hand."""

    page: Page

    def begin(self) -> None:
        """Go past what stands on every page."""

    def press(self, target: Locator) -> None:
        """Press a link, a button, a box, the head of what is folded."""

    def write(self, target: Locator, text: str) -> None:
        """Write into a field."""


class Pointing:
    """With the mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self) -> None:
        """What is to be pressed is pointed at."""

    def press(self, target: Locator) -> None:
        """Click."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Click, then write."""
        target.click()
        self.page.keyboard.insert_text(text)


class Tabbing:
    """With the keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self) -> None:
        """The first stop leads past the masthead."""
        self.press(self.page.get_by_role("link", name="跳到正文"))

    def press(self, target: Locator) -> None:
        """Walk there, see that it is reached, press."""
        self._reach(target)
        self.page.keyboard.press("Space" if target.get_attribute("type") == "checkbox" else "Enter")

    def write(self, target: Locator, text: str) -> None:
        """Walk there, then write."""
        self._reach(target)
        self.page.keyboard.insert_text(text)

    def _reach(self, target: Locator) -> None:
        expect(target).to_have_count(1)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if ring := target.evaluate(FOCUS):
                assert ring == "3px"
                return
        raise AssertionError(f"The tab key does not lead to {target}")


def journey(reader: Reader, address: str, scene: Scene) -> None:
    """Search, filter, open an article, a person named in it, an event they took part in, and take a list away."""
    page = reader.page
    heading, status = page.get_by_role("heading", level=1), page.get_by_role("status")
    page.goto(address)
    reader.begin()
    reader.write(page.get_by_label("搜索报纸"), "石门镇")
    reader.press(page.get_by_role("button", name="搜索"))
    expect(status).to_have_text("找到3篇文章")

    if (page.viewport_size or {})["width"] == TELEPHONE[0]:
        reader.press(page.get_by_role("link", name="筛选"))
    reader.write(page.get_by_label("到", exact=True), "2023-03-31")
    reader.press(page.get_by_role("checkbox", name="青岚日报"))
    reader.press(page.get_by_role("button", name="应用"))
    expect(status).to_have_text("找到2篇文章")
    assert "to=2023-03-31" in page.url
    expect(page.locator("mark").first).to_have_text("石门镇")
    reader.press(page.get_by_role("link", name="到2023年3月31日止"))
    expect(status).to_have_text("找到3篇文章")

    reader.press(page.get_by_role("link", name="云溪区第三次河长会议召开"))
    expect(heading).to_have_text("云溪区第三次河长会议召开")
    reader.press(page.locator(".text").get_by_role("link", name="陆明远").first)
    expect(heading).to_have_text("陆明远")
    assert page.url.endswith(scene.person.get_absolute_url())
    reader.press(page.get_by_role("link", name="云溪区第三次河长会议", exact=True))
    expect(heading).to_have_text("云溪区第三次河长会议")

    reader.write(page.get_by_label("搜索报纸"), "石门镇")
    reader.press(page.get_by_role("button", name="搜索"))
    expect(status).to_have_text("找到3篇文章")
    reader.press(page.get_by_text("导出、订阅与趋势"))
    with page.expect_download() as download:
        reader.press(page.get_by_role("link", name="表格（CSV）"))
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 1 + 3


@pytest.mark.dear
@pytest.mark.parametrize("screen", [WIDE, TELEPHONE], ids=["wide", "telephone"])
@pytest.mark.parametrize("reader", [Pointing, Tabbing])
def test_from_a_search_to_a_list_taken_away(
    page: Page,
    live_server: LiveServer,
    scene: Scene,
    complaints: list[str],
    reader: Callable[[Page], Reader],
    screen: tuple[int, int],
) -> None:
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    journey(reader(page), live_server.url, scene)
    assert complaints == []


def test_all_of_it_works_without_scripts(browser: Browser, live_server: LiveServer, scene: Scene) -> None:
    context = browser.new_context(java_script_enabled=False)
    journey(Pointing(context.new_page()), live_server.url, scene)
    context.close()


def test_lines_of_the_page_stand_beside_the_article(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + scene.article.get_absolute_url())
    page.get_by_text("对照版面文字").click()
    expect(page.locator(".mine")).to_contain_text("春到云溪")

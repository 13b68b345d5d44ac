"""A list of names is pasted or chosen, answered, taken away; with keyboard, on small screens, without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_reading import RULES
from tests.views.scene import Scene


def check(page: Page, server: LiveServer, scene: Scene) -> None:
    """From the list of people to a table, to a person and back, to a file."""
    page.goto(server.url + "/people/")
    page.get_by_role("link", name="一次核对全部姓名").press("Enter")
    page.get_by_label("名单", exact=True).fill("1. 陆 明 远，区长\n陆区长\n无此人")
    page.get_by_role("button", name="核对").press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text("3个姓名：一人 1，同名 1，未见 1")
    assert page.url == server.url + "/names/"
    row = page.get_by_role("row", name="陆区长")
    row.get_by_role("link", name="陆明远").press("Enter")
    expect(page).to_have_url(re.compile(re.escape(scene.person.get_absolute_url())))
    page.go_back()
    expect(page.get_by_role("row", name="无此人")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载表格（CSV）").press("Enter")
    assert re.fullmatch(r"方志-核对姓名-[\d-]+\.csv", download.value.suggested_filename)
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 5


def test_a_list_is_checked(page: Page, live_server: LiveServer, scene: Scene, complaints: list[str]) -> None:
    check(page, live_server, scene)
    # A file is no page: the browser calls the way to it broken off, and that to the page's icon if it is still going.
    assert set(complaints) <= {page.url, f"{live_server.url}/static/archive/favicon.svg"}
    page.get_by_label("或者选一个文件").set_input_files(
        {"name": "名单.csv", "mimeType": "text/csv", "buffer": "姓名,职务\n白小川,记者\n".encode("gb18030")}
    )
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("rowheader")).to_have_text(["白小川"])


def test_a_list_is_checked_without_scripts(browser: Browser, live_server: LiveServer, scene: Scene) -> None:
    context = browser.new_context(java_script_enabled=False)
    check(context.new_page(), live_server, scene)
    context.close()


@pytest.mark.dear
@pytest.mark.parametrize(("language", "scheme"), [("zh-hans", "light"), ("en", "dark")])
def test_everybody_can_use_it(page: Page, live_server: LiveServer, scene: Scene, language: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": 320, "height": 640})
    for names in (None, "", "陆明远\n陆区长\n路明远\nMaximilian Featherstonehaugh"):
        page.goto(live_server.url + "/names/")
        if names is not None:
            page.locator("#names").fill(names)
            page.locator("#list button").click()
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 320

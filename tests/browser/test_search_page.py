"""The search page, trends and the marks in an article, as a reader meets them in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.views.scene import Scene


def test_a_bar_narrows_the_search(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/search/?q=石门镇")
    expect(page.get_by_role("status")).to_have_text(re.compile("找到3篇文章"))
    page.locator("svg a").last.click()
    expect(page).to_have_url(re.compile("month=2023-04"))
    expect(page.get_by_role("status")).to_have_text(re.compile("找到1篇文章"))
    page.get_by_text("按日分布").click()
    page.get_by_role("table").get_by_role("link", name="2023年4月9日").click()
    expect(page).to_have_url(re.compile("month=2023-04&day=2023-04-09"))


def test_a_value_is_shut_out_and_let_in_again(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/search/?q=石门镇")
    expect(page.get_by_role("link", name="不要“图片”")).to_be_hidden()
    page.get_by_text("类型", exact=True).first.click()
    page.get_by_role("link", name="不要“图片”").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("找到2篇文章"))
    page.get_by_role("checkbox", name="不要 图片").uncheck()
    page.get_by_role("button", name="应用").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("找到3篇文章"))


def test_a_hit_leads_to_its_marks(page: Page, live_server: LiveServer, scene: Scene, complaints: list[str]) -> None:
    page.goto(live_server.url + "/search/?q=河长会议")
    page.get_by_role("link", name="云溪区第三次河长会议召开").click()
    bar = page.get_by_role("navigation", name="检索词所在之处")
    expect(bar).to_contain_text("本文标出3处")
    bar.get_by_role("link", name="看第一处").click()
    expect(page.locator("#m1")).to_contain_text("1/3")
    expect(page.locator("#m1 a").first).to_be_visible()
    expect(page.locator("#m2 a").first).to_be_hidden()
    page.locator("#m1").get_by_role("link", name="下一处").click()
    expect(page).to_have_url(re.compile("#m2$"))
    bar.get_by_role("link", name="清除标记").click()
    expect(page.locator("mark")).to_have_count(0)
    assert complaints == []


def test_keys_lead_from_mark_to_mark(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(f"{live_server.url}{scene.article.get_absolute_url()}?q=河长会议")
    for key, place in (("n", "m1"), ("n", "m2"), ("p", "m1"), ("p", "m3")):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"#{place}$"))
    page.get_by_label("搜索报纸").focus()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("#m3$"))
    page.go_back()
    expect(page).to_have_url("about:blank")  # The marks are no steps of the way back.


def test_a_slash_leads_to_the_search_box_unless_it_is_switched_off(
    page: Page, live_server: LiveServer, scene: Scene
) -> None:
    page.goto(live_server.url + scene.article.get_absolute_url())
    box = page.get_by_label("搜索报纸")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")
    switch = page.get_by_role("button", name="快捷键")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(box).not_to_be_focused()


def test_a_point_of_a_trend_leads_to_its_articles(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/trends/")
    page.get_by_label("第1种说法").fill("石门镇")
    page.get_by_label("第2种说法").fill("河长")
    page.get_by_role("button", name="比较").click()
    expect(page.locator(".lines-chart path")).to_have_count(2)
    page.locator(".lines-chart circle:not(.reach)").first.click()
    expect(page.get_by_role("status")).to_have_text(re.compile("找到2篇文章"))
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载表格（CSV）").click()
    assert download.value.suggested_filename == "trends.csv"


def test_the_search_changes_without_a_reload(
    page: Page, live_server: LiveServer, scene: Scene, complaints: list[str]
) -> None:
    page.goto(live_server.url + "/search/?q=石门镇")
    page.evaluate("window.stays = true")
    page.get_by_text("类型", exact=True).first.click()
    page.locator(".facet > summary", has_text="版次").click()
    page.get_by_role("link", name="不要“图片”").press("Enter")
    expect(page.get_by_role("status")).to_have_text(re.compile("找到2篇文章"))
    expect(page).to_have_url(re.compile("-kind=photo"))
    expect(page.locator(".count")).to_be_focused()
    expect(page.get_by_role("checkbox", name="第1版")).to_be_visible()  # What was open stays open.
    page.get_by_role("checkbox", name="青岚日报").check()
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("newspaper="))
    page.get_by_role("link", name="最新").click()
    expect(page).to_have_url(re.compile("sort=newest"))
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    assert page.locator("footer [name=next]").get_attribute("value") == page.evaluate(
        "location.pathname + location.search"
    )
    box = page.get_by_role("combobox", name="搜索报纸")
    box.press("Escape")
    box.fill("云溪区")
    box.press("Enter")
    expect(page).to_have_title(re.compile("^云溪区"))
    expect(page.locator(".suggestions")).to_have_count(1)
    for address in ("sort=newest", "newspaper=", "-kind=photo", r"\?q=%E7%9F%B3%E9%97%A8%E9%95%87$"):
        page.go_back()
        expect(page).to_have_url(re.compile(address))
        expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text(re.compile("找到3篇文章"))
    expect(box).to_have_value("石门镇")
    page.go_forward()
    expect(page.get_by_role("status")).to_have_text(re.compile("找到2篇文章"))
    page.get_by_role("navigation", name="结果的种类").get_by_role("link", name="地点").click()
    expect(page).to_have_url(re.compile("of=place"))
    assert page.evaluate("window.stays")
    assert complaints == []


def test_whoever_wants_a_new_page_gets_one(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/search/?q=石门镇")
    page.evaluate("window.stays = true")
    with page.context.expect_page() as other:
        page.get_by_role("link", name="最新").click(modifiers=["Control"])
    expect(other.value).to_have_url(re.compile("sort=newest"))
    assert "sort" not in page.url
    page.route("**/search/?*sort=oldest*", lambda route: route.abort(), times=1)  # The network fails once.
    page.get_by_role("link", name="最早").click()
    expect(page).to_have_url(re.compile("sort=oldest"))
    expect(page.get_by_role("status")).to_have_text(re.compile("找到3篇文章"))
    assert page.evaluate("window.stays") is None

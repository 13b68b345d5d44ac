"""References are copied, lists taken away, and what machines are told stands under the strictest policy."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.views.scene import Scene

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"


def test_a_reference_is_copied(
    page: Page, context: BrowserContext, live_server: LiveServer, scene: Scene, complaints: list[str]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + scene.article.get_absolute_url())
    field = page.get_by_label("GB/T 7714—2025，网上版")
    page.locator(".reference", has=field).get_by_role("button", name="复制").click()
    expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == field.input_value()
    assert field.input_value().endswith(f"/articles/{scene.article.pk}/.")
    assert complaints == []


def test_what_machines_are_told_is_no_script(
    page: Page, live_server: LiveServer, scene: Scene, complaints: list[str]
) -> None:
    def under_a_strict_policy(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": STRICT})

    page.route("**/*", under_a_strict_policy)
    page.goto(live_server.url + scene.article.get_absolute_url())
    told = page.locator('script[type="application/ld+json"]')
    assert '"@type": "NewsArticle"' in (told.text_content() or "")
    expect(page.get_by_role("button", name="复制").first).to_be_visible()
    assert complaints == []


def test_the_list_of_a_search_is_taken_away(page: Page, live_server: LiveServer, scene: Scene) -> None:
    page.goto(live_server.url + "/search/?q=陆明远")
    page.get_by_text("导出、订阅与趋势").press("Enter")
    for name, ending in (("表格（CSV）", ".csv"), ("JSON", ".json"), ("RIS", ".ris"), ("GB/T 7714—2025引文", ".txt")):
        link = page.get_by_role("link", name=name, exact=True)
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        with page.expect_download() as download:
            link.press("Enter")
        assert download.value.suggested_filename.startswith("方志-陆明远-")
        assert download.value.suggested_filename.endswith(ending)

"""A reader's own lists in the browser: ordered by keyboard alone, without scripts; nothing that axe complains of."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from archive.models import ReadingList, SavedSearch
from tests.browser.test_reading import RULES
from tests.factories import ArticleFactory, PageFactory


@pytest.fixture
def kept(live_server: LiveServer) -> ReadingList:
    """A list of one page and three articles more."""
    made = ReadingList.objects.create(owner=User.objects.create_user("lin", "lin@example.org"), name="春季专题")
    page = PageFactory()
    for number in range(23):
        made.keep(ArticleFactory(page=page, position=number, headline=f"题{number:02}"), "要核" if number == 1 else "")
    SavedSearch.objects.create(owner=made.owner, name="植树", query="q=植树", language="zh-hans")
    return made


def sign_in(context: BrowserContext, address: str, reader: User) -> None:
    """Give the browser the reader's session."""
    client = Client()
    client.force_login(reader)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def test_a_list_is_ordered_by_keyboard_without_scripts(
    browser: Browser, live_server: LiveServer, kept: ReadingList
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, kept.owner)
    page = context.new_page()
    page.goto(f"{live_server.url}{kept.get_absolute_url()}?sort=mine&page=2")
    moved = kept.entries.get(article__headline="题22").pk
    up = page.locator(f"#up-{moved}")
    up.focus()
    for at in (21, 20, 19, 18):
        page.keyboard.press("Enter")
        shown = page.locator("a.headline").nth(at % 20)
        expect(shown).to_have_text("题22")
        expect(up).to_be_focused()
        expect(up).to_be_in_viewport()
    order = list(kept.entries.order_by("position").values_list("article__headline", flat=True))
    assert order == [*(f"题{number:02}" for number in range(18)), "题22", "题18", "题19", "题20", "题21"]
    context.close()


@pytest.mark.dear
@pytest.mark.parametrize(("language", "scheme"), [("zh-hans", "light"), ("en", "dark")])
def test_axe_finds_nothing_on_a_reader_s_pages(
    browser: Browser, live_server: LiveServer, kept: ReadingList, language: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]
    sign_in(context, live_server.url, kept.owner)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page = context.new_page()
    article = kept.entries.first().article
    for address in (
        *("/account/", "/account/searches/", "/account/searches/new/?q=河长&year=2022", "/account/lists/"),
        *(f"{kept.get_absolute_url()}?sort=mine", f"/account/keep/{article.pk}/", f"{kept.get_absolute_url()}delete/"),
    ):
        page.goto(live_server.url + address)
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
    context.close()

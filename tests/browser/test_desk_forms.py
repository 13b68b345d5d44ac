"""A form that is refused begins where the mistake is."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.admin.rows import article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_wrong_is_in_view_and_in_hand(
    at_the_desk: Page, live_server: LiveServer, complaints: list[str], width: int
) -> None:
    page, made = at_the_desk, article(1)
    made.bylines.create(name="白小川", role="记者")
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{live_server.url}/admin/archive/article/{made.pk}/change/")
    expect(page.locator("#id_bylines-0-name")).not_to_be_in_viewport()
    page.fill("#id_bylines-0-name", "")
    page.click("[name=_save]")
    expect(page.locator(".errornote")).to_be_attached()
    expect(page.locator("#id_bylines-0-name")).to_be_in_viewport()
    expect(page.locator("#id_bylines-0-name")).to_be_focused()
    assert complaints == []


def test_where_the_top_says_it_the_top_is_shown(at_the_desk: Page, live_server: LiveServer) -> None:
    page, made = at_the_desk, article(1)
    page.goto(f"{live_server.url}/admin/archive/article/{made.pk}/change/")
    made.headline = "别人写的"
    made.save()
    page.fill("#id_headline", "自己写的")
    page.click("[name=_save]")
    expect(page.locator(".errornote + .errorlist")).to_be_in_viewport()
    expect(page.locator(".field-headline .errorlist")).to_contain_text("别人写的")

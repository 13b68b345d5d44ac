"""Costly pages of visitors are kept, and never longer than they are true."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import requests
from archive.models import Article, Person
from archive.views import kept
from tests.views.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(scene: Scene, index_now: Callable[[], None], settings, monkeypatch: pytest.MonkeyPatch) -> str:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}}
    kept.cache.clear()
    monkeypatch.setattr(kept, "WORTH", 0)
    index_now()
    return scene.person.get_absolute_url()


def asked(client: Client, address: str) -> tuple[int, bool, str]:
    """Status, whether the page was made anew, and the page."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer.status_code, len(queries) > 1, answer.text


def test_the_second_visitor_gets_the_same_page(client: Client, address: str) -> None:
    made = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address)
    assert len(queries) == 1
    assert again.content == made.content
    ids = {answer.headers.pop(requests.HEADER) for answer in (made, again)}
    assert len(ids) == 2
    assert dict(again.headers) == dict(made.headers)
    assert client.get(address, headers={"If-None-Match": made["ETag"]}).status_code == 304
    assert asked(client, f"{address}?year=2023")[1]


def test_each_language_has_its_own(client: Client, address: str, settings) -> None:
    assert 'lang="zh-Hans"' in asked(client, address)[2]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    _, anew, page = asked(client, address)
    assert anew
    assert '<html lang="en"' in page
    assert not asked(client, address)[1]


def test_whoever_is_signed_in_gets_a_page_of_their_own(client: Client, address: str) -> None:
    client.get(address)
    client.force_login(User.objects.create(username="linxiaobai"))
    for _ in range(2):
        _, anew, page = asked(client, address)
        assert anew
        assert "我的账户" in page
    client.logout()
    assert "我的账户" not in client.get(address).text


def test_what_changes_is_seen_at_once_and_after_the_index_knows(
    client: Client, address: str, scene: Scene, index_now: Callable[[], None]
) -> None:
    client.get(address)
    person = Person.objects.get(pk=scene.person.pk)
    person.name = "陆致远"
    person.save()
    for _ in range(2):
        assert "陆致远" in asked(client, address)[2]
        index_now()
    client.get(address)
    Article.objects.all().set_state(Article.State.WITHHELD, "", False)
    assert asked(client, address)[0] == 404
    index_now()
    assert asked(client, address)[0] == 404

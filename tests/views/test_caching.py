"""Who may keep what: any cache a visitor's page, nobody a reader's own; and nothing is shown again unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from archive import caching
from archive.models import Article
from tests.views.conftest import FakeEngine
from tests.views.scene import Scene

# What a visitor can post needs a token, and the token a cookie; nobody else keeps these pages.
WITH_TOKEN = {"login", "password_reset", "sign-up", "report", "names"}
# A visitor is led to sign in, or there is nothing to see.
OTHERS = {"language", "logout", "password_reset_done"}
ANYBODY = "public, no-cache"
# Kept by nobody: suggestions, which change with every letter.
UNKEPT = {"completions", "api-suggest"}


def plain() -> dict[str, str]:
    """The addresses that name no record, by the names of their views."""
    found = {}
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            try:
                found[pattern.name] = reverse(pattern.name)
            except NoReverseMatch:
                continue
    return found


def addresses(scene: Scene) -> dict[str, str]:
    """Every page that a visitor may see, and some files."""
    record = scene.article.get_absolute_url()
    files = {
        "ris": f"{record[:-1]}.ris",
        "feed": f"{scene.person.get_absolute_url()[:-1]}.atom",
        "marked": f"{record}?q=会",
    }
    own = {name for name, address in plain().items() if address.startswith("/account/")}
    left = {name: address for name, address in plain().items() if name not in WITH_TOKEN | OTHERS | UNKEPT | own}
    return {**left, **scene.addresses, **files}


def test_a_visitor_gets_no_cookie_and_any_cache_may_keep_the_page(
    client: Client, scene: Scene, index_now: Callable[[], None]
) -> None:
    index_now()
    for name, address in addresses(scene).items():
        first = client.get(address)
        assert first.status_code == 200, name
        assert not first.cookies, name
        assert first["Cache-Control"] == ANYBODY, name
        assert "Cookie" in first["Vary"], name
        assert "csrfmiddlewaretoken" not in first.getvalue().decode(errors="replace"), name
        if first.streaming:
            continue
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", ANYBODY), name


def test_what_is_withheld_is_gone_at_the_next_look(client: Client, scene: Scene) -> None:
    for state, status in (("withheld", 404), ("removed", 410)):
        Article.objects.filter(pk=scene.article.pk).set_state("published")
        kept = {name: (address, client.get(address)["ETag"]) for name, address in scene.addresses.items()}
        Article.objects.filter(pk=scene.article.pk).set_state(state)
        for name in ("article", "event"):
            address, tag = kept[name]
            answer = client.get(address, headers={"If-None-Match": tag})
            assert answer.status_code == (status if name == "article" else 404), name
            assert answer["Cache-Control"] == ANYBODY
        for name in ("home", "issue", "page", "person", "place"):
            address, tag = kept[name]
            assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, name


def test_a_reader_s_pages_are_the_reader_s(client: Client, scene: Scene, engine: FakeEngine) -> None:
    visitor = {name: client.get(address) for name, address in scene.addresses.items()}
    client.force_login(User.objects.create_user("lin"))
    for name, address in scene.addresses.items():
        answer = client.get(address, headers={"If-None-Match": visitor[name]["ETag"]})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache"), name


def test_a_page_with_a_token_is_the_reader_s(client: Client, scene: Scene) -> None:
    known = plain()
    for name in WITH_TOKEN - {"sign-up", "report"}:
        answer = client.get(known[name])
        assert "csrftoken" in answer.cookies and "private" in answer["Cache-Control"], name
    answer = client.get(known["report"], {"article": scene.article.pk})
    assert "csrftoken" in answer.cookies and "no-store" in answer["Cache-Control"]


def test_a_message_is_told_once_and_kept_by_nobody(client: Client, scene: Scene) -> None:
    asked = {"article": scene.article.pk}
    address = f"{reverse('report')}?article={asked['article']}"
    told = client.post(address, {"kind": "text", "message": "第二段第一句漏了一个字。"}, follow=True)
    assert "谢谢" in told.content.decode() and told["Cache-Control"] == "private, no-cache"
    client.cookies.clear()
    after = client.get(scene.article.get_absolute_url())
    assert "谢谢" not in after.content.decode() and after["Cache-Control"] == ANYBODY


def test_what_went_wrong_is_kept_by_nobody() -> None:
    for status, kept in ((200, ANYBODY), (404, ANYBODY), (500, "no-store"), (503, "no-store")):
        middleware = caching.CachingMiddleware(lambda _request, status=status: HttpResponse(status=status))
        assert middleware(RequestFactory().get("/"))["Cache-Control"] == kept
        assert "Cache-Control" not in middleware(RequestFactory().post("/"))


@pytest.mark.django_db
def test_the_language_needs_no_token_and_chinese_no_cookie() -> None:
    strict = Client(enforce_csrf_checks=True)
    visitor = strict.get("/people/")
    chosen = strict.post("/language/", {"language": "en", "next": "/people/?name=陆"})
    assert (chosen.status_code, chosen["Location"]) == (302, "/people/?name=%E9%99%86")
    cookie = chosen.cookies["django_language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"], cookie["max-age"]) == ("en", "Lax", True, 31536000)
    english = strict.get("/people/", headers={"If-None-Match": visitor["ETag"]})
    assert (english.status_code, english["Cache-Control"], english["Content-Language"]) == (200, ANYBODY, "en")
    back = strict.post("/language/", {"language": "zh-hans", "next": "/people/"})
    assert back.cookies["django_language"]["max-age"] == 0
    assert strict.get("/people/", headers={"If-None-Match": visitor["ETag"]}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/articles/345/?q=会&x=1#m2", "/articles/345/?q=%E4%BC%9A&x=1#m2"),
        ("/a//b", "/a//b"),
        *(
            (elsewhere, "/")
            for elsewhere in ("", "people/", "https://evil.example/", "//evil.example/", "///evil.example")
        ),
        *(
            (elsewhere, "/")
            for elsewhere in ("/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "http:evil.example")
        ),
        *(
            (elsewhere, "/")
            for elsewhere in ("http://testserver/people/", " //evil.example", "\t//evil.example", "/\t/evil.example")
        ),
    ],
)
def test_the_language_leads_nowhere_else(client: Client, asked: str, led: str) -> None:
    assert client.post("/language/", {"language": "en", "next": asked})["Location"] == led


@pytest.mark.django_db
def test_a_language_that_there_is_not(client: Client) -> None:
    for asked in ({}, {"language": ""}, {"language": "fr"}, {"language": "en\r\nX: y"}):
        answer = client.post("/language/", {**asked, "next": "/"})
        assert (answer.status_code, answer.cookies.get("django_language")) == (400, None)
    assert client.get("/language/?language=en").status_code == 405

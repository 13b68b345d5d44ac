"""Accounts: signing in and back, passwords by e-mail, who learns what."""

from __future__ import annotations

import re
import threading
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from archive.models import Attempt, ReadingList, SavedSearch
from archive.views import accounts
from tests.factories import ArticleFactory
from tests.views.page import document

PASSWORD = "qinglan-yunxi-7"


def may_sign_in(username: str, password: str) -> bool:
    answer = Client().post(reverse("login"), {"username": username, "password": password})
    return answer.status_code == 302


@pytest.fixture(autouse=True)
def mails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test does not wait for a thread."""
    monkeypatch.setattr(accounts, "send_aside", accounts.deliver)


@pytest.fixture
def reader(db: None) -> User:
    """Somebody with an account."""
    return User.objects.create_user("lin", "lin@example.org", PASSWORD)


@pytest.fixture
def signed_in(client: Client, reader: User) -> Client:
    """That reader's browser."""
    client.force_login(reader)
    return client


@pytest.fixture
def owned(reader: User) -> list[str]:
    """The pages of a reader's own."""
    saved = SavedSearch.objects.create(owner=reader, name="植树", query="q=植树", language="zh-hans")
    kept = ReadingList.objects.create(owner=reader, name="清单")
    article = ArticleFactory()
    entry = kept.entries.create(article=article)
    return [
        "/account/",
        "/account/password/",
        "/account/searches/",
        "/account/searches/new/?q=河长",
        f"/account/searches/{saved.pk}/",
        f"/account/searches/{saved.pk}/delete/",
        "/account/lists/",
        f"/account/lists/{kept.pk}/",
        f"/account/lists/{kept.pk}.csv",
        f"/account/lists/{kept.pk}/edit/",
        f"/account/lists/{kept.pk}/delete/",
        f"/account/keep/{article.pk}/",
        f"/account/kept/{entry.pk}/",
    ]


def test_their_pages_are_their_own(client: Client, owned: list[str], reader: User) -> None:
    for address in owned:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/account/login/?next=/account/")
    stranger = Client()
    stranger.force_login(User.objects.create_user("gu", "gu@example.org", PASSWORD))
    for address in owned:
        theirs = re.search(r"/(searches|lists|kept)/\d", address)
        if theirs:
            assert stranger.get(address).status_code == stranger.post(address).status_code == 404, address
    assert SavedSearch.objects.count() == ReadingList.objects.count() == 1
    client.force_login(reader)
    for address in owned:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert client.delete(address).status_code == 405


def test_their_pages_are_well_formed(client: Client, owned: list[str], reader: User, settings: Settings) -> None:
    settings.SIGN_UP = True
    open_to_all = ["login", "sign-up", "reset", "reset/sent", "reset/x/y"]
    pages = [client.get(f"/account/{name}/") for name in open_to_all]
    client.force_login(reader)
    pages += [client.get(address) for address in owned if not address.endswith(".csv")]
    for answer in pages:
        page = document(answer)
        assert len(page.all("h1")) == 1 and page.all("title")[0].strip(" ·")
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        labelled = {each["for"] for tag, each in page.elements if tag == "label"}
        assert labelled <= set(ids)
        assert not page.all("style") and not "".join(page.all("script"))
        for _, attributes in page.elements:
            assert not {name for name in attributes if name == "style" or name.startswith("on")}
            for name in ("href", "src", "action"):
                assert not re.match(r"\w+:|//", attributes.get(name) or "")


def test_signing_in_leads_back(client: Client, reader: User) -> None:
    article = ArticleFactory()
    here = f"{article.get_absolute_url()}?q={quote('植树')}"
    page = document(client.get(here))
    [address] = [address for text, address in page.links() if text == "登录"]
    assert address == f"/account/login/?next={quote(here)}"
    answer = client.post(address, {"username": "lin", "password": PASSWORD, "next": "/people/"})
    assert answer["Location"] == "/people/"
    page = document(client.get("/people/"))
    assert ("我的账户", "/account/") in page.links()
    assert client.get("/account/login/")["Location"] == "/account/"
    assert client.get("/account/logout/").status_code == 405
    assert client.post("/account/logout/")["Location"] == "/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("foreign", ["https://example.com/", "//example.com", "javascript:alert(1)", "http:///x"])
def test_signing_in_leads_to_no_other_host(client: Client, reader: User, foreign: str) -> None:
    data = {"username": "lin", "password": PASSWORD, "next": foreign}
    assert client.post("/account/login/", data)["Location"] == "/account/"


def test_a_wrong_password_says_nothing_of_the_account(client: Client, reader: User) -> None:
    pages = [
        document(client.post("/account/login/", {"username": name, "password": "x"})).text.replace(name, "")
        for name in ("lin", "nobody")
    ]
    assert pages[0] == pages[1]
    assert "登录" in pages[0]


def test_who_has_no_account_costs_no_query_for_it(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/account/login/")
    assert len(asked) == 0
    assert "sessionid" not in answer.cookies
    plain = [query["sql"] for query in queries(client, "/people/")]
    assert not [sql for sql in plain if "session" in sql or "auth_user" in sql]
    assert "sessionid" not in client.get("/people/").cookies


def test_an_account_costs_two(signed_in: Client, reader: User) -> None:
    theirs = queries(signed_in, "/people/")
    assert len(theirs) == len(queries(Client(), "/people/")) + 2


def queries(client: Client, address: str) -> list[dict[str, str]]:
    """What a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return asked.captured_queries


def test_the_number_of_queries_is_fixed(signed_in: Client, reader: User, owned: list[str]) -> None:
    few = {address: len(queries(signed_in, address)) for address in owned}
    kept = reader.reading_lists.get()
    for number in range(12):
        SavedSearch.objects.create(owner=reader, name=f"搜索{number}", query=f"q={number}", language="zh-hans")
        ReadingList.objects.create(owner=reader, name=f"清单{number}")
        kept.entries.create(article=ArticleFactory(), note="注")
    many = {address: len(queries(signed_in, address)) for address in owned}
    assert many == few
    assert max(many.values()) <= 9


def test_a_forgotten_password_is_set_by_mail(client: Client, reader: User) -> None:
    answer = client.post("/account/reset/", {"email": "LIN@example.org"}, follow=True)
    assert document(answer).all("h1") == ["请查收邮件"]
    [message] = mail.outbox
    assert message.to == ["lin@example.org"]
    assert message.subject == "方志：设定密码"
    [link] = re.findall(r"http://127.0.0.1:8000(/account/reset/\S+)", message.body)
    page = client.get(link, follow=True)
    assert document(page).all("h1") == ["设定密码"]
    where = page.redirect_chain[-1][0]
    refused = client.post(where, {"new_password1": "1234", "new_password2": "1234"})
    assert document(refused).all("p", class_="problem")
    changed = client.post(where, {"new_password1": "shimen-zhen-9", "new_password2": "shimen-zhen-9"})
    assert changed["Location"] == "/account/login/"
    assert may_sign_in("lin", "shimen-zhen-9")
    assert document(Client().get(link)).all("p")[0] == "这个链接已经用过，或者过期了。"


def test_the_answer_is_the_same_for_an_address_without_an_account(client: Client, reader: User) -> None:
    answers = [client.post("/account/reset/", {"email": each}) for each in ("lin@example.org", "no@example.org")]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/account/reset/sent/")] * 2
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_tells_nothing(
    client: Client, reader: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert client.post("/account/reset/", {"email": "lin@example.org"})["Location"] == "/account/reset/sent/"
    assert "could not be sent" in caplog.text
    assert "lin@example.org" not in caplog.text


def test_mails_about_passwords_are_sent_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    accounts.send_aside(EmailMessage("甲", "乙", to=["lin@example.org"]))
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.endswith("(deliver)"):
            thread.join(10)
    assert [message.subject for message in mail.outbox] == ["甲"]


def test_nobody_can_fill_a_mailbox(client: Client, reader: User) -> None:
    for number in range(4):
        answer = client.post("/account/reset/", {"email": "lin@example.org"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer.status_code == 302
    assert len(mail.outbox) == accounts.MAILBOX.each == 3
    for number in range(6):
        answer = client.post("/account/reset/", {"email": f"{number}@example.org"}, REMOTE_ADDR="192.0.2.77")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert "太多" in document(answer).text


def test_a_password_is_changed(signed_in: Client) -> None:
    data = {"old_password": PASSWORD, "new_password1": "shimen-zhen-9", "new_password2": "shimen-zhen-9"}
    page = document(signed_in.post("/account/password/", data, follow=True))
    assert page.all("h1") == ["我的账户"]
    assert page.all("li", class_="notice") == ["密码已修改。"]
    assert not document(signed_in.get("/account/")).all("li", class_="notice")


def test_sign_up_is_closed_unless_opened(client: Client, settings: Settings, db: None) -> None:
    assert settings.SIGN_UP is False
    assert client.get("/account/sign-up/").status_code == client.post("/account/sign-up/").status_code == 404
    assert "注册账户" not in document(client.get("/account/login/")).text
    settings.SIGN_UP = True
    assert ("注册账户", "/account/sign-up/") in document(client.get("/account/login/")).links()


def test_an_account_is_made_and_its_address_proved(client: Client, settings: Settings, reader: User) -> None:
    settings.SIGN_UP = True
    answers = [client.post("/account/sign-up/", {"email": each}) for each in ("New@example.org", "lin@example.org")]
    assert {each["Location"] for each in answers} == {"/account/reset/sent/"}
    made = User.objects.get(username="new@example.org")
    assert (made.email, made.is_staff, User.objects.count()) == ("New@example.org", False, 2)
    assert [message.to for message in mail.outbox] == [["New@example.org"], ["lin@example.org"]]
    # Whoever had an account hears the same, and keeps the password.
    assert may_sign_in("lin", PASSWORD)
    [link] = re.findall(r"(/account/reset/\S+)", mail.outbox[0].body)
    where = client.get(link)["Location"]
    client.post(where, {"new_password1": "shimen-zhen-9", "new_password2": "shimen-zhen-9"})
    assert may_sign_in("new@example.org", "shimen-zhen-9")
    assert client.post("/account/sign-up/", {"email": "none"}).status_code == 200
    assert User.objects.count() == 2


def test_what_is_counted_is_no_address(client: Client, reader: User) -> None:
    client.post("/account/reset/", {"email": "lin@example.org"}, REMOTE_ADDR="192.0.2.5")
    kept = str(list(Attempt.objects.values_list()))
    assert Attempt.objects.count() == 2
    assert "192.0.2.5" not in kept and "lin" not in kept

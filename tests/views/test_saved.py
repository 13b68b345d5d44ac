"""Saved searches: kept as they were asked, to be found again by nobody else."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from archive.models import Arrival, SavedSearch
from archive.views import saved as views
from archive.views.saved import canonical
from archive.views.search_form import SearchForm
from tests.factories import ArticleFactory
from tests.views.conftest import FakeEngine
from tests.views.page import document


@pytest.fixture
def reader(client: Client, db: None) -> User:
    """Somebody with an account, signed in."""
    made = User.objects.create_user("lin", "lin@example.org")
    client.force_login(made)
    return made


def kept(address: str) -> str:
    form = SearchForm(QueryDict(address))
    form.is_valid()
    return canonical(form)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("q=植树", [("q", "植树")]),
        ("q= 植树 &page=7&size=50&of=person", [("q", "植树")]),
        ("-page_number=2&q=x&-page_number=1", [("q", "x"), ("-page_number", "1"), ("-page_number", "2")]),
        ("-kind=photo&to=2023-04-01&sort=oldest", [("sort", "oldest"), ("to", "2023-04-01"), ("-kind", "photo")]),
        ("from=x&year=x&sort=x&nonsense=1&q=甲", [("q", "甲")]),
        ("year=2023&year=2023&year=", [("year", "2023")]),
        ("", []),
    ],
)
def test_a_search_is_kept_in_one_form(asked: str, expected: list[tuple[str, str]]) -> None:
    assert parse_qsl(kept(asked)) == expected
    assert kept(kept(asked)) == kept(asked)


def test_a_search_is_saved_from_its_results(client: Client, reader: User, engine: FakeEngine) -> None:
    page = document(client.get("/search/?q=植树&kind=photo&page=1&size=10"))
    [address] = [address for text, address in page.links() if text == "保存这次搜索"]
    page = document(client.get(address))
    assert page.all("h1") == ["保存这次搜索"]
    assert "植树" in page.text and page.all("ul", class_="chips") == ["图片"]
    assert ("input", "植树") in [(tag, each.get("value")) for tag, each in page.elements if each.get("name") == "name"]
    assert SavedSearch.objects.count() == 0
    data = {"name": "图片\n 植树", "note": "给春季专题", "often": "weekly"}
    page = document(client.post(address, data, follow=True))
    assert page.all("li", class_="notice") == ["已保存“图片 植树”。"]
    saved = SavedSearch.objects.get()
    assert (saved.owner, saved.name, saved.note, saved.often) == (reader, "图片 植树", "给春季专题", "weekly")
    assert saved.query == kept("q=植树&kind=photo")
    assert ("图片 植树", f"/search/?{saved.query}") in page.links()
    # Saved again it is the same one.
    assert client.get(address)["Location"] == f"/account/searches/{saved.pk}/"


def test_who_is_not_signed_in_comes_back_to_the_same_search(client: Client, engine: FakeEngine, db: None) -> None:
    User.objects.create_user("lin", password="qinglan-7-yunxi")
    page = document(client.get("/search/?q=植树&kind=photo"))
    [address] = [address for text, address in page.links() if text == "保存这次搜索"]
    login = client.get(address)["Location"]
    assert login.startswith("/account/login/?next=")
    page = document(client.get(login))
    following, _language_s = [str(each["value"]) for _, each in page.elements if each.get("name") == "next"]
    answer = client.post(login, {"username": "lin", "password": "qinglan-7-yunxi", "next": following}, follow=True)
    assert document(answer).all("ul", class_="chips") == ["图片"]


def test_it_is_changed_and_deleted(client: Client, reader: User) -> None:
    ArticleFactory()
    saved = SavedSearch.objects.create(owner=reader, name="植树", query="q=植树", language="zh-hans", seen=7)
    address = f"/account/searches/{saved.pk}/"
    client.post(address, {"name": "春天植树", "note": "", "often": "never"})
    saved.refresh_from_db()
    assert (saved.name, saved.often, saved.seen, saved.query) == ("春天植树", "never", 7, "q=植树")
    client.post(f"{address}?q=别的", {"name": "春天植树", "note": "", "often": "daily", "query": "q=别的"})
    saved.refresh_from_db()
    assert (saved.often, saved.seen, saved.query) == ("daily", Arrival.objects.note(), "q=植树")
    SavedSearch.objects.update(seen=0)
    client.post(address, {"name": "春天植树", "note": "", "often": "weekly"})
    saved.refresh_from_db()
    assert saved.seen == 0, "nothing of what waits for a digest is lost by another rhythm"
    assert document(client.get(f"{address}delete/")).all("h1") == ["删除“春天植树”？"]
    assert SavedSearch.objects.count() == 1
    assert client.post(f"{address}delete/")["Location"] == "/account/searches/"
    assert SavedSearch.objects.count() == 0


def test_a_digest_needs_a_mailbox(client: Client, reader: User) -> None:
    User.objects.update(email="")
    data = {"name": "植树", "note": "", "often": "daily"}
    page = document(client.post("/account/searches/new/?q=植树", data))
    assert page.all("p", class_="problem") == ["您的账户没有电子邮箱，请管理员补上后再开启邮件通知。"]
    assert client.post("/account/searches/new/?q=植树", {**data, "often": "never"}).status_code == 302


def test_there_is_a_limit_and_it_is_named(client: Client, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_SEARCHES", 2)
    for q in "甲乙":
        client.post(f"/account/searches/new/?q={q}", {"name": q, "note": "", "often": "never"})
    page = document(client.post("/account/searches/new/?q=丙", {"name": "丙", "note": "", "often": "never"}))
    assert "最多可以保存2次搜索" in page.text
    assert SavedSearch.objects.count() == 2
    monkeypatch.setattr(views, "LONGEST_QUERY", 5)
    assert "搜索条件太长" in document(client.get("/account/searches/new/?q=丁丁丁")).text


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": " \n "}, {"name": "长" * 101}, {"note": "长" * 1001}, {"often": "hourly"}],
)
def test_what_is_malformed_is_not_saved(client: Client, reader: User, wrong: dict[str, str]) -> None:
    data = {"name": "植树", "note": "", "often": "never", **wrong}
    page = document(client.post("/account/searches/new/?q=植树", data))
    assert len(page.all("p", class_="problem")) == 1
    assert SavedSearch.objects.count() == 0


def test_long_lists_are_paged(client: Client, reader: User) -> None:
    for number in range(45):
        SavedSearch.objects.create(owner=reader, name=f"搜索{number:02}", query=f"q={number}", language="zh-hans")
    pages = [document(client.get(f"/account/searches/?page={number}")) for number in (1, 2, 3)]
    names = sum((page.all("a", class_="headline") for page in pages), [])
    assert sorted(names) == [f"搜索{number:02}" for number in range(45)]
    assert [len(page.all("a", class_="headline")) for page in pages] == [20, 20, 5]

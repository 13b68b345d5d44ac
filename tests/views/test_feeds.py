"""Feeds: what came in last of a search or a record, under names that never change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from archive.models import Article
from archive.views import feeds
from tests.factories import ArticleFactory, IssueFactory, PageFactory
from tests.views.scene import SECRET, Scene, conceal

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def indexed(scene: Scene, index_now: Callable[[], None]) -> Scene:
    """The scene, to be searched."""
    index_now()
    return scene


def feed(client: Client, address: str) -> ElementTree.Element:
    """A feed as a reader's program has it."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    for needed in ("id", "title", "updated", "author/a:name"):
        assert root.findtext(f"a:{needed}", "", ATOM)
        for entry in root.findall("a:entry", ATOM):
            assert entry.findtext(f"a:{needed}", "", ATOM)
    return root


def told(root: ElementTree.Element, name: str) -> list[str | None]:
    """One thing of each entry."""
    return [entry.findtext(f"a:{name}", None, ATOM) for entry in root.findall("a:entry", ATOM)]


def of_records(scene: Scene) -> dict[str, str]:
    """The feeds of the scene's records."""
    return {
        "person": f"/people/{scene.person.pk}.atom",
        "organization": f"/organizations/{scene.organization.pk}.atom",
        "place": f"/places/{scene.place.pk}.atom",
        "newspaper": "/newspapers/青岚日报.atom",
    }


def test_a_feed_is_its_search(client: Client, indexed: Scene) -> None:
    root = feed(client, "/search.atom?q=河长&sort=oldest&page=9")
    article = indexed.article
    assert root.findtext("a:title", "", ATOM) == "搜索：河长 · 方志"
    links = {each.get("rel"): each.get("href") for each in root.findall("a:link", ATOM)}
    assert links["alternate"] == "http://testserver/search/?q=%E6%B2%B3%E9%95%BF"
    assert told(root, "title") == [article.title]
    assert told(root, "id") == [f"tag:testserver,2026:/articles/{article.pk}/"]
    assert told(root, "published") == [None]  # The day is inferred.
    [summary] = told(root, "summary")
    assert summary is not None
    assert summary.startswith("<p>青岚日报 · 2023年3月5日 推断 · 第1版</p><p>")
    assert "<mark>河长</mark>" in summary


def test_what_came_in_last_stands_first(client: Client, indexed: Scene, index_now: Callable[[], None]) -> None:
    old = PageFactory(issue=IssueFactory(newspaper=indexed.newspaper, date=date(1977, 5, 1)))
    late = ArticleFactory(page=old, headline="旧报新收", text="陆明远。")
    index_now()
    root = feed(client, "/search.atom")
    assert told(root, "title")[0] == "旧报新收"
    assert told(root, "published")[0] == "1977-05-01T00:00:00+08:00"
    assert told(root, "updated")[0] == late.updated_at.isoformat()
    assert root.findtext("a:updated", "", ATOM) == max(filter(None, told(root, "updated")))


def test_records_have_feeds(client: Client, indexed: Scene) -> None:
    found = {kind: feed(client, address) for kind, address in of_records(indexed).items()}
    titles = {kind: root.findtext("a:title", "", ATOM) for kind, root in found.items()}
    assert titles["person"] == "陆明远 · 方志"
    assert set(told(found["person"], "title")) == {"云溪区第三次河长会议召开", "陆明远调研石门镇"}
    assert told(found["organization"], "title") == ["云溪区第三次河长会议召开"]
    assert len(told(found["place"], "title")) == 2
    assert len(told(found["newspaper"], "title")) == 3
    # A place's feed has what lies in it.
    assert told(feed(client, f"/places/{indexed.province.pk}.atom"), "title") == told(found["place"], "title")


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_the_unpublished_is_in_no_feed(
    client: Client, indexed: Scene, state: str, index_now: Callable[[], None]
) -> None:
    concealed = conceal(indexed, state)
    index_now()
    for name in ("person", "organization", "place", "newspaper"):
        assert client.get(concealed[name].removesuffix("/") + ".atom").status_code == 404, name
    for address in ("/search.atom", *of_records(indexed).values()):
        assert SECRET not in client.get(address).content.decode(), address


def test_what_was_withdrawn_a_moment_ago_is_in_no_feed(client: Client, indexed: Scene) -> None:
    Article.objects.filter(pk=indexed.article.pk).update(state="withheld")
    for address in ("/search.atom?q=河长", *of_records(indexed).values()):
        assert "河长会议" not in client.get(address).content.decode(), address


def test_a_feed_that_has_not_changed_is_not_sent_again(
    client: Client, indexed: Scene, index_now: Callable[[], None]
) -> None:
    for address in ("/search.atom?q=河长", "/search.atom?q=无此事", *of_records(indexed).values()):
        tag = client.get(address)["ETag"]
        again = client.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b""), address
    tag = client.get("/search.atom")["ETag"]
    ArticleFactory()
    index_now()
    assert client.get("/search.atom", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.django_db
def test_a_feed_is_bounded(client: Client, index_now: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "ENTRIES", 3)
    page = PageFactory()
    for number in range(5):
        ArticleFactory(page=page, headline=f"第{number}篇")
    index_now()
    assert told(feed(client, "/search.atom"), "title") == ["第4篇", "第3篇", "第2篇"]


@pytest.mark.django_db
def test_hostile_text_is_text_in_a_feed(client: Client, index_now: Callable[[], None]) -> None:
    hostile = "<script>alert(1)</script>&\x0b\u202e\uffff]]>"
    ArticleFactory(headline=hostile, text=hostile)
    index_now()
    root = feed(client, f"/search.atom?q={hostile}%00")
    [title], [summary] = told(root, "title"), told(root, "summary")
    assert title == "<script>alert(1)</script>&⟨U+000B⟩⟨U+202E⟩]]>"  # As text: a title holds no mark-up.
    assert summary is not None
    assert "<script>" not in summary


def test_addresses_that_are_none(client: Client, indexed: Scene) -> None:
    for address in ("/people/999999.atom", "/newspapers/无此报.atom", f"/places/{'9' * 30}.atom", "/people/x.atom"):
        assert client.get(address).status_code == 404, address
    assert client.post("/search.atom").status_code == 405

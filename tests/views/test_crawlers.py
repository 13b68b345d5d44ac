"""What crawlers and browsers ask for by themselves: robots.txt, the sitemap, the search description, the policy."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from archive import sitemaps
from archive.models import Article
from archive.search.suggest import Group, Suggestion
from archive.views import crawlers
from tests.factories import ArticleFactory
from tests.views.scene import Scene

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def locations(client: Client, address: str) -> list[str]:
    """The addresses that a sitemap or its index names."""
    root = ElementTree.fromstring(client.get(address).content)
    return [str(each.text) for each in root.iter(f"{MAP}loc")]


def everything(client: Client) -> list[str]:
    """What all parts name together."""
    return [each for part in locations(client, "/sitemap.xml") for each in locations(client, part)]


def test_the_sitemap_names_every_public_record_once(client: Client, scene: Scene) -> None:
    named = everything(client)
    assert len(named) == len(set(named))
    records = [scene.article, scene.person, scene.organization, scene.place, scene.event, scene.issue, scene.newspaper]
    assert {f"http://testserver{record.get_absolute_url()}" for record in records} <= set(named)
    assert {client.get(address).status_code for address in named} == {200}


def test_what_is_withheld_leaves_the_sitemap(client: Client, scene: Scene) -> None:
    Article.objects.all().set_state(Article.State.WITHHELD)
    assert everything(client) == []


def test_a_part_holds_a_range_of_numbers(client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "EACH", 2)
    articles = [ArticleFactory(page=scene.page, position=50 + number) for number in range(5)]
    parts = [part for part in locations(client, "/sitemap.xml") if "articles" in part]
    assert len(parts) == (articles[-1].pk - 1) // 2 + 1
    found = [locations(client, part) for part in parts]
    assert max(map(len, found)) == 2
    public = Article.objects.public().order_by("pk")
    assert sum(found, []) == [f"http://testserver{article.get_absolute_url()}" for article in public]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sitemap-articles.xml?p=99", "/sitemap-articles.xml?p=x", "/sitemap-none.xml"])
def test_parts_that_are_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_an_empty_archive_has_a_sitemap(client: Client) -> None:
    assert everything(client) == []


@pytest.mark.django_db
def test_crawlers_are_told_where_the_sitemap_is_and_what_only_repeats(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert "Disallow: /search" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("zh-hans", "方志"), ("en", "Fangzhi")])
def test_a_browser_learns_how_to_search(client: Client, language: str, name: str) -> None:
    client.cookies["django_language"] = language
    assert 'href="/opensearch.xml" type="application/opensearchdescription+xml"' in client.get("/").content.decode()
    root = ElementTree.fromstring(client.get("/opensearch.xml").content)
    assert root.findtext(f"{OPENSEARCH}ShortName") == name
    addresses = {each.get("type"): each.get("template", "") for each in root.iter(f"{OPENSEARCH}Url")}
    assert addresses["text/html"] == "http://testserver/search/?q={searchTerms}"
    assert client.get(addresses["application/x-suggestions+json"].replace("{searchTerms}", "x")).json() == ["x", []]


def test_completions_are_what_the_box_would_be_filled_with(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [
        Group("person", "人物", [Suggestion("陆明远", "区长", "/people/1/"), Suggestion("陆明远", "", "/people/2/")]),
        Group("word", "词", [Suggestion("陆路", "", "", fill="陆路运输")]),
    ]
    monkeypatch.setattr(crawlers, "suggest", lambda _text: groups)
    answer = client.get("/opensearch/suggest", {"q": "陆"})
    assert answer.json() == ["陆", ["陆明远", "陆路运输"]]
    assert answer["Content-Type"] == "application/x-suggestions+json"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/search/?q=x", "/admin/login/", "/nowhere/"])
def test_every_page_forbids_scripts_and_styles_within_itself(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy

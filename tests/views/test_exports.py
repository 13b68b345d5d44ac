"""The list of a search as a file: the rows are those of the page, in its order, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.http import QueryDict
from django.test import Client

from archive import search as engine
from archive import tables
from archive.models import Article, Byline
from archive.views import exports, loosening
from archive.views.search_form import SearchForm
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory
from tests.views.page import document

pytestmark = pytest.mark.django_db
KINDS = ("csv", "json", "ris", "txt")


def make_archive(index_now: Callable[[], None]) -> list[Article]:
    """Twenty-five articles on tea, of two papers, and one on something else; all indexed."""
    papers = [NewspaperFactory(name=name) for name in ("青岚日报", "沅溪日报")]
    pages = [PageFactory(issue=IssueFactory(newspaper=paper), number=number) for number, paper in enumerate(papers, 1)]
    articles = [
        ArticleFactory(page=pages[number % 2], headline=f"茶事{number}", text="采茶。") for number in range(25)
    ]
    Byline.objects.create(article=articles[0], role="记者", name="白小川")
    ArticleFactory(page=pages[0], headline="防汛", text="水位。")
    index_now()
    return articles


@pytest.fixture
def archive(made_once: Callable[..., list[Article]]) -> list[Article]:
    """The articles of `make_archive`, indexed."""
    return made_once(make_archive)


def body(client: Client, address: str, query: dict[str, object] | None = None) -> str:
    """A file as it arrives."""
    response = client.get(address, query)
    assert response.status_code == 200
    return response.getvalue().decode()


def numbers(client: Client, kind: str, query: dict[str, object]) -> list[int]:
    """The articles of a file, in its order."""
    text = body(client, f"/search.{kind}", query)
    match kind:
        case "csv":
            return [int(row[0]) for row in list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))[1:]]
        case "json":
            return [row["id"] for row in json.loads(text)["results"]]
        case "ris":
            return [int(line.split("-")[-1]) for line in text.splitlines() if line.startswith("ID  - ")]
    return [int(line.split("/articles/")[1].strip("/. ")) for line in text.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query",
    [
        {"q": "茶"},
        {"q": "茶", "sort": "oldest", "size": "10", "page": "2"},
        {"newspaper": "沅溪日报", "sort": "newest"},
        {"-newspaper": "沅溪日报", "q": "茶", "to": "x"},
        {"q": "无此事"},
        {},
    ],
)
def test_the_rows_are_those_of_the_page(
    client: Client, archive: list[Article], kind: str, query: dict[str, object]
) -> None:
    listed: list[int] = []
    page = 1
    kept = {name: value for name, value in query.items() if name not in ("page", "to")}
    while found := client.get("/api/search", {**kept, "size": 10, "page": page}).json()["results"]:
        listed += [each["id"] for each in found]
        page += 1
    count = client.get("/api/search", kept).json()["count"]
    assert len(listed) == count
    assert numbers(client, kind, query) == listed


def test_files_are_read_some_at_a_time(
    client: Client, archive: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = numbers(client, "csv", {"q": "茶"})
    monkeypatch.setattr(exports, "AT_ONCE", 4)
    assert numbers(client, "csv", {"q": "茶"}) == whole


def test_a_file_has_no_more_rows_than_is_said(
    client: Client, archive: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = numbers(client, "json", {"q": "茶"})
    monkeypatch.setattr(exports, "EXPORTED", 7)
    monkeypatch.setattr("archive.views.search.EXPORTED", 7)
    assert numbers(client, "json", {"q": "茶"}) == whole[:7]
    told = json.loads(body(client, "/search.json", {"q": "茶"}))
    assert (told["count"], told["limit"]) == (25, 7)
    assert "只含前7篇" in document(client.get("/search/", {"q": "茶"})).text


def test_the_table_opens_in_excel(client: Client, archive: list[Article]) -> None:
    response = client.get("/search.csv", {"q": "茶事0"})
    text = response.getvalue().decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert text.startswith("\ufeff编号,标题,")
    assert text.count("\r\n") == text.count("\n") == 2
    [head, row] = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    told = dict(zip(head, row, strict=True))
    assert (told["标题"], told["报纸"], told["日期"], told["版次"]) == ("茶事0", "青岚日报", "2023-03-05", "1")
    assert (told["署名"], told["日期来源"], told["类型"]) == ("记者 白小川", "已给定", "报道")
    assert told["引文"] == f"白小川. 茶事0[N/OL]. 青岚日报，2023-03-05（1）. {told['网址']}."


def test_the_table_is_in_the_reader_s_language(client: Client, archive: list[Article]) -> None:
    from django.utils.translation import gettext, override

    client.cookies["django_language"] = "en"
    with override("en"):
        kind, head = str(Article.Kind.ARTICLE.label), gettext("报纸")
    [heads, row] = csv.reader(io.StringIO(body(client, "/search.csv", {"q": "茶事0"}).lstrip("\ufeff")))
    assert head in heads
    assert kind in row


@pytest.mark.parametrize("hostile", ['=HYPERLINK("x")', "+1", "-1", "@a", "\t=a", " =1", "＝1+1", "＋1", "－1", "＠a"])
def test_no_cell_is_a_formula(client: Client, index_now: Callable[[], None], hostile: str) -> None:
    page = PageFactory(issue=IssueFactory(newspaper=NewspaperFactory(name=hostile)))
    article = ArticleFactory(page=page, headline=hostile, kicker=hostile, deck=hostile, section=hostile, text="采茶。")
    Byline.objects.create(article=article, name=hostile)
    index_now()
    [_head, row] = csv.reader(io.StringIO(body(client, "/search.csv").lstrip("\ufeff")))
    starts = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    assert not [cell for cell in row if cell.lstrip(" ").startswith(starts)]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("文", "文"),
        ("", ""),
        ("1-2", "1-2"),
        ("=1", "'=1"),
        ("\r=1", "'\r=1"),
        ("\n文", "'\n文"),
        ("\u3000＝1", "'\u3000＝1"),
        ("——副题", "——副题"),
    ],
)
def test_harmless(cell: str, written: str) -> None:
    assert tables.harmless(cell) == written


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("河长", "方志-河长"),
        ("", "方志"),
        ("防汛 会议", "方志-防汛_会议"),
        ('a/b\\c"\r\nSet-Cookie: x=1', "方志-a_b_c_Set-Cookie_x=1"),
        ("../../etc", "方志-etc"),
        ("\u202etxt.exe", "方志-txt.exe"),
        ("长" * 200, "方志-" + "长" * 40),
    ],
)
def test_the_file_s_name_fits_in_a_header(client: Client, archive: list[Article], q: str, name: str) -> None:
    disposition = client.get("/search.txt", {"q": q})["Content-Disposition"]
    assert "\r" not in disposition
    assert "\n" not in disposition
    given = unquote(disposition.partition("filename*=utf-8''")[2])
    assert given.startswith(name + "-20")
    assert given.endswith(".txt")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_withdrawn_a_moment_ago_is_in_no_file(client: Client, archive: list[Article], kind: str) -> None:
    Article.objects.filter(pk=archive[3].pk).update(state="withheld")
    assert "茶事3" not in body(client, f"/search.{kind}", {"q": "茶"})
    assert len(numbers(client, kind, {"q": "茶"})) == 24


@pytest.mark.parametrize("kind", [*KINDS, "atom"])
def test_while_there_is_no_index_no_file_is_made(client: Client, kind: str) -> None:
    ArticleFactory()
    response = client.get(f"/search.{kind}")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "索引正在建立" in response.text


@pytest.mark.parametrize("kind", KINDS)
def test_head_tells_the_headers_alone(client: Client, archive: list[Article], kind: str) -> None:
    response = client.head(f"/search.{kind}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert client.post(f"/search.{kind}").status_code == 405


def test_the_page_leads_to_its_files_its_feed_and_its_trend(client: Client, archive: list[Article]) -> None:
    query = "?q=%E8%8C%B6&newspaper=%E6%B2%85%E6%BA%AA%E6%97%A5%E6%8A%A5"
    page = document(client.get(f"/search/{query}&sort=oldest&page=1&size=10"))
    targets = {target for _text, target in page.links()}
    assert {f"/search.{kind}{query}&sort=oldest" for kind in KINDS} <= targets
    assert f"/search.atom{query}" in targets
    assert f"/trends/{query}" in targets
    heads = [each for tag, each in page.elements if tag == "link" and each.get("rel") == "alternate"]
    assert [(each["type"], each["href"]) for each in heads] == [("application/atom+xml", f"/search.atom{query}")]
    assert "共12篇" in page.text


def test_where_nothing_is_found_looser_searches_are_offered(client: Client, archive: list[Article]) -> None:
    page = document(client.get("/search/?q=茶事 防汛&newspaper=沅溪日报&sort=newest"))
    offered = {text: target for text, target in page.links() if text.startswith("不限")}
    assert list(offered) == ["不限“防汛”"]
    assert client.get(f"/search/{offered['不限“防汛”']}").context["result"].count == 12
    page = document(client.get("/search/?q=防汛&newspaper=沅溪日报"))
    [target] = [target for text, target in page.links() if text.startswith("不限")]
    assert client.get(f"/search/{target}").context["result"].count == 1


def test_a_looser_search_is_the_one_at_its_address(client: Client, archive: list[Article]) -> None:
    papers = "newspaper=沅溪日报&newspaper=青岚日报&-newspaper=无此报"
    query = QueryDict(f"q=茶 防汛&from=2023-01-01&to=2023-12-31&{papers}&kind=photo")
    form = SearchForm(query)
    form.is_valid()
    tried = list(loosening._tried(form.asked(), query))
    assert len(tried) == 8
    for _what, address, request in tried:
        there = SearchForm(QueryDict(address.removeprefix("?")))
        there.is_valid()
        assert engine.count(there.asked()) == engine.count(request)
        assert {name: each for name, each in request.facets.items() if each} == there.asked().facets
        assert (request.q, request.date_from, request.date_to) == (
            there.asked().q,
            there.asked().date_from,
            there.asked().date_to,
        )

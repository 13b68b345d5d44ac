"""The search page and its JSON twin: what they ask the engine, and what they make of its answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from archive.search import USUAL, FacetCount, FacetFilter, Request, State, read
from archive.search.named import Named, RecordHit
from archive.search.query_fields import FIELDS
from archive.search.spelling import Correction
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory
from tests.views.conftest import FakeEngine
from tests.views.page import document
from tests.views.scene import Scene

DEFAULT = Request(q="", sort="newest")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/", "/api/search"])
@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", DEFAULT),
        ("q=河长", Request(q="河长", sort="relevance")),
        ("q=河长&sort=oldest&page=3&size=50", Request(q="河长", sort="oldest", page=3, size=50)),
        ("q=+河长%00+", Request(q="河长", sort="relevance")),
        ("q=(((-", Request(q="(((-", sort="relevance")),
        (
            "from=2023-03-05&to=2023-03-05",
            Request(
                sort="newest", date_from=date(2023, 3, 5), date_to=date(2023, 3, 5), counted=(*USUAL, "day")
            ),  # Days are the bars of a range within one month.
        ),
        (
            "from=2023-03-05&to=2024-03-05",
            Request(sort="newest", date_from=date(2023, 3, 5), date_to=date(2024, 3, 5)),
        ),
        ("from=2023-03-05", Request(sort="newest", date_from=date(2023, 3, 5))),
        (
            "newspaper=甲&newspaper=乙&newspaper=",
            Request(sort="newest", facets={"newspaper": FacetFilter(("甲", "乙"))}),
        ),
        (
            "year=2023&page_number=1&-year=9999",
            Request(
                sort="newest", facets={"year": FacetFilter(("2023",), ("9999",)), "page_number": FacetFilter(("1",))}
            ),
        ),
        (
            "month=2023-03&month=2023-04&-day=2023-03-05",
            Request(
                sort="newest",
                facets={"month": FacetFilter(("2023-03", "2023-04")), "day": FacetFilter((), ("2023-03-05",))},
                counted=(*USUAL, "day"),
            ),
        ),
        (
            "place=7&-place=8&person=56&organization=9",
            Request(
                sort="newest",
                facets={
                    "place": FacetFilter(("7",), ("8",)),
                    "person": FacetFilter(("56",)),
                    "organization": FacetFilter(("9",)),
                },
            ),
        ),
        (
            "title=区长&event_type=会议&section=要闻&-byline=白小川",
            Request(
                sort="newest",
                facets={
                    "title": FacetFilter(("区长",)),
                    "event_type": FacetFilter(("会议",)),
                    "section": FacetFilter(("要闻",)),
                    "byline": FacetFilter((), ("白小川",)),
                },
            ),
        ),
        (
            "-newspaper=甲&kind=photo",
            Request(sort="newest", facets={"newspaper": FacetFilter((), ("甲",)), "kind": FacetFilter(("photo",))}),
        ),
        ("page=&size=&sort=&from=&to=", DEFAULT),
    ],
)
def test_what_is_asked(client: Client, engine: FakeEngine, address: str, query: str, asked: Request) -> None:
    assert client.get(f"{address}?{query}", follow=True).status_code == 200
    assert engine.asked == asked


@pytest.mark.django_db
def test_the_page_does_without_what_it_does_not_know(client: Client, engine: FakeEngine) -> None:
    assert client.get("/search/?unknown=1&csrf=2").status_code == 200
    assert engine.asked == DEFAULT


MALFORMED = [
    ("page=0", "page"),
    ("page=-1", "page"),
    ("page=x", "page"),
    ("page=1.5", "page"),
    ("page=" + "9" * 5000, "page"),
    ("size=0", "size"),
    ("size=101", "size"),
    ("sort=score", "sort"),
    ("from=2023-3-5", "from"),
    ("from=20230305", "from"),
    ("from=2023-02-30", "from"),
    ("to=２０２３-03-05", "to"),
    ("to=yesterday", "to"),
    ("from=2023-03-06&to=2023-03-05", "to"),
    ("newspaper=青岚%00日报", "newspaper"),
    ("-kind=%00", "-kind"),
    ("year=" + "9" * 5000, "year"),
    ("year=abc", "year"),
    ("year=-1", "year"),
    ("year=99999999999999", "year"),
    ("year=0", "year"),
    ("year=２０２３", "year"),
    ("year=2023&year=x", "year"),
    ("-year=0", "-year"),
    ("page_number=x", "page_number"),
    ("page_number=0", "page_number"),
    ("-page_number=1.5", "-page_number"),
    ("month=2023", "month"),
    ("month=2023-13", "month"),
    ("-month=0000-01", "-month"),
    ("day=20230305", "day"),
    ("place=石门镇", "place"),
    ("person=-1", "person"),
    ("organization=" + "9" * 5000, "organization"),
    ("title=" + "长" * 201, "title"),
    ("of=newspaper", "of"),
    ("&".join(f"section={number}" for number in range(61)), "section"),
    ("&".join(f"person={number}&-section={number}" for number in range(1, 40)), "-section"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "parameter"), MALFORMED)
def test_the_twin_refuses_what_is_malformed(client: Client, engine: FakeEngine, query: str, parameter: str) -> None:
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert response.json()["error"].startswith(f"{parameter}: ")
    assert engine.asked is None


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "parameter"), MALFORMED)
def test_the_page_searches_without_what_is_malformed(
    client: Client, engine: FakeEngine, query: str, parameter: str
) -> None:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    assert engine.asked is not None
    page = document(response)
    if parameter in ("from", "to"):
        assert len(page.all("span", class_="problem")) == 1
    else:
        [notice] = page.all("p", class_="notice")
        assert notice.startswith(f"地址中的“{parameter}”未予理会：")


def test_results_are_shown_with_their_source(client: Client, scene: Scene, engine: FakeEngine) -> None:
    engine.articles = [scene.article, scene.photo]
    page = document(client.get("/search/?q=石门镇"))
    assert page.all("title") == ["石门镇 · 搜索 · 方志"]
    assert page.all("h2", class_="count") == ["找到2篇文章"]
    assert page.all("h3") == ["云溪区第三次河长会议召开", "石门镇的桃花开了。"]
    assert page.all("mark").count("石门镇") == 4
    assert page.all("div", class_="read-as")[0].startswith("查找的是：石门镇")
    assert "青岚日报 2023年3月5日 推断 第1版" in page.text


@pytest.mark.django_db
def test_pages_hold_every_hit_once(client: Client, engine: FakeEngine) -> None:
    engine.articles = [ArticleFactory(headline=f"第{number}号消息") for number in range(1, 24)]
    seen = []
    address = "/search/?q=消息&size=10"
    while address:
        page = document(client.get(address))
        seen += page.all("h3")
        following = [step for text, step in page.links() if text == "下一页"]
        address = f"/search/{following[0]}" if following else ""
    assert seen == [article.headline for article in engine.articles]
    assert page.all("h2", class_="count") == ["找到23篇文章 第21–23篇"]
    assert page.all("title") == ["消息 · 搜索 · 第3页 · 方志"]


@pytest.mark.django_db
def test_a_page_past_the_last_leads_back(client: Client, engine: FakeEngine) -> None:
    engine.articles = [ArticleFactory() for _ in range(3)]
    page = document(client.get("/search/?q=植树&size=2&page=9"))
    assert ("看最后一页", "?q=%E6%A4%8D%E6%A0%91&size=2&page=2") in page.links()


@pytest.mark.django_db
def test_facets_can_be_chosen(client: Client, engine: FakeEngine) -> None:
    NewspaperFactory(name="沅溪日报")
    engine.articles = [ArticleFactory()]
    engine.facets = {"newspaper": [FacetCount("青岚日报", "青岚日报", 7)], "year": []}
    page = document(
        client.get("/search/?q=植树&newspaper=沅溪日报&newspaper=青岚日报&page=3&-kind=photo&from=2023-01-01")
    )
    boxes = [attributes for tag, attributes in page.elements if attributes.get("type") == "checkbox"]
    assert [(box["name"], box["value"], "checked" in box) for box in boxes] == [
        ("newspaper", "青岚日报", True),
        ("newspaper", "沅溪日报", True),  # chosen before, though nothing of it is found now
        ("-kind", "photo", True),
    ]
    assert page.all("label")[-4:-1] == ["青岚日报 7", "沅溪日报 0", "不要 图片"]
    chips = {text.removeprefix("去掉条件：").removesuffix(" ×"): address for text, address in page.links()}
    assert chips["沅溪日报"] == (
        "?q=%E6%A4%8D%E6%A0%91&-kind=photo&from=2023-01-01&newspaper=%E9%9D%92%E5%B2%9A%E6%97%A5%E6%8A%A5"
    )
    assert "from" not in chips["从2023年1月1日起"]
    assert "kind" not in chips["不要“图片”"]


@pytest.mark.django_db
def test_nothing_found_helps(client: Client, engine: FakeEngine) -> None:
    page = document(client.get("/search/?q=无此事&from=2023-01-01"))
    assert page.all("h2", class_="count") == ["没有找到文章"]
    assert ("去掉全部条件", "?q=%E6%97%A0%E6%AD%A4%E4%BA%8B") in page.links()
    assert len(page.all("div", class_="empty")) == 1


@pytest.mark.django_db
def test_how_a_query_was_repaired_is_said(client: Client, engine: FakeEngine) -> None:
    page = document(client.get('/search/?q="河长'))
    assert page.all("div", class_="notice") == ["引号没有闭合，已按到末尾处理。"]
    answer = client.get('/api/search?q="河长').json()
    assert answer["query"]["read_as"]["notes"] == ["引号没有闭合，已按到末尾处理。"]


@pytest.mark.django_db
def test_while_there_is_no_index_both_say_so(client: Client, engine: FakeEngine) -> None:
    engine.state = State.BUILDING
    response = client.get("/search/?q=河长")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    page = document(response)
    assert page.all("h1") == ["索引正在建立"]
    assert [a["value"] for t, a in page.elements if a.get("id") == "q"] == ["河长"]
    answer = client.get("/api/search")
    assert (answer.status_code, list(answer.json())) == (503, ["error"])
    assert int(answer["Retry-After"]) > 0


def test_the_twin_answers_as_promised(client: Client, scene: Scene, engine: FakeEngine) -> None:
    engine.articles = [scene.article]
    engine.facets = {"newspaper": [FacetCount("青岚日报", "青岚日报", 1)]}
    answer = client.get("/api/search?q=河长&size=5").json()
    assert answer["query"]["read_as"]["query"] == "河长"
    assert (answer["count"], answer["page"], answer["size"]) == (1, 1, 5)
    assert answer["facets"]["newspaper"] == [{"value": "青岚日报", "label": "青岚日报", "count": 1}]
    [result] = answer["results"]
    assert result["snippet"].startswith("本报讯（记者白小川）3月4日，云溪区第三次<mark>河长</mark>会议")
    del result["snippet"]
    assert result == {
        "id": scene.article.pk,
        "url": scene.article.get_absolute_url(),
        "headline": "云溪区第三次河长会议召开",
        "date": "2023-03-05",
        "newspaper": "青岚日报",
        "page": 1,
        "family": None,
    }


@pytest.mark.django_db
def test_hostile_queries_and_hits_stay_text(client: Client, engine: FakeEngine) -> None:
    hostile = '<script>alert(1)</script>"><b>'
    engine.articles = [ArticleFactory(headline=hostile, text=hostile)]
    response = client.get("/search/", {"q": hostile, "from": hostile, "newspaper": hostile, "-kind": hostile})
    html = response.content.decode()
    assert "<script>" not in html
    assert "<b>" not in html
    document(response)


def facets() -> dict[str, list[FacetCount]]:
    """Three months of two years, and more bylines than are seen at once."""
    return {
        "year": [FacetCount("2023", "2023年", 3), FacetCount("2022", "2022年", 1)],
        "month": [FacetCount("2023-02", "2023年2月", 3), FacetCount("2022-12", "2022年12月", 1)],
        "byline": [FacetCount(f"记者{number}", f"记者{number}", 9 - number) for number in range(8)],
    }


@pytest.mark.django_db
def test_bars_lead_to_their_months(client: Client, engine: FakeEngine) -> None:
    engine.articles, engine.facets = [ArticleFactory()], facets()
    page = document(client.get("/search/?q=植树&page=2&day=2023-02-05&-byline=甲"))
    assert len(page.all("rect", class_="bar")) == 1  # The chosen day; none of the others was counted.
    page = document(client.get("/search/?q=植树&page=2&-byline=甲"))
    bars = [each for tag, each in page.elements if tag == "rect" and each["class"] == "bar"]
    assert [(each["x"], each["height"]) for each in bars] == [("5.00%", "33.33%"), ("71.67%", "100.00%")]
    assert ("2023年2月", "?q=%E6%A4%8D%E6%A0%91&-byline=%E7%94%B2&month=2023-02") in page.links()
    assert page.all("td") == ["1", "3"]
    assert "最多的是2023年2月，3篇" in page.text


@pytest.mark.django_db
def test_months_are_offered_within_a_year(client: Client, engine: FakeEngine) -> None:
    engine.articles, engine.facets = [ArticleFactory()], facets()
    assert "month" not in names_of_boxes(client, "/search/?q=植树")
    assert names_of_boxes(client, "/search/?q=植树&year=2023")["month"] == ["2023-02"]
    assert names_of_boxes(client, "/search/?month=2022-12")["month"] == ["2022-12"]


def names_of_boxes(client: Client, address: str) -> dict[str, list[str]]:
    """The values that can be ticked, by parameter."""
    page = document(client.get(address))
    found: dict[str, list[str]] = {}
    for _tag, each in page.elements:
        if each.get("type") == "checkbox":
            found.setdefault(str(each["name"]), []).append(str(each["value"]))
    return found


@pytest.mark.django_db
def test_what_is_not_among_the_first_is_one_step_away(client: Client, engine: FakeEngine) -> None:
    engine.articles, engine.facets = [ArticleFactory()], facets()
    page = document(client.get("/search/?byline=记者7&-byline=记者0"))
    [more] = [text for text in page.all("details") if text.startswith("另外")]
    assert more == "另外1项 记者6 3 −"
    [without] = [each["href"] for _tag, each in page.elements if each.get("aria-label") == "不要“记者6”"]
    assert without == "?byline=%E8%AE%B0%E8%80%857&-byline=%E8%AE%B0%E8%80%850&-byline=%E8%AE%B0%E8%80%856"
    [without] = [each["href"] for _tag, each in page.elements if each.get("aria-label") == "不要“记者7”"]
    assert without == "?-byline=%E8%AE%B0%E8%80%850&-byline=%E8%AE%B0%E8%80%857"


@pytest.mark.django_db
def test_near_identical_articles_stand_under_the_first(client: Client, engine: FakeEngine) -> None:
    engine.articles = [ArticleFactory(headline=f"第{number}篇") for number in range(4)]
    engine.families = {engine.articles[0].pk: 7, engine.articles[2].pk: 7}
    page = document(client.get("/search/?q=篇"))
    assert page.all("h3") == ["第0篇", "第1篇", "第3篇"]
    [alike] = page.all("details", class_="alike")
    assert alike.startswith("另有1篇几乎相同 第2篇")
    assert page.all("h2", class_="count") == ["找到4篇文章"]
    assert [each["family"] for each in client.get("/api/search?q=篇").json()["results"]] == [7, None, 7, None]


@pytest.mark.django_db
def test_hits_carry_what_was_searched_for(client: Client, engine: FakeEngine) -> None:
    engine.articles = [ArticleFactory(headline="植树")]
    address = engine.articles[0].get_absolute_url()
    page = document(client.get('/search/?q="植树" & 河', follow=True))
    assert ("植树", f"{address}?q=%22%E6%A4%8D%E6%A0%91%22") in page.links()
    assert ("植树", address) in document(client.get("/search/")).links()


def record(name: str) -> RecordHit:
    return RecordHit("person", 56, "/people/56/", escape(name), "云溪区区长", 3)


@pytest.mark.django_db
def test_the_records_that_a_query_names_stand_above(client: Client, engine: FakeEngine) -> None:
    engine.named, engine.articles = Named([record("陆明远")], more=2), [ArticleFactory()] * 3
    page = document(client.get("/search/?q=陆明远"))
    [named] = page.all("section", class_="named")
    assert named.endswith("陆明远 云溪区区长 3篇文章提到 另有2个同名 · 全部看")
    assert ("陆明远", "/people/56/") in page.links()
    assert not document(client.get("/search/?q=陆明远&size=1&page=2")).all("section", class_="named")


@pytest.mark.django_db
def test_tabs_count_the_other_kinds(client: Client, engine: FakeEngine) -> None:
    engine.articles, engine.records = [ArticleFactory()], [record(f"陆明远{number}") for number in range(3)]
    page = document(client.get("/search/?q=陆&newspaper=甲&page=1"))
    assert page.all("nav", class_="tabs") == ["文章 1人物 3机构 3地点 3事件 3"]
    assert ("人物 3", "?q=%E9%99%86&newspaper=%E7%94%B2&of=person") in page.links()
    page = document(client.get("/search/?q=陆&of=person&size=2&page=2"))
    assert page.all("h2", class_="count") == ["找到3个 第3–3个"]
    assert page.all("a", class_="headline") == ["陆明远2"]
    assert page.all("a", aria_current="page")[-2:] == ["人物 3", "2"]
    assert ("文章 1", "?q=%E9%99%86&size=2") in page.links()
    assert [each["value"] for _tag, each in page.elements if each.get("name") == "of"] == ["person"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["person", "organization", "place", "event"])
def test_records_say_when_there_are_none(client: Client, engine: FakeEngine, kind: str) -> None:
    assert document(client.get(f"/search/?q=无&of={kind}")).all("h2", class_="count") == ["没有找到"]
    engine.state = State.BUILDING
    assert client.get(f"/search/?q=无&of={kind}").status_code == 503


@pytest.mark.django_db
def test_another_query_is_offered(client: Client, engine: FakeEngine) -> None:
    engine.meant = [Correction("赵海洋", "赵海洋", 7)]
    page = document(client.get("/search/?q=赵海阳"))
    assert page.all("p", class_="meant") == ["要找的是不是：赵海洋 7篇"]
    assert ("赵海洋", "?q=%E8%B5%B5%E6%B5%B7%E6%B4%8B") in page.links()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=河长", "找到3篇文章 其中1篇日期不详"),
        ("q=河长&year=2023", "找到3篇文章"),
        ("q=河长&to=2023-12-31", "找到3篇文章"),
    ],
)
def test_articles_without_a_date_are_counted_apart(client: Client, engine: FakeEngine, query: str, told: str) -> None:
    engine.articles = [ArticleFactory() for _ in range(3)]
    engine.facets = {"year": [FacetCount("2023", "2023年", 2)]}
    assert document(client.get(f"/search/?{query}")).all("h2", class_="count") == [told]


@pytest.mark.django_db
def test_a_date_left_out_is_told_beside_the_results(client: Client, engine: FakeEngine) -> None:
    page = document(client.get("/search/?from=2023-12-31&to=2022-01-01"))
    assert page.all("p", class_="notice") == ["截止日期未予理会：截止日期早于起始日期。"]
    page = document(client.get("/search/?from=去年"))
    assert page.all("p", class_="notice") == ["起始日期未予理会：请按“2023-03-05”的格式填写日期。"]


@pytest.mark.django_db
def test_conditions_say_what_they_are(client: Client, engine: FakeEngine) -> None:
    page = document(client.get("/search/?event_type=会议&-byline=陆明远&kind=photo"))
    chips = {text.removeprefix("去掉条件：").removesuffix(" ×") for text, _address in page.links()}
    assert chips >= {"事件类型：会议", "不要“记者：陆明远”", "图片"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ({"q": "植树", "from": "", "to": ""}, "/search/?q=%E6%A4%8D%E6%A0%91"),
        ({"q": "", "also": " "}, "/search/"),
        ({"q": "a", "also": "b c", "page": "3", "kind": ["photo", ""]}, "/search/?q=a+b+c&kind=photo"),
        ({"also": "b", "newspaper": "7"}, "/search/?newspaper=7&q=b"),
    ],
)
def test_an_address_has_no_blank_parameters_and_takes_up_further_words(
    client: Client, engine: FakeEngine, asked: dict[str, object], address: str
) -> None:
    response = client.get("/search/", asked)
    assert response.status_code == 302
    assert response["Location"] == address
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_articles_without_a_date_are_one_link_away(client: Client, index_now: Callable[[], None]) -> None:
    dated = ArticleFactory(headline="植树", page=PageFactory(issue=IssueFactory(date=date(2023, 3, 5))))
    undated = ArticleFactory(headline="植树造林", page=PageFactory(issue=IssueFactory(date=None)))
    index_now()
    [address] = [address for text, address in document(client.get("/search/?q=植树")).links() if "日期不详" in text]
    page = client.get(f"/search/{address}")
    assert [each.hit.article.pk for each in page.context["found"]] == [undated.pk]
    assert page.context["undated"] == 0
    assert client.get(f"/api/search{address}").json()["count"] == 1
    assert undated.headline in client.get(f"/search.txt{address}").getvalue().decode()
    for query, found in (("-日期:不详", {dated.pk}), ("date:unknown", {undated.pk}), ("日期:不詳", {undated.pk})):
        assert {each["id"] for each in client.get("/api/search", {"q": query}).json()["results"]} == found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_help_tells_of_every_field_and_its_examples_read_as_written(client: Client, language: str) -> None:
    page = document(client.get("/search/help/", headers={"accept-language": language}))
    examples = [text for text, address in page.links() if address.startswith("/search/?q=")]
    assert len(examples) > 15
    for example in examples:
        assert not read(example).read_as.notes, example
    for field in FIELDS:
        assert all(f"{name}:" in page.text for name in field.names)

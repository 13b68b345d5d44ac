"""The API: what it answers, how it is paged, kept and refused, and that it tells of nothing unpublished."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from archive.models import Article, Event, Mention, Organization, Person, Place
from archive.views.api import document, listing
from archive.views.api.answering import Operation
from archive.views.api.glossary import FIELDS, PARAMETERS
from tests.factories import (
    ArticleFactory,
    EventFactory,
    IssueFactory,
    NewspaperFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.views.conftest import FakeEngine
from tests.views.page import document as parsed
from tests.views.scene import SECRET, Scene, conceal, link
from tests.views.test_queries import add_more

LISTS = ("newspapers", "articles", "people", "organizations", "places", "events")
# Count, rows, and what the rows refer to; a record has its own lists.
MOST_OF_A_LIST, MOST_OF_A_RECORD = 8, 15


def operations() -> dict[str, Operation]:
    """The operations by name."""
    return {name: operation for name, _path, operation in document._operations()}


def addresses(scene: Scene) -> dict[str, str]:
    """An address of each operation that asks for no index."""
    records = ("article", "person", "organization", "place", "event")
    return {
        "api-document": "/api/openapi.json",
        **{f"api-{name}": f"/api/{name}" for name in LISTS},
        **{f"api-{name}": "/api" + getattr(scene, name).get_absolute_url().rstrip("/") for name in records},
    }


def walk(client: Client, address: str) -> list[Any]:
    """All results of a list, page after page; its count is that of each page."""
    found: list[Any] = []
    following: str | None = address
    while following:
        answer = client.get(following).json()
        found += answer["results"]
        following = answer["next"]
    assert answer["count"] == len(found)
    return found


def test_every_answer_is_what_the_document_says(client: Client, scene: Scene) -> None:
    for name, address in addresses(scene).items():
        response = client.get(address)
        assert response.status_code == 200, name
        assert response["Content-Type"] == "application/json"
        msgspec.json.decode(response.content, type=operations()[name].answer)


def test_an_article(client: Client, scene: Scene) -> None:
    told = client.get(f"/api/articles/{scene.article.pk}").json()
    assert told["heading"] == {
        "kicker": "春到云溪",
        "headline": "云溪区第三次河长会议召开",
        "deck": "要求把每一条河都管住管好",
    }
    assert told["text"] == scene.article.text
    assert told["bylines"] == [{"name": "白小川", "role": "记者"}]
    issue = {"date": "2023-03-05", "precision": "day", "origin": "inferred"}
    issue |= {"earliest": "2023-03-05", "latest": "2023-03-07", "reason": "最晚的事件在3月4日，次日见报。"}
    assert told["issue"] == {"url": scene.issue.get_absolute_url(), **issue}
    [page] = told["pages"]
    assert (page["number"], page["section"], len(page["lines"])) == (1, "要闻", 8)
    assert page["lines"][0] == {"number": 1, "role": "headline", "text": "云溪区第三次河长会议召开"}
    named, unknown = told["people"]
    assert named["person"] == {"id": scene.person.pk, "url": scene.person.get_absolute_url(), "name": "陆明远"}
    assert (named["titles"], named["posts"]) == (["区长"], [{"organization": "", "title": "区长"}])
    assert (unknown["name"], unknown["status"], unknown["person"]) == ("白小川", "unmatched", None)
    assert [each["place"]["path"] for each in told["places"]] == [
        "山岚省/青岚市/云溪区/石门镇",
        "山岚省/青岚市/云溪区",
    ]
    assert [each["organization"]["name"] for each in told["organizations"]] == ["云溪区水务局"]
    assert [each["event"]["id"] for each in told["events"]] == [scene.event.pk]
    assert told["photos"] == [scene.photo.pk]
    for span in named["spans"]:
        assert told[span["field"]][span["start"] : span["end"]] == "陆明远"


def test_a_citation_invents_nothing(client: Client, scene: Scene) -> None:
    assert client.get(f"/api/articles/{scene.article.pk}").json()["citation"] == {
        "id": str(scene.article.pk),
        "type": "article-newspaper",
        "title": "云溪区第三次河长会议召开",
        "language": "zh-CN",
        "URL": f"http://testserver{scene.article.get_absolute_url()}",
        "container-title": "青岚日报",
        "author": [{"literal": "白小川"}],
        "issued": {"date-parts": [[2023, 3, 5]], "circa": True},
        "page": "1",
    }
    unknown = NewspaperFactory(name="甲", named=False)
    vague = IssueFactory(newspaper=unknown, date=date(2023, 3, 1), date_precision="month")
    for issue, issued in ((IssueFactory(newspaper=unknown, date=None), None), (vague, {"date-parts": [[2023, 3]]})):
        article = ArticleFactory(page=PageFactory(issue=issue, number=None))
        told = client.get(f"/api/articles/{article.pk}").json()["citation"]
        assert told.get("issued") == issued
        assert not {"container-title", "page", "author"} & told.keys()


def test_a_person(client: Client, scene: Scene) -> None:
    told = client.get(f"/api/people/{scene.person.pk}").json()
    assert (told["name"], told["other_names"], told["article_count"]) == ("陆明远", ["陆区长"], 2)
    assert told["home"]["path"] == "山岚省/青岚市/云溪区"
    [held] = told["memberships"]
    assert (held["post"]["title"], held["post"]["organization"]["name"]) == ("区长", "云溪区人民政府")
    assert (held["start"], held["end"], held["first_seen"], held["last_seen"]) == (
        "2022-01-08",
        None,
        "2023-03-05",
        "2023-04-09",
    )
    assert [each["note"] for each in told["same_name"]] == ["石门镇小学教师"]
    assert [each["headline"] for each in walk(client, told["articles"])] == [
        "陆明远调研石门镇",
        "云溪区第三次河长会议召开",
    ]
    assert [each["id"] for each in walk(client, told["events"])] == [scene.event.pk]


def test_the_evidence_of_a_post(client: Client, scene: Scene) -> None:
    mention = Mention.objects.get(article=scene.article, person=scene.person)
    mention.spans = [["text", 33, 36, 7]]
    mention.save()
    post = scene.person.memberships.get().post
    mention.sightings.create(post=post, kind="holds", title="区长", day=date(2023, 3, 5))
    mention.sightings.create(post=post, kind="elected", title="区长", day=date(2023, 3, 6))
    [held] = client.get(f"/api/people/{scene.person.pk}").json()["memberships"]
    evidence = {"article": scene.article.pk, "url": f"{scene.page.get_absolute_url()}#L7", "date": "2023-03-05"}
    assert held["first_evidence"] == {**evidence, "line": 7}
    assert [(each["kind"], each["day"], each["evidence"]["line"]) for each in held["changes"]] == [
        ("elected", "2023-03-06", 7)
    ]
    body = client.get(f"/api/organizations/{post.organization.pk}").json()["memberships"]["results"]
    assert [each["first_evidence"] for each in body] == [held["first_evidence"]]


def test_an_organization_a_place_and_an_event(client: Client, scene: Scene) -> None:
    body = client.get(f"/api/organizations/{scene.organization.pk}").json()
    assert (body["name"], body["parent"]["name"], body["place"]["name"]) == (
        "云溪区水务局",
        "云溪区人民政府",
        "云溪区",
    )
    place = client.get(f"/api/places/{scene.place.pk}").json()
    assert [each["name"] for each in place["above"]] == ["山岚省", "青岚市", "云溪区"]
    assert (place["path"], place["article_count"]) == ("山岚省/青岚市/云溪区/石门镇", 2)
    assert [each["name"] for each in walk(client, f"/api/places?parent={scene.place.parent_id}")] == ["石门镇"]
    assert [each["note"] for each in walk(client, place["people"])] == ["石门镇小学教师"]
    assert len(walk(client, place["articles"])) == 2
    event = client.get(f"/api/events/{scene.event.pk}").json()
    parts = event["participations"]["results"]
    assert [(each["name"], each["part"], bool(each["person"])) for each in parts] == [
        ("陆明远", "主持", True),
        ("白小川", "", False),
    ]
    assert [(each["article"]["id"], each["lines"]) for each in event["reports"]] == [(scene.article.pk, [7])]
    assert (event["start"], event["end"], event["place_name"]) == ("2023-03-04", "2023-03-05", "石门镇")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("articles?newspaper=青岚日报", 3),
        ("articles?newspaper=无此报", 0),
        ("articles?from=2023-03-06", 1),
        ("articles?to=2023-03-05", 2),
        ("articles?from=2023-03-05&to=2023-04-09&kind=photo", 1),
        ("articles?event={event}", 1),
        ("articles?organization={organization}", 1),
        ("articles?person={person}&place={place}", 2),
        ("articles?person=999999999", 0),
        ("people?name=明远", 2),
        ("people?name=陆区长", 1),
        ("people?name=%20", 2),
        ("people?place={place}", 1),
        ("organizations?name=水务", 1),
        ("organizations?place={place}", 0),
        ("places?name=镇", 1),
        ("events?from=2023-03-04&to=2023-03-04", 1),
        ("events?from=2023-03-05", 0),
        ("events?type=会议&place={place}", 1),
        ("events?person={person}", 1),
    ],
)
def test_lists_are_narrowed(client: Client, scene: Scene, asked: str, found: int) -> None:
    keys = {name: getattr(scene, name).pk for name in ("person", "place", "organization", "event")}
    scene.event.type = "会议"
    scene.event.save()
    assert len(walk(client, "/api/" + asked.format(**keys))) == found


def many(count: int) -> None:
    """So many of everything, some with the same name and the same day, some without one."""
    article = ArticleFactory()
    for number in range(count):
        day = None if number % 4 == 0 else date(2023, 3, 1 + number // 3)
        named = f"名{number // 2}"
        records = (
            PersonFactory(name=named),
            OrganizationFactory(name=f"局{number}"),
            PlaceFactory(name=f"村{number}"),
            EventFactory(title=named, start=day, end=None),
        )
        link(article, *records)
        ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=article.newspaper, date=day)))


@pytest.mark.django_db
@pytest.mark.parametrize("pages", [1, 3, listing.LAST_PAGE])
def test_walking_meets_everything_once_and_in_order(
    client: Client, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    many(9)
    expected = {
        "articles": Article.objects.public().newest(),
        "people": Person.objects.named_in_public(),
        "organizations": Organization.objects.public(),
        "places": Place.objects.public(),
        "events": Event.objects.named_in_public(),
    }
    monkeypatch.setattr(listing, "LAST_PAGE", pages)
    for name, rows in expected.items():
        for size in (2, 4, 50):
            found = [each["id"] for each in walk(client, f"/api/{name}?size={size}")]
            assert found == list(rows.values_list("pk", flat=True)), (name, size)


@pytest.mark.django_db
def test_pages_lead_on_and_back(client: Client) -> None:
    for _ in range(5):
        ArticleFactory()
    first = client.get("/api/articles?size=2&kind=article").json()
    assert (first["count"], first["page"], first["size"], first["previous"]) == (5, 1, 2, None)
    second = client.get(first["next"]).json()
    assert second["next"] == "/api/articles?size=2&kind=article&page=3"
    assert client.get(second["previous"]).json() == {**first}
    beyond = client.get("/api/articles?size=2&page=9").json()
    assert (beyond["count"], beyond["results"], beyond["next"]) == (5, [], None)


def changed(name: str, day: int, *keys: int) -> None:
    """Say of records that they changed on a day of March 2023, in that order, two at a time in the same moment."""
    for number, pk in enumerate(keys):
        moment = datetime(2023, 3, day, 8, 0, number // 2, 500, tzinfo=UTC)
        MODELS[name].objects.filter(pk=pk).update(updated_at=moment)


MODELS = {"articles": Article, "people": Person, "organizations": Organization, "places": Place, "events": Event}


@pytest.mark.dear(cases=2)
@pytest.mark.django_db
@pytest.mark.parametrize("name", MODELS)
def test_what_changed_since_is_told_in_the_order_of_its_changes(client: Client, name: str) -> None:
    many(7)
    known = [each["id"] for each in walk(client, f"/api/{name}")]
    shuffled = known[::-2] + known[-2::-2]
    changed(name, 1, *known)
    changed(name, 5, *shuffled[:5])
    for since, expected in (
        ("2023-02-01T00:00:00Z", None),
        ("2023-03-05T08:00:00Z", shuffled[:5]),
        ("2023-03-05T16:00:00%2B08:00", shuffled[:5]),
        ("2023-03-05t08:00:01.0005z", shuffled[2:5]),
        ("2023-03-05T08:00:01.000501Z", shuffled[4:5]),
        ("2023-03-06T00:00:00Z", []),
        ("0001-01-01T00:00:00%2B09:00", None),
        ("9999-12-31T23:59:59-09:00", []),
    ):
        for size in (1, 2, 50):
            found = walk(client, f"/api/{name}?updated_since={since}&size={size}")
            told = [each["id"] for each in found]
            if expected is None:
                assert sorted(told) == sorted(known)
            else:
                assert told == _ties(expected), (since, size)
            assert [each["updated_at"] for each in found] == sorted(each["updated_at"] for each in found)


def _ties(keys: list[int]) -> list[int]:
    """Two that changed in the same moment stand in the order of their ids."""
    return [pk for start in range(0, len(keys), 2) for pk in sorted(keys[start : start + 2])]


@pytest.mark.django_db
def test_who_walks_through_changes_misses_none(client: Client) -> None:
    many(6)
    known = sorted(each["id"] for each in walk(client, "/api/articles"))
    changed("articles", 1, *known)
    address: str | None = "/api/articles?updated_since=2023-03-01T00:00:00Z&size=2"
    met: list[int] = []
    while address:
        assert "page=" not in address
        answer = client.get(address).json()
        here = [each["id"] for each in answer["results"]]
        if known[0] in here and len(met) < len(known):
            changed("articles", 9, known[1], known[0])  # Two of the first page move to the end.
        met += here
        address = answer["next"]
    assert met == [*known, *known[:2]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        *("updated_since=2023-03-05", "updated_since=x", "updated_since=2023-03-05T08:00:00", "updated_since=%00"),
        *(
            "updated_since=2023-02-30T00:00:00Z",
            "updated_since=2023-03-05T25:00:00Z",
            "updated_since=٢٠٢٣-03-05T08:00:00Z",
        ),
        *("updated_since=2023-03-05T08:00:00Z&after=5,3", "after=1677657600000500,3"),
        "updated_since=2023-03-05T08:00:00Z&updated_since=2023-03-05T08:00:00Z",
    ],
)
def test_a_moment_that_is_none_is_refused(client: Client, asked: str) -> None:
    for name in ("articles", "events"):
        assert client.get(f"/api/{name}?{asked}").status_code == 400
    if "after=16" not in asked:
        assert client.get(f"/api/people?{asked.replace('5,3', '陆,3')}").status_code == 400


@pytest.mark.django_db
def test_a_withdrawn_article_is_in_no_list_of_changes(client: Client, scene: Scene) -> None:
    since = "/api/articles?updated_since=2000-01-01T00:00:00Z"
    assert scene.article.pk in [each["id"] for each in walk(client, since)]
    Article.objects.filter(pk=scene.article.pk).set_state("withheld")
    assert scene.article.pk not in [each["id"] for each in walk(client, since)]


@pytest.mark.dear
@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_the_unpublished_is_nowhere(client: Client, scene: Scene, engine: FakeEngine, state: str) -> None:
    before = {name: client.get(address).content for name, address in addresses(scene).items()}
    concealed = conceal(scene, state)
    for name in ("article", "person", "organization", "place", "event"):
        response = client.get("/api" + concealed[name].rstrip("/"))
        assert response.status_code == (410 if (name, state) == ("article", "removed") else 404), name
        assert SECRET not in response.content.decode()
    assert {name: client.get(address).content for name, address in addresses(scene).items()} == before
    for asked in ("articles?newspaper=", "people?name=", "organizations?name=", "places?name=", "events?type="):
        assert walk(client, f"/api/{asked}{SECRET}报") == []
    Article.objects.all().set_state("published")
    for name in ("article", "person", "organization", "place", "event"):
        assert SECRET in client.get("/api" + concealed[name].rstrip("/")).content.decode()


@pytest.mark.django_db
def test_an_article_taken_down_is_gone_with_its_reason(client: Client) -> None:
    article = ArticleFactory(state="removed", state_reason="应当事人要求", reason_public=True)
    response = client.get(f"/api/articles/{article.pk}")
    assert (response.status_code, response.json()) == (410, {"error": "这篇文章已撤下：应当事人要求"})


@pytest.mark.django_db
def test_the_rest_of_an_article_leads_to_it(client: Client) -> None:
    whole = ArticleFactory()
    rest = ArticleFactory(page=PageFactory(issue=whole.page.issue), kind="continuation", joined_to=whole, joined_at=1)
    response = client.get(f"/api/articles/{rest.pk}")
    assert (response.status_code, response["Location"]) == (302, f"/api/articles/{whole.pk}")
    whole.state = "withheld"
    whole.save()
    assert client.get(f"/api/articles/{rest.pk}").status_code == 404


def test_a_place_without_a_page_has_no_address(client: Client, scene: Scene) -> None:
    hidden = PlaceFactory(name="无名村")
    Person.objects.filter(pk=scene.person.pk).update(home=hidden)
    home = client.get(f"/api/people/{scene.person.pk}").json()["home"]
    assert home == {"id": hidden.pk, "url": None, "name": "无名村", "path": "无名村"}


def test_queries_do_not_grow(client: Client, scene: Scene) -> None:
    def questions() -> dict[str, int]:
        asked = {}
        for name, address in addresses(scene).items():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            asked[name] = len(captured)
        return asked

    add_more(scene, 1)
    few = questions()
    add_more(scene, 12)
    assert questions() == few
    for name, number in few.items():
        assert number <= (MOST_OF_A_LIST if name.endswith("s") else MOST_OF_A_RECORD), name


@pytest.mark.django_db
def test_trends(client: Client, index_now: Callable[[], None]) -> None:
    for day, text in ((date(2023, 1, 5), "植树"), (date(2023, 1, 6), "会议"), (date(2023, 3, 5), "植树和会议")):
        ArticleFactory(page=PageFactory(issue=IssueFactory(date=day)), headline="题", text=text)
    index_now()
    told = client.get("/api/trends?q=植树&q=会议&q=").json()
    assert told["months"] == [{"month": f"2023-0{month}", "articles": n} for month, n in ((1, 2), (2, 0), (3, 1))]
    trees, meetings = told["series"]
    assert (trees["phrase"], trees["count"]) == ("植树", 2)
    assert trees["months"] == [
        {"month": "2023-01", "count": 1, "rate": 500.0},
        {"month": "2023-03", "count": 1, "rate": 1000.0},
    ]
    assert meetings["count"] == client.get("/api/search", {"q": meetings["query"]}).json()["count"] == 2
    assert client.get("/api/trends?from=2023-02-01&q=植树").json()["series"][0]["count"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/search", "/api/trends"])
def test_without_an_index_there_is_nothing_yet(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, list(response.json())) == (503, ["error"])
    assert int(response["Retry-After"]) > 0


def test_every_word_has_a_meaning() -> None:
    told = document.document()
    shapes = told.components["schemas"]
    assert {name.partition(".")[0] for name in FIELDS if "." in name} - {"Listing"} <= shapes.keys()
    used = {field for shape in shapes.values() for field in shape["properties"]}
    assert {name for name in FIELDS if "." not in name} <= used
    parameters = {each["name"] for item in told.paths.values() for each in item["get"]["parameters"]}
    assert PARAMETERS.keys() - {"phrases", "typed"} <= parameters


@pytest.mark.django_db
def test_the_page_tells_of_every_address_and_shape(client: Client) -> None:
    told = document.document()
    page = parsed(client.get("/api/"))
    assert page.all("h3") == [*told.paths, *told.components["schemas"]]
    ids = {attributes.get("id") for _tag, attributes in page.elements}
    assert {address[1:] for _text, address in page.links() if address.startswith("#")} <= ids


@pytest.mark.django_db
def test_the_document_speaks_both_languages(client: Client) -> None:
    chinese = client.get("/api/openapi.json").json()
    assert chinese["info"]["title"] == "方志 API"
    english = client.get("/api/openapi.json?language=en").json()
    assert english["paths"].keys() == chinese["paths"].keys()
    with translation.override("en"):
        assert english == json.loads(msgspec.json.encode(document.document()))

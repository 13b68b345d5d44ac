"""What the API refuses, and how: malformed, unknown or repeated parameters, other methods, addresses that are none."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from tests.factories import ArticleFactory
from tests.views.conftest import FakeEngine
from tests.views.scene import Scene
from tests.views.test_api import addresses


@pytest.mark.parametrize(
    "asked",
    [
        *("unknown=1", "page=0", "page=-1", "page=51", "page=x", "page=1_0", "page=１", "page=" + "9" * 5000),
        *("size=0", "size=101", "size=1.5", "page=1&page=2", "from=2023-02-30", "from=2023-3-5", "kind=x"),
        *("from=2023-03-06&to=2023-03-05", "newspaper=%00", "newspaper=" + "长" * 201, "newspaper=%ff", "person=0"),
        *("newspaper=%ed%a0%80", "person=1000000000", "after=x", "after=,1", "after=1,0", "after=99999999,1", "%00=1"),
        "&".join(f"x{number}=1" for number in range(1100)),
    ],
)
@pytest.mark.django_db
def test_what_is_malformed_is_refused(client: Client, asked: str) -> None:
    response = client.get(f"/api/articles?{asked}")
    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    names = asked.replace("%00", "\0").split("=")
    assert names[0] in response.json()["error"] or len(asked) > 5000 or "&" in asked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/api/search?unknown=1",
        "/api/search?page=1&page=2",
        "/api/search?section=%ff",
        "/api/suggest?q=a&q=b",
        "/api/suggest?x=1",
        "/api/trends?" + "&".join(f"q={number}" for number in range(6)),
        "/api/trends?q=" + quote("长" * 101),
        "/api/trends?page=2",
        "/api/people?name=" + quote("长" * 101),
        "/api/people?after=x",
        "/api/events?type=%00",
        "/api/openapi.json?language=fr",
        "/api/newspapers?after=1,1",
    ],
)
def test_every_address_refuses_what_it_does_not_know(client: Client, engine: FakeEngine, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert engine.asked is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["", "?page=&size=&from=&to=&newspaper=&person=&after=", "?after=0,1", "?after=9999999,1"]
)
def test_what_is_blank_is_not_asked(client: Client, asked: str) -> None:
    ArticleFactory()
    assert client.get(f"/api/articles{asked}").status_code == 200


@pytest.mark.django_db
def test_a_query_is_mended_whatever_it_is(client: Client, engine: FakeEngine) -> None:
    for q in ("%00", "%ff", "%ed%a0%80", "(((-", "长" * 5000):
        assert client.get(f"/api/search?q={q}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["x", "articles/", "articles/x", "articles/-1", "articles/" + "9" * 5000, "people/1/", "people/0", "%00"],
)
def test_an_address_that_is_none_says_so_in_json(client: Client, address: str) -> None:
    for method in (client.get, client.head, client.post):
        response = method(f"/api/{address}")
        assert (response.status_code, response["Content-Type"]) in [
            (404, "application/json"),
            (405, "application/json"),
        ]
    assert list(client.get(f"/api/{address}").json()) == ["error"]
    assert client.get(f"/api/{address}").status_code == 404


@pytest.mark.parametrize("name", ["articles", "people", "organizations", "places", "events"])
@pytest.mark.parametrize("pk", [1, 2**31, 2**63, 2**70])
@pytest.mark.django_db
def test_a_record_that_does_not_exist(client: Client, name: str, pk: int) -> None:
    response = client.get(f"/api/{name}/{pk}")
    assert (response.status_code, list(response.json())) == (404, ["error"])


def test_it_is_only_read(client: Client, scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in addresses(scene).values():
        assert client.head(address).status_code == 200
        for method in (strict.post, strict.put, strict.delete, strict.patch, strict.options):
            response = method(address)
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
            assert list(response.json()) == ["error"]


def test_answers_may_be_kept_and_are_asked_for_again_cheaply(client: Client, scene: Scene) -> None:
    for name, address in addresses(scene).items():
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache", name
        assert first["Access-Control-Allow-Origin"] == "*"
        assert not first.cookies
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    scene.article.deck = "改过的副题"
    scene.article.save()
    address = addresses(scene)["api-article"]
    etag = client.get(address)["ETag"]
    scene.article.deck = "又改过的副题"
    scene.article.save()
    assert client.get(address, headers={"If-None-Match": etag}).json()["heading"]["deck"] == "又改过的副题"

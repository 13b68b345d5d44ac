"""/api/suggest: suggestions as JSON, whatever is asked."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.search import suggest as suggesting
from archive.search.suggest import Group, Suggestion
from archive.views.api import suggest as view


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the view asks for; it gets one person."""
    asked: list[str] = []

    def suggestions(text: str) -> list[Group]:
        asked.append(text)
        return [Group("person", "人物", [Suggestion("陆明远", "区长", "/people/1/")])]

    monkeypatch.setattr(view, "suggestions", suggestions)
    return asked


def test_suggestions_are_plain_values(client: Client, typed: list[str]) -> None:
    answer = client.get("/api/suggest", {"q": "陆"})
    suggestion = {"text": "陆明远", "detail": "区长", "url": "/people/1/", "fill": ""}
    assert answer.json() == {"groups": [{"kind": "person", "label": "人物", "suggestions": [suggestion]}]}
    assert "陆明远" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert typed == ["陆"]


@pytest.mark.parametrize(("q", "asked"), [(None, ""), ("", ""), ("a\0b", "a b")])
def test_anything_may_be_typed(client: Client, typed: list[str], q: str | None, asked: str) -> None:
    assert client.get("/api/suggest", {} if q is None else {"q": q}).status_code == 200
    assert typed == [asked]


def test_it_is_only_read(client: Client, typed: list[str]) -> None:
    assert client.head("/api/suggest?q=a").status_code == 200
    assert client.post("/api/suggest", {"q": "a"}).status_code == 405


@pytest.mark.django_db
def test_while_there_is_no_index_there_are_no_suggestions(client: Client) -> None:
    assert suggesting.suggest("陆") == []
    assert client.get("/api/suggest?q=陆").json() == {"groups": []}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/people/"])
def test_the_search_boxes_say_where_to_ask(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert 'data-suggest="/api/suggest"' in page
    assert "archive/suggest.js" in page

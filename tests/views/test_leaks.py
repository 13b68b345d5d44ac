"""What is not published is nowhere: not in a page, not in a list, not in a count."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from archive.models import Event, Membership, Participation, Post
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
)
from tests.views.conftest import FakeEngine
from tests.views.page import document
from tests.views.scene import SECRET, Scene, conceal

UNPUBLISHED = ["draft", "withheld", "removed"]


@pytest.mark.dear
@pytest.mark.parametrize("state", UNPUBLISHED)
def test_the_unpublished_is_on_no_page(client: Client, scene: Scene, engine: FakeEngine, state: str) -> None:
    before = {name: document(client.get(address)).all("dd") for name, address in scene.addresses.items()}
    concealed = conceal(scene, state)
    for name, address in concealed.items():
        status = 410 if (name, state) == ("article", "removed") else 404
        response = client.get(address)
        assert response.status_code == status, name
        assert SECRET not in response.content.decode(), name
    lists = {"undated": "/events/?month=undated", "filtered": "/people/?name=陆明远", "search": "/search/?q=会"}
    for name, address in {**scene.addresses, **lists}.items():
        assert SECRET not in client.get(address).content.decode(), name
    assert {name: document(client.get(address)).all("dd") for name, address in scene.addresses.items()} == before


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_publishing_shows_it_everywhere(client: Client, scene: Scene, state: str) -> None:
    concealed = conceal(scene, state)
    scene.article._meta.model.objects.all().set_state("published")
    for name, address in concealed.items():
        response = client.get(address)
        assert response.status_code == 200, name
        assert SECRET in response.content.decode(), name


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_hits_are_checked_against_the_database(
    client: Client, scene: Scene, index_now: Callable[[], None], state: str
) -> None:
    gone = ArticleFactory(headline=SECRET, text=SECRET)
    index_now()
    assert SECRET in document(client.get("/search/")).text
    others = [each["id"] for each in client.get("/api/search").json()["results"] if each["id"] != gone.pk]
    type(gone).objects.filter(pk=gone.pk).update(state=state)
    page = document(client.get("/search/"))
    assert SECRET not in page.text
    assert len(page.all("a", class_="headline")) == len(others)
    answer = client.get("/api/search")
    assert SECRET not in json.dumps(answer.json(), ensure_ascii=False)
    assert [result["id"] for result in answer.json()["results"]] == others


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_a_post_seen_only_in_an_unpublished_article_is_not_shown(client: Client, scene: Scene, state: str) -> None:
    hidden = ArticleFactory(page=PageFactory(issue=IssueFactory(date=date(2023, 9, 9))), state=state)
    MentionFactory(article=hidden, text="陆明远", status="linked", person=scene.person)
    post = Post.objects.create(organization=OrganizationFactory(name="青岚市人民政府"), title="副市长")
    Membership.objects.create(person=scene.person, post=post, first_seen=date(2023, 9, 9), last_seen=date(2023, 9, 9))
    assert "副市长" not in client.get(scene.person.get_absolute_url()).content.decode()
    assert "区长" in client.get(scene.person.get_absolute_url()).content.decode()
    assert client.get(post.organization.get_absolute_url()).status_code == 404
    hidden._meta.model.objects.filter(pk=hidden.pk).set_state("published")
    assert "副市长" in client.get(scene.person.get_absolute_url()).content.decode()
    assert client.get(post.organization.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_who_took_part_by_an_unpublished_report_is_not_shown(client: Client, scene: Scene, state: str) -> None:
    event = Event.objects.get(pk=scene.event.pk)
    hidden = ArticleFactory(state=state)
    MentionFactory(article=hidden, kind="event", text=event.title, status="linked", event=event)
    MentionFactory(article=hidden, text="顾一舟")
    Participation.objects.create(event=event, name="顾一舟", part="出席", position=7)
    page = document(client.get(event.get_absolute_url()))
    assert page.all("ol", class_="names") == ["陆明远 主持 第1段 白小川 第1段"]
    hidden._meta.model.objects.filter(pk=hidden.pk).set_state("published")
    page = document(client.get(event.get_absolute_url()))
    assert page.all("ol", class_="names") == ["陆明远 主持 第1段 白小川 第1段 顾一舟 出席 原文"]


def test_who_took_part_is_a_link_only_to_people_in_public(client: Client, scene: Scene) -> None:
    unseen = PersonFactory(name="顾一舟")
    Participation.objects.create(event=scene.event, person=unseen, name="顾一舟", position=7)
    page = document(client.get(scene.event.get_absolute_url()))
    assert "顾一舟" in page.text
    assert unseen.get_absolute_url() not in {address for _, address in page.links()}

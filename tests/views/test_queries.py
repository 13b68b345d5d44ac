"""A page asks the database a fixed number of questions, however much there is to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Byline, Membership, Organization, Participation, Person, Post
from tests.factories import (
    ArticleFactory,
    EventFactory,
    IssueFactory,
    MentionFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.views.page import document
from tests.views.scene import Scene, link

# What is taken away of a search: articles with bylines and continuations; hits and when they changed.
FILES = ("/search.csv?q=篇", "/search.json", "/search.ris?q=篇", "/search.txt", "/search.atom?q=篇")
# The most any page may ask; each holds its own number, this keeps new ones honest. A person's page asks most: posts,
# the papers that name the person and how far they go, articles by day, issues held, events, company, whether there are
# namesakes, who these are, and what they are called.
MOST = 22
# Hits with what lists say of them; newspapers, people, bodies and places among the facets.
MOST_OF_A_SEARCH = 6


def add_more(scene: Scene, count: int) -> None:
    """Give everything in the scene so many more of its kind."""
    for number in range(count):
        issue = IssueFactory(newspaper=scene.newspaper, date=date(2023, 5, count) + timedelta(number))
        page = PageFactory(issue=issue, raw="一\n二", number=1)
        article = ArticleFactory(
            page=page, headline="" if number % 2 else "题", text=f"第{number}篇", lines={"1": "body"}
        )
        Byline.objects.create(article=article, name=f"记者{number}")
        ArticleFactory(page=scene.page, position=20 + number, kind="photo", illustrates=scene.article)
        person = PersonFactory(name=scene.person.name, home=scene.place)
        organization = OrganizationFactory(place=scene.place, parent=scene.organization)
        place = PlaceFactory(name=f"第{count}-{number}村", parent=scene.place)
        event = EventFactory(place=scene.place, start=date(2023, 3, 6), end=None)
        for holder in (person, scene.person):
            for body in (organization, scene.organization):
                post, _ = Post.objects.get_or_create(organization=body, title=f"第{count}-{number}职")
                Membership.objects.create(person=holder, post=post)
        Participation.objects.create(event=scene.event, person=person, name=f"名{count}-{number}", position=number)
        Participation.objects.create(event=event, person=scene.person, name="陆明远")
        for named in (article, scene.article):
            link(named, person, organization, place, event)
        known = (scene.person, scene.organization, scene.place, scene.event)
        link(article, *known, spans=[["text", 0, 1, 1]], titles=["区长"])


def questions(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).getvalue()
    return len(asked)


def test_queries_do_not_grow(client: Client, scene: Scene) -> None:
    add_more(scene, 1)
    few = {name: questions(client, address) for name, address in scene.addresses.items()}
    add_more(scene, 12)
    many = {name: questions(client, address) for name, address in scene.addresses.items()}
    assert many == few
    assert max(many.values()) <= MOST


def test_a_search_s_queries_do_not_grow(client: Client, scene: Scene, index_now: Callable[[], None]) -> None:
    addresses = ("/search/", "/search/?q=篇", "/api/search", "/api/search?q=篇", *FILES)
    add_more(scene, 1)
    index_now()
    few = [questions(client, address) for address in addresses]
    add_more(scene, 12)
    index_now()
    assert [questions(client, address) for address in addresses] == few
    assert max(few) <= MOST_OF_A_SEARCH


@pytest.mark.parametrize("kind", ["people", "organizations"])
def test_all_names_are_counted_by_the_index(
    client: Client, scene: Scene, index_now: Callable[[], None], kind: str
) -> None:
    add_more(scene, 12)
    address = f"/{kind}/"
    unindexed = questions(client, address)
    index_now()
    # The names are counted by it, and it is asked what is queued: whether a page that is kept still holds.
    assert questions(client, address) == unindexed
    rows = {"people": Person, "organizations": Organization}[kind]
    gone = MentionFactory(article=ArticleFactory(), status="linked", kind="person", person=PersonFactory()).article
    body = OrganizationFactory()
    link(gone, body)
    for publish in (True, False):
        gone._meta.model.objects.filter(pk=gone.pk).set_state("published" if publish else "withheld")
        index_now()
        expected = rows.objects.named_in_public() if kind == "people" else rows.objects.public()
        assert client.get(address).context[kind].paginator.count == expected.count()
        assert client.get(f"/api{address[:-1]}").json()["count"] == expected.count()


@pytest.mark.django_db
def test_long_lists_are_paged(client: Client) -> None:
    article = ArticleFactory()
    for number in range(130):
        MentionFactory(
            article=article, text=f"名{number}", status="linked", person=PersonFactory(name=f"名{number:03}")
        )
    pages = [document(client.get(f"/people/?page={number}")) for number in (1, 2, 3)]
    names = [page.all("a", class_="headline") for page in pages]
    assert [len(each) for each in names] == [60, 60, 10]
    assert sorted(sum(names, [])) == [f"名{number:03}" for number in range(130)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "current"), [("x", "1"), ("-1", "3"), ("0", "3"), ("99", "3"), ("9" * 5000, "1"), ("", "1")]
)
def test_a_page_that_does_not_exist_gives_the_nearest(client: Client, asked: str, current: str) -> None:
    article = ArticleFactory()
    for _ in range(130):
        MentionFactory(article=article, status="linked", person=PersonFactory())
    page = document(client.get("/people/", {"page": asked, "name": "陆"}))
    assert page.all("a", aria_current="page") == ["人物", current]
    assert ("2", "?page=2&name=%E9%99%86") in page.links()

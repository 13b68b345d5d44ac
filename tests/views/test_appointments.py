"""Changes of post: the newest first, each once, with the line that says so; narrowed, and as a feed."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from archive.models import Article, Membership, Person, Post, Sighting
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    NewspaperFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.views.page import document

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def tell(person: Person, post: Post | None, kind: str, day: date, paper: str = "青岚日报", title: str = "") -> Article:
    """A report of that day that somebody was given a post or left it."""
    issue = IssueFactory(newspaper=NewspaperFactory(name=paper), date=day)
    article = ArticleFactory(page=PageFactory(issue=issue), text=f"会议决定{person.name}的职务。")
    spans = [["text", 4, 4 + len(person.name), None]]
    mention = MentionFactory(article=article, text=person.name, status="linked", person=person, spans=spans)
    Sighting.objects.create(mention=mention, post=post, title=post.title if post else title, kind=kind, day=day)
    return article


@pytest.fixture
def told() -> dict[str, Article]:
    """Two people change posts in one district, a third in another."""
    city = PlaceFactory(name="青岚市", type="市")
    posts = []
    for name in ("云溪区", "白石区"):
        place = PlaceFactory(name=name, parent=city)
        body = OrganizationFactory(name=f"{name}人民政府", place=place)
        posts.append(Post.objects.create(organization=body, title="区长"))
    first, second, third = (PersonFactory(name=name) for name in ("何青山", "顾一舟", "沈千山"))
    days = date(2021, 3, 1), date(2021, 3, 9), date(2021, 5, 2)
    articles = {
        "left": tell(first, posts[0], "removed", days[0]),
        "given": tell(second, posts[0], "elected", days[1]),
        "far": tell(third, posts[1], "appointed", days[2], paper="白石报"),
    }
    again = tell(second, posts[0], "elected", date(2021, 3, 10))
    Sighting.objects.filter(mention__article=again).update(day=days[1])
    Membership.objects.create(person=second, post=posts[0], first_seen=days[1], last_seen=days[1], start=days[1])
    return articles


def names(client: Client, **query: object) -> list[str]:
    page = document(client.get("/appointments/", query))
    return [text.split()[1] for text in page.all("p", class_="post")]


def test_the_newest_stand_first_and_each_once(client: Client, told: dict[str, Article]) -> None:
    assert names(client) == ["沈千山", "顾一舟", "何青山"]
    links = document(client.get("/appointments/")).links()
    assert {f"{each.get_absolute_url()}#p1" for each in told.values()} <= {address for _, address in links}
    assert ("云溪区人民政府区长", Post.objects.get(organization__name="云溪区人民政府").get_absolute_url()) in links


def test_uncertain_posts_of_one_day_are_told_apart_by_their_words(client: Client, told: dict[str, Article]) -> None:
    second = Person.objects.get(name="顾一舟")
    for title in ("科长", "科长", "队长"):
        tell(second, None, "elected", date(2021, 3, 9), title=title)
    assert names(client) == ["沈千山", *["顾一舟"] * 3, "何青山"]


def test_they_are_narrowed(client: Client, told: dict[str, Article]) -> None:
    places = {place.name: place.pk for place in PlaceFactory._meta.model.objects.all()}
    assert names(client, place=places["青岚市"]) == ["沈千山", "顾一舟", "何青山"]
    assert names(client, place=places["云溪区"]) == ["顾一舟", "何青山"]
    assert names(client, newspaper="白石报") == ["沈千山"]
    assert names(client, month="2021-03") == ["顾一舟", "何青山"]
    assert names(client, month="2021-03", place=places["白石区"]) == []
    for nonsense in ({"place": "x"}, {"place": "99999"}, {"newspaper": "\0"}, {"month": "2021-13"}, {"page": "x"}):
        assert len(names(client, **nonsense)) == 3
    assert "不是一个月份" in document(client.get("/appointments/?month=2021-13")).text


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_what_is_not_public_tells_of_no_change(client: Client, told: dict[str, Article], state: str) -> None:
    told["far"]._meta.model.objects.filter(pk=told["far"].pk).set_state(state)
    for address in ("/appointments/", "/appointments.atom"):
        page = client.get(address).content.decode()
        assert "沈千山" not in page and "白石" not in page
        assert "顾一舟" in page


def test_the_feed_says_the_same(client: Client, told: dict[str, Article]) -> None:
    Article.objects.filter(pk=told["far"].pk).update(headline="题\x0b名\u202e")
    response = client.get("/appointments.atom?month=2021-05")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        "沈千山 任命 白石区人民政府区长"
    ]
    assert len(list(ElementTree.fromstring(client.get("/appointments.atom").content).iter(f"{ATOM}entry"))) == 3


def test_a_post_shows_its_holders_in_turn(client: Client, told: dict[str, Article]) -> None:
    post = Post.objects.get(organization__name="云溪区人民政府")
    first = Person.objects.get(name="何青山")
    Membership.objects.create(
        person=first, post=post, first_seen=date(2021, 1, 1), last_seen=date(2021, 3, 1), end=date(2021, 3, 1)
    )
    page = document(client.get(post.get_absolute_url()))
    assert page.all("p", class_="post") == ["顾一舟", "何青山"]
    assert "前任 何青山" in page.text and "后任 顾一舟" in page.text
    unseen = Post.objects.create(organization=post.organization, title="副区长")
    assert client.get(unseen.get_absolute_url()).status_code == 404

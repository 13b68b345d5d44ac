"""Changes of post: the newest first, each once, with the line that says so; narrowed, and as a feed."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from archive.models import Article, Membership, Person, Post, Sighting
from archive.views.changes import Report, alike
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


def test_reports_of_one_change_are_one_row(client: Client, told: dict[str, Article]) -> None:
    """Whether or not each says which post is meant; what it says otherwise stands beside it."""
    second = Person.objects.get(name="顾一舟")
    vague = tell(second, None, "appointed", date(2021, 3, 8), title="区政府区长")
    page = document(client.get("/appointments/"))
    assert [text.split()[:2] for text in page.all("p", class_="post")] == [
        ["任命", "沈千山"],
        ["当选", "顾一舟"],
        ["免职", "何青山"],
    ]
    assert "2021年3月8日" in page.text and "3处报道" not in page.text
    assert "另有2处报道" in page.text and "任命 区政府区长" in page.text
    assert {f"{told['given'].get_absolute_url()}#p1", f"{vague.get_absolute_url()}#p1"} <= {
        address for _, address in page.links()
    }
    feed = client.get("/appointments.atom").content.decode()
    assert feed.count("<entry>") == 3 and "当选 云溪区人民政府区长" in feed and "区政府区长</title>" not in feed


def report(pk: int, day: str, kind: str = "elected", post: str = "", title: str = "", person: int = 1) -> Report:
    """`post` is written body+title: 云溪区人民政府+区长."""
    body, _, name = post.partition("+")
    known = {"post": hash(post), "post_title": name, "body": body} if post else dict.fromkeys(VAGUE)
    on = date.fromisoformat(day) if day else None
    return Report(
        pk=pk, person=person, kind=kind, day=on, title=title or name, place=None, newspaper=1, printed=on, **known
    )


VAGUE = ("post", "post_title", "body")
HEAD, MAYOR = "云溪区人民政府+区长", "青岚市人民政府+市长"
# What reports say, and which of them (by their places in the list) tell of one change.
ALIKE: dict[str, tuple[list[dict[str, object]], list[list[int]]]] = {
    "another day, another verb": (
        [{"day": "2021-03-01", "post": HEAD}, {"day": "2021-03-31", "post": HEAD, "kind": "appointed"}],
        [[0, 1]],
    ),
    "more than a month later": (
        [
            {"day": "2021-03-01", "post": HEAD},
            {"day": "2021-03-20", "post": HEAD},
            {"day": "2021-04-01", "post": HEAD},
        ],
        [[0, 1], [2]],
    ),
    "given and left": (
        [{"day": "2021-03-01", "post": HEAD}, {"day": "2021-03-02", "post": HEAD, "kind": "removed"}],
        [[0], [1]],
    ),
    "another person": (
        [{"day": "2021-03-01", "post": HEAD}, {"day": "2021-03-01", "post": HEAD, "person": 2}],
        [[0], [1]],
    ),
    "left by resigning, then taken note of": (
        [
            {"day": "2021-03-01", "post": HEAD, "kind": "resigned"},
            {"day": "2021-03-03", "title": "区长", "kind": "removed"},
        ],
        [[0, 1]],
    ),
    "shorter words": (
        [
            {"day": "2021-03-03", "post": HEAD},
            *(
                {"day": "2021-03-01", "title": title}
                for title in ("区长", "云溪区区长", "区政府区长", "云溪区人民政府区长")
            ),
        ],
        [[0, 1, 2, 3, 4]],
    ),
    "words of another post": (
        [
            {"day": "2021-03-01", "post": HEAD},
            *(
                {"day": "2021-03-01", "title": title}
                for title in ("副区长", "代区长", "石门区区长", "云溪区人民政府区长助理")
            ),
        ],
        [[0], [1], [2], [3], [4]],
    ),
    "the Party by another name": (
        [{"day": "2021-03-01", "post": "中共云溪区委员会+书记"}, {"day": "2021-03-01", "title": "党委书记"}],
        [[0, 1]],
    ),
    "read too far": (
        [{"day": "2021-03-01", "post": HEAD}, {"day": "2021-03-01", "title": "云溪区人民政府区长 会议闭幕"}],
        [[0, 1]],
    ),
    "the nearer of two elections": (
        [
            {"day": "2021-01-01", "post": HEAD},
            {"day": "2021-02-20", "post": HEAD},
            {"day": "2021-01-29", "title": "区长"},
        ],
        [[0], [1, 2]],
    ),
    "which of two posts is not known": (
        [
            {"day": "2021-03-01", "post": "云溪区水务局+局长"},
            {"day": "2021-03-01", "post": "云溪区林业局+局长"},
            {"day": "2021-03-01", "title": "局长"},
        ],
        [[0], [1], [2]],
    ),
    "no post at all": (
        [
            {"day": "2021-03-01", "title": "科长"},
            {"day": "2021-03-05", "title": "科长"},
            {"day": "2021-03-05", "title": "队长"},
        ],
        [[0, 1], [2]],
    ),
    "no day": (
        [{"day": "", "post": MAYOR}, {"day": "2021-03-01", "post": MAYOR}, {"day": "", "title": "市长"}],
        [[0, 1, 2]],
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_which_reports_are_of_one_change(name: str) -> None:
    said, expected = ALIKE[name]
    for order in (1, -1):
        reports = [report(number, **each) for number, each in enumerate(said)]  # type: ignore[arg-type]
        assert sorted(sorted(each.reports) for each in alike(reports[::order])) == expected


def test_every_change_stands_on_one_page(client: Client) -> None:
    """Though reports of one change lie pages apart by their days."""
    body = OrganizationFactory(name="云溪区人民政府")
    post = Post.objects.create(organization=body, title="区长")
    article = ArticleFactory(page=PageFactory(issue=IssueFactory(date=date(2021, 3, 31))), text="会议决定。")
    people = PersonFactory.create_batch(70)
    for number, person in enumerate([*people, *people]):
        mention = MentionFactory(article=article, text=person.name, status="linked", person=person, spans=[])
        known = {"post": post} if number < len(people) else {"title": "区长"}
        Sighting.objects.create(mention=mention, kind="elected", day=date(2021, 3, 1 + number % 29), **known)
    shown = [
        row.leading.sighting.mention.person_id
        for number in (1, 2, 3)
        for row in client.get(f"/appointments/?page={number}").context["rows"]
    ]
    assert sorted(shown) == sorted(person.pk for person in people)


def test_queries_do_not_grow(client: Client, told: dict[str, Article]) -> None:
    def asked() -> list[int]:
        counts = []
        for address in ("/appointments/", "/appointments/?newspaper=青岚日报", "/appointments.atom"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    few = asked()
    for number in range(12):
        person = PersonFactory(name=f"林{number}")
        body = OrganizationFactory(name=f"第{number}局", place=PlaceFactory(name=f"第{number}镇"))
        post = Post.objects.create(organization=body, title="局长")
        for day in (3, 4):
            tell(person, post, "appointed", date(2021, 6, day))
        tell(person, None, "removed", date(2021, 7, 1), title="局长")
    assert asked() == few


def test_what_is_kept_for_a_minute_shows_nothing_withdrawn(
    client: Client, told: dict[str, Article], settings: Settings
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "changes"}}
    cache.clear()
    assert names(client) == ["沈千山", "顾一舟", "何青山"]
    Article.objects.filter(pk__in=[told["far"].pk, told["given"].pk]).set_state("withheld")
    assert names(client) == ["顾一舟", "何青山"]  # The second report of it is there still.
    assert document(client.get("/appointments/")).all("summary") == []
    cache.clear()


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

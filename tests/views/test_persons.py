"""A person's page: articles by time, silences by their rule, who stands beside, what was attended in which order."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Issue, Mention, Participation, Person
from tests.factories import ArticleFactory, EventFactory, IssueFactory, MentionFactory, PageFactory, PersonFactory
from tests.views.page import document

pytestmark = pytest.mark.django_db
START = date(2021, 1, 4)
STATES = ["published", "published", "published", "draft", "withheld", "removed"]


def print_on(day: date, *people: Person, state: str = "published") -> Article:
    """An article of that day that names these people."""
    article = ArticleFactory(page=PageFactory(issue=IssueFactory(date=day)), state=state)
    for position, person in enumerate(people):
        MentionFactory(article=article, text=person.name, status="linked", person=person, position=position)
    return article


def weekly(weeks: int, *seen: int) -> Person:
    """Somebody in a weekly of so many issues, named in those of the given numbers."""
    person, other = PersonFactory(name="何青山"), PersonFactory(name="顾一舟")
    for number in range(weeks):
        print_on(START + timedelta(weeks=number), *([person] if number in seen else [other]))
    return person


@pytest.mark.parametrize(
    ("weeks", "seen", "silences"),
    [
        # Every week, then half a year not, then again.
        (40, (0, 1, 2, 3, 4, 31, 32, 39), ["2021年2月1日至2021年8月9日之间没有提到 其间收录了26期报纸"]),
        # Not again until the archive ends.
        (40, (0, 1, 2, 3, 4), ["2021年2月1日以后没有再提到（收录至2021年10月4日） 其间收录了34期报纸"]),
        # Four days make no habit.
        (40, (0, 1, 2, 39), []),
        # Less than half a year.
        (30, (0, 1, 2, 3, 4, 25, 29), []),
        # Somebody who is named twice a year is not missing after one.
        (130, (0, 26, 52, 78, 104, 129), []),
    ],
)
def test_a_silence_follows_its_rule(client: Client, weeks: int, seen: tuple[int, ...], silences: list[str]) -> None:
    page = document(client.get(weekly(weeks, *seen).get_absolute_url()))
    assert [text for text in page.all("li") if "没有" in text and "提到" in text] == silences


def test_where_no_paper_is_held_nobody_is_silent(client: Client) -> None:
    person = weekly(40, 0, 1, 2, 3, 4, 38, 39)
    Article.objects.filter(date__range=(date(2021, 3, 1), date(2021, 7, 1))).set_state("withheld")
    assert Issue.objects.count() == 40
    assert "之间没有提到" not in document(client.get(person.get_absolute_url())).text


def test_articles_are_narrowed_to_a_month_and_to_company(client: Client) -> None:
    person, other = PersonFactory(name="何青山"), PersonFactory(name="顾一舟")
    march = [print_on(date(2021, 3, day), person) for day in (1, 2)]
    april = [print_on(date(2021, 4, 1), person, other), print_on(date(2022, 4, 2), person)]

    def found(**query: object) -> list[str]:
        page = document(client.get(person.get_absolute_url(), query))
        return [address for _, address in page.links() if address.startswith("/articles/")]

    addresses = [each.get_absolute_url() for each in (*march, *april)]
    assert found() == addresses[::-1]
    assert found(month="2021-03") == addresses[:2][::-1]
    assert found(year="2021") == addresses[:3][::-1]
    assert found(day="2021-04-01") == [addresses[2]]
    assert found(**{"with": other.pk}) == [addresses[2]]
    assert found(month="2021-03", **{"with": other.pk}) == []
    for nonsense in ({"month": "2021-13"}, {"day": "2021-02-30"}, {"year": "0000"}, {"with": "x"}, {"with": "999999"}):
        assert found(**nonsense) == addresses[::-1]


def test_the_bars_lead_to_as_many_articles_as_they_say(client: Client) -> None:
    person = PersonFactory(name="何青山")
    for day in (date(2021, 1, 5), date(2021, 1, 6), date(2021, 3, 7)):
        print_on(day, person)
    print_on(date(2021, 3, 8), person, state="draft")
    page = document(client.get(person.get_absolute_url()))
    bars = [(text, address) for text, address in page.links() if address.startswith("?month=") and "·" not in text]
    assert [text for text, _ in bars] == ["2021年1月", "2021年3月"]
    for (_text, address), number in zip(bars, (2, 1), strict=True):
        assert f"{number}篇文章" in document(client.get(person.get_absolute_url() + address)).text


def test_articles_seen_are_those_that_a_plain_look_finds() -> None:
    """Each once however often it names somebody, undated ones last, nothing that is hidden, rejected or joined."""
    random, person, other = Random(6), PersonFactory(name="何青山"), PersonFactory(name="顾一舟")
    undated = ArticleFactory(page=PageFactory(issue=IssueFactory(date=None)))
    dated = [print_on(START + timedelta(random.randrange(40)), state=random.choice(STATES)) for _ in range(40)]
    for article in (undated, *dated):
        for position in range(random.randrange(3)):
            MentionFactory(article=article, text=person.name, status="linked", person=person, position=position)
        MentionFactory(article=article, text="何青山", status=random.choice(["unmatched", "rejected"]), position=9)
        MentionFactory(article=article, text=other.name, status="linked", person=other, position=10)
    Article.objects.filter(pk__in=[each.pk for each in dated[:3]]).update(joined_to=undated)
    found = [
        each
        for each in Article.objects.filter(state="published", joined_to=None)
        if any(mention.person_id == person.pk for mention in each.mentions.all())
    ]
    found.sort(key=lambda each: (each.date or date.min, each.pk), reverse=True)
    seen = Mention.objects.public().filter(person=person).articles_seen()
    assert seen == [(str(each.date or ""), each.pk, each.newspaper_id) for each in found]
    assert 5 < len(seen) < 30


def test_company_is_counted_in_public_articles_only(client: Client) -> None:
    person, one, two, three = (PersonFactory(name=name) for name in ("何青山", "顾一舟", "白云起", "沈千山"))
    for day in (1, 2, 3):
        print_on(date(2021, 3, day), person, one, two)
    print_on(date(2021, 3, 4), person, one)
    for day in (5, 6):
        print_on(date(2021, 3, day), person, three, one, state="withheld")
    page = document(client.get(person.get_absolute_url()))
    assert page.all("tr")[1:] == ["顾一舟 4 白云起 3", "白云起 3 顾一舟 3"] or page.all("tr")[-2:] == [
        "顾一舟 4 白云起 3",
        "白云起 3 顾一舟 3",
    ]
    assert "沈千山" not in page.text
    assert len([tag for tag, _ in page.elements if tag == "line"]) == 3
    other = document(client.get(f"{person.get_absolute_url()}?with={one.pk}"))
    assert "4篇文章" in other.text


def test_company_is_counted_in_the_articles_it_leads_to(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom the newest articles name is told with the number of all."""
    monkeypatch.setattr("archive.views.company.LOOKED_AT", 3)
    person, one, two, early = (PersonFactory(name=name) for name in ("何青山", "顾一舟", "白云起", "沈千山"))
    days = [(1, (person, one, early)), (2, (person, one)), (3, (one, two)), (4, (person, two)), (5, (person, two))]
    for day, named in days:
        print_on(date(2021, 3, day), *named)
    print_on(date(2021, 3, 6), person, one)
    print_on(date(2021, 3, 7), person, one, state="withheld")
    undated = ArticleFactory(page=PageFactory(issue=IssueFactory(date=None)))
    for position, each in enumerate((person, one, one)):
        MentionFactory(article=undated, text=each.name, status="linked", person=each, position=position)
    page = document(client.get(person.get_absolute_url()))
    told = {address: text for text, address in page.links() if address.startswith("?with=")}
    assert told == {f"?with={one.pk}#articles": "4", f"?with={two.pk}#articles": "2"}
    for address, number in told.items():
        assert f"{number}篇文章" in document(client.get(person.get_absolute_url() + address.split("#")[0])).text


def test_the_picture_is_the_same_each_time_and_within_its_frame(client: Client) -> None:
    people = [PersonFactory(name=f"{surname}青山") for surname in "何顾白沈陆周吴郑冯陈褚卫"]
    for day in (1, 2):
        print_on(date(2021, 3, day), *people)
    pages = [document(client.get(people[0].get_absolute_url())) for _ in range(2)]
    drawn = [[each for each in page.elements if each[0] in ("line", "circle", "text")] for page in pages]
    assert drawn[0] == drawn[1]
    points = [attributes for tag, attributes in drawn[0] if tag == "circle"]
    assert len(points) == 1 + 2 * 10
    assert all(0 <= float(str(each["cx"])) <= 360 and 0 <= float(str(each["cy"])) <= 320 for each in points)


def test_events_show_the_place_in_the_printed_order(client: Client) -> None:
    person = PersonFactory(name="何青山")
    event = EventFactory(title="云溪区防汛工作会议")
    names = ["顾一舟", "何青山", "白云起"]
    article = print_on(date(2021, 3, 1), person)
    MentionFactory(article=article, kind="event", text=event.title, status="linked", event=event)
    for position, name in enumerate(names):
        linked = person if name == person.name else None
        Participation.objects.create(event=event, person=linked, name=name, part="出席", position=position)
    page = document(client.get(person.get_absolute_url()))
    assert "名单3人中第2位" in page.text
    assert "按所印次序 顾一舟、何青山、白云起" in page.text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds out by itself")
def test_sqlite_asks_an_index_whether_articles_are_public() -> None:
    """A migration that makes the table of articles anew has to say again what 0010 says."""
    mentions = Mention.objects.public().filter(person=1)
    with CaptureQueriesContext(connection) as asked:
        list(mentions.values("article"))
        mentions.articles_seen()
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            assert "article_seen" in str(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds out by itself")
def test_sqlite_begins_with_the_names_that_are_asked_for() -> None:
    """Not with all published articles, or all that are joined to none: see the same migration."""
    rows = Mention.objects.public().filter(person__in=range(1, 500)).values("person", "titles")
    assert "archive_mention" in rows.order_by().explain().splitlines()[0]


def test_nobody_stands_in_company_with_oneself(client: Client) -> None:
    person = PersonFactory(name="何青山")
    print_on(date(2021, 3, 1), person)
    page = client.get(f"{person.get_absolute_url()}?with={person.pk}")
    assert page.context["other"] is None
    assert "同时提到" not in document(page).text


def test_namesakes_without_a_post_are_told_apart_by_what_they_are_called(client: Client) -> None:
    person, other = PersonFactory(name="何青山"), PersonFactory(name="何青山", note="石门镇")
    print_on(date(2021, 3, 1), person)
    for day, titles in ((1, ["教师"]), (2, ["教师", "村民"]), (3, ["站长"]), (4, ["教师", "站长"]), (5, ["医生"])):
        article = print_on(date(2021, 4, day), other, state="withheld" if titles == ["医生"] else "published")
        Mention.objects.filter(article=article).update(titles=titles)
    assert "文中称 教师、站长、村民" in document(client.get(person.get_absolute_url())).text

"""One event told by several articles, pages and papers; another one that only sounds alike."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from archive import models
from archive.ingest.articles import ArticleWriter
from archive.ingest.books import linked
from archive.ingest.findings import Reading
from archive.ingest.occasions import Surroundings, core_of
from archive.ingest.resolve import Resolver
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Event, Participant, Person, Place
from tests import factories
from tests.ingest.told import Teller, places

CITY = ("山岚省", "青岚市")
YUNXI = (*CITY, "云溪区")
DONGHU = (*CITY, "东湖区")
TOWN = Place("石门镇", "镇", YUNXI)
DISTRICT = Place("云溪区", "区", CITY)
DAY, NEXT = date(2023, 3, 4), date(2023, 3, 5)


def told(title: str, area: tuple[str, ...] = YUNXI, *people: str, **more: Any) -> Reading:
    """An article, from a paper of that area, that tells of an event in which these people take part."""
    values: dict[str, Any] = {"type": "会议", "start": DAY, "end": DAY, "place": "", **more}
    event = Event(title, participants=tuple(Participant(name, "出席") for name in people), **values)
    named = tuple(Person(name, ("职工",)) for name in people)
    return Reading(Item(people=named, places=(TOWN, DISTRICT), events=(event,)), area, NEXT)


SAME = {
    "in one district, with its name, with 全区, with a host, and with the year": [
        told("云溪区植树工作推进会"),
        told("全区植树工作推进会"),
        told("植树工作推进会", host="云溪区委"),
        told("2023年植树工作推进会", host="区政府"),
        told("植树工作推进会"),
    ],
    "in the city's paper, which names the district": [
        told("植树工作推进会"),
        told("云溪区植树工作推进会", CITY),
        told("植树工作推进会", CITY, host="云溪区"),
    ],
    "in the city's paper, which names no district but its people": [
        told("植树工作推进会", YUNXI, "陆明远", "顾清", "马川"),
        told("植树工作推进会", CITY, "顾清", "马川", "白云起"),
    ],
    "in the city's paper, which only says where it was": [
        told("植树工作推进会", place="石门镇"),
        told("植树工作推进会", CITY, place="石门镇"),
    ],
    "the city's own, in two papers": [told("全市植树工作推进会"), told("青岚市植树工作推进会", CITY)],
    "a congress, on its first day and its last, in full and in short": [
        told("云溪区第六届人民代表大会第三次会议", end=NEXT),
        told("区六届人大三次会议", start=NEXT, end=NEXT),
    ],
    "an inspection under two headlines": [
        told("陆明远调研春耕生产工作", YUNXI, "陆明远", type="调研"),
        told("陆明远到石门镇调研春耕生产", CITY, "陆明远", "马川", type="调研"),
    ],
    "an inspection at one place": [
        told("把种子送到田头", YUNXI, "陆明远", type="调研", place="石门镇"),
        told("陆明远的一天", CITY, "陆明远", type="调研", place="石门镇"),
    ],
    "the country's, in reports from two places and in short": [
        told("中共中央政治局常务委员会会议", CITY),
        told("在中央政治局常委会会议上", ()),
        told("中央政治局常委会", DONGHU),
    ],
    "a session of the country's congress": [
        told("第六届全国人大第二次会议", CITY),
        told("六届全国人民代表大会第二次会议", ()),
    ],
    "of a common name and nobody's, with the same people": [
        told("座谈会", (), "陆明远"),
        told("座谈会", (), "陆明远", "顾清"),
    ],
}
DIFFERENT = {
    "of a common name and nobody's": [told("新闻发布会", (), "陆明远"), told("新闻发布会", (), "顾清")],
    "two districts' meetings of one name": [told("植树工作推进会"), told("植树工作推进会", DONGHU)],
    "two districts' meetings in the city's paper": [
        told("植树工作推进会", CITY, "顾清", host="云溪区"),
        told("东湖区植树工作推进会", DONGHU, "顾清"),
    ],
    "the city's meeting and the district's, with the same people": [
        told("全市植树工作推进会", YUNXI, "陆明远", "顾清"),
        told("全区植树工作推进会", YUNXI, "陆明远", "顾清"),
    ],
    "the city's paper says nothing of whose it is": [told("植树工作推进会"), told("植树工作推进会", CITY)],
    "another day": [told("植树工作推进会"), told("植树工作推进会", start=NEXT, end=NEXT)],
    "another number": [told("区六届人大三次会议"), told("区六届人大四次会议")],
    "another kind": [told("植树工作推进会"), told("植树工作推进会", type="培训")],
    "two inspections of one day": [
        told("陆明远调研春耕生产工作", YUNXI, "陆明远", type="调研"),
        told("陆明远看望护林人", YUNXI, "陆明远", type="调研"),
    ],
    "inspections of one headline by two": [
        told("区领导调研春耕", YUNXI, "陆明远", type="调研"),
        told("市领导调研春耕", CITY, "顾清", type="调研"),
    ],
    "no day": [told("植树工作推进会", start=None, end=None), told("植树工作推进会", start=None, end=None)],
    "a common name at two places": [
        told("志愿服务活动", type="活动", place="石门镇"),
        told("志愿服务活动", type="活动", place="云溪区"),
    ],
}


def ingest(readings: Iterable[Reading]) -> list[tuple[Any, ...]]:
    """Resolve the articles one after the other, and tell what the archive holds."""
    gazetteer = Gazetteer.load([])
    for reading in readings:
        Resolver(gazetteer).resolve([replace(reading)])
    rows = models.Event.objects.select_related("area").all()
    found = [
        (
            *(row.title, row.type, row.start, row.end, row.place_name, row.host, row.area and row.area.path),
            sorted(set(row.participations.values_list("name", flat=True))),
        )
        for row in rows
    ]
    models.Event.objects.all().delete()
    return sorted(found, key=repr)


def orders(readings: list[Reading]) -> list[tuple[Reading, ...]]:
    """The first orders, and their mirror images."""
    some = list(permutations(readings))[:6]
    return [*some, *(tuple(reversed(order)) for order in some)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAME)
def test_one_event_in_whatever_order_it_is_told(name: str):
    outcomes = [ingest(order) for order in orders(SAME[name])]
    assert len(outcomes[0]) == 1
    assert all(outcome == outcomes[0] for outcome in outcomes)


@pytest.mark.django_db
@pytest.mark.parametrize("name", DIFFERENT)
def test_events_of_their_own_in_whatever_order(name: str):
    outcomes = [ingest(order) for order in orders(DIFFERENT[name])]
    assert len(outcomes[0]) == len(DIFFERENT[name])
    assert all(outcome == outcomes[0] for outcome in outcomes)


@pytest.mark.django_db
def test_all_at_once_is_as_one_by_one():
    at_once = [reading for readings in SAME.values() for reading in readings[:2]][:4]
    assert ingest(at_once) == ingest(reversed(at_once))
    Resolver(Gazetteer.load([])).resolve(SAME["in the city's paper, which names the district"])
    assert models.Event.objects.get().title == "云溪区植树工作推进会"


@pytest.mark.django_db
def test_an_event_told_by_a_fuller_name_brings_the_articles_that_told_of_it():
    gazetteer = Gazetteer.load([])
    Resolver(gazetteer).resolve([told("植树工作推进会")])
    event = models.Event.objects.get()
    earlier = factories.MentionFactory(kind="event", status="linked", text=event.title, event=event)
    models.IndexChange.objects.all().delete()
    Resolver(gazetteer).resolve([told("云溪区植树工作推进会")])
    queued = set(models.IndexChange.objects.values_list("object_type", "object_id"))
    assert {("event", event.pk), ("article", earlier.article_id)} <= queued


@pytest.mark.django_db
def test_two_events_that_both_fit_leave_the_third_its_own():
    first = told("植树工作推进会", YUNXI, "陆明远", "顾清")
    second = told("植树工作推进会", DONGHU, "陆明远", "顾清")
    city = told("植树工作推进会", CITY, "陆明远", "顾清")
    assert len(ingest([first, second, city])) == 3


@pytest.mark.django_db
def test_one_article_does_not_tell_of_one_event_twice():
    (reading,) = [told("陆明远调研春耕生产工作", YUNXI, "陆明远", type="调研")]
    event = reading.item.events[0]
    both = replace(reading.item, events=(event, replace(event, title="陆明远调研春耕生产工作情况")))
    assert len(ingest([replace(reading, item=both)])) == 2


@pytest.mark.django_db
def test_a_name_that_a_curator_gave_stays():
    first, second = SAME["in one district, with its name, with 全区, with a host, and with the year"][1:3]
    Resolver(Gazetteer.load([])).resolve([second])
    row = models.Event.objects.get()
    row.title = "云溪区植树会"
    row.lock(["title", "start"])
    row.save()
    settled = replace(first, decided={("event", "全区植树工作推进会"): linked(row.pk)})
    Resolver(Gazetteer.load([])).resolve([settled])
    row.refresh_from_db()
    assert (row.title, models.Event.objects.count()) == ("云溪区植树会", 1)


@pytest.mark.parametrize(
    ("title", "host", "expected"),
    [
        ("植树工作推进会", "", ("植树工作推进会", "植树工作推进会", YUNXI, False)),
        ("植树工作推进会", "云溪区", ("云溪区植树工作推进会", "植树工作推进会", YUNXI, True)),
        ("植树工作推进会", "区文化馆", ("植树工作推进会", "植树工作推进会", YUNXI, True)),
        ("植树工作推进会", "石门镇", ("石门镇植树工作推进会", "植树工作推进会", (*YUNXI, "石门镇"), True)),
        ("全区植树工作推进会", "", ("云溪区植树工作推进会", "植树工作推进会", YUNXI, True)),
        ("我市植树工作推进会", "", ("青岚市植树工作推进会", "植树工作推进会", CITY, True)),
        ("市区植树工作推进会", "云溪区", ("青岚市区植树工作推进会", "区植树工作推进会", CITY, True)),
        ("区委农村工作会议", "", ("云溪区委农村工作会议", "委农村工作会议", YUNXI, True)),
        ("青岚市云溪区植树工作推进会", "", ("青岚市云溪区植树工作推进会", "植树工作推进会", YUNXI, True)),
        ("市场监管工作会议", "", ("市场监管工作会议", "市场监管工作会议", YUNXI, False)),
    ],
)
def test_whose_it_is(title, host, expected):
    around = Surroundings(Item(places=(TOWN, DISTRICT)), YUNXI)
    found = around.occasion_of(Event(title, "会议", host=host))
    assert (found.title, found.core, found.owner, found.sure) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("第六届人民代表大会第三次会议", "六届人大三次会议"),
        ("2023年度“春风”行动", "春风行动"),
        ("常务委员会第5次会议", "常委会5次会议"),
    ],
)
def test_one_way_of_writing(first, second):
    assert core_of(first) == core_of(second)


@pytest.mark.django_db
def test_an_event_that_no_article_tells_of_any_more_is_forgotten(tmp_path: Path) -> None:
    teller = Teller(places(tmp_path))
    article = teller.tell(NEXT)
    for start in (DAY, date(2023, 1, 4)):  # read again, the meeting was on another day
        teller.tell_again(article, events=[Event("植树工作推进会", "会议", start, start)])
        assert [row.start for row in models.Event.objects.all()] == [start]


@pytest.mark.django_db(transaction=True)
def test_an_event_read_again_under_another_title_stays():
    writer = ArticleWriter(Resolver(Gazetteer.load()), "test", publishes=True)
    page = factories.PageFactory(issue=factories.IssueFactory(date=DAY))
    before, after = (told(title).item for title in ("植树工作推进会", "2023年植树工作推进会"))
    draft = writer.new(page, before, 0, "", YUNXI)
    writer.write([draft])
    [event] = models.Event.objects.all()
    article = models.Article.objects.select_related("page__issue").get()
    with transaction.atomic():
        writer.write([writer.revised(article, article.page, after, "again", YUNXI)])
    mention = models.Mention.objects.get(kind="event")
    assert (mention.text, mention.event_id) == ("2023年植树工作推进会", event.pk)

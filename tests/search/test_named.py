"""Whose name a query is, and the records that answer one."""

import pytest

from archive.models import Article, IndexChange, Mention, OtherName
from archive.search import State, named
from tests import factories

pytestmark = pytest.mark.django_db


def link(kind, record, times=1):
    """Let so many articles name the record."""
    for _ in range(times):
        article = factories.ArticleFactory()
        factories.MentionFactory(article=article, kind=kind, status="linked", text=str(record), **{kind: record})
    return record


def make_world(index_now):
    """Some records that published articles name."""
    district = link("place", factories.PlaceFactory(), 3)
    people = [
        link("person", factories.PersonFactory(name="单立新", home=district, note="水务局"), 2),
        link("person", factories.PersonFactory(name="单立新"), 4),
        link("person", factories.PersonFactory(name="陆明远")),
    ]
    OtherName.objects.create(person=people[2], name="老陆")
    factories.PersonFactory(name="白云起")  # whom no article names
    body = link("organization", factories.OrganizationFactory(name="云溪区水务局", place=district), 2)
    event = link("event", factories.EventFactory(title="稻花节", type="节庆", precision="month", place=district))
    index_now()
    return {"district": district, "people": people, "body": body, "event": event}


@pytest.fixture
def world(made_once):
    """The records of `make_world`, indexed."""
    return made_once(make_world)


def hits(result):
    return [(hit.kind, hit.pk) for hit in result.hits]


@pytest.mark.parametrize(
    "q", ["单立新", " 单 立 新 ", "單立新", '"单立新"', "“单立新”", "shanlixin", "Shan Lixin", "SHANLIXIN"]
)
def test_a_name_shows_whose_it_is_those_first_of_whom_most_is_written(world, q):
    first, second, _ = world["people"]
    assert hits(named.named(q)) == [("person", second.pk), ("person", first.pk)]


@pytest.mark.parametrize(
    ("q", "whose"),
    [
        ("老陆", "people"),
        ("laolu", "people"),
        ("云溪区", "district"),
        ("云溪", "district"),
        ("yunxi", "district"),
        ("云溪区水务局", "body"),
        ("稻花节", "event"),
        ("daohuajie", "event"),
        # First letters are too often a word.
        ("slx", None),
        # Not a name, though a name stands in it.
        ("单立新 调研", None),
        ("单立", None),
        ("-单立新", None),
        ("白云起", None),
        ("", None),
        ("。", None),
        ("\0", None),
    ],
)
def test_names_aliases_and_pinyin(world, q, whose):
    expected = world["people"][2] if whose == "people" else world[whose] if whose else None
    assert hits(named.named(q)) == ([(expected._meta.model_name, expected.pk)] if expected else [])


def test_what_is_shown_of_a_record(world):
    shown = named.named("单立新").hits[1]
    assert (shown.name, shown.detail, shown.articles) == ("单立新", "水务局 · 云溪区", 2)
    assert shown.url == world["people"][0].get_absolute_url()
    assert named.named("稻花节").hits[0].detail == "节庆 · 2023-03 · 云溪区"
    assert named.named("云溪区水务局").hits[0].detail == "云溪区"
    assert named.named("云溪").hits[0].detail == "区"


def test_more_of_a_name_than_fit(world, index_now):
    for _ in range(named.HANDFUL):
        link("person", factories.PersonFactory(name="单立新"))
    index_now()
    result = named.named("单立新")
    assert (len(result.hits), result.more) == (named.HANDFUL, 2)


def test_who_has_just_ceased_to_be_public_is_not_shown(world):
    person = world["people"][2]
    Article.objects.filter(mentions__person=person).update(state="withheld")
    assert hits(named.named("陆明远")) == []
    assert hits(named.find("person", "陆明远")) == []


def test_no_index_is_no_error(db):
    assert named.named("单立新") == named.Named([])
    result = named.find("person", "单立新")
    assert (result.count, result.hits, result.state) == (0, [], State.BUILDING)
    assert named.counts("单立新") == {}


@pytest.mark.parametrize(
    ("kind", "q", "count"),
    [
        ("person", "单立新", 2),
        ("person", "shanlixin", 2),
        ("person", "slx", 2),
        ("person", "云溪区", 1),
        ("person", "老陆", 1),
        ("person", "", 3),
        ("person", "立新 -水务局", 1),
        ("organization", "水务局", 1),
        ("place", "云溪", 1),
        ("event", "稻花", 1),
        ("event", "单立新", 0),
    ],
)
def test_records_that_answer_a_query(world, kind, q, count):
    result = named.find(kind, q)
    assert (result.count, len(result.hits), result.state) == (count, count, State.READY)
    assert named.counts(q)[kind] == count


def test_matches_are_marked_and_escaped(world, index_now):
    link("person", factories.PersonFactory(name="<i>司马听雪</i>"))
    index_now()
    hit = named.find("person", "司马听雪").hits[0]
    assert "<mark>司马听雪</mark>" in hit.name
    assert "<i>" not in hit.name
    assert "<i>" not in named.named("<i>司马听雪</i>").hits[0].name


@pytest.mark.parametrize("size", [1, 2, 7])
def test_every_record_is_reached_once(world, index_now, size):
    for number in range(9):
        link("person", factories.PersonFactory(name=f"区伯谦{number}"), number % 3 + 1)
    index_now()
    total = named.find("person", "").count
    walked = [hit.pk for page in range(1, total // size + 2) for hit in named.find("person", "", page, size).hits]
    assert len(walked) == len(set(walked)) == total == 12
    weights = [Mention.objects.filter(person=pk).count() for pk in walked]
    assert weights == sorted(weights, reverse=True)


def test_a_fixed_number_of_queries(world, index_now, django_assert_max_num_queries):
    assert not IndexChange.objects.exists()
    with django_assert_max_num_queries(4):
        named.find("person", "单立新")
    with django_assert_max_num_queries(4):
        named.named("单立新")

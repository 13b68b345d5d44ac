"""Lists cost the same few queries however long they are, and searching them finds."""

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import models
from archive.admin.lists import days_of, first_days
from tests import factories
from tests.admin.conftest import address
from tests.admin.rows import MAKERS, place

ENOUGH = 16  # Session, user, permissions, filters, dates, count, rows: no list needs more.


def queries(desk: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert desk.get(url).status_code == 200
    return len(captured)


@pytest.mark.dear(cases=8)
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_number_of_queries_is_fixed(desk: Client, model: type[Model]) -> None:
    url = address(model, "changelist")
    for n in range(3):
        MAKERS[model](n)
    few = queries(desk, url)
    for n in range(3, 30):
        MAKERS[model](n)
    assert queries(desk, url) == few <= ENOUGH


@pytest.mark.parametrize(
    ("source", "field", "model"),
    [
        (models.Article, "page", models.Page),
        (models.Mention, "article", models.Article),
        (models.Membership, "person", models.Person),
        (models.Membership, "post", models.Post),
        (models.Person, "home", models.Place),
        (models.Post, "organization", models.Organization),
        (models.Participation, "event", models.Event),
        (models.Page, "issue", models.Issue),
        (models.Issue, "newspaper", models.Newspaper),
    ],
)
def test_look_ups_cost_a_fixed_number_too(desk: Client, source: type[Model], field: str, model: type[Model]) -> None:
    url = f"/admin/autocomplete/?app_label=archive&model_name={source._meta.model_name}&field_name={field}"
    for n in range(3):
        MAKERS[model](n)
    few = queries(desk, url)
    for n in range(3, 15):
        MAKERS[model](n)
    assert queries(desk, url) == few <= 5


@pytest.mark.parametrize(
    ("model", "words", "expected"),
    [
        (models.Issue, "2023-03", 1),
        (models.Issue, "青岚 2023-03-05", 1),
        (models.Issue, "2024", 0),
        (models.Page, "2023-03-05", 1),
        (models.Article, "植树", 1),
        (models.Article, "修路", 0),
        (models.Newspaper, "青岚", 1),
        (models.Person, "远叔", 1),
        (models.Person, "陆明远", 1),
        (models.Mention, "陆明", 1),
    ],
)
def test_search_finds(desk: Client, model: type[Model], words: str, expected: int) -> None:
    mention = factories.MentionFactory()
    person = factories.PersonFactory()
    person.other_names.create(name="远叔")
    assert mention.article.headline
    answer = desk.get(address(model, "changelist", q=words))
    assert answer.context["cl"].result_count == expected


def test_article_is_found_by_its_number(desk: Client) -> None:
    article = factories.ArticleFactory(headline="")
    factories.ArticleFactory(headline="")
    found = desk.get(address(models.Article, "changelist", q=article.pk)).context["cl"].result_list
    assert [row.pk for row in found] == [article.pk]


def test_namesakes_are_found(desk: Client) -> None:
    twins = {factories.PersonFactory(name="陆明远").pk, factories.PersonFactory(name="陆明远").pk}
    factories.PersonFactory(name="白小川")
    found = desk.get(address(models.Person, "changelist", namesakes="yes")).context["cl"].result_list
    assert {person.pk for person in found} == twins


def test_mentions_are_counted_and_linked(desk: Client) -> None:
    person = factories.PersonFactory()
    for _ in range(2):
        factories.MentionFactory(person=person, status="linked")
    factories.MentionFactory()
    html = desk.get(address(models.Person, "changelist")).text
    link = f"/admin/archive/mention/?person__id__exact={person.pk}"
    assert f'<a href="{link}">2 处</a>' in html
    assert desk.get(link).context["cl"].result_count == 2


def offered(desk: Client, model: str, field: str, term: str = "") -> list[dict[str, Any]]:
    query = {"app_label": "archive", "model_name": model, "field_name": field, "term": term}
    return desk.get("/admin/autocomplete/", query).json()["results"]


def test_look_ups_tell_namesakes_apart(desk: Client) -> None:
    factories.PersonFactory(home=place(1), note="市教育局")
    factories.PersonFactory(home=place(2))
    texts = {row["text"] for row in offered(desk, "membership", "person", "陆明远")}
    assert texts == {"陆明远 · 青岚市/石门镇1 · 市教育局", "陆明远 · 青岚市/石门镇2"}


def test_a_chosen_record_is_shown_as_it_was_offered(desk: Client) -> None:
    person = factories.PersonFactory(home=place(1))
    html = desk.get(address(models.Person, "change", person.pk)).text
    assert f'<option value="{person.home_id}" selected>青岚市/石门镇1</option>' in html


def in_several_years() -> None:
    for day in (date(2022, 3, 5), date(2023, 3, 5), date(2023, 3, 9), date(2023, 5, 2), None):
        factories.ArticleFactory(page__issue__date=day)


@pytest.mark.parametrize(("kind", "count"), [("year", 2), ("month", 3), ("day", 4)])
def test_days_are_gathered_as_django_would(db: None, kind: str, count: int) -> None:
    in_several_years()
    found = first_days(days_of(models.Article.objects.all(), "date"), kind)
    assert len(found) == count
    assert found == list(models.Article.objects.dates("date", kind))


@pytest.mark.parametrize(
    ("query", "links"),
    [
        ({}, ["?date__year=2022", "?date__year=2023"]),
        ({"date__year": 2023}, ["?date__month=3&date__year=2023", "?date__month=5&date__year=2023"]),
        ({"date__year": 2023, "date__month": 5}, ["?date__day=2&date__month=5&date__year=2023"]),
    ],
)
def test_date_hierarchy_leads_down_to_the_day(desk: Client, query: dict[str, int], links: list[str]) -> None:
    in_several_years()
    html = unescape(desk.get(address(models.Article, "changelist", **query)).text)
    assert [link for link in links if f'href="{link}"' in html] == links
    assert desk.get(address(models.Article, "changelist") + links[-1]).context["cl"].result_count > 0

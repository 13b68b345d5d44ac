"""The list of events: where it begins, and the ways to other years."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.factories import ArticleFactory, EventFactory, IssueFactory, PageFactory
from tests.views.page import document
from tests.views.scene import Scene, link

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(2023, 5, 2), date(2035, 12, 7)])
def test_it_begins_with_what_was_over_when_the_last_article_was_printed(
    client: Client, scene: Scene, day: date
) -> None:
    link(scene.article, EventFactory(title="听证会", start=day, end=None))
    page = document(client.get("/events/"))
    assert page.all("h2") == ["2023年3月"]
    assert page.all("a", rel="next") == [f"{day.year}年{day.month}月 →"]


def test_the_same_month_of_another_year_is_one_click_away(client: Client, scene: Scene) -> None:
    ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=scene.newspaper, date=date(2020, 6, 1))))
    page = document(client.get("/events/?month=2022-03"))
    years = {text: target for text, target in page.links() if len(text) == 4 and text.startswith("20")}
    assert years == {str(year): f"?month={year}-03" for year in (2023, 2022, 2021, 2020)}
    assert page.all("a", **{"aria-current": "true"}) == ["2022"]

"""What is held and what is lacking: calendars, heat maps, the coverage map."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from archive.models import Article
from archive.views.calendars import Cell, missing_days, months, shade, years
from archive.views.coverage import table
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory
from tests.views.page import document
from tests.views.scene import Scene

MONDAY = date(2023, 3, 6)


def days(*numbers: int) -> set[date]:
    return {MONDAY + timedelta(number) for number in numbers}


@pytest.mark.parametrize(
    ("held", "last", "missing"),
    [
        (days(*range(28)), 27, set()),
        (days(*range(28)) - days(9, 17), 27, days(9, 17)),  # a daily
        (days(0, 7, 21, 28), 28, days(14)),  # a weekly, of Mondays
        (days(0, 7), 14, set()),  # too few to tell on which days it comes out
        (days(0, 21, 63), 63, set()),  # fewer than half of the Mondays: nothing regular about it
        (days(0, 7, 21, 28), 35, days(14, 35)),  # missing at the end of what is known of the paper
        (days(0, *range(98, 126)), 125, days(*range(1, 98))),  # a daily of which a season is lacking
        (days(0, 98, 105, 112), 112, days(*range(7, 98, 7))),  # a weekly of which a season is lacking
        (days(0, 14, 42, 70, 84), 84, set()),  # never in three weeks running, nor in half of them
        (days(0, 7, 14, 15, 21), 21, set()),  # a single Tuesday makes no Tuesday paper
        (set(), 10, set()),
    ],
)
def test_a_day_is_missing_where_the_paper_comes_out_on_such_days(
    held: set[date], last: int, missing: set[date]
) -> None:
    assert missing_days(held, MONDAY, MONDAY + timedelta(last)) == missing


@pytest.mark.parametrize(
    ("count", "most", "level"), [(0, 0, 0), (0, 9, 0), (1, 100, 1), (25, 100, 1), (26, 100, 2), (100, 100, 4)]
)
def test_shades_grow_with_the_count(count: int, most: int, level: int) -> None:
    assert shade(count, most) == level


def test_months_hold_their_days_in_weeks() -> None:
    march, april = months({date(2023, 3, 6): "甲", date(2023, 4, 30): "乙"}, {date(2023, 3, 7)})
    assert [month.count for month in (march, april)] == [1, 1]
    first, second = march.weeks[:2]
    assert [day and day.date.day for day in first] == [None, None, 1, 2, 3, 4, 5]
    assert [(day.held, day.missing) for day in second if day][:3] == [("甲", False), (None, True), (None, False)]


def test_years_without_anything_are_shown_between_others() -> None:
    shown = years({date(2021, 2, 1): 4, date(2023, 1, 1): 1})
    assert [(year, [cell.count for cell in cells][:2]) for year, cells in shown] == [
        (2023, [1, 0]),
        (2022, [0, 0]),
        (2021, [0, 4]),
    ]
    assert shown[2][1][1].level == 4


def test_a_span_is_missing_between_what_is_held() -> None:
    held = [{date(2021, 5, 1): 2, date(2023, 1, 1): 4}, {date(2022, 3, 1): 1}, {}]
    spans = [date(year, 1, 1) for year in (2020, 2021, 2022, 2023)]
    rows = [[(cell.count, cell.level, cell.missing) for cell in row] for row in table(held, spans)]
    assert rows[0] == [(0, 0, False), (2, 2, False), (0, 0, True), (4, 4, False)]
    assert rows[1] == [(0, 0, False), (0, 0, False), (1, 1, False), (0, 0, False)]
    assert not any(cell.missing or cell.count for cell in table(held, spans)[2])
    by_month = table(held[:1], [date(2022, month, 1) for month in range(1, 13)])
    assert all(cell == Cell(cell.first, 0, 0, True) for cell in by_month[0])


@pytest.fixture
def indexed(scene: Scene) -> Scene:
    """The scene with a second paper that has a gap, indexed."""
    other = NewspaperFactory(name="石门晚报")
    for day in (date(2021, 12, 31), date(2023, 3, 5)):
        ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=other, date=day)))
    call_command("index", verbosity=0)
    return scene


def test_the_calendar_counts_what_searches_find(client: Client, indexed: Scene) -> None:
    page = document(client.get("/calendar/"))
    found = {address: text for text, address in page.links() if "day=" in address}
    per_day = {
        f"/search/?day={day}&sort=newest": day for day in Article.objects.public().values_list("date", flat=True)
    }
    of_year = {address for address, day in per_day.items() if day and day.year == 2023}
    assert set(found) == of_year
    for address, text in found.items():
        assert text.endswith(f"（{client.get(address).context['result'].count}）")
    assert "2021" in [text for text, _ in page.links()]
    assert page.all("h1") == ["日历"]


def test_the_coverage_map_shows_what_is_missing(client: Client, indexed: Scene) -> None:
    page = document(client.get("/coverage/"))
    assert page.all("span", class_="missing") == ["缺"]
    of_year = document(client.get("/coverage/", {"year": "2023"}))
    cells = [address for _, address in of_year.links() if "month=" in address]
    assert cells
    for address in cells:
        assert client.get(address).context["result"].count > 0


@pytest.mark.parametrize("address", ["/coverage/?year=1900", "/coverage/?year=x", "/calendar/?year=1900"])
def test_a_year_of_which_nothing_is_held_gives_the_whole(client: Client, indexed: Scene, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/coverage/", "/calendar/"])
def test_an_empty_archive_and_one_without_an_index_say_so(client: Client, address: str) -> None:
    assert client.get(address).status_code == 503
    call_command("index", verbosity=0)
    assert document(client.get(address)).all("p", class_="empty")


def test_a_newspaper_shows_the_days_it_lacks(client: Client, scene: Scene) -> None:
    paper = NewspaperFactory(name="云溪周报")
    for day in sorted(days(0, 7, 21, 28)):
        ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=paper, date=day)))
    page = document(client.get(paper.get_absolute_url()))
    assert page.all("span", class_="missing") == ["20缺报"]
    assert "本年缺1期" in page.text

"""Trends: each number is that of a search; the table that is taken away runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client

from archive.search import FacetFilter, State
from archive.views.lines import LABELS, MOST_POINTS, MOST_TO_POINT_AT, Value, chart
from archive.views.trends import MOST_MONTHS
from tests.factories import ArticleFactory, NewspaperFactory
from tests.views.conftest import FakeEngine
from tests.views.page import document

pytestmark = pytest.mark.django_db
MONTHS = [(date(2023, 1, 1), 10), (date(2023, 3, 1), 4)]


@pytest.fixture
def counted(engine: FakeEngine) -> FakeEngine:
    """An engine that counts: ten articles in January, none in February, four in March; the phrase in some."""
    engine.histogram = {"": MONTHS, '"乡村振兴"': [(date(2023, 1, 1), 5)], '"河长"': [(date(2023, 3, 1), 4)]}
    return engine


def test_phrases_are_told_month_by_month(client: Client, counted: FakeEngine) -> None:
    page = document(client.get("/trends/?q=乡村振兴&q=河长&q=&q=河长"))
    assert page.all("title") == [
        "乡村振兴 · 河长 · 用词趋势 · 方志",
        "乡村振兴 · 2023年1月 · 5篇 · 每千篇500.0篇",
        "河长 · 2023年3月 · 4篇 · 每千篇1000.0篇",
    ]
    assert page.all("th", scope="col") == ["月份", "全部文章", "乡村振兴", "河长"]
    assert page.all("th", scope="row") == ["2023年1月", "2023年3月"]
    assert page.all("td") == ["10", "5 500.0‰", "0", "4", "0", "4 1000.0‰"]
    assert len(page.all("path")) == 2


def test_every_number_leads_to_the_search_that_gives_it(client: Client, counted: FakeEngine) -> None:
    NewspaperFactory(name="沅溪日报")
    address = "/trends/?q=河长&newspaper=沅溪日报&from=2023-01-01&by=count&place=7"
    page = document(client.get(address))
    assert counted.asked is not None
    assert counted.asked.facets == {"newspaper": FacetFilter(("沅溪日报",)), "place": FacetFilter(("7",))}
    assert counted.asked.date_from == date(2023, 1, 1)
    [link] = {target for text, target in page.links() if text == "4"}
    assert client.get(link).status_code == 200
    assert counted.asked.q == '"河长"'
    assert counted.asked.facets["month"] == FacetFilter(("2023-03",))
    assert counted.asked.facets["newspaper"] == FacetFilter(("沅溪日报",))
    assert counted.asked.date_from == date(2023, 1, 1)
    [hidden] = [each for _tag, each in page.elements if each.get("type") == "hidden" and each["name"] == "place"]
    assert hidden["value"] == "7"


def test_of_many_months_the_table_tells_the_years(client: Client, counted: FakeEngine) -> None:
    counted.histogram = {
        "": [(date(2019, 6, 1), 5), *MONTHS],
        '"河长"': [(date(2023, 1, 1), 3), (date(2023, 3, 1), 4)],
    }
    page = document(client.get("/trends/?q=河长&year=2019&year=2023&month=2023-01&page=2"))
    assert page.all("th", scope="col") == ["年份", "全部文章", "河长"]
    assert page.all("th", scope="row") == ["2019年", "2023年"]
    assert page.all("td") == ["5", "0", "14", "7 500.0‰"]
    links = dict(page.links())
    assert client.get("/trends/" + links["2023年"]).context["conditions"]
    assert counted.asked is not None
    assert counted.asked.facets["year"] == FacetFilter(("2023",))
    assert client.get(links["7"]).status_code == 200
    assert counted.asked.facets == {"year": FacetFilter(("2023",)), "month": FacetFilter(("2023-01",))}
    file = client.get("/trends.csv?q=河长").content.decode()
    assert file.count("\r\n") == 1 + 46 > MOST_MONTHS


def test_the_form_is_shown_where_nothing_is_asked(client: Client, counted: FakeEngine) -> None:
    page = document(client.get("/trends/?from=x&by=nothing"))
    assert len(page.all("span", class_="problem")) == 1
    assert not page.all("table")
    assert (
        len([each for _tag, each in page.elements if each.get("name") == "q" and each.get("maxlength") == "100"]) == 5
    )


def test_an_empty_archive_has_no_lines(client: Client, engine: FakeEngine) -> None:
    page = document(client.get("/trends/?q=河长"))
    assert not page.all("path")


def test_no_more_phrases_are_compared_than_can_be_told_apart(client: Client, counted: FakeEngine) -> None:
    page = document(client.get("/trends/?" + "&".join(f"q=第{number}种" for number in range(9))))
    assert len(page.all("th", scope="col")) == 2 + 5


def test_the_file_holds_the_same_numbers(client: Client, counted: FakeEngine) -> None:
    response = client.get("/trends.csv?q=乡村振兴&q=河长")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [
        ["month", "articles", "乡村振兴", "乡村振兴 /1000", "河长", "河长 /1000"],
        ["2023-01", "10", "5", "500.000", "0", "0.000"],
        ["2023-02", "0", "0", "0.000", "0", "0.000"],
        ["2023-03", "4", "0", "0.000", "4", "1000.000"],
    ]


@pytest.mark.parametrize("phrase", ['=HYPERLINK("x")', "+1", "-1", "@a", " \t=a", "＝1+1"])
def test_no_cell_of_the_file_is_a_formula(client: Client, counted: FakeEngine, phrase: str) -> None:
    response = client.get("/trends.csv", {"q": phrase})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]


def test_hostile_phrases_stay_text(client: Client, counted: FakeEngine) -> None:
    ArticleFactory()
    hostile = '<script>alert(1)</script>"><b>'
    counted.histogram[f'"{hostile}"'] = MONTHS
    response = client.get("/trends/", {"q": hostile, "newspaper": hostile, "x": hostile})
    assert "<script>" not in response.content.decode()
    assert "<b>" not in response.content.decode()
    document(response)


def test_while_there_is_no_index_both_say_so(client: Client, engine: FakeEngine) -> None:
    engine.state = State.BUILDING
    assert client.get("/trends/?q=河长").status_code == 503
    assert client.get("/trends.csv?q=河长").status_code == 503


@pytest.mark.parametrize(
    ("heights", "top"), [([0, 0], "1"), ([1, 3], "5"), ([7, 12], "20"), ([99, 100], "100"), ([0.2, 0.31], "0.5")]
)
def test_the_chart_ends_at_a_round_number(heights: list[float], top: str) -> None:
    drawn = chart(["甲", "乙"], [("词", [Value(height, "", "/x/") for height in heights])])
    assert drawn is not None
    assert drawn.heights[-1].text == top
    assert drawn.heights[-1].place == "10.00%"
    assert [name.anchor for name in drawn.names] == ["start", "end"]


def test_one_month_is_no_line_and_many_have_no_points() -> None:
    assert chart(["甲"], [("词", [Value(1, "", "/x/")])]) is None
    many = MOST_POINTS + 1
    drawn = chart([str(number) for number in range(many)], [("词", [Value(1, "", "/x/")] * many)])
    assert drawn is not None
    assert drawn.lines[0].points == []
    assert len(drawn.names) == LABELS


def test_many_lines_have_no_points_sooner() -> None:
    months = [str(number) for number in range(MOST_TO_POINT_AT // 5 + 1)]
    values = [Value(1, "", "/x/")] * len(months)
    for lines, pointed in ((4, True), (5, False)):
        drawn = chart(months, [(str(number), values) for number in range(lines)])
        assert drawn is not None
        assert {bool(line.points) for line in drawn.lines} == {pointed}


def test_a_line_is_broken_where_there_is_no_number() -> None:
    heights = [1, 2, None, None, 0]
    drawn = chart(list("甲乙丙丁戊"), [("词", [Value(height, "", "") for height in heights])])
    assert drawn is not None
    assert drawn.lines[0].path == "M0.00,55.00 25.00,10.00 M100.00,100.00"


@pytest.mark.parametrize(("months", "named"), [(2, "01"), (5, "024"), (6, "025"), (7, "0246"), (9, "038")])
def test_months_are_named_evenly_apart(months: int, named: str) -> None:
    drawn = chart("0123456789"[:months], [("词", [Value(1, "", "")] * months)])
    assert drawn is not None
    assert "".join(name.text for name in drawn.names) == named

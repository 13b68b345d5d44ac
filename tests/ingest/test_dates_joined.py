"""Dates of an article of several pages: read out of the whole, each on its page's line; given back when parted."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest

from archive.models import Article, DateMention, Issue
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db

FIRST = """石门镇三条新路通车

本报讯（记者白小川）3月4日，石门镇三条新修的村路同日通车，区长陆明远到场察看，他要求抓紧（下转第三版）
图为3月3日，石门镇的村民在铺新路。（马川 摄）
"""
THIRD = """（上接第一版）把剩下的路灯装好，让村民走夜路也放心。

当天，镇里的司机马川说，去年10月起，从村口到县城少走半个钟头，老人看病方便了许多。
"""
OWN = [
    ("3月4日", "2023-03-04", [("text", "3月4日", 3)]),
    ("同日", "2023-03-04", [("text", "同日", 3)]),
    ("3月3日", "2023-03-03", [("captions", "3月3日", 4)]),
]
WHOLE = [
    *OWN[:2],
    ("当天", "2023-03-04", [("text", "当天", 3)]),
    ("去年10月起", "2022-10-01", [("text", "去年10月起", 3)]),
    OWN[2],
]


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path, 1, FIRST), write(tmp_path, 3, THIRD)


def write(folder: Path, number: int, text: str) -> Path:
    path = folder / f"2023-03-05_青岚日报_{number:02}版.txt"
    path.write_text(text, encoding="utf-8")
    return path


def beginning() -> Article:
    return Article.objects.get(headline="石门镇三条新路通车")


def rest() -> Article:
    return Article.objects.get(continues="第一版")


def dates(article: Article) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Each with its first day, and the words and lines where it stands."""
    return [
        (
            row.text,
            str(row.first),
            [(field, getattr(article, field)[start:end], line) for field, start, end, line in row.spans],
        )
        for row in article.dates.order_by("position")
    ]


def stored() -> list[dict]:
    return list(DateMention.objects.order_by("pk").values())


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
@pytest.mark.parametrize("together", [True, False])
def test_dates_of_both_pages_stand_on_their_lines(both: tuple[Path, Path], order: tuple[int, int], together: bool):
    files = [both[at] for at in order]
    for paths in [files] if together else [[path] for path in files]:
        run("ingest", *paths)
    first = beginning()
    assert dates(first) == WHOLE
    assert [(row.text, row.first) for row in rest().dates.filter(first=None)] == [("当天", None)]
    # 当天 goes on from a date of the page before.
    today = first.dates.get(text="当天")
    assert "随前文“3月4日”" in today.reason
    pages = {row.text: first.printed_on(*row.spans[0][:2]).page.number for row in first.dates.all()}
    assert pages == {"3月4日": 1, "同日": 1, "3月3日": 1, "当天": 3, "去年10月起": 3}


def test_the_second_time_changes_no_date(both: tuple[Path, Path]):
    run("ingest", *both)
    before = stored()
    assert run("ingest", *both).counts == "created 0, updated 0, unchanged 2, failed 0"
    assert stored() == before


def test_dates_read_again_by_another_parser_stay(both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch):
    run("ingest", *both)
    before = stored()
    monkeypatch.setattr("archive.ingest.run.reading.fingerprint", lambda files: "another")
    assert run("ingest", *both).counts == "created 0, updated 0, unchanged 2, failed 0"
    assert stored() == before


def test_a_curator_who_parts_them_gives_the_dates_back(both: tuple[Path, Path]):
    run("ingest", *both)
    rest().part()
    assert dates(beginning()) == OWN
    assert [row.text for row in rest().dates.order_by("position")] == ["当天", "去年10月起"]
    run("ingest", *both)
    assert dates(beginning()) == OWN
    rest().join(beginning())
    assert dates(beginning()) == WHOLE


def test_an_article_whose_rest_is_gone_has_its_own_dates(both: tuple[Path, Path]):
    run("ingest", *both)
    both[1].write_text("图书馆延长开放\n\n云溪区图书馆周末开到晚上九点。\n", encoding="utf-8")
    run("ingest", both[1])
    assert dates(beginning()) == OWN


def test_dates_of_the_whole_follow_the_issue(both: tuple[Path, Path]):
    run("ingest", *both)
    issue = Issue.objects.get()
    issue.date = date(2024, 5, 6)
    issue.save()
    assert dates(beginning())[2:4] == [
        ("当天", "2024-03-04", WHOLE[2][2]),
        ("去年10月起", "2023-10-01", WHOLE[3][2]),
    ]


def test_a_page_that_moves_to_another_issue_leaves_with_its_dates(both: tuple[Path, Path]):
    run("ingest", *both)
    page = rest().page
    page.issue = Issue.objects.create(newspaper=page.issue.newspaper, date=date(2024, 5, 6))
    page.save()
    assert dates(beginning()) == OWN
    assert str(rest().dates.get(text="去年10月起").first) == "2023-10-01"


def test_lines_are_known_beside_a_locked_headline(both: tuple[Path, Path]):
    run("ingest", both[0])
    first = beginning()
    first.lock(["headline"])
    first.save(update_fields=["locked_fields"])
    run("ingest", both[1])
    assert dates(beginning()) == WHOLE


def test_lines_follow_a_page_that_came_anew_with_other_lines(both: tuple[Path, Path]):
    run("ingest", *both)
    both[1].write_text("\n\n" + THIRD, encoding="utf-8")
    run("ingest", both[1])
    assert dates(beginning())[2][2] == [("text", "当天", 5)]


def test_what_cannot_be_is_judged_by_the_whole(tmp_path: Path):
    first = write(tmp_path, 1, FIRST.replace("他要求抓紧", "他说，1月28日开了工，又说，"))
    third = write(tmp_path, 3, THIRD.replace("把剩下的路灯装好", "30日，路灯装好了，2月30日也不停工"))
    run("ingest", third)
    assert impossible() == ["30日", "2月30日"]  # a bare 30日 would be of February
    run("ingest", first)
    assert impossible() == ["2月30日"]
    assert [str(row.first) for row in beginning().dates.filter(text="30日")] == ["2023-01-30"]
    rest().part()
    assert impossible() == ["30日", "2月30日"]


def impossible() -> list[str]:
    return [row.text for row in DateMention.objects.impossible().order_by("article", "position")]

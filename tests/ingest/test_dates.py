"""Dates in articles are stored, follow what they rest on, and doubtful ones are reported."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, DateMention, Event, Issue, Page, Sighting
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db

STORY = """石门镇修好灌溉渠

本报讯（记者白小川）3月4日，云溪区区长陆明远到石门镇查看春灌。昨日下午，渠里放了水。当天，有30人参加。当天，天晴。
近日，石门镇还要修路。2022年10月，这条渠动工。
"""


def rows(**which) -> list[tuple[str, str, str]]:
    return [
        (row.text, str(row.first), row.origin)
        for row in DateMention.objects.filter(**which).order_by("article", "position")
    ]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "2023-03-05_青岚日报_02版.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_an_articles_dates_are_stored_once_for_each_meaning(story: Path):
    run("ingest", story)
    assert rows() == [
        ("3月4日", "2023-03-04", "given"),
        ("昨日下午", "2023-03-04", "given"),
        ("当天", "2023-03-04", "given"),
        ("近日", "None", "given"),
        ("2022年10月", "2022-10-01", "printed"),
    ]
    today = DateMention.objects.get(text="当天")
    text = today.article.text
    assert [text[start:end] for _field, start, end, _line in today.spans] == ["当天", "当天"]
    assert {line for *_where, line in today.spans} == {3}
    assert "随前文" in today.reason


def test_the_second_time_changes_no_date(story: Path):
    run("ingest", story)
    before = list(DateMention.objects.values_list("pk", flat=True))
    run("ingest", story)
    assert list(DateMention.objects.values_list("pk", flat=True)) == before


def test_dates_follow_the_issue(story: Path):
    run("ingest", story)
    issue = Issue.objects.get()
    issue.date = date(2024, 5, 6)
    issue.save()
    assert rows(text="昨日下午") == [("昨日下午", "2024-05-05", "given")]
    assert rows(text="3月4日") == [("3月4日", "2024-03-04", "given")]
    assert rows(text="2022年10月") == [("2022年10月", "2022-10-01", "printed")]
    # The lines stay known.
    assert [line for *_where, line in DateMention.objects.get(text="3月4日").spans] == [3]


def test_dates_of_an_issue_whose_date_becomes_unknown_stay_open(story: Path):
    run("ingest", story)
    issue = Issue.objects.get()
    issue.date = None
    issue.save()
    assert rows(text="昨日下午") == [("昨日下午", "None", "inferred")]
    assert "见报日不详" in DateMention.objects.get(text="昨日下午").reason


def test_dates_follow_what_is_known_of_the_issue(story: Path):
    run("ingest", story)
    issue = Issue.objects.get()
    issue.date_origin = "inferred"
    issue.save(update_fields=["date_origin"])
    assert rows(text="昨日下午") == [("昨日下午", "2023-03-04", "inferred")]


def test_dates_follow_a_page_that_moves(story: Path):
    run("ingest", story)
    page = Page.objects.get()
    page.issue = Issue.objects.create(newspaper=page.issue.newspaper, date=date(2023, 3, 8))
    page.save()
    assert rows(text="昨日下午") == [("昨日下午", "2023-03-07", "given")]


def test_a_locked_date_and_a_locked_text_rule_the_dates_at_the_next_ingest(story: Path):
    run("ingest", story)
    issue, article = Issue.objects.get(), Article.objects.get()
    issue.date = date(2023, 4, 1)
    issue.lock(["date"])
    issue.save()
    article.text = "昨日，石门镇修渠。"
    article.lock(["text"])
    article.save()
    story.write_text(STORY + "渠成。\n", encoding="utf-8")
    run("ingest", story)
    assert rows(article=article) == [("昨日", "2023-03-31", "given")]


def test_events_and_changes_of_post_follow_the_issues_date_too(story: Path):
    text = "本报讯（记者白小川）3月4日，云溪区召开植树工作推进会。3月2日，任命陆明远为云溪区水利局局长。"
    story.write_text(f"云溪区植树\n\n{text}\n", encoding="utf-8")
    run("ingest", story)
    assert [str(event.start) for event in Event.objects.all()] == ["2023-03-04"]
    days = Sighting.objects.filter(kind="appointed").values_list("day", flat=True)
    assert list(map(str, days)) == ["2023-03-02"]
    issue = Issue.objects.get()
    issue.date = date(2024, 5, 6)
    issue.lock(["date"])
    issue.save()
    story.write_text(f"云溪区植树\n\n{text}渠成。\n", encoding="utf-8")
    run("ingest", story)
    assert [str(event.start) for event in Event.objects.all()] == ["2024-03-04"]
    assert list(map(str, days.all())) == ["2024-03-02"]


def test_articles_go_with_their_dates(story: Path):
    run("ingest", story)
    Article.objects.all().delete()
    assert not DateMention.objects.exists()


def test_many_articles_take_few_questions(tmp_path: Path):
    run("ingest", _many(tmp_path, 3))
    with CaptureQueriesContext(connection) as few:
        Issue.objects.get().propagate()
    run("ingest", _many(tmp_path, 30))
    with CaptureQueriesContext(connection) as many:
        Issue.objects.get().propagate()
    assert len(few) == len(many)


def _many(folder: Path, count: int) -> Path:
    path = folder / "2023-03-05_青岚日报_02版.txt"
    stories = (f"第{number}村修渠\n\n本报讯（记者白小川）3月4日，第{number}村修好了渠。\n" for number in range(count))
    path.write_text("\n".join(stories), encoding="utf-8")
    return path


def test_impossible_dates_are_reported_and_kept_with_their_article(story: Path):
    story.write_text(STORY + "2月30日，镇里开会。\n", encoding="utf-8")
    ran = run("ingest", story)
    assert ran.status == 0
    assert "doubtful date: line 5: 2月30日: 2月没有30日" in ran.out + ran.err
    assert Page.objects.get().problems == []
    (row,) = DateMention.objects.impossible()
    assert (row.text, row.reason, row.first, [line for *_, line in row.spans]) == ("2月30日", "2月没有30日", None, [5])


def test_of_many_doubtful_dates_a_few_are_reported(story: Path):
    story.write_text(STORY + "2月30日，镇里开会。\n" * 100, encoding="utf-8")
    ran = run("ingest", story)
    assert (ran.out + ran.err).count("doubtful date") == 6
    assert len(DateMention.objects.impossible().get().spans) == 100


def test_a_person_who_sets_the_date_has_answered_what_spoke_against_it(story: Path):
    story.write_text("2023年3月8日 星期三 第2版\n\n" + STORY + "2月30日，镇里开会。\n", encoding="utf-8")
    run("ingest", story)
    page = Page.objects.get()
    assert [problem["issue"] for problem in page.problems] == [True]
    assert DateMention.objects.impossible().count() == 1
    assert page.issue.date == date(2023, 3, 5)
    page.issue.date = date(2023, 3, 8)
    page.issue.lock(["date"])
    page.issue.save()
    page.refresh_from_db()
    assert page.problems == []
    assert DateMention.objects.impossible().count() == 1


def test_a_masthead_names_paper_page_and_day(tmp_path: Path):
    path = tmp_path / "scan.txt"
    path.write_text("青岚日报 2023年3月5日 星期日 第2版 要闻\n\n" + STORY, encoding="utf-8")
    run("ingest", path)
    page = Page.objects.select_related("issue__newspaper").get()
    assert (page.issue.newspaper.name, page.number, page.issue.date) == ("青岚日报", 2, date(2023, 3, 5))
    assert page.issue.date_origin == "printed"

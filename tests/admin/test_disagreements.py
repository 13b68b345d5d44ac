"""A locked field tells who set it; the machine's other opinion is kept, shown, and taken or left with one click."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive import models
from archive.models import Article, Disagreement
from tests import factories
from tests.admin.conftest import address
from tests.ingest.conftest import TWO_ARTICLES, dump, plain_parser, run

__all__ = ["dump", "plain_parser"]
Edit = Callable[..., Any]
LIST = "admin:disagreements"


def opinions() -> list[tuple[str, Any, bool, bool]]:
    rows = Disagreement.objects.order_by("model", "field")
    return [(row.field, row.value, row.corrected, row.kept) for row in rows]


def decide(desk: Client, take: str, **more: Any) -> Any:
    row = Disagreement.objects.get()
    seen = models.Article.objects.get(pk=row.object_id).revision
    url = reverse("admin:decide-disagreement", args=[row.pk])
    return desk.post(url, {"take": take, "seen": seen, "which": "new", **more}, follow=True)


@pytest.fixture
def corrected(dump: Path, plain_parser: Any, edit: Edit) -> Article:
    """An article whose headline a person corrected."""
    run("ingest", dump)
    article = Article.objects.get(headline="石门镇修好灌溉渠")
    edit(article, headline="石门镇灌溉渠修好")
    article.refresh_from_db()
    return article


def test_what_was_corrected_is_kept_until_the_machine_says_otherwise(
    corrected: Article, dump: Path, plain_parser: Any, desk: Client
) -> None:
    assert opinions() == [("headline", "石门镇修好灌溉渠", True, False)]
    plain_parser("second")
    run("ingest", dump)
    assert opinions() == [("headline", "石门镇修好灌溉渠", True, False)], "the same as before"
    dump.write_text(TWO_ARTICLES.replace("石门镇修好灌溉渠", "石门镇修好灌渠"), encoding="utf-8")
    run("ingest", dump)
    assert opinions() == [("headline", "石门镇修好灌渠", False, False)]
    assert Disagreement.objects.get().ingest == models.Ingest.objects.latest("pk")
    html = desk.get(reverse(LIST)).text
    assert "石门镇修好灌渠" in html
    assert "石门镇灌溉渠修好" in html
    dump.write_text(TWO_ARTICLES.replace("石门镇修好灌溉渠", "石门镇灌溉渠修好"), encoding="utf-8")
    run("ingest", dump)
    assert opinions() == []
    corrected.refresh_from_db()
    assert corrected.locked_fields == ["headline"]


def test_keep_mine(corrected: Article, dump: Path, desk: Client) -> None:
    dump.write_text(TWO_ARTICLES.replace("石门镇修好灌溉渠", "石门镇修好灌渠"), encoding="utf-8")
    run("ingest", dump)
    decide(desk, "mine")
    assert opinions() == [("headline", "石门镇修好灌渠", False, True)]
    assert desk.get(reverse(LIST)).context["listed"] == []
    assert len(desk.get(reverse(LIST), {"which": "kept"}).context["listed"]) == 1
    dump.write_text(TWO_ARTICLES.replace("石门镇修好灌溉渠", "灌渠修好"), encoding="utf-8")
    run("ingest", dump)
    assert opinions() == [("headline", "灌渠修好", False, False)], "another opinion is asked about again"


def test_take_the_machines(corrected: Article, dump: Path, desk: Client) -> None:
    answer = decide(desk, "machine", seen=corrected.revision - 1)
    assert "刚刚又有改动" in answer.text
    answer = decide(desk, "machine")
    assert "已采用机器的说法" in answer.text
    corrected.refresh_from_db()
    assert (corrected.headline, corrected.locked_fields) == ("石门镇修好灌溉渠", [])
    assert opinions() == []
    assert corrected.history.first().history_change_reason == "采用机器的说法"
    gone = reverse("admin:decide-disagreement", args=[999])
    assert "已经不在" in desk.post(gone, {"take": "mine"}, follow=True).text
    assert desk.get(gone).status_code == 405


def test_bylines_too(corrected: Article, dump: Path, edit: Edit, desk: Client) -> None:
    edit(corrected, headline="石门镇修好灌溉渠", unlock=["headline"], **{"bylines-0-name": "白大川"})
    dump.write_text(TWO_ARTICLES.replace("三成", "四成"), encoding="utf-8")
    run("ingest", dump)
    assert opinions() == [("bylines", [["白小川", "记者"]], False, False)]
    decide(desk, "machine")
    assert list(corrected.bylines.values_list("name", flat=True)) == ["白小川"]
    corrected.refresh_from_db()
    assert (corrected.locked_fields, opinions()) == ([], [])


def test_only_those_who_may_change_the_record(corrected: Article, staff: Callable[..., Client]) -> None:
    assert staff("view_article").get(reverse(LIST)).status_code == 403
    reader = staff("view_decision")
    assert reader.get(reverse(LIST)).status_code == 200
    assert decide(reader, "mine").status_code == 403
    assert opinions()[0][3] is False


def test_a_lock_tells_who_and_what_opening_it_does(corrected: Article, desk: Client, edit: Edit) -> None:
    html = desk.get(address(Article, "change", corrected.pk)).text
    assert '标题 <span class="locked">已锁定 chief ' in html
    assert 'name="unlock" value="headline"' in html
    assert "机器随即写回：石门镇修好灌溉渠" in html
    answer = edit(corrected, unlock=["headline"])
    assert answer.url == address(Article, "change", corrected.pk)
    corrected.refresh_from_db()
    assert (corrected.headline, corrected.locked_fields) == ("石门镇修好灌溉渠", [])
    assert models.DateMention.objects.filter(article=corrected).exists()


def test_what_is_not_known_is_read_anew_from_the_same_file(
    dump: Path, plain_parser: Any, desk: Client, edit: Edit
) -> None:
    run("ingest", dump)
    article = Article.objects.get(headline="石门镇修好灌溉渠")
    Article.objects.filter(pk=article.pk).update(headline="改过", locked_fields=["headline"])
    article.refresh_from_db()
    assert "下次导入时由机器改写" in desk.get(address(Article, "change", article.pk)).text
    edit(article, unlock=["headline"])
    article.refresh_from_db()
    assert (article.headline, article.locked_fields) == ("改过", [])
    run("ingest", dump)
    article.refresh_from_db()
    assert article.headline == "石门镇修好灌溉渠"


def test_a_value_that_has_found_another_place_is_left_to_the_next_reading(edit: Edit, desk: Client) -> None:
    page = factories.PageFactory(number=1)
    edit(page, number=2)
    page.refresh_from_db()
    models.Page.objects.create(issue=page.issue, number=1)
    edit(page, unlock=["number"])
    page.refresh_from_db()
    assert (page.number, page.locked_fields) == (2, [])


def test_what_people_alone_decide_is_no_disagreement(edit: Edit) -> None:
    article = factories.ArticleFactory()
    edit(article, state="withheld", state_reason="核实中")
    assert opinions() == []
    edit(article, unlock=["state"])
    article.refresh_from_db()
    assert article.state == "withheld"


def test_opening_a_days_lock_gives_the_whole_conclusion_back(edit: Edit) -> None:
    issue = factories.IssueFactory(date="2023-03-05", date_origin="inferred", date_reason="报头所印")
    edit(issue, date="2023-03-06")
    issue.refresh_from_db()
    edit(issue, unlock=["date"])
    issue.refresh_from_db()
    assert (str(issue.date), issue.date_origin, issue.date_reason) == ("2023-03-05", "inferred", "报头所印")
    assert issue.locked_fields == []

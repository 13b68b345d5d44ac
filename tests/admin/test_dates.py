"""Dates on the desk: shown, not edited; they follow a correction; pages with doubtful ones are found."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from archive import models
from tests import factories
from tests.admin.conftest import address

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)>"


def dated(text: str) -> models.Article:
    issue = factories.IssueFactory(date=date(2023, 3, 5), date_origin="given")
    article = factories.ArticleFactory(page=factories.PageFactory(issue=issue), text=text)
    models.DateMention.objects.reread(models.Article.objects.filter(pk=article.pk))
    return article


def test_an_articles_dates_are_shown_without_fields_to_edit(desk: Client) -> None:
    html = desk.get(address(models.Article, "change", dated("昨日，石门镇修渠。").pk)).text
    assert "由见报日2023-03-05推算" in html
    assert 'name="dates-0-text"' not in html


def test_dates_follow_a_corrected_text(edit: Callable[..., Any]) -> None:
    article = dated("昨日，石门镇修渠。")
    edit(article, text="前天，石门镇修渠。")
    assert [(row.text, row.first) for row in article.dates.all()] == [("前天", date(2023, 3, 3))]


def test_dates_follow_a_corrected_issue(edit: Callable[..., Any]) -> None:
    article = dated("昨日，石门镇修渠。")
    edit(article.page.issue, date="2023-03-08")
    assert [(row.text, row.first) for row in article.dates.all()] == [("昨日", date(2023, 3, 7))]


def test_a_pages_doubtful_dates_are_shown_and_harmless(desk: Client) -> None:
    problem = {"line": 3, "text": f"2月30日{HOSTILE}", "reason": "2月没有30日", "issue": False}
    page = factories.PageFactory(problems=[problem, {**problem, "line": None}])
    html = desk.get(address(models.Page, "change", page.pk)).text
    assert "第3行 <q>2月30日&lt;img" in html
    assert HOSTILE not in html


def test_a_page_tells_the_impossible_dates_of_its_articles(desk: Client, edit: Callable[..., Any]) -> None:
    article = dated("2月30日，石门镇修渠。")
    assert (
        "<q>2月30日</q> <small>2月没有30日</small>" in desk.get(address(models.Page, "change", article.page_id)).text
    )
    assert doubtful(desk, "yes") == [article.page_id]
    edit(article, text="2月28日，石门镇修渠。")
    assert "<q>2月30日" not in desk.get(address(models.Page, "change", article.page_id)).text
    assert doubtful(desk, "yes") == []
    assert doubtful(desk, "no") == [article.page_id]


def test_both_pages_of_an_article_tell_its_impossible_dates(desk: Client) -> None:
    first = dated("石门镇修渠，（下转第三版）")
    page = factories.PageFactory(issue=first.page.issue, number=93, raw="（上接第一版）2月30日也不停工。")
    rest = factories.ArticleFactory(page=page, text=page.raw)
    other = factories.ArticleFactory(page=factories.PageFactory(issue=first.page.issue, number=94))
    rest.join(first)
    assert set(doubtful(desk, "yes")) == {first.page_id, page.pk}
    assert doubtful(desk, "no") == [other.page_id]
    assert "<li>第93版 <q>2月30日" in desk.get(address(models.Page, "change", first.page_id)).text
    assert "<li> <q>2月30日" in desk.get(address(models.Page, "change", page.pk)).text


def doubtful(desk: Client, choice: str) -> list[int]:
    answer = desk.get(address(models.Page, "changelist"), {"doubtful": choice})
    return [page.pk for page in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    ("choice", "found"), [("yes", {"doubtful.txt"}), ("no", {"plain.txt"}), ("", {"doubtful.txt", "plain.txt"})]
)
def test_pages_are_filtered_by_their_doubtful_dates(desk: Client, choice: str, found: set[str]) -> None:
    factories.PageFactory(path="plain.txt")
    factories.PageFactory(
        path="doubtful.txt", problems=[{"line": 1, "text": "2月30日", "reason": "…", "issue": False}]
    )
    answer = desk.get(address(models.Page, "changelist"), {"doubtful": choice} if choice else {})
    assert {page.path for page in answer.context["cl"].result_list} == found

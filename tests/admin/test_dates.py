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

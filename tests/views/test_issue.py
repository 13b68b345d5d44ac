"""An issue's page: which pages of it are there, and which are not."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from archive.models import Issue
from tests.factories import ArticleFactory, IssueFactory, PageFactory
from tests.views.page import document

pytestmark = pytest.mark.django_db


def issue_of(*numbers: int | None, day: date | None = date(2023, 3, 5)) -> Issue:
    """An issue with pages of these numbers, an article on each."""
    issue: Issue = IssueFactory(date=day)
    for number in numbers:
        ArticleFactory(page=PageFactory(issue=issue, number=number))
    return issue


@pytest.mark.parametrize(
    ("numbers", "lacking"),
    [((1, 2), ""), ((1, 4), "2、3"), ((2,), "1"), ((None, 1), ""), ((None,), ""), ((3, 5, None), "1、2、4")],
)
def test_pages_that_are_lacking_are_named(client: Client, numbers: tuple[int | None, ...], lacking: str) -> None:
    page = document(client.get(issue_of(*numbers).get_absolute_url()))
    assert (f"本站没有这一期的第{lacking}版" in page.text) == bool(lacking)
    assert page.text.count("本站没有") == bool(lacking)


def test_of_unknown_issues_no_page_is_lacking(client: Client) -> None:
    undated = issue_of(4, day=None)
    IssueFactory(newspaper=undated.newspaper)
    page = document(client.get(undated.get_absolute_url()))
    assert page.all("h2") == ["第4版"]
    assert "本站没有" not in page.text
    assert not page.all("nav", class_="neighbours")


def test_a_page_is_lacking_that_nobody_may_see(client: Client) -> None:
    issue = issue_of(1, 3)
    ArticleFactory(page=PageFactory(issue=issue, number=2), state="draft")
    assert "本站没有这一期的第2版" in document(client.get(issue.get_absolute_url())).text

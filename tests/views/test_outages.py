"""While the database is away every page says so, and asks to come back; other errors stay what they are."""

import logging

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection
from django.test import Client

from archive.models import Article
from tests.factories import ArticleFactory

PAGES = ("/", "/search/?q=会议", "/people/", "/articles/1/", "/newspapers/", "/account/", "/admin/")


@pytest.fixture(autouse=True)
def untold(caplog):
    """Each of these requests leaves a traceback in the log, as it should."""
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.fixture
def visitor(db):
    """Somebody with a session, which is looked for in the database."""
    visitor = Client(raise_request_exception=False)
    visitor.cookies["sessionid"] = "x" * 32
    return visitor


def away(error):
    """The database answers any question with this."""

    def refuse(*_question):
        raise error

    return connection.execute_wrapper(refuse)


@pytest.mark.parametrize(
    "error", [OperationalError("the database system is shutting down"), InterfaceError("connection already closed")]
)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_that_the_database_is_away(visitor, address, error):
    with away(error):
        answer = visitor.get(address)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "<h1>数据库暂时不能用</h1>" in answer.text
    assert "The database does not answer" in answer.text
    assert "shutting down" not in answer.text
    assert answer["Content-Security-Policy"]


def test_programs_are_told_as_json(visitor):
    with away(OperationalError("database or disk is full")):
        answer = visitor.get("/api/people")
    assert (answer.status_code, answer["Retry-After"], list(answer.json())) == (503, "5", ["error"])
    assert "数据库暂时不能用" in answer.json()["error"]


def test_a_post_is_answered_too_and_stores_nothing(visitor):
    article = ArticleFactory()
    with away(OperationalError("database is locked")):
        answer = visitor.post(f"/account/keep/{article.pk}/")
    assert answer.status_code == 503
    assert Article.objects.get().revision == article.revision


def test_another_error_is_no_outage(visitor):
    with away(DataError("value too long")):
        answer = visitor.get("/people/")
    assert answer.status_code == 500
    assert "出错了" in answer.text

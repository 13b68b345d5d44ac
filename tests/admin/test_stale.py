"""A form filled in from a version that others have replaced is refused, with both versions shown."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from archive import models
from tests import factories
from tests.admin.conftest import address, form_data
from tests.admin.rows import person, post


def opened(desk: Client, record: Any) -> dict[str, Any]:
    return form_data(desk.get(address(type(record), "change", record.pk)).context)


def send(desk: Client, record: Any, data: dict[str, Any], **changes: Any) -> Any:
    return desk.post(address(type(record), "change", record.pk), {**data, **changes})


def test_both_versions_are_shown_and_nothing_is_saved(desk: Client) -> None:
    article = factories.ArticleFactory(headline="甲", section="要闻")
    early, late = opened(desk, article), opened(desk, article)
    assert send(desk, article, early, headline="乙").status_code == 302
    answer = send(desk, article, late, headline="丙", section="时政")
    assert answer.status_code == 200
    text = answer.text
    assert "chief" in text
    assert "现存的内容是：乙" in text
    assert "现存的内容是：要闻" in text
    assert 'value="时政"' in text
    article.refresh_from_db()
    assert (article.headline, article.section) == ("乙", "要闻")


def test_sent_again_knowing_of_the_other_it_holds(desk: Client) -> None:
    article = factories.ArticleFactory(headline="甲")
    late = opened(desk, article)
    send(desk, article, opened(desk, article), headline="乙")
    refused = send(desk, article, late, headline="丙")
    again = form_data(refused.context)
    assert send(desk, article, again).status_code == 302
    article.refresh_from_db()
    assert article.headline == "丙"


def test_sent_twice_it_is_saved_once(desk: Client) -> None:
    article = factories.ArticleFactory(headline="甲")
    data = {**opened(desk, article), "headline": "乙"}
    assert [send(desk, article, data).status_code for _ in range(2)] == [302, 302]
    article.refresh_from_db()
    assert article.revision == 2  # made, and changed once


def test_the_machine_is_told_from_people(desk: Client) -> None:
    article = factories.ArticleFactory(headline="甲")
    data = opened(desk, article)
    article.headline = "机器所读"
    article.save()
    assert "导入或识别" in send(desk, article, data, headline="乙").text


def test_rows_under_a_form_are_watched_too(desk: Client) -> None:
    member = models.Membership.objects.create(person=person(), post=post(), first_seen="2023-03-04")
    data = opened(desk, member.person)
    member.first_seen = "2023-03-05"
    member.save()
    row = "memberships-0-"
    answer = send(desk, member.person, data, **{f"{row}first_seen": "2023-03-01"})
    assert answer.status_code == 200
    assert "2023-03-05" in answer.text
    member.refresh_from_db()
    assert str(member.first_seen) == "2023-03-05"


def test_a_form_without_its_version_is_refused(desk: Client) -> None:
    article = factories.ArticleFactory(headline="甲")
    data = opened(desk, article)
    del data["seen_revision"]
    assert send(desk, article, data, headline="乙").status_code == 200
    article.refresh_from_db()
    assert article.headline == "甲"


def test_what_is_saved_at_the_desk_is_kept_as_the_persons(desk: Client) -> None:
    article = factories.ArticleFactory(headline="甲")
    send(desk, article, opened(desk, article), headline="乙")
    assert article.history.first().history_user == User.objects.get()

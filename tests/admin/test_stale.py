"""A form filled in from a version that others have replaced is refused, with both versions shown."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive import models
from tests import factories
from tests.admin.conftest import address, form_data
from tests.admin.rows import person, post


@pytest.fixture
def article(db: None) -> models.Article:
    """One that is signed."""
    made = factories.ArticleFactory()
    made.bylines.create(name="何青山", role="记者", position=0)
    return made


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


def test_rows_without_a_version_rest_on_that_of_their_record(desk: Client, article: models.Article) -> None:
    early, late = opened(desk, article), opened(desk, article)
    assert send(desk, article, early, **{"bylines-0-name": "何青川"}).status_code == 302
    answer = send(desk, article, late, **{"bylines-0-name": "何青水"})
    assert answer.status_code == 200
    assert "chief" in answer.text
    assert "现存的内容是：何青川" in answer.text
    assert 'value="何青水"' in answer.text
    assert article.bylines.get().name == "何青川"
    assert send(desk, article, form_data(answer.context)).status_code == 302
    assert article.bylines.get().name == "何青水"


@pytest.mark.parametrize("change", [{"other_names-0-name": "大陆"}, {"other_names-0-DELETE": "on"}])
def test_other_names_under_a_form_are_watched(change: dict[str, str], desk: Client) -> None:
    someone = person()
    someone.other_names.create(name="老陆")
    early, late = opened(desk, someone), opened(desk, someone)
    assert send(desk, someone, early, **{"other_names-0-name": "小陆"}).status_code == 302
    assert send(desk, someone, late, **change).status_code == 200
    assert someone.other_names.get().name == "小陆"


def test_rows_that_nobody_changed_do_not_hold_up_a_form_sent_twice(desk: Client, article: models.Article) -> None:
    data = {**opened(desk, article), "bylines-0-name": "何青川"}
    assert [send(desk, article, data).status_code for _ in range(2)] == [302, 302]


def test_a_row_that_others_changed_is_not_deleted_unseen(desk: Client) -> None:
    member = models.Membership.objects.create(person=person(), post=post(), first_seen="2023-03-04")
    data = opened(desk, member.person)
    member.first_seen = "2023-03-05"
    member.save()
    answer = send(desk, member.person, data, **{"memberships-0-DELETE": "on"})
    assert answer.status_code == 200
    assert "要删除的行" in answer.text
    assert models.Membership.objects.exists()
    assert send(desk, member.person, form_data(answer.context)).status_code == 302
    assert not models.Membership.objects.exists()


def test_a_row_that_others_deleted_is_told_of(desk: Client, article: models.Article) -> None:
    early, late = opened(desk, article), opened(desk, article)
    assert send(desk, article, early, **{"bylines-0-DELETE": "on"}).status_code == 302
    answer = send(desk, article, late, **{"bylines-0-name": "何青水"})
    assert answer.status_code == 200
    assert "chief" in answer.text
    assert "您在那里填的是：0、记者、何青水" in answer.text
    assert not article.bylines.exists()


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


def _room(name: str) -> tuple[str, dict[str, Any], Any]:
    """A room's address, what is filled in, and the record that somebody changes meanwhile."""
    if name == "move":
        place, other = factories.PlaceFactory(name="石门镇"), factories.PlaceFactory(name="云溪区")
        return reverse("admin:move-place", args=[place.pk]), {"parent": other.pk}, place
    if name == "reject":
        mention = factories.MentionFactory(kind="person", text="凯旋")
        return reverse("admin:reject-person", query={"text": "凯旋"}), {"text": "凯旋"}, mention
    member = models.Membership.objects.create(person=person(), post=post())
    someone = member.person
    if name == "title":
        url = reverse("admin:title-person", args=[someone.pk], query={"membership": member.pk})
        return url, {"title": "副局长"}, member
    if name == "split":
        mention = factories.MentionFactory(kind="person", person=someone, status="linked")
        factories.MentionFactory(kind="person", person=someone, status="linked")
        url = reverse("admin:split-person", args=[someone.pk])
        return url, {"mention": [mention.pk], "name": "陆明远"}, mention
    return reverse("admin:names-person", args=[someone.pk]), {"name": "老陆"}, someone


ROOMS = ("split", "reject", "names", "title", "move")


def filled(answer: Any, own: dict[str, Any]) -> dict[str, Any]:
    form = answer.context["form"]
    return {**{each.html_name: each.value() for each in form if each.value() not in (None, False)}, **own}


@pytest.mark.parametrize("name", ROOMS)
def test_a_rooms_form_is_refused_when_what_it_showed_has_changed(name: str, desk: Client) -> None:
    url, own, record = _room(name)
    late = filled(desk.get(url), own)
    record.save()
    answer = desk.post(url, late)
    assert answer.status_code == 200
    assert "没有照做" in answer.text
    assert not models.Decision.objects.exists()
    assert {key: answer.context["form"][key].value() for key in own if key in answer.context["form"].fields} == {
        key: str(value) for key, value in own.items() if key in answer.context["form"].fields
    }
    assert desk.post(url, filled(answer, own)).status_code == 302
    assert models.Decision.objects.count() == 1


@pytest.mark.parametrize("name", ROOMS)
def test_a_rooms_form_without_what_was_seen_is_refused(name: str, desk: Client) -> None:
    url, own, _ = _room(name)
    data = filled(desk.get(url), own)
    del data["seen"]
    assert desk.post(url, data).status_code == 200
    assert not models.Decision.objects.exists()


def test_a_refused_title_shows_what_stands_beside_what_was_typed(desk: Client) -> None:
    url, own, member = _room("title")
    late = filled(desk.get(url), own)
    member.start = "2021-03-04"
    member.save()
    text = desk.post(url, late).text
    assert f"现存的内容是：{member.post.title}" in text
    assert 'value="副局长"' in text


def test_ticks_stay_in_a_refused_split(desk: Client) -> None:
    url, own, mention = _room("split")
    late = filled(desk.get(url), own)
    mention.save()
    assert f'id="mention-{mention.pk}" checked' in desk.post(url, late).text


def test_another_name_given_meanwhile_refuses_taking_one(desk: Client) -> None:
    url, own, record = _room("names")
    record.other_names.create(name="老陆")
    late = filled(desk.get(url), own)
    record.other_names.create(name="陆老师")
    assert "没有照做" in desk.post(url, {**late, "remove": "1"}).text
    assert record.other_names.count() == 2


def test_a_report_settled_meanwhile(desk: Client) -> None:
    report = models.Report.objects.create(kind="other", message="日期错了", address="/")
    early, late = opened(desk, report), opened(desk, report)
    assert send(desk, report, early, state="accepted", note="已改正").status_code == 302
    answer = send(desk, report, late, state="declined", note="没有错")
    assert answer.status_code == 200
    shown = f"现存的内容是：{models.Report.State.ACCEPTED.label}"
    assert shown in answer.text and "现存的内容是：已改正" in answer.text and "没有错" in answer.text
    report.refresh_from_db()
    assert (report.state, report.note) == ("accepted", "已改正")
    assert send(desk, report, form_data(answer.context)).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.note) == ("declined", "没有错")


def test_another_name_changed_meanwhile_and_who_bears_it(desk: Client) -> None:
    bearer = person()
    name = bearer.other_names.create(name="老陆")
    early, late = opened(desk, name), opened(desk, name)
    assert send(desk, name, early, name="陆老").status_code == 302
    bearer.refresh_from_db()
    assert bearer.locked_fields == ["other_names"]
    answer = send(desk, name, late, name="陆翁")
    assert answer.status_code == 200 and "现存的内容是：陆老" in answer.text
    assert send(desk, name, opened(desk, name)).status_code == 302
    name.refresh_from_db()
    assert name.name == "陆老"


def test_another_name_deleted_is_remembered(desk: Client) -> None:
    bearer = person()
    name = bearer.other_names.create(name="老陆")
    desk.post(address(models.OtherName, "delete", name.pk), {"post": "yes"})
    bearer.refresh_from_db()
    assert (bearer.locked_fields, bearer.other_names.count()) == (["other_names"], 0)

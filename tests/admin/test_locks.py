"""What a person sets stays; what is handed back, the machine may write again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from archive import models
from tests import factories
from tests.admin.conftest import address
from tests.admin.rows import mention, person, place, post

Edit = Callable[..., Any]


def test_an_edited_headline_survives_the_machine(edit: Edit) -> None:
    article = factories.ArticleFactory(headline="云溪区值树活动")
    assert edit(article, headline="云溪区植树活动").status_code == 302
    article.refresh_from_db()
    assert article.locked_fields == ["headline"]
    assert article.revise(headline="云溪区值树活动", section="时政") == ["section"]
    assert article.headline == "云溪区植树活动"


def test_saving_without_a_change_locks_nothing(edit: Edit) -> None:
    for record in (factories.ArticleFactory(), person(), place(), mention(), factories.EventFactory()):
        assert edit(record).status_code == 302
        record.refresh_from_db()
        assert record.locked_fields == []


def test_a_persons_own_note_is_not_locked(edit: Edit) -> None:
    record = person()
    edit(record, note="市教育局")
    record.refresh_from_db()
    assert (record.note, record.locked_fields) == ("市教育局", [])


def test_locked_fields_are_marked_and_can_be_handed_back(desk: Client, edit: Edit) -> None:
    article = factories.ArticleFactory()
    edit(article, headline="云溪区植树活动", section="时政")
    html = desk.get(address(models.Article, "change", article.pk)).text
    assert '标题 <span class="locked">已锁定 chief ' in html
    assert '副题 <span class="locked">' not in html
    assert "解除“标题”的锁定" in html
    edit(article, unlock=["headline"])
    article.refresh_from_db()
    assert article.locked_fields == ["section"]
    assert "headline" in article.revise(headline="机器所读")


def test_nothing_to_unlock_shows_no_control(desk: Client) -> None:
    html = desk.get(address(models.Article, "change", factories.ArticleFactory().pk)).text
    assert 'name="unlock"' not in html


def test_unlock_action(act: Callable[..., Any]) -> None:
    locked, other = factories.ArticleFactory(), factories.ArticleFactory()
    locked.lock(["headline", "text"])
    locked.save()
    answer = act("unlock", locked, other)
    locked.refresh_from_db()
    assert locked.locked_fields == []
    assert "已解除 1 条记录的锁定" in answer.text


@pytest.mark.parametrize(("choice", "found"), [("yes", ["乙"]), ("no", ["甲"])])
def test_locked_records_can_be_listed(desk: Client, choice: str, found: list[str]) -> None:
    factories.PersonFactory(name="甲")
    factories.PersonFactory(name="乙", locked_fields=["name"])
    rows = desk.get(address(models.Person, "changelist", locked=choice)).context["cl"].result_list
    assert [row.name for row in rows] == found


def test_a_list_marks_locked_records(desk: Client) -> None:
    factories.PersonFactory(locked_fields=["home", "name"])
    html = desk.get(address(models.Person, "changelist")).text
    assert '<span class="locked" title="所在地区、姓名">2 项</span>' in html


def test_a_corrected_date_locks_all_that_was_concluded_with_it(edit: Edit) -> None:
    issue = factories.IssueFactory(
        date=date(2023, 3, 5),
        date_origin="inferred",
        date_earliest=date(2023, 3, 5),
        date_latest=date(2023, 3, 9),
        date_reason="文中最晚的日期是3月4日",
    )
    edit(issue, date="2023-03-06")
    issue.refresh_from_db()
    assert issue.date == date(2023, 3, 6)
    assert (issue.date_origin, issue.date_earliest, issue.date_latest, issue.date_reason) == ("given", None, None, "")
    assert {"date", "date_precision", "date_origin", "date_reason"} <= set(issue.locked_fields)
    edit(issue, unlock=["date"])
    issue.refresh_from_db()
    assert issue.locked_fields == []


def test_a_corrected_text_has_no_joins_of_the_machine(edit: Edit) -> None:
    joins = [{"position": 5, "kind": "column", "confidence": 0.9}]
    article = factories.ArticleFactory(breaks=joins)
    edit(article, headline="云溪区植树活动")
    article.refresh_from_db()
    assert article.breaks == joins
    edit(article, text="3月4日，石门镇植树。")
    article.refresh_from_db()
    assert (article.breaks, article.locked_fields) == ([], ["breaks", "headline", "text"])


def test_bylines_a_person_corrected_are_locked_on_the_article(edit: Edit) -> None:
    article = factories.ArticleFactory()
    byline = article.bylines.create(name="白小穿", role="记者")
    edit(article, **{"bylines-0-name": "白小川"})
    article.refresh_from_db()
    byline.refresh_from_db()
    assert (byline.name, article.locked_fields) == ("白小川", ["bylines"])


def test_a_row_under_a_form_locks_itself(edit: Edit) -> None:
    holder = person()
    membership = models.Membership.objects.create(person=holder, post=post())
    edit(holder, **{"memberships-0-end": "2023-03-05"})
    membership.refresh_from_db()
    holder.refresh_from_db()
    assert (membership.end, membership.locked_fields) == (date(2023, 3, 5), ["end"])
    assert holder.locked_fields == []


def test_a_row_a_person_deleted_is_remembered_on_its_parent(edit: Edit) -> None:
    holder = person()
    models.Membership.objects.create(person=holder, post=post())
    edit(holder, **{"memberships-0-DELETE": "on"})
    holder.refresh_from_db()
    assert (holder.memberships.count(), holder.locked_fields) == (0, ["memberships"])


def test_what_a_person_adds_is_theirs(desk: Client) -> None:
    inlines = ("other_names", "memberships")
    management = {f"{name}-{part}_FORMS": 0 for name in inlines for part in ("TOTAL", "INITIAL")}
    desk.post(address(models.Person, "add"), {"name": "白小川", "note": "", **management})
    assert models.Person.objects.get().locked_fields == ["name"]


def membership() -> models.Membership:
    return models.Membership.objects.create(person=person(), post=post(), first_seen=date(2023, 3, 4))


def participation() -> models.Participation:
    return models.Participation.objects.create(event=factories.EventFactory(), name="陆明远", part="出席")


@pytest.mark.parametrize(
    ("make", "parent", "relation"),
    [
        (membership, "person", "memberships"),
        (participation, "event", "participations"),
        (post, "organization", "posts"),
    ],
)
@pytest.mark.parametrize("way", ["page", "action"])
def test_what_is_deleted_from_its_own_list_is_remembered(
    desk: Client, make: Callable[[], Any], parent: str, relation: str, way: str
) -> None:
    row = make()
    if way == "page":
        desk.post(address(type(row), "delete", row.pk), {"post": "yes"})
    else:
        action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        desk.post(address(type(row), "changelist"), action)
    assert not type(row).objects.filter(pk=row.pk).exists()
    record = getattr(row, parent)
    record.refresh_from_db()
    assert record.locked_fields == [relation]

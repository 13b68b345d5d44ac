"""Whatever a person changes reaches the index through the outbox, in the same transaction."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from archive import models
from tests import factories
from tests.admin.rows import article, mention, organization, place

Edit = Callable[..., Any]
Act = Callable[..., Any]


@pytest.fixture
def queued() -> Iterator[Callable[[], set[int]]]:
    """The articles queued since last asked."""

    def drain() -> set[int]:
        rows = models.IndexChange.objects.filter(object_type="article")
        found = set(rows.values_list("object_id", flat=True))
        rows.delete()
        return found

    yield drain


@pytest.mark.parametrize(
    ("action", "state"), [("publish", "published"), ("withhold", "withheld"), ("remove", "removed")]
)
def test_state_actions(act: Act, queued: Callable[[], set[int]], action: str, state: str) -> None:
    draft, already = factories.ArticleFactory(state="draft"), factories.ArticleFactory(state=state)
    queued()
    answer = act(action, draft, already, key=uuid4(), reason="核实中")
    draft.refresh_from_db()
    assert (draft.state, draft.locked_fields) == (state, ["state"])
    assert queued() == {draft.pk}
    assert "1 篇文章" in answer.text


@pytest.mark.parametrize("kind", models.Article.Kind.values)
def test_kind_actions(act: Act, queued: Callable[[], set[int]], kind: str) -> None:
    other = "photo" if kind != "photo" else "article"
    record = factories.ArticleFactory(kind=other)
    queued()
    act(f"kind_{kind}", record)
    record.refresh_from_db()
    assert (record.kind, record.locked_fields, queued()) == (kind, ["kind"], {record.pk})


def test_actions_stand_in_the_records_history(act: Act, desk: Any) -> None:
    record = factories.ArticleFactory()
    act("withhold", record, key=uuid4(), reason="核实中")
    assert "暂不公开" in desk.get(f"/admin/archive/article/{record.pk}/history/").text


def test_a_corrected_issue_takes_its_articles_along(edit: Edit, queued: Callable[[], set[int]]) -> None:
    moved, other = article(1), article(2)
    queued()
    edit(moved.page.issue, date="2023-04-01")
    moved.refresh_from_db()
    other.refresh_from_db()
    assert (moved.date, other.date) == (date(2023, 4, 1), date(2023, 3, 3))
    assert queued() == {moved.pk}


def test_articles_follow_their_issue_into_and_out_of_the_unknown(db: None, queued: Callable[[], set[int]]) -> None:
    record = article(1)
    issue, known = record.page.issue, record.date
    for day in (None, known):
        queued()
        issue.date = day
        issue.save(update_fields=["date"])
        record.refresh_from_db()
        assert (record.date, queued()) == (day, {record.pk})
    issue.date_reason = "版面所印"
    issue.save()
    assert (issue.propagate(), queued()) == (0, set())


def test_an_issue_of_another_newspaper(edit: Edit, queued: Callable[[], set[int]]) -> None:
    moved = article(1)
    target = factories.NewspaperFactory(name="沅溪日报")
    queued()
    edit(moved.page.issue, newspaper=target.pk)
    moved.refresh_from_db()
    assert (moved.newspaper, queued()) == (target, {moved.pk})


def test_an_issue_cannot_bring_an_article_twice_into_a_newspaper(edit: Edit) -> None:
    moved, held = article(1), article(2)
    models.Article.objects.update(external_id="a1")
    answer = edit(moved.page.issue, newspaper=held.newspaper_id)
    assert "已有外部编号相同的文章" in answer.text


def test_a_page_moved_to_another_issue(edit: Edit, queued: Callable[[], set[int]]) -> None:
    moved, other = article(1), article(2)
    queued()
    edit(moved.page, issue=other.page.issue_id)
    moved.refresh_from_db()
    assert (moved.newspaper_id, moved.date, queued()) == (other.newspaper_id, other.date, {moved.pk})


def test_an_article_moved_to_another_page(edit: Edit, queued: Callable[[], set[int]]) -> None:
    moved, other = article(1), article(2)
    queued()
    edit(moved, page=other.page_id)
    moved.refresh_from_db()
    assert (moved.newspaper_id, moved.date, queued()) == (other.newspaper_id, other.date, {moved.pk})


def test_a_pages_number_is_in_the_index(edit: Edit, queued: Callable[[], set[int]]) -> None:
    numbered, _other = article(1), article(2)
    queued()
    edit(numbered.page, number=7)
    assert queued() == {numbered.pk}


def test_a_mentions_link_may_be_in_the_index(edit: Edit, queued: Callable[[], set[int]]) -> None:
    named, _other = mention(1), mention(2)
    queued()
    edit(named, status="rejected")
    assert queued() == {named.article_id}
    edit(named)
    assert queued() == set()


def test_names_are_in_the_index(edit: Edit, queued: Callable[[], set[int]]) -> None:
    named, _other = mention(1), factories.ArticleFactory(page__issue__newspaper__name="沅溪日报")
    queued()
    edit(named.person, name="陆明源")
    assert queued() == {named.article_id}
    edit(named.article.newspaper, name="青岚晚报")
    assert queued() == {named.article_id}


def test_renaming_a_place_renames_its_path(edit: Edit) -> None:
    town = place(1)
    edit(town.parent, name="青澜市")
    town.refresh_from_db()
    assert town.path == "青澜市/石门镇1"


def test_deleting_a_person_rejects_their_mentions(desk: Any, queued: Callable[[], set[int]]) -> None:
    named = mention()
    queued()
    desk.post(f"/admin/archive/person/{named.person_id}/delete/", {"post": "yes"})
    named.refresh_from_db()
    assert (named.person, named.status, queued()) == (None, "rejected", {named.article_id})


def test_deleting_from_the_list_does_the_same(desk: Any, queued: Callable[[], set[int]]) -> None:
    named = factories.MentionFactory(
        kind="organization", text="市教育局", organization=organization(), status="linked"
    )
    queued()
    data = {"action": "delete_selected", "_selected_action": named.organization_id, "post": "yes"}
    desk.post("/admin/archive/organization/", data)
    named.refresh_from_db()
    assert (named.organization, named.status, queued()) == (None, "rejected", {named.article_id})


def test_a_place_with_others_below_it_is_protected(desk: Any) -> None:
    town = place()
    answer = desk.post(f"/admin/archive/place/{town.parent_id}/delete/", {"post": "yes"})
    assert answer.status_code == 200
    assert models.Place.objects.filter(pk=town.parent_id).exists()


def test_retry(act: Act) -> None:
    row = models.IndexChange.objects.create(object_type="article", object_id=1, tries=5, error="LockError")
    assert list(models.IndexChange.objects.set_aside()) == [row]
    act("retry", row)
    row.refresh_from_db()
    assert (row.tries, row.error) == (0, "")
    assert list(models.IndexChange.objects.waiting()) == [row]

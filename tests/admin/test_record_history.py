"""A record's history: who changed what, when and why, what runs changed; and the way back to a version."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import models
from archive.curating import deciding
from archive.models.acting import acting
from tests import factories
from tests.admin import rows
from tests.admin.conftest import address

Edit = Callable[..., Any]


def back(record: Any, version: Any) -> str:
    return reverse(f"admin:archive_{record._meta.model_name}_version", args=[record.pk, version.history_id])


def changes(client: Client, record: Any) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """What the page tells: what was done, by whom, the old and the new of each field."""
    entries = client.get(address(type(record), "history", record.pk)).context["entries"]
    return [
        (each.what, each.who, [(change.label, change.old, change.new) for change in each.changes])
        for each, _back in entries
    ]


def test_every_version_with_who_and_what(desk: Client, edit: Edit) -> None:
    article = factories.ArticleFactory(headline="云溪区值树活动", section="")
    edit(article, headline="云溪区植树活动", section="时政")
    chief = User.objects.get()
    with acting(chief.pk, "照版面改"):
        article.refresh_from_db()
        article.lines = {"1": "headline", "2": "body", "3": "body"}
        article.lock(["lines"])
        article.save()
    told = changes(desk, article)
    assert told[0][:2] == ("更改", "chief")
    assert ("行的角色", "", "1 主题，2–3 正文") in told[0][2]
    assert [old for label, old, _ in told[0][2] if label == "锁定字段"] == ["标题、栏目"]
    assert ("标题", "云溪区值树活动", "云溪区植树活动") in told[1][2]
    assert told[-1][:2] == ("机器所写", "")
    html = desk.get(address(models.Article, "history", article.pk)).text
    assert "<del>云溪区值树活动</del>" in html
    assert "照版面改" in html


def test_rows_of_a_record_decisions_and_runs_stand_in_its_history(desk: Client, edit: Edit) -> None:
    article = factories.ArticleFactory()
    article.bylines.create(name="白小穿", role="记者")
    edit(article, **{"bylines-0-name": "白小川"})
    ingest = models.Ingest.objects.create(state="done")
    models.RunChange.objects.create(
        ingest=ingest, kind="~", model="article", object_id=article.pk, former={"headline": "旧题", "bylines": []}
    )
    deciding.note(models.Decision.Kind.STATE, article, {})
    told = changes(desk, article)
    assert ("署名 白小川：更改", "chief", [("姓名", "白小穿", "白小川")]) in told
    runs = [each for each in told if each[0] == f"第 {ingest.pk} 次导入：更新"]
    assert runs[0][2] == [("标题", "旧题", article.headline), ("署名", "", "白小川 记者")]
    assert any(what.startswith("决定：公开与撤下") for what, _, _ in told)


def test_back_to_a_version(desk: Client, edit: Edit) -> None:
    article = factories.ArticleFactory(headline="云溪区植树活动", text="3月4日，云溪区植树。")
    edit(article, headline="改坏了", text="改坏了的正文。")
    first = article.history.last()
    assert desk.get(back(article, first)).status_code == 200
    article.refresh_from_db()
    assert article.headline == "改坏了"
    models.IndexChange.objects.all().delete()
    sent = {"seen_revision": article.revision, "reason": "改错了篇"}
    assert desk.post(back(article, first), sent).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.text) == ("云溪区植树活动", "3月4日，云溪区植树。")
    assert {"headline", "text", "breaks"} <= set(article.locked_fields)
    newest = article.history.first()
    assert (newest.history_user.username, newest.history_change_reason) == ("chief", "改错了篇")
    assert models.IndexChange.objects.filter(object_type="article", object_id=article.pk).exists()
    assert article.dates.get().text == "3月4日"
    versions = article.history.count()
    assert desk.post(back(article, first), sent).status_code == 302, "sent twice, it is done once"
    assert article.history.count() == versions


def test_a_stale_way_back_is_refused(desk: Client, edit: Edit) -> None:
    article = factories.ArticleFactory(headline="甲")
    edit(article, headline="乙")
    sent = {"seen_revision": article.revision, "reason": ""}
    edit(article, headline="丙")
    answer = desk.post(back(article, article.history.last()), sent)
    assert (answer.status_code, "又有改动" in answer.text) == (409, True)
    article.refresh_from_db()
    assert article.headline == "丙"


def test_what_would_break_a_rule_is_refused(desk: Client, edit: Edit) -> None:
    post = rows.post()
    title = post.title
    edit(post, title="代区长")
    models.Post.objects.create(organization=post.organization, title=title)
    post.refresh_from_db()
    answer = desk.post(back(post, post.history.last()), {"seen_revision": post.revision})
    assert "不能恢复" in answer.text
    post.refresh_from_db()
    assert post.title == "代区长"


def test_who_may_not_publish_does_not_by_going_back(staff: Callable[..., Client], edit: Edit) -> None:
    article = factories.ArticleFactory(headline="甲")
    edit(article, headline="乙", state="withheld", state_reason="核实中")
    first = article.history.last()
    curator = staff("view_article", "change_article")
    article.refresh_from_db()
    assert curator.post(back(article, first), {"seen_revision": article.revision}).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.state) == ("甲", "withheld")
    assert staff("view_article").get(back(article, first)).status_code == 403
    assert staff("view_person").get(address(models.Article, "history", article.pk)).status_code == 403


def test_a_deleted_record_has_its_history(desk: Client) -> None:
    person = factories.PersonFactory(name="陆明远")
    pk = person.pk
    desk.post(address(models.Person, "delete", pk), {"post": "yes"})
    assert not models.Person.objects.filter(pk=pk).exists()
    assert [what for what, _, _ in changes(desk, models.Person(pk=pk))][0] == "删除"
    assert desk.get(address(models.Person, "history", pk + 1)).status_code == 404


def test_all_changes(desk: Client, edit: Edit, staff: Callable[..., Client]) -> None:
    article, person = factories.ArticleFactory(headline="甲"), factories.PersonFactory(name="陆明元")
    edit(article, headline="<b>乙</b>")
    edit(person, name="陆明远")
    url = reverse("admin:changes")
    page = desk.get(url)
    assert [each.model for each, _, _ in page.context["listed"]] == [models.Person, models.Article]
    assert "&lt;b&gt;乙" in page.text
    for query, count in (
        ({"model": "person"}, 1),
        ({"user": User.objects.get().pk}, 2),
        ({"day": "2001-01-01"}, 0),
        ({"day": "nonsense"}, 2),
        ({"before": "2001-01-01T00:00:00+00:00"}, 0),
    ):
        assert len(desk.get(url, query).context["listed"]) == count, query
    assert staff("view_article").get(url).status_code == 403
    assert staff("view_decision").get(url).status_code == 200


def test_queries_do_not_grow_with_changes(desk: Client) -> None:
    user = User.objects.get()
    ContentType.objects.clear_cache()

    def queries(url: str) -> int:
        desk.get(url)  # Asks for content types, which are kept.
        with CaptureQueriesContext(connection) as ran:
            assert desk.get(url).status_code == 200
        return len(ran)

    person, article = factories.PersonFactory(), factories.ArticleFactory()
    counts = []
    for _turn in range(2):
        for number in range(30):
            with acting(user.pk):
                for record, name in ((person, "name"), (article, "headline")):
                    setattr(record, name, f"{name}{_turn}{number}")
                    record.save()
        counts.append(
            [queries(url) for url in (reverse("admin:changes"), address(models.Article, "history", article.pk))]
        )
    assert counts[0] == counts[1]
    older = desk.get(reverse("admin:changes")).context["older"]
    assert desk.get(f"{reverse('admin:changes')}?{older}").context["listed"]


@pytest.mark.parametrize("number", ["x", "-", "%00", "99999999999999999999"])
def test_the_history_of_no_number(desk: Client, number: str) -> None:
    assert desk.get(f"/admin/archive/person/{number}/history/").status_code == 404


@pytest.mark.parametrize(
    "before", ["2023-13-45T00:00:00", "2023-03-05T00:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"]
)
@pytest.mark.parametrize("day", ["", "9999-12-31", "0001-01-01", "2023-02-30"])
def test_moments_that_no_change_was_made_at(desk: Client, before: str, day: str) -> None:
    assert desk.get(reverse("admin:changes"), {"before": before, "day": day}).status_code == 200
